// A resource server that believes an access token only after it verified it: signature by the provider's JWKS,
// `iss`, `aud`, `exp`, and `typ` (RFC 9068).
//
//   node resource-server.mjs '{"port":9001,"issuer":"http://127.0.0.1:9000","origins":["http://127.0.0.1:8080"]}'
//
// or one such object per line on stdin; {"close":id} ends one. Members: id, port, issuer, jwks_uri (default: the issuer's /jwks),
// audience, origins (pages that may call it). On stdout, as JSON lines: listening, request, refused.
import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { listen, say, serve, shut } from './commands.mjs';

const servers = new Map();
let opened = 0;

const bearer = (request) => /^Bearer ([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? '')?.[1];

async function verify(token, { issuer, audience, keys }) {
  const { payload } = await jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt', requiredClaims: ['exp', 'sub'] });
  return payload;
}

const send = (response, status, body, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  response.end(JSON.stringify(body));
};

const cors = (request, origins) => (origins.includes(request.headers.origin) ? {
  'access-control-allow-origin': request.headers.origin,
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-allow-methods': 'GET, POST',
  'access-control-expose-headers': 'WWW-Authenticate',
  'access-control-max-age': '600',
  vary: 'Origin',
} : { vary: 'Origin' });

async function answer(request, response, trust) {
  const headers = cors(request, trust.origins);
  const { pathname } = new URL(request.url, 'http://any');
  if (request.method === 'OPTIONS') return send(response, 204, undefined, headers);
  if (pathname !== '/me') return send(response, 404, { error: 'not_found' }, headers);
  const token = bearer(request);
  if (!token) return send(response, 401, { error: 'token_missing' }, { ...headers, 'www-authenticate': 'Bearer' });
  try {
    const { sub, scope, aud, iss, client_id, exp } = await verify(token, trust);
    return send(response, 200, { hello: sub, sub, scope, aud, iss, client_id, exp }, headers);
  } catch (error) {
    const challenge = `Bearer error="invalid_token", error_description="${error.code ?? 'refused'}"`;
    return send(response, 401, { error: 'invalid_token', reason: error.code }, { ...headers, 'www-authenticate': challenge });
  }
}

async function open({ id = `api-${++opened}`, port, issuer, jwks_uri = `${issuer}/jwks`, audience = 'https://api.example.test', origins = [] }) {
  const trust = { issuer, audience, origins, keys: createRemoteJWKSet(new URL(jwks_uri)) };
  const server = createServer(async (request, response) => {
    await answer(request, response, trust);
    say({
      event: 'request', id, method: request.method, path: request.url.split('?')[0], status: response.statusCode,
      origin: request.headers.origin, authorization: 'authorization' in request.headers,
    });
  });
  servers.set(id, server);
  say({ event: 'listening', id, port: await listen(server, port) });
}

serve(({ close, ...options }) => (close ? shut(servers.get(close)) : open(options)));
