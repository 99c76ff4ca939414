// Installs the providers below target/providers, in the versions of package.json, and starts them.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const children = [];
export const root = resolve(here, '../..');
export const providers = join(root, 'target/providers');

export function install() {
  mkdirSync(providers, { recursive: true });
  const read = (directory) => readFileSync(join(directory, 'package.json'), 'utf8');
  const isThere = existsSync(join(providers, 'node_modules/.package-lock.json')) && read(here) === read(providers);
  for (const file of ['package.json', 'oidc.mjs', 'browser.mjs']) copyFileSync(join(here, file), join(providers, file));
  if (isThere) return;
  const npm = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent'], { cwd: providers, stdio: 'inherit' });
  assert.equal(npm.status, 0, 'npm installs the providers');
}

/** A free port of this machine. */
export function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Starts a server, and waits until it prints that it listens. `args`: of Node, unless `program` is set. */
export function serve(args, word, { program = process.execPath, ...options } = {}) {
  const child = spawn(program, args, { cwd: providers, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  children.push(child);
  return new Promise((done, fail) => {
    let said = '';
    const hear = (bytes) => {
      said += bytes;
      if (said.includes(word)) done(child);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', fail);
    child.on('exit', (code) => fail(new Error(`${program} ended with ${code}: ${said}`)));
  });
}

/** Ends everything that was started. */
export function end() {
  for (const child of children) child.kill();
}
