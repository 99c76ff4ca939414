// All steps with the real programs: a provider, `devenv serve`, `devenv login` in Chromium, `devenv scan --upload`,
// `devenv history`, and the platform's pages in the browser of the same developer. The user's own data is not used.
//
//     node tests/providers/try-it.mjs PROGRAM [DIRECTORY for the pictures and the text, default target/try-it]
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { end, freePort, install, providers, root, serve } from './start.mjs';

const program = resolve(process.argv[2] ?? join(root, 'target/release/devenv'));
const shown = resolve(process.argv[3] ?? join(root, 'target/try-it'));
const directory = mkdtempSync(join(tmpdir(), 'devenv-try-it-'));
const said = [];

/** A machine: temporary directories of devenv, the rest is this machine. */
function variables(name) {
  const own = Object.fromEntries(['STATE', 'CONFIG', 'CACHE'].map((kind) => [`DEVENV_${kind}_DIR`, join(directory, name, kind)]));
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith('DEVENV_') && key !== 'CI' && key !== 'GITHUB_ACTIONS');
  return { ...Object.fromEntries(inherited), ...own };
}

function say(text) {
  said.push(text);
  process.stdout.write(text);
}

async function until(holds, what) {
  const last = Date.now() + 60_000;
  while (!holds()) {
    assert.ok(Date.now() < last, `not within a minute: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Runs devenv as a developer would. `hidden`: arguments that are not printed. */
async function devenv(args, hidden = []) {
  say(`\n$ devenv ${args.join(' ')}\n`);
  const child = spawn(program, [...args, ...hidden], { env: variables('laptop'), cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes) => (stdout += bytes));
  child.stderr.on('data', (bytes) => (stderr += bytes));
  const code = await new Promise((done, fail) => child.on('close', done).on('error', fail));
  say(stdout + stderr);
  return { code, stdout, stderr };
}

/** Signs in to the pages as the same developer, and opens the last scan. */
async function look(platform, address) {
  const { chromium } = createRequire(join(providers, 'x.js'))('playwright-core');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(platform);
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await page.locator('[name=login]').fill('alice');
    await page.locator('[name=password]').fill('Correct-horse-1');
    await page.locator('[type=submit]').click();
    const consent = page.getByRole('button', { name: 'Continue' });
    const scans = page.getByRole('region', { name: 'Scans' });
    await consent.or(scans).first().waitFor();
    if (await consent.isVisible()) await consent.click();
    await scans.waitFor();
    await page.screenshot({ path: join(shown, 'developer.png') });
    await page.goto(address);
    await page.getByRole('heading', { name: 'Score' }).waitFor();
    await page.screenshot({ path: join(shown, 'scan.png') });
    return await page.locator('main').innerText();
  } finally {
    await browser.close();
  }
}

install();
mkdirSync(shown, { recursive: true });
try {
  const [issuerPort, platformPort, callbackPort] = [await freePort(), await freePort(), await freePort()];
  const [issuer, platform] = [issuerPort, platformPort].map((port) => `http://127.0.0.1:${port}`);
  await serve(['oidc.mjs', issuerPort, callbackPort, `${platform}/sign-in/callback`], 'ready', { env: { ...process.env, ACCESS_TOKENS: 'jwt' } });
  const settings = join(directory, 'serve.toml');
  writeFileSync(settings, `[[issuers]]\nurl = "${issuer}"\nclient_id = "devenv"\ncallback_ports = [${callbackPort}]\n`);
  say(`$ devenv serve --listen 127.0.0.1:${platformPort} --config serve.toml\n`);
  const listen = ['serve', '--listen', `127.0.0.1:${platformPort}`, '--config', settings];
  await serve(listen, platform, { program, env: variables('platform') });
  say(`The platform is at ${platform}\n`);

  const seen = join(directory, 'seen.json');
  const browser = `${process.execPath} ${join(providers, 'browser.mjs')} alice ${seen} %s`;
  const login = await devenv(['login', platform], ['--insecure-storage', '--browser', browser]);
  assert.equal(login.code, 0, 'the sign-in succeeds');
  await until(() => existsSync(seen), 'the browser has seen the last page');
  assert.match(JSON.parse(readFileSync(seen, 'utf8')).text, /You are signed in/);
  assert.equal((await devenv(['whoami'])).code, 0);

  const scan = await devenv(['scan', '--upload']);
  assert.ok([0, 1].includes(scan.code), 'the scan is taken');
  const address = scan.stderr.trimEnd().split('\n').at(-1);
  assert.ok(address.startsWith(`${platform}/scans/`), 'the last line is the address of the scan');
  assert.equal((await devenv(['upload', '--list'])).stdout, '', 'nothing waits');

  assert.ok([0, 1].includes((await devenv(['scan', '--ci', '--upload'])).code));
  const history = await devenv(['history']);
  assert.equal(history.code, 0);

  const page = await look(platform, address);
  const score = /(\d+)\/100/.exec(scan.stdout)?.[1] ?? assert.fail('the report has a score');
  assert.ok(page.includes(score), `the page shows the score ${score}`);
  assert.equal((await devenv(['logout'])).code, 0);
  writeFileSync(join(shown, 'session.txt'), said.join(''));
  console.log(`\nAll steps passed. The text and the pictures are in ${shown}`);
} finally {
  end();
  if (existsSync(directory)) rmSync(directory, { recursive: true, force: true });
}
