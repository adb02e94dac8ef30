// The certified OpenID Provider (npm oidc-provider) on loopback, for demo and tests.
//
//   node op.mjs '{"port":9000,"redirect_uris":["http://127.0.0.1:8080/"]}'
//
// or one such object per line on stdin; each opens one more provider in this process, and {"close":id} ends one.
// Members:
//   id                         named in the events of this provider
//   port                       0 or absent takes a free one
//   issuer                     when something stands in front: the URL that browsers see
//   redirect_uris, post_logout_redirect_uris    of the public clients
//   confidential               clients with a secret, of backends: [{"client_id":…,"client_secret":…,"redirect_uris":[…]}]
//   resources                  the audiences of JWT access tokens (RFC 8707)
//   access_token_ttl, code_ttl, refresh_token_ttl    seconds; the defaults stand in environment variables too
//   rotate                     false leaves a refresh token as it is when it is used
//   claims                     added to everybody's, e.g. {"picture":"https://…"}
//   claims_in_id_token         false keeps profile, email and groups to userinfo
//
// On stdout, as JSON lines: {"event":"listening"|"request"|"error"|"refused", …}.
import { createServer } from 'node:http';
import { errors, Provider } from 'oidc-provider';
import * as accounts from './accounts.mjs';
import { clients } from './clients.mjs';
import { listen, say, serve, shut } from './commands.mjs';
import { interactions } from './interactions.mjs';
import { algorithms, keys } from './keys.mjs';
import * as pages from './pages.mjs';

const DEFAULT_RESOURCE = 'https://api.example.test';
const seconds = (name, fallback) => Number(process.env[name] ?? fallback);
const DAY = 86_400;

const configuration = (options, cookies) => ({
  jwks: { keys },
  // Cookies know no ports: two providers on one host must not share their names.
  cookies: {
    keys: ['loopback-only'],
    names: { session: `${cookies}_session`, interaction: `${cookies}_interaction`, resume: `${cookies}_resume` },
  },
  clients: clients(options),
  enabledJWA: { idTokenSigningAlgValues: algorithms },
  scopes: ['openid', 'offline_access', 'profile', 'email', 'groups'],
  claims: {
    openid: ['sub'],
    profile: ['name', 'given_name', 'family_name', 'preferred_username', 'picture'],
    email: ['email', 'email_verified'],
    groups: ['groups'],
  },
  conformIdTokenClaims: options.claims_in_id_token === false,
  findAccount: accounts.find(options.claims),
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  // A resource server often answers at /me.
  routes: { userinfo: '/userinfo' },
  clientBasedCORS: (_ctx, origin, client) => client.redirectUris.some((uri) => new URL(uri).origin === origin),
  ...(options.rotate === false && { rotateRefreshToken: false }),
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  renderError: (ctx, out) => {
    ctx.type = 'html';
    ctx.body = pages.failed(out);
  },
  ttl: {
    AccessToken: options.access_token_ttl ?? seconds('OP_ACCESS_TOKEN_TTL', 3600),
    AuthorizationCode: options.code_ttl ?? seconds('OP_CODE_TTL', 60),
    RefreshToken: options.refresh_token_ttl ?? seconds('OP_REFRESH_TOKEN_TTL', 14 * DAY),
    IdToken: 3600, Grant: 14 * DAY, Session: 14 * DAY, Interaction: 3600,
  },
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => { ctx.body = pages.signOut(form); },
      postLogoutSuccessSource: (ctx) => { ctx.body = pages.signedOut(); },
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      useGrantedResource: () => false,
      getResourceServerInfo: (_ctx, resource) => {
        if (!(options.resources ?? [DEFAULT_RESOURCE]).includes(resource)) throw new errors.InvalidTarget();
        return {
          scope: 'read write', audience: resource, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } },
          accessTokenTTL: options.access_token_ttl ?? seconds('OP_ACCESS_TOKEN_TTL', 3600),
        };
      },
    },
  },
});

const log = (id) => async (ctx, next) => {
  try {
    await next();
  } finally {
    const { params = {}, client } = ctx.oidc ?? {};
    say({
      event: 'request', id, method: ctx.method, path: ctx.path, status: ctx.res.headersSent ? ctx.res.statusCode : ctx.status,
      grant_type: params.grant_type, client_id: client?.clientId ?? params.client_id, origin: ctx.get('origin') || undefined,
    });
  }
};

const servers = new Map();
let opened = 0;

async function open(options) {
  const id = options.id ?? `op-${++opened}`;
  // The port comes first, because it is part of the issuer.
  const server = createServer();
  const port = await listen(server, options.port);
  const issuer = options.issuer ?? `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, configuration(options, id.replace(/\W/g, '')));
  provider.use(log(id));
  provider.use(interactions(provider));
  for (const name of ['grant.error', 'authorization.error', 'server_error', 'userinfo.error', 'revocation.error']) {
    provider.on(name, (_ctx, { error, message, error_detail }) => {
      say({ event: 'error', id, name, error: error ?? message, detail: error_detail });
    });
  }
  server.on('request', provider.callback());
  servers.set(id, server);
  say({ event: 'listening', id, port, issuer });
}

serve(({ close, ...options }) => (close ? shut(servers.get(close)) : open(options)));
