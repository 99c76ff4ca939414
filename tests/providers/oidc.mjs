// The certified provider `oidc-provider`, as strict as a user pool: exact redirects, PKCE, rotation.
// Its own pages ask for a name and for consent. Arguments: the port, and the callback ports that are registered, or whole callback
// addresses. With PUSHED=required it accepts only pushed requests (RFC 9126). With ACCESS_TOKENS=jwt its access tokens are like
// Cognito's: signed, for a client, without an audience.
import { Provider } from 'oidc-provider';
import { generateKeyPairSync } from 'node:crypto';

const [port, ...callbacks] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

// A token for a named resource is signed; one without a resource is an opaque string.
const signed = process.env.ACCESS_TOKENS === 'jwt';
const resourceIndicators = {
  enabled: true,
  defaultResource: () => 'urn:devenv:platform',
  useGrantedResource: () => true,
  getResourceServerInfo: () => ({ scope: 'openid email profile', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
};
function likeCognito(_, token, { header, payload }) {
  const { sub, exp, iat, jti, scope } = payload;
  return {
    header,
    payload: { iss: issuer, sub, exp, iat, jti, scope, client_id: token.clientId, token_use: 'access', 'cognito:groups': ['platform'] },
  };
}

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'devenv',
      application_type: 'web',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: callbacks.map((callback) => (callback.includes(':') ? callback : `http://127.0.0.1:${callback}/callback`)),
    },
    {
      client_id: 'machine',
      client_secret: 'a secret/with: signs+&%',
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] },
  claims: { openid: ['sub', 'groups'], email: ['email', 'email_verified'], profile: ['preferred_username'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['of this test alone'] },
  features: {
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: process.env.PUSHED === 'required' },
    ...(signed ? { resourceIndicators } : {}),
  },
  formats: { customizers: { jwt: likeCognito } },
  findAccount: (_, name) => ({
    accountId: name,
    claims: () => ({
      sub: name,
      email: `${name}@example.com`,
      email_verified: true,
      preferred_username: name,
      groups: ['devenv-users', 'platform'],
    }),
  }),
  issueRefreshToken: () => true,
  pkce: { required: () => true },
  rotateRefreshToken: true,
});
// A native client may use any port. A user pool compares the whole address.
provider.Client.prototype.redirectUriAllowed = function allowed(address) {
  return this.redirectUris.includes(address);
};
provider.listen(port, '127.0.0.1', () => console.log('ready'));
