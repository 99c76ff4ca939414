// Tests the pages of `devenv serve --demo` in Chromium: signs in, visits each page, and runs axe on it in light and dark, with the
// screen of a desktop and of a phone. It prints problems and ends with 1, or ends with 0.
//
//   node check.mjs MODULES URL TOKEN [DIRECTORY for screenshots]
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [modules, url, token, shots] = process.argv.slice(2);
const require = createRequire(join(modules, 'x.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const faults = [];
const fault = (text) => faults.push(text);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

async function signedIn(options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  // The console shows what the content security policy blocks, and what fails to load.
  page.on('console', (message) => message.type() === 'error' && !message.location().url.endsWith('/no/such/page') && fault(`console: ${message.text()} at ${page.url()}`));
  page.on('request', (request) => !request.url().startsWith(url) && !request.url().startsWith('data:') && fault(`asks elsewhere: ${request.url()}`));
  await page.goto(`${url}/`);
  if (!page.url().endsWith('/sign-in')) fault(`who is not signed in is at ${page.url()}`);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).press('Enter');
  await page.getByRole('heading', { name: 'Who is ready' }).waitFor();
  return { context, page };
}

async function look(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  for (const { id, nodes } of violations) fault(`axe: ${name}: ${id}: ${nodes.map((node) => node.target).join(' ')}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) fault(`${name}: ${wide} pixels wider than the window`);
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

for (const [size, viewport] of [['desk', { width: 1440, height: 900 }], ['phone', { width: 390, height: 844 }]]) {
  // All combinations if screenshots are wanted; otherwise each size and each scheme once.
  const schemes = shots ? ['light', 'dark'] : [size === 'desk' ? 'light' : 'dark'];
  for (const colorScheme of schemes) {
    // Without scripts: the pages must work. axe is injected through the debugger.
    const { context, page } = await signedIn({ viewport, colorScheme });
    const name = (what) => `${what}-${size}-${colorScheme}`;
    await look(page, name('overview'));
    const visit = async (link, heading) => {
      await page.getByRole('navigation').getByRole('link', { name: link, exact: true }).click();
      await page.getByRole('heading', { name: heading }).first().waitFor();
      await look(page, name(link.toLowerCase()));
    };
    await visit('Projects', 'Projects');
    await page.getByRole('region', { name: 'Projects' }).getByRole('link', { name: 'shop-web' }).click();
    await page.getByRole('heading', { name: 'Required tools' }).waitFor();
    await look(page, name('project'));
    await visit('Machines', 'Machines');
    await page.getByRole('link', { name: 'Not scanned for 14 days' }).click();
    await look(page, name('machines-stale'));
    await visit('Tools', 'Tools in use');
    await page.getByLabel('Tool', { exact: true }).fill('no');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name: 'node', exact: true }).click();
    await page.getByLabel('Versions below').fill('18');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('heading', { name: 'Who has it: below 18' }).waitFor();
    await page.getByRole('region', { name: 'Who has it' }).getByRole('link', { name: 'Bruno Keller' }).first().waitFor();
    await look(page, name('tool'));
    await visit('Rules', 'What fails');
    await page.getByRole('region', { name: 'What fails' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'For whom' }).waitFor();
    await look(page, name('rule'));
    await page.goto(`${url}/no/such/page`);
    await page.getByRole('navigation').getByRole('link', { name: 'Projects' }).waitFor();
    await look(page, name('not-found'));
    await visit('Developers', 'Developers');
    await page.getByRole('region', { name: 'Developers' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Score' }).waitFor();
    await look(page, name('developer'));
    await page.getByRole('link', { name: 'What changed in the last scan' }).click();
    await page.getByRole('heading', { name: 'Compare two scans' }).waitFor();
    await look(page, name('compare'));
    await page.goBack();
    await page.getByRole('region', { name: 'Scans' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Problems' }).waitFor();
    await look(page, name('scan'));
    // Its machine was fixed once: the oldest and the newest scan on the page differ in all parts that are compared.
    await page.goto(`${url}/developers/amara.okafor`);
    const links = page.getByRole('region', { name: 'Scans' }).getByRole('link');
    const scans = await links.evaluateAll((all) => all.map((link) => link.pathname.split('/').pop()));
    await page.goto(`${url}/compare?from=${scans.at(0)}&to=${scans.at(-1)}`);
    for (const heading of ['New', 'Tools', 'PATH']) await page.getByRole('heading', { name: heading }).waitFor();
    await look(page, name('compare-changes'));
    await page.getByRole('navigation').getByRole('link', { name: 'Tokens' }).click();
    await page.getByLabel('Developer').fill(name('bob'));
    await page.getByRole('button', { name: 'Create token' }).click();
    const made = await page.getByRole('status').textContent();
    if (!/dvt_[0-9a-f]{12}_[0-9a-f]{64}/.test(made)) fault(`no token in: ${made}`);
    await look(page, name('tokens'));
    await page.getByRole('row', { name: name('bob') }).getByRole('button').click();
    await page.getByRole('heading', { name: 'Revoke' }).waitFor();
    await look(page, name('revoke'));
    await page.getByRole('button', { name: 'Revoke the token' }).click();
    await page.getByRole('row', { name: name('bob') }).getByText('revoked').waitFor();
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByRole('heading', { name: 'Browser sessions' }).waitFor();
    await look(page, name('sessions'));
    await page.getByRole('link', { name: 'API' }).click();
    await look(page, name('docs'));
    await page.goto(`${url}/`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    await look(page, name('sign-in'));
    await page.getByLabel('Token').fill('dvt_nonsense');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await context.close();
  }
}
const { context, page } = await signedIn({ javaScriptEnabled: false });
if (!(await page.getByRole('heading', { name: 'By project' }).isVisible())) fault('without script there is less');
await context.close();
await browser.close();
for (const text of faults) console.error(text);
process.exitCode = faults.length ? 1 : 0;
