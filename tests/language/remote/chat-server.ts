// A real HTTP server that speaks the protocol of chat completions, and breaks it in every way a test asks for. Each request is
// answered by the next script; the last script stays for all that follow.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChatMessage } from '../../../src/language/language-model.ts';

export interface ChatRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Empty for a GET. */
  readonly body: {
    readonly messages: readonly ChatMessage[];
    readonly seed: number;
    readonly temperature: number;
    readonly [field: string]: unknown;
  };
}

export type Script = (response: ServerResponse, request: ChatRequest) => void | Promise<void>;

export class ChatServer {
  readonly requests: ChatRequest[] = [];
  /** Connections that the other side closed before the answer was whole. */
  left = 0;
  /** Requests in progress, and the most there were at a time. */
  open = 0;
  mostOpen = 0;
  /** Origin of the page that may read the answers; null for none, as servers are by default. */
  allowedOrigin: string | null = null;
  readonly #server: Server;
  #scripts: Script[] = [];
  #leaving: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static start(...scripts: Script[]): Promise<ChatServer> {
    return ChatServer.startAt(0, ...scripts);
  }

  /** @param port 0 for a free one */
  static async startAt(port: number, ...scripts: Script[]): Promise<ChatServer> {
    const server = new ChatServer();
    server.script(...scripts);
    await new Promise<void>((done) => server.#server.listen(port, '127.0.0.1', done));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  /** Forgets what was, and answers by these from now on. */
  script(...scripts: Script[]): void {
    this.#scripts = scripts;
    this.requests.length = 0;
    this.left = 0;
    this.mostOpen = 0;
  }

  /** Resolves when somebody has left in the middle of an answer. */
  async someoneLeft(): Promise<void> {
    if (this.left === 0) await new Promise<void>((resolve) => this.#leaving.push(resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.allowedOrigin !== null) response.setHeader('Access-Control-Allow-Origin', this.allowedOrigin);
    if (request.method === 'OPTIONS') return preflight(response);
    let text = '';
    for await (const piece of request) text += piece;
    const { url = '', headers } = request;
    const chat: ChatRequest = { path: url, headers, body: text === '' ? {} : JSON.parse(text) };
    this.requests.push(chat);
    this.mostOpen = Math.max(this.mostOpen, ++this.open);
    response.on('close', () => this.#closed(response));
    const script = this.#scripts.length > 1 ? this.#scripts.shift()! : this.#scripts[0];
    await script(response, chat);
  }

  #closed(response: ServerResponse): void {
    this.open--;
    if (response.writableFinished || response.errored) return;
    this.left++;
    for (const resolve of this.#leaving.splice(0)) resolve();
  }
}

/** A browser asks whether it may ask; what it may read is said by the other header. */
function preflight(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type');
  response.writeHead(204).end();
}

/** One event of a stream. */
export function event(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** A piece of an answer. */
export function piece(content: string, more: object = {}): string {
  return event({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, ...more }] });
}

export function end(reason = 'stop'): string {
  return event({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
}

export function usage(prompt: number, completion: number): string {
  return event({ choices: [], usage: { prompt_tokens: prompt, completion_tokens: completion } });
}

export function beginStream(response: ServerResponse): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  return response;
}

/** A whole stream of these events, and `[DONE]`. */
export function stream(...events: string[]): Script {
  return (response) => {
    beginStream(response).end([...events, event('[DONE]')].join(''));
  };
}

/** An answer, word by word. */
export function says(text: string): Script {
  const words = text.match(/\S+\s*/g) ?? [];
  return stream(...words.map((word) => piece(word)), end(), usage(100, words.length));
}

/** An error with this status. */
export function fails(status: number, body: unknown = {}, headers: Record<string, string> = {}): Script {
  return (response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
}

/** Sends these events and then nothing, for as long as the other side waits. */
export function fallsSilent(...events: string[]): Script {
  return (response) => {
    beginStream(response).write(events.join(''));
  };
}

/** Writes for as long as anybody listens. */
export const neverEnds: Script = async (response) => {
  beginStream(response);
  while (!response.destroyed) {
    response.write(piece('and '.repeat(200)));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};
