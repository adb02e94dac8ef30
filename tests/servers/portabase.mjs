// better-auth with the options of Portabase (src/lib/auth): one OpenID Connect provider by `sso()`, roles by the groups that it
// tells. What Portabase reads from environment variables are members of `options`:
//
//   provider_id, client_id, client_secret    AUTH_OIDC_<P>_ID, _CLIENT, _SECRET
//   scopes, pkce                             _SCOPES (an array here), _PKCE
//   role_map, allowed_group, default_role    _ROLE_MAP ("group:role,…"), ALLOWED_GROUP, _DEFAULT_ROLE
//   trusted_origins                          what else is trusted; the issuer is, because discovery is refused otherwise
//   distrust_issuer                          true: it is not
//   social                                   {"id":"acme","issuer":"http://…"}: a provider of `genericOAuth()`, which is as good as a
//                                            social one: such can be linked. The client is the same
//   email_password                           AUTH_EMAIL_PASSWORD_ENABLED
//   new                                      true: nobody has an account, and the first one becomes superadmin whoever it is
//   sync_roles                               AUTH_SYNC_OIDC_ROLES_ON_LOGIN
//   every_login                              true: roles are given at each sign-in; Portabase leaves that at its default
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { APIError } from 'better-auth/api';
import { admin, bearer, genericOAuth } from 'better-auth/plugins';
import { createAccessControl } from 'better-auth/plugins/access';
import { adminAc, defaultStatements, userAc } from 'better-auth/plugins/admin/access';
import { sso } from '@better-auth/sso';
import { roleFor } from './roles.mjs';

const TABLES = ['user', 'session', 'account', 'verification', 'ssoProvider'];

/** Somebody has installed it: without that person the first visitor would be superadmin, and roles would not show. */
const installer = () => ({
  id: 'installer', name: 'Installer', email: 'installer@example.test', emailVerified: true, role: 'superadmin',
  createdAt: new Date(), updatedAt: new Date(),
});

function fill(tables, options) {
  for (const table of TABLES) tables[table] ??= table === 'user' && !options.new ? [installer()] : [];
  return tables;
}

const discovery = (issuer) => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

const provider = ({
  issuer, provider_id = 'pocketid', client_id = 'backend', client_secret = 'backend-secret', scopes, pkce = true,
}) => ({
  providerId: provider_id,
  // Portabase passes its HOST here, which better-auth takes for a domain of e-mail addresses.
  domain: 'example.test',
  issuer,
  oidcConfig: {
    issuer,
    discoveryEndpoint: discovery(issuer),
    clientId: client_id,
    clientSecret: client_secret,
    scopes: scopes ?? ['openid', 'profile', 'email', 'groups'],
    pkce,
    mapping: { extraFields: { groups: 'groups' } },
  },
});

/** Gives a person who signs in a role, or refuses them. By then better-auth has made the account, and leaves it. */
const provisionUser = (options, tables) => async ({ user, userInfo }) => {
  const found = tables.user.find(({ email }) => email === user.email);
  if (found?.role === 'superadmin' || (found && options.sync_roles === false)) return;
  const role = roleFor(userInfo, { ...options, users: tables.user.length });
  if (!role) throw new APIError('FORBIDDEN', { message: `Access Denied: No matching roles found (${role})` });
  Object.assign(found, { role, emailVerified: true });
};

const ac = createAccessControl(defaultStatements);
const privileged = ac.newRole(adminAc.statements);
const ordinary = ac.newRole(userAc.statements);

/** For pages of other origins: a provider with the client of the page itself, whose ID tokens are taken. */
const forPages = ({ issuer, spa }) => (spa ? [{
  providerId: 'opspa', clientId: spa.client_id ?? 'spa', discoveryUrl: discovery(issuer), scopes: ['openid', 'profile', 'email'],
}] : []);

const social = ({ social: provider, client_id = 'backend', client_secret = 'backend-secret' }) => (provider ? [{
  providerId: provider.id, clientId: client_id, clientSecret: client_secret, discoveryUrl: discovery(provider.issuer),
  scopes: ['openid', 'profile', 'email'], pkce: true,
}] : []);

const generic = (options) => {
  const config = [...forPages(options), ...social(options)];
  return config.length ? [genericOAuth({ config })] : [];
};

/** All that may be sent people to, or asked. */
const trusted = ({ origin, issuer, distrust_issuer, spa, trusted_origins = [] }) => [
  origin, 'http://app', ...distrust_issuer ? [] : [new URL(issuer).origin], ...spa?.origins ?? [], ...trusted_origins,
];

export const betterAuthFor = (options, tables) => betterAuth({
  database: memoryAdapter(fill(tables, options)),
  appName: 'Portabase',
  baseURL: options.origin,
  secret: 'loopback only, and of no use to anybody elsewhere',
  telemetry: { enabled: false },
  // Its own words go where they do not mix with the events, and without the details: there are states among them.
  logger: { log: (level, message) => console.error(level, message) },
  onAPIError: { errorURL: '/error' },
  emailAndPassword: { enabled: options.email_password !== false },
  trustedOrigins: trusted(options),
  account: {
    accountLinking: {
      enabled: true, allowDifferentEmails: true, trustedProviders: ['credential', options.provider_id ?? 'pocketid'],
    },
  },
  advanced: { cookies: { state: { attributes: { sameSite: 'none', secure: true } } } },
  databaseHooks: {
    user: { create: { before: async (user) => ({ data: { ...user, role: tables.user.length ? 'pending' : 'superadmin' } }) } },
  },
  plugins: [
    sso({
      defaultSSO: [provider(options)],
      provisionUser: provisionUser(options, tables),
      provisionUserOnEveryLogin: options.every_login === true,
    }),
    admin({
      adminRoles: ['admin', 'superadmin'], defaultRole: 'pending', ac,
      roles: { admin: privileged, superadmin: privileged, user: ordinary, pending: ordinary },
    }),
    // For the pages of other origins.
    ...options.spa ? [bearer()] : [],
    ...generic(options),
  ],
});
