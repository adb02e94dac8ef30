// Files of a folder, as a plain web server has them.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const types = {
  '.css': 'text/css', '.html': 'text/html', '.ico': 'image/x-icon', '.js': 'text/javascript', '.json': 'application/json',
  '.png': 'image/png', '.svg': 'image/svg+xml', '.txt': 'text/plain', '.wasm': 'application/wasm', '.webmanifest': 'application/manifest+json',
};

/** Answers with the file; a path that names no file is one of the page's own. */
export async function file(response, folder, pathname) {
  const name = extname(pathname) ? normalize(decodeURIComponent(pathname)) : '/index.html';
  const body = folder && await readFile(join(folder, name)).catch(() => undefined);
  response.writeHead(body ? 200 : 404, {
    'content-type': body ? types[extname(name)] ?? 'application/octet-stream' : 'text/plain',
    'cache-control': 'no-cache',
  });
  response.end(body || 'Not Found');
}
