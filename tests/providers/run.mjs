// Signs in with the real program at real providers, in a real browser.
//
//     node tests/providers/run.mjs [PROGRAM]
//
// PROGRAM is target/debug/devenv if none is named. npm installs the providers below target/providers, in the versions of package.json;
// Chromium is /usr/bin/chromium or $CHROMIUM. With --install, it only installs the providers.
// cognito-local always writes port 9229 into its metadata: if another program uses that port, the provider is skipped.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { end, freePort, install, providers, root, serve } from './start.mjs';

if (process.argv[2] === '--install') {
  install();
  process.exit();
}
const program = resolve(process.argv[2] ?? join(root, 'target/debug/devenv'));
const directories = [];
const passed = (what) => console.log(`ok  ${what}`);

/** A directory that is removed at the end. */
function temporary(name) {
  directories.push(mkdtempSync(join(tmpdir(), name)));
  return directories.at(-1);
}

/** A machine: a home and devenv's directories. */
class Machine {
  constructor(variables = {}) {
    this.directory = temporary('devenv-providers-');
    this.variables = {
      PATH: '/usr/bin:/bin',
      HOME: this.directory,
      DEVENV_STATE_DIR: join(this.directory, 'state'),
      DEVENV_CONFIG_DIR: join(this.directory, 'config'),
      DEVENV_CACHE_DIR: join(this.directory, 'cache'),
      ...variables,
    };
  }

  start(...args) {
    return new Promise((done) => {
      const child = spawn(program, args, { env: this.variables, cwd: this.directory, stdio: ['ignore', 'pipe', 'pipe'] });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (bytes) => (stdout += bytes));
      child.stderr.on('data', (bytes) => (stderr += bytes));
      child.on('close', (code) => done({ code, stdout, stderr }));
    });
  }

  async run(...args) {
    const outcome = await this.start(...args);
    assert.equal(outcome.code, 0, JSON.stringify(outcome));
    return outcome;
  }

  /** `devenv login` with a user who does `what`; returns the output, and what the user saw. */
  async login(what, ...args) {
    const file = join(this.directory, 'seen.json');
    rmSync(file, { force: true });
    const browser = `${process.execPath} ${join(providers, 'browser.mjs')} ${what} ${file} %s`;
    const outcome = await this.start('login', '--insecure-storage', '--json', '--browser', browser, ...args);
    const until = Date.now() + 60_000;
    while (!existsSync(file) && Date.now() < until) await new Promise((done) => setTimeout(done, 50));
    const seen = JSON.parse(readFileSync(file, 'utf8'));
    assert.equal(seen.error, undefined, JSON.stringify({ ...outcome, seen }));
    return { ...outcome, seen };
  }

  get credentials() {
    return join(this.directory, 'state/credentials/default.json');
  }

  stored() {
    return JSON.parse(readFileSync(this.credentials, 'utf8'));
  }

  expire() {
    const stored = this.stored();
    stored.access.expires_at = '2026-01-01T00:00:00Z';
    writeFileSync(this.credentials, JSON.stringify(stored));
  }
}

async function oidcProvider() {
  const [port, ...callbackPorts] = [await freePort(), await freePort(), await freePort()].map(String);
  await serve(['oidc.mjs', port, ...callbackPorts], 'ready');
  const issuer = `http://127.0.0.1:${port}`;
  const provider = ['--issuer', issuer, '--client-id', 'devenv', '--callback-port', callbackPorts.join(',')];
  const machine = new Machine();

  const login = await machine.login('alice', ...provider);
  assert.equal(login.code, 0, JSON.stringify(login));
  assert.match(login.seen.text, /You are signed in/);
  assert.match(login.seen.font, /system-ui/, 'the page has its style');
  assert.deepEqual(login.seen.blocked.filter((text) => /style|Content Security/.test(text)), []);
  assert.deepEqual(JSON.parse(login.stdout).account, {
    subject: 'alice', name: null, email: 'alice@example.com', groups: ['devenv-users', 'platform'],
  });
  passed('oidc-provider: a user signs in with Chromium: proof key, state, nonce, RS256, the issuer in the redirect');

  const who = JSON.parse((await machine.run('whoami', '--json')).stdout);
  assert.equal(who.is_checked, true);
  assert.equal(who.account.email, 'alice@example.com');
  passed('oidc-provider: whoami asks the user info endpoint');

  const first = machine.stored().refresh;
  assert.equal((await machine.login('alice', ...provider)).code, 0);
  const redeem = (token) => fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token, client_id: 'devenv' }),
  });
  assert.equal((await redeem(first)).status, 200);
  passed('oidc-provider: it would revoke all that the user granted, so a second sign-in leaves the first session alone');

  const before = machine.stored();
  machine.expire();
  const tokens = await Promise.all(Array.from({ length: 8 }, () => machine.run('token')));
  assert.equal(new Set(tokens.map((token) => token.stdout)).size, 1);
  assert.notEqual(machine.stored().refresh, before.refresh);
  machine.expire();
  await machine.run('token');
  passed('oidc-provider: eight processes at once make one refresh, and the session outlives rotation');

  const last = machine.stored().refresh;
  const logout = await machine.run('logout', '--json');
  assert.equal(JSON.parse(logout.stdout).sessions[0].revocation, 'revoked');
  assert.equal((await (await redeem(last)).json()).error, 'invalid_grant');
  passed('oidc-provider: a logout revokes the session there');

  const cancelled = await machine.login('cancel', ...provider);
  assert.equal(cancelled.code, 3, JSON.stringify(cancelled));
  assert.match(cancelled.stderr, /the provider refused: access_denied/);
  assert.match(cancelled.seen.text, /The sign-in did not succeed/);
  passed('oidc-provider: a user who cancels is told so, in the browser and in the terminal');

  const elsewhere = await machine.login('look', ...provider.slice(0, 4), '--callback-port', `${await freePort()}`, '--timeout', '5');
  assert.equal(elsewhere.code, 3, JSON.stringify(elsewhere));
  assert.equal(elsewhere.seen.status, 400);
  assert.match(elsewhere.stderr, /sign-in was not finished within 5 s/);
  passed('oidc-provider: an address that is not registered ends with the time limit and a hint');

  const pushing = ['--issuer', await pushedOnly(callbackPorts), ...provider.slice(2)];
  assert.equal((await new Machine().login('alice', ...pushing)).code, 0);
  passed('oidc-provider: where requests must be pushed (RFC 9126), they are');

  const robot = new Machine({
    DEVENV_ISSUER: issuer, DEVENV_CLIENT_ID: 'machine', DEVENV_CLIENT_SECRET: 'a secret/with: signs+&%',
  });
  assert.match((await robot.run('token')).stdout, /^\S+\n$/);
  passed('oidc-provider: a machine signs in with a secret that must be encoded');
}

/** A second provider, which accepts only pushed requests. */
async function pushedOnly(callbackPorts) {
  const port = String(await freePort());
  await serve(['oidc.mjs', port, ...callbackPorts], 'ready', { env: { ...process.env, PUSHED: 'required' } });
  return `http://127.0.0.1:${port}`;
}

/** Whether something listens on the port. */
function isTaken(port) {
  return new Promise((done) => {
    const socket = connect(port, 'localhost');
    socket.on('connect', () => socket.end(() => done(true)));
    socket.on('error', () => done(false));
  });
}

async function cognitoLocal() {
  if (await isTaken(9229)) {
    console.log('skipped: cognito-local: another program has port 9229');
    return;
  }
  const directory = temporary('devenv-cognito-');
  const callbackPorts = [await freePort(), await freePort()];
  const start = join(providers, 'node_modules/cognito-local/lib/bin/start.js');
  await serve([start], 'Cognito Local running', { cwd: directory, env: { PATH: '/usr/bin:/bin', HOST: 'localhost', PORT: '9229' } });
  const call = async (action, body) => {
    const answer = await fetch('http://localhost:9229/', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
        authorization: 'AWS4-HMAC-SHA256 Credential=x/20261121/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=x',
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    assert.equal(answer.status, 200, `${action}: ${text}`);
    return text ? JSON.parse(text) : {};
  };
  const { UserPool: { Id: pool } } = await call('CreateUserPool', { PoolName: 'devenv' });
  const { UserPoolClient: { ClientId: client } } = await call('CreateUserPoolClient', {
    UserPoolId: pool, ClientName: 'devenv', CallbackURLs: callbackPorts.map((port) => `http://127.0.0.1:${port}/callback`),
    AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid', 'email'], AllowedOAuthFlowsUserPoolClient: true,
  });
  const { User: user } = await call('AdminCreateUser', {
    UserPoolId: pool, Username: 'alice@example.com', MessageAction: 'SUPPRESS', UserAttributes: [{ Name: 'email', Value: 'alice@example.com' }],
  });
  await call('AdminSetUserPassword', { UserPoolId: pool, Username: user.Username, Password: 'Correct-horse-1', Permanent: true });
  const domain = 'http://localhost:9229';
  const provider = [
    '--issuer', `${domain}/${pool}`, '--cognito-domain', domain, '--client-id', client, '--callback-port', callbackPorts.join(','),
  ];
  const machine = new Machine();

  // Its ID tokens lack the nonce that Cognito's have: devenv must refuse them.
  const strict = await machine.login(user.Username, ...provider);
  assert.equal(strict.code, 3, JSON.stringify(strict));
  assert.match(strict.stderr, /it belongs to another sign-in/);
  passed('cognito-local: an ID token without the nonce is refused');

  const login = await machine.login(user.Username, ...provider, '--scope', 'email');
  assert.equal(login.code, 0, JSON.stringify(login));
  assert.match(login.seen.text, /You are signed in/);
  assert.equal(JSON.parse(login.stdout).account.subject, user.Username);
  passed("cognito-local: a user signs in, by a domain that the pool's metadata leaves out");

  const before = machine.stored();
  machine.expire();
  await machine.run('token');
  assert.equal(machine.stored().refresh, before.refresh);
  assert.notEqual(machine.stored().access.token, before.access.token);
  passed('cognito-local: a refresh without a new refresh token keeps the old one');

  const logout = await machine.start('logout', '--json');
  assert.equal(logout.code, 0, JSON.stringify(logout));
  assert.equal(JSON.parse(logout.stdout).sessions[0].revocation, 'failed');
  assert.equal(existsSync(machine.credentials), false);
  passed('cognito-local: it has no address to revoke at, and nothing is left here all the same');
}

install();
try {
  await oidcProvider();
  await cognitoLocal();
} finally {
  end();
  for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
