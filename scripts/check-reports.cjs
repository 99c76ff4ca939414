// Tests pages in Chromium; `check-reports` runs it.
//
// For each page, narrow and wide, light and dark: axe finds no problems, the content security policy blocks nothing of the page, nothing
// is loaded, nothing is wider than the screen.
"use strict";
const { pathToFileURL } = require("node:url");
const axe = require("axe-core");
const { chromium } = require("playwright-core");

const QUIET = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

async function main([executablePath, ...pages]) {
  const browser = await chromium.launch({ executablePath, args: QUIET });
  const faults = [];
  for (const page of pages) {
    for (const [width, colorScheme] of [[1280, "light"], [390, "dark"], [320, "light"]]) {
      // Disabled for axe's own script; what the policy blocks is checked before.
      for (const bypassCSP of [false, true]) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP });
        const tab = await context.newPage();
        const where = `${page} ${width} ${colorScheme}`;
        tab.on("console", (message) => faults.push(`${where}: ${message.text()}`));
        tab.on("request", (request) => request.url().startsWith("file:") && request.isNavigationRequest() || faults.push(`${where}: loads ${request.url()}`));
        await tab.goto(pathToFileURL(page).href);
        const told = await tab.evaluate(() => ({ wide: document.documentElement.scrollWidth - window.innerWidth, styled: getComputedStyle(document.querySelector(".card")).borderRadius }));
        if (told.wide > 0) faults.push(`${where}: ${told.wide} pixels too wide`);
        if (told.styled === "0px") faults.push(`${where}: the style sheet does not hold`);
        if (bypassCSP) {
          await tab.evaluate(axe.source);
          const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
          for (const fault of violations) faults.push(`${where}: ${fault.id}: ${fault.help}: ${fault.nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
        }
        await context.close();
      }
    }
  }
  await browser.close();
  faults.forEach((fault) => console.log(fault));
  if (faults.length) process.exit(1);
  console.log(`accessibility: axe ${axe.version} finds nothing in ${pages.length} pages, each in three sizes`);
}

main(process.argv.slice(2)).catch((error) => { console.error(error); process.exit(1); });
