// The server of `npm start`, over a folder of its own, by real requests (node:http, because fetch hides compression and
// cleans paths).

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staticServer } from '../../scripts/static-server.ts';

const SCRIPT = `export const text = '${'a'.repeat(5000)}';`;
let folder: string;
let server: Server;

beforeAll(async () => {
  const outside = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  folder = join(outside, 'dist');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, '.sources'), 'hash');
  writeFileSync(join(folder, 'assets', 'page-abc.js'), SCRIPT);
  writeFileSync(join(folder, 'assets', 'runtime-abc.wasm'), Buffer.alloc(4096));
  writeFileSync(join(folder, 'weights.safetensors'), Buffer.alloc(4096));
  server = staticServer(folder);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(join(folder, '..'), { recursive: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, method, headers, agent: false }, async (response) => {
      const body = Buffer.concat(await response.toArray());
      resolve({ status: response.statusCode!, headers: response.headers, body });
    })
      .on('error', reject)
      .end();
  });
}

test('the page comes with isolation headers and is asked for again each time', async () => {
  const { status, headers, body } = await get('/?from=link');
  expect(status).toBe(200);
  expect(body.toString()).toBe('<!doctype html>');
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
  expect(headers['cache-control']).toBe('no-cache');
});

test('hashed assets are immutable and typed, so that WASM compiles while it downloads', async () => {
  const { headers } = await get('/assets/runtime-abc.wasm');
  expect(headers['content-type']).toBe('application/wasm');
  expect(headers['cache-control']).toContain('immutable');
});

test('scripts are compressed as the browser accepts it, and weights never are', async () => {
  const brotli = await get('/assets/page-abc.js', { 'accept-encoding': 'gzip, deflate, br;q=1.0' });
  expect(brotli.headers['content-encoding']).toBe('br');
  expect(brotli.body.length).toBeLessThan(500);
  expect(brotliDecompressSync(brotli.body).toString()).toBe(SCRIPT);
  const gzip = await get('/assets/page-abc.js', { 'accept-encoding': 'gzip' });
  expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT);
  const plain = await get('/assets/page-abc.js');
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body.toString()).toBe(SCRIPT);
  const weights = await get('/weights.safetensors', { 'accept-encoding': 'br' });
  expect(weights.headers['content-encoding']).toBeUndefined();
  expect(weights.headers['content-length']).toBe('4096');
});

test('a known tag is answered with 304 and no body', async () => {
  const first = await get('/');
  const again = await get('/', { 'if-none-match': first.headers.etag! });
  expect([again.status, again.body.length]).toEqual([304, 0]);
});

test('HEAD has the headers alone', async () => {
  const { status, headers, body } = await get('/weights.safetensors', {}, 'HEAD');
  expect([status, headers['content-length'], body.length]).toEqual([200, '4096', 0]);
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/.sources',
  '/%00',
  '/%',
  '/assets',
])('nothing outside the folder and nothing hidden is served: %s', async (path) => {
  const { status, body } = await get(path);
  expect(status).toBe(404);
  expect(body.toString()).toBe('404\n');
});

test('writing is refused', async () => {
  expect((await get('/', {}, 'POST')).status).toBe(405);
});
