// What can go wrong between here and a remote model, as one clear sentence each with a hint. A failure also says whether asking
// again can help, and from when on: that is the retry loop's business alone, so it does not leave this folder.
//
// A server's own words are told where they help (bounded, on one line, without the key), and never where it refused the key:
// such answers like to repeat it.

import { type ErrorCode, LabError } from '../../lab-error.ts';
import type { Site } from './endpoint.ts';

const MAX_WORDS_CHARACTERS = 300;
const PROBE_MS = 5000;

/** A failed attempt. */
export class RemoteFailure extends LabError {
  /** Asking again can help. */
  readonly again: boolean;
  /** ms that the server asks to wait before that; null where it says nothing. */
  readonly afterMs: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    hint: string,
    { again = false, afterMs = null as number | null, cause = undefined as unknown } = {},
  ) {
    super(code, message, hint, cause);
    this.again = again;
    this.afterMs = afterMs;
  }

  /** The same after so many attempts, for whoever is told. */
  after(attempts: number): LabError {
    const often = attempts > 1 ? ` (asked ${attempts} times)` : '';
    return new LabError(this.code, this.message.replace(/\.$/, `${often}.`), this.hint, this.cause);
  }
}

/** A request that this page's browser would not send. */
export function mixedContent({ root }: Site): RemoteFailure {
  return new RemoteFailure(
    'unreachable',
    `This page came over https, so the browser does not let it ask ${root} over plain http.`,
    'Put the endpoint behind https, run it on this very machine (http://localhost is allowed), or open the lab over http.',
  );
}

/** No answer at all. A page cannot be sure why: browsers tell it as little as they can. */
function unreachable(site: Site, cause: unknown): RemoteFailure {
  const inPage =
    site.page === undefined
      ? ''
      : ` If it is, ${allow(site)} A browser may also ask you before it lets a page reach your own network.`;
  return new RemoteFailure(
    'unreachable',
    `${site.root} cannot be reached${inPage && ' from this page'}.`,
    `Is the server running, and are the address and the port right?${inPage}`,
    { again: true, cause },
  );
}

function refusesPage(site: Site, cause: unknown): RemoteFailure {
  return new RemoteFailure(
    'unreachable',
    `${site.root} answers, but it does not allow this page to read the answer (CORS).`,
    `To change that, ${allow(site)}`,
    { cause },
  );
}

function allow({ page }: Site): string {
  return `start it so that it allows ${page} (CORS). vLLM: --allowed-origins '["${page}"]'; Ollama: OLLAMA_ORIGINS=${page}.`;
}

/** An answer with an error's status. @param body what came with it, as far as it was read */
export function refused(
  site: Site,
  response: Pick<Response, 'status' | 'headers' | 'type'>,
  body: string,
): RemoteFailure {
  const { status, type } = response;
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) return sendsElsewhere(site);
  const words = status === 401 || status === 403 ? '' : wordsOf(body, site);
  if (status === 401) return refusedKey(site);
  if (status === 403) return forbidden(site);
  if (status === 404 || status === 405) return notFound(site, words);
  if (status === 429) return limited(site, response.headers, words);
  if (status === 408 || status >= 500) return broken(site, response, words);
  return new RemoteFailure(
    status === 413 ? 'too-large' : 'bad-argument',
    `${site.root} refuses the request (${status})${words}.`,
    'Often the prompt is longer than the model’s context, or an option is not known to this server.',
  );
}

/** An error that a server sends in the middle of a stream, where no status can tell it any more. */
export function brokenStream(site: Site, message: string): RemoteFailure {
  return new RemoteFailure(
    'server-error',
    `${site.root} failed in the middle of an answer${quote(message, site)}.`,
    'The server’s log says more.',
    { again: true },
  );
}

/** A stream, or a whole answer, that ends before its end. */
export function cutShort(site: Site, cause?: unknown): RemoteFailure {
  return new RemoteFailure(
    'bad-answer',
    `The answer of ${site.root} broke off.`,
    'The connection was lost, or a proxy on the way closes it too early.',
    { again: true, cause },
  );
}

export function notTheProtocol(site: Site): RemoteFailure {
  return new RemoteFailure(
    'bad-answer',
    `${site.root} answers, but not as an OpenAI-compatible endpoint.`,
    'The address usually ends in /v1; another kind of server may be listening there.',
  );
}

export function emptyAnswer(site: Site): RemoteFailure {
  return new RemoteFailure(
    'bad-answer',
    `The model at ${site.root} answered with nothing.`,
    'Is it a chat model, and does the server know its chat template?',
    { again: true },
  );
}

export function endless(site: Site, bytes: number): RemoteFailure {
  return new RemoteFailure(
    'too-large',
    `The answer of ${site.root} grew past ${bytes} bytes and was stopped.`,
    'The server does not keep to the number of tokens it was asked for.',
  );
}

/** Nothing came for too long. @param ms that was waited */
export function silent(site: Site, ms: number): RemoteFailure {
  return new RemoteFailure(
    'timeout',
    `Nothing came from ${site.root} for ${ms / 1000} s.`,
    'It may still be loading the model, or have more to do than it can.',
    { again: true },
  );
}

/** @param ms for the whole answer, with everything that was tried */
export function tooLate(site: Site, ms: number): LabError {
  return new LabError(
    'timeout',
    `No whole answer came from ${site.root} within ${ms / 1000} s.`,
    'Ask for fewer tokens, or for fewer answers at a time.',
  );
}

export function stopped(cause?: unknown): LabError {
  return new LabError('aborted', 'The model’s answer is not wanted any more.', '', cause);
}

/**
 * What a failed `fetch` was. A page asks once more without reading the answer: if that gets through, somebody is there. If not,
 * nobody may be, or this page is isolated (COEP: require-corp), which keeps such requests out as well.
 */
export async function failedFetch(site: Site, cause: unknown, caller: AbortSignal): Promise<RemoteFailure> {
  if (site.page === undefined) return unreachable(site, cause);
  // Without the key: a server that does not allow this page should not get to see it.
  const signal = AbortSignal.any([caller, AbortSignal.timeout(PROBE_MS)]);
  const answers = await site
    .fetch(`${site.root}/models`, { mode: 'no-cors', credentials: 'omit', signal })
    .then(
      () => true,
      () => false,
    );
  return answers ? refusesPage(site, cause) : unreachable(site, cause);
}

/** A page is not told where to. */
function sendsElsewhere({ root }: Site): RemoteFailure {
  return new RemoteFailure(
    'bad-argument',
    `${root} sends elsewhere, and a request with a key does not follow.`,
    'Give the server’s final address; often that is https in place of http.',
  );
}

function refusedKey({ root, key }: Site): RemoteFailure {
  return new RemoteFailure(
    'unauthorized',
    key ? `${root} does not accept this key (401).` : `${root} asks for a key (401).`,
    key ? 'Paste the key again, or make a new one.' : 'Enter the key that the server was started with.',
  );
}

function forbidden({ root, key }: Site): RemoteFailure {
  return new RemoteFailure(
    'unauthorized',
    `${root} does not allow this (403).`,
    key ? 'The key may not be for this model.' : 'It may need a key, or not serve this page or this machine.',
  );
}

function notFound({ root }: Site, words: string): RemoteFailure {
  return /\bmodel\b/i.test(words)
    ? new RemoteFailure(
        'not-found',
        `${root} has no such model (404)${words}.`,
        'Take a name from its list of models; Ollama has to pull a model first.',
      )
    : new RemoteFailure(
        'not-found',
        `${root} is no OpenAI-compatible API (404).`,
        'The address usually ends in /v1.',
      );
}

function limited({ root }: Site, headers: Headers, words: string): RemoteFailure {
  return new RemoteFailure(
    'rate-limited',
    `${root} is asked too often (429)${words}.`,
    'Ask for fewer answers at a time, or wait; a used-up quota says so here too.',
    { again: true, afterMs: retryAfter(headers) },
  );
}

function broken(
  { root }: Site,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  words: string,
): RemoteFailure {
  return new RemoteFailure(
    'server-error',
    `${root} has failed (${status})${words}.`,
    'The server’s log says more. One that is still loading its model answers so, too.',
    // 501 and 505 are about what the server can do at all.
    { again: status !== 501 && status !== 505, afterMs: retryAfter(headers) },
  );
}

/** ms to wait: seconds, or a date measured by the server's own clock (ours may be wrong). Source: RFC 9110, 10.2.3. */
function retryAfter(headers: Headers): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return 1000 * Number(text);
  const ms = Date.parse(text) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** A server's own words from an error's body: `{ error: { message } }`, `{ error }`, `{ message }` or `{ detail }`. */
function wordsOf(body: string, site: Site): string {
  try {
    const { error, message, detail } = JSON.parse(body);
    return quote(error?.message ?? error ?? message ?? detail, site);
  } catch {
    // A proxy's page of HTML says nothing that helps.
    return '';
  }
}

function quote(words: unknown, { key }: Site): string {
  if (typeof words !== 'string') return '';
  const safe = key ? key.redact(words) : words;
  const line = safe
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_WORDS_CHARACTERS)
    .replace(/[.\s]+$/, '');
  return line === '' ? '' : `: “${line}”`;
}
