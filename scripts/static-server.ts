// A small static file server for the built page: exact MIME types (a browser compiles WASM while it downloads only if
// the type is right), cross-origin isolation, compressed transfer, and caching that lets a reload start from disk.
// `vite preview` does none of the last two.

import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { compressedFile, type Encoding, isCompressible } from './compression.ts';
import { ISOLATION_HEADERS } from './isolation-headers.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.safetensors': 'application/octet-stream',
  '.onnx': 'application/octet-stream',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

type Headers = Record<string, string | number>;

/** A server of the folder at this absolute path, not listening yet; `isolated: false` leaves isolation out, for tests. */
export function staticServer(folder: string, { isolated = true } = {}): Server {
  const common: Headers = { 'X-Content-Type-Options': 'nosniff', ...(isolated ? ISOLATION_HEADERS : {}) };
  return createServer((request, response) => {
    answer(folder, common, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, common);
      response.end();
    });
  });
}

async function answer(
  folder: string,
  common: Headers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<unknown> {
  const refuse = (status: number, headers: Headers = {}) =>
    response.writeHead(status, { ...common, ...headers }).end(`${status}\n`);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, { Allow: 'GET, HEAD' });
  const path = fileFor(folder, request.url ?? '/');
  if (!path) return refuse(404);
  const encoding = isCompressible(path)
    ? acceptedEncoding(request.headers['accept-encoding'] ?? '')
    : undefined;
  const file = encoding ? await compressedFile(path, encoding) : path;
  const stat = statSync(file);
  const tag = `"${stat.size.toString(36)}-${Math.floor(stat.mtimeMs).toString(36)}"`;
  const headers: Headers = {
    ...common,
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    'Cache-Control': isHashed(folder, path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: tag,
    Vary: 'Accept-Encoding',
  };
  if (request.headers['if-none-match'] === tag) return response.writeHead(304, headers).end();
  if (encoding) headers['Content-Encoding'] = encoding;
  headers['Content-Length'] = stat.size;
  response.writeHead(200, headers);
  if (request.method === 'HEAD') return response.end();
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
}

/** The file that a request's target names, or undefined: nothing above the folder, no hidden files. */
function fileFor(folder: string, target: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(target.split(/[?#]/, 1)[0]);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.split(/[/\\]/).some((part) => part.startsWith('.'))) return undefined;
  const full = join(folder, path.endsWith('/') ? `${path}index.html` : path);
  if (!full.startsWith(folder + sep)) return undefined;
  return statSync(full, { throwIfNoEntry: false })?.isFile() ? full : undefined;
}

/** Vite puts a content hash into every name below assets/, so such a file never changes. */
function isHashed(folder: string, path: string): boolean {
  return path.startsWith(join(folder, 'assets') + sep);
}

function acceptedEncoding(header: string): Encoding | undefined {
  const names = header.split(',').map((part) => part.trim().split(';')[0]);
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : undefined;
}
