// A user: headless Chromium at the address that devenv gives it.
// Arguments: what the user does (`alice`, `cancel`, `look`), the file for what they saw, the address.
import { chromium } from 'playwright-core';
import { renameSync, writeFileSync } from 'node:fs';

const [what, file, address] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--headless', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});
const seen = { blocked: [] };
try {
  const page = await browser.newPage();
  // What the last page was blocked from; that must not include its own style.
  page.on('console', (message) => {
    if (message.type() === 'error') seen.blocked.push(message.text());
  });
  const answer = await page.goto(address);
  seen.status = answer.status();
  if (what === 'cancel') {
    await page.getByText('Cancel').click();
  } else if (what !== 'look') {
    await page.locator('[name=login], [name=username]').fill(what);
    await page.locator('[name=password]').fill('Correct-horse-1');
    await page.locator('[type=submit]').click();
    // The page that asks for consent, if there is one.
    const consent = page.getByRole('button', { name: 'Continue' });
    const last = page.locator('h1', { hasText: /You are signed in|The sign-in did not succeed/ });
    await consent.or(last).first().waitFor();
    if (await consent.isVisible()) await consent.click();
  }
  if (what !== 'look') await page.waitForURL('**/callback?**');
  seen.text = await page.locator('body').innerText();
  seen.font = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
} catch (error) {
  seen.error = String(error);
} finally {
  await browser.close();
  // Renamed at the end, since a reader waits for the complete file.
  writeFileSync(`${file}.part`, JSON.stringify(seen));
  renameSync(`${file}.part`, file);
}
