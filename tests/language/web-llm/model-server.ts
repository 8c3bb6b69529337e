// A server of a tiny web-llm model that behaves well or badly, by its folder's name: `/test-models/KIND~ANYTHING/FILE`. The files are
// of the library's own forms; only the compiled code is missing, so a WASM module with nothing in it stands in its place.
// `/test-models/KIND~ANYTHING/log` tells what was asked for, and how each answer ended.

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import type { Asked } from './server-log.ts';

const SHARDS = 6;
const SHARD_BYTES = 100_000;
/** The weights of a slow model come in so many pieces, each after so many ms. */
const SLOW_PIECES = 40;
const SLOW_MS: Readonly<Record<string, number>> = { slow: 100, crawling: 3000 };
/** The file of the weights that is bad, where one is: the last, so that others are whole by then. */
const BAD = SHARDS - 1;
const EMPTY_MODULE = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const HTML = Buffer.from('<!doctype html><title>Sign in</title>');

const logs = new Map<string, Asked[]>();

/** Answers what is below /test-models; null for other requests. */
export function serveTestModel(request: IncomingMessage, response: ServerResponse): Promise<void> | null {
  const [, folder, file] = /^\/test-models\/([\w~-]+)\/([\w.-]+)$/.exec(request.url ?? '') ?? [];
  if (folder === undefined) return null;
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cache-Control', 'no-store');
  if (file === 'log') {
    response.end(JSON.stringify(logs.get(folder) ?? []));
    return Promise.resolve();
  }
  return answer(folder, file, response);
}

/** The same in a Vite server, so that page tests find it on their own origin. */
export function testModels(): Plugin {
  return {
    name: 'test-models',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        serveTestModel(request, response)?.catch(next) ?? next();
      });
    },
  };
}

async function answer(folder: string, file: string, response: ServerResponse): Promise<void> {
  const asked: { -readonly [Key in keyof Asked]: Asked[Key] } = { file, ended: 'open' };
  logs.set(folder, [...(logs.get(folder) ?? []), asked]);
  response.on('close', () => {
    asked.ended = response.writableFinished ? 'whole' : 'closed';
  });
  const kind = folder.split('~')[0];
  const isBad = file === `params_shard_${BAD}.bin`;
  if ((kind === 'missing' && isBad) || (kind === 'no-list' && file === 'tensor-cache.json'))
    return void response.writeHead(404).end();
  const bytes = contentOf(kind, file);
  if (!bytes) return void response.writeHead(404).end();
  response.writeHead(200, { 'Content-Length': bytes.length });
  if (kind in SLOW_MS && file.endsWith('.bin')) return trickle(bytes, response, SLOW_MS[kind]);
  if (kind === 'cut' && isBad) {
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    return;
  }
  response.end(bytes);
}

async function trickle(bytes: Buffer, response: ServerResponse, ms: number): Promise<void> {
  const piece = Math.ceil(bytes.length / SLOW_PIECES);
  for (let at = 0; at < bytes.length && !response.destroyed; at += piece) {
    response.write(bytes.subarray(at, at + piece));
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
  response.end();
}

function contentOf(kind: string, file: string): Buffer | null {
  const shard = /^params_shard_(\d)\.bin$/.exec(file)?.[1];
  if (shard !== undefined) return servedShard(kind, Number(shard));
  if (file === 'mlc-chat-config.json') return json(config(kind));
  if (file === 'tensor-cache.json') return kind === 'page-list' ? HTML : json(list(kind));
  if (file === 'tokenizer.json') return json(TOKENIZER);
  if (file === 'lib.wasm') return kind === 'page-library' ? HTML : EMPTY_MODULE;
  return null;
}

function servedShard(kind: string, index: number): Buffer {
  const bytes = shardBytes(index);
  if (kind === 'short' && index === BAD) return bytes.subarray(0, 60_000);
  if (kind === 'changed' && index === BAD) bytes[70_000] ^= 1;
  return bytes;
}

function shardBytes(index: number): Buffer {
  return Buffer.from(
    Uint8Array.from({ length: SHARD_BYTES }, (_, i) => (i * 31 + index * 7 + (i >> 8)) & 255),
  );
}

function list(kind: string): object {
  const records = Array.from({ length: SHARDS }, (_, i) => ({
    dataPath: kind === 'climbing' ? `../../other/params_shard_${i}.bin` : `params_shard_${i}.bin`,
    format: 'raw-shard',
    nbytes: SHARD_BYTES,
    records: [],
    md5sum: createHash('md5').update(shardBytes(i)).digest('hex'),
  }));
  return { metadata: { ParamSize: 0 }, records };
}

function config(kind: string): object {
  return {
    model_type: 'llama',
    vocab_size: 1,
    context_window_size: 4096,
    tokenizer_files: kind === 'no-tokenizer' ? ['vocab.txt'] : ['tokenizer.json'],
    conv_template: { name: 'none', roles: { user: 'user', assistant: 'assistant' }, seps: ['\n'] },
  };
}

const TOKENIZER = { version: '1.0', model: { type: 'WordLevel', vocab: { a: 0 }, unk_token: 'a' } };

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
