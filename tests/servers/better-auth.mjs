// better-auth as Portabase configures it (`portabase.mjs`), and a page at `/` of the same origin.
//
//   node better-auth.mjs '{"port":9002,"issuer":"http://127.0.0.1:9000"}'
//
// or one such object per line on stdin; one with the id of a server that is open gives it other options and leaves its users and
// sessions. {"close":id} closes one, which can be opened again: its users and sessions are still there. Members:
//   id, port        0 or absent takes a free port
//   origin          when something stands in front: the origin that browsers see (Portabase: PROJECT_URL)
//   issuer          the provider to sign in with; it need not answer before the first call
//   folder          static files of the page; a path without a file is answered with its index.html
//   headers         {"name":"value"}: of those files
//   spa             {"origins":["http://…"],"client_id":"spa"}: these pages of other origins sign in with tokens of their own
// and those of `portabase.mjs`.
//
// On stdout, as JSON lines: listening, request, closed, refused. Never a token or a cookie.
import { createServer } from 'node:http';
import { toNodeHandler } from 'better-auth/node';
import { listen, say, serve, shut } from './commands.mjs';
import { betterAuthFor } from './portabase.mjs';
import { file } from './static.mjs';

const servers = new Map();
let opened = 0;

const json = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/** better-auth itself answers no CORS: who wants pages of other origins puts this in front of it. */
const cors = (request, response, { origins = [] } = {}) => {
  const { origin } = request.headers;
  if (!origins.includes(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', 'set-auth-token');
  response.setHeader('vary', 'Origin');
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '600',
  });
  response.end();
  return true;
};

async function answer(request, response, server) {
  const { pathname } = new URL(request.url, 'http://any');
  const { origin, spa, folder, headers = {} } = server.options;
  if (!pathname.startsWith('/api/')) {
    Object.entries(headers).forEach(([name, value]) => response.setHeader(name, value));
    return file(response, folder, pathname);
  }
  if (cors(request, response, spa)) return undefined;
  if (pathname === '/api/config') {
    return json(response, 200, { PROJECT_URL: origin, PROJECT_NAME: 'Portabase', PROJECT_DESCRIPTION: 'Backups of databases' });
  }
  if (!pathname.startsWith('/api/auth/')) return json(response, 404, { message: 'Not Found' });
  // Not before: one of its plugins asks the provider for its metadata once, and does without the provider if there is no answer.
  server.handler ??= toNodeHandler(betterAuthFor(server.options, server.tables));
  return server.handler(request, response);
}

async function open(options) {
  const id = options.id ?? `better-auth-${++opened}`;
  const server = servers.get(id) ?? { tables: {} };
  if (!server.http) {
    server.http = createServer((request, response) => {
      response.on('finish', () => say({
        event: 'request', id, method: request.method, path: request.url.split('?')[0], status: response.statusCode,
        origin: request.headers.origin,
      }));
      answer(request, response, server).catch((error) => {
        console.error(error);
        if (!response.headersSent) json(response, 500, { message: error.message });
      });
    });
    server.port = await listen(server.http, options.port);
    servers.set(id, server);
  }
  server.options = { origin: `http://127.0.0.1:${server.port}`, ...options };
  server.handler = undefined;
  say({ event: 'listening', id, port: server.port, origin: server.options.origin });
}

function end(id) {
  const server = servers.get(id);
  shut(server?.http);
  if (server) server.http = undefined;
  say({ event: 'closed', id });
}

serve(({ close, ...options }) => (close ? end(close) : open(options)));
