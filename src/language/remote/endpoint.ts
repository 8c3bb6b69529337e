// Where a remote model is: the address of an OpenAI-compatible API and the model's name there. The key is a thing of its own
// that shows itself to nobody, so that an endpoint can be stored, shared and put into a message as it is.

import { LabError } from '../../lab-error.ts';

const MAX_URL_CHARACTERS = 2000;
/** So that `remote:` and the name fit the name of a model in a record. */
const MAX_NAME_CHARACTERS = 190;
const MAX_KEY_CHARACTERS = 4096;

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** One API as a request needs it. */
export interface Site {
  /** As `apiRoot` gives it. */
  readonly root: string;
  readonly key: ApiKey | null;
  /** Origin of the page that asks, such as `https://lab.example`; absent outside of a page. */
  readonly page?: string;
  readonly fetch: typeof fetch;
}

/** What a caller says about an API. */
export interface SiteOptions {
  /** Of the API, with or without `/v1` or `/chat/completions` at its end. */
  readonly url: string;
  /** Sent as a bearer token, and nowhere else. */
  readonly apiKey?: string;
  /** `location.origin` in a page: it tells a page's own obstacles (mixed content, CORS) apart. */
  readonly page?: string;
  /** The global one by default. */
  readonly fetch?: typeof fetch;
}

/** @throws LabError bad-argument */
export function siteOf({ url, apiKey, page, fetch: given }: SiteOptions): Site {
  return {
    root: apiRoot(url),
    key: apiKey ? new ApiKey(apiKey) : null,
    page,
    fetch: given ?? ((input, init) => fetch(input, init)),
  };
}

/**
 * The API's root, without a slash at its end: what people paste is brought to this form. A bare host gets `/v1`, where vLLM,
 * llama.cpp, Ollama and SGLang have it.
 * @throws LabError bad-argument; the message does not repeat the address, since a key may be in it
 */
export function apiRoot(address: string): string {
  const text = address.trim();
  const url = text.length <= MAX_URL_CHARACTERS && /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (!url) throw badAddress('This is not the address of an endpoint.');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw badAddress('An address holds no password, and nothing behind a ? or #; a key has its own field.');
  const path = url.pathname.replace(/\/+(chat\/completions|models)?\/*$/, '');
  return url.origin + (path === '' ? '/v1' : path);
}

/** @throws LabError bad-argument */
export function checkModelName(name: string): string {
  if (/^[\x21-\x7e][\x20-\x7e]*$/.test(name) && name.length <= MAX_NAME_CHARACTERS) return name;
  throw new LabError(
    'bad-argument',
    'This is not the name of a model.',
    'Take a name from the endpoint’s list of models, as in Qwen/Qwen3-8B.',
  );
}

const REMOTE = 'remote:';

/** A model's name in records, links and lists: neither an address nor a key is in it. @throws LabError bad-argument */
export function remoteModelId(name: string): string {
  return REMOTE + checkModelName(name);
}

export function isRemoteModel(id: string): boolean {
  return id.startsWith(REMOTE);
}

/** The endpoint's name of a remote model. */
export function servedName(id: string): string {
  return id.slice(REMOTE.length);
}

/** True where a browser keeps a page from asking this address: encrypted pages may ask plain HTTP of this machine only. */
export function isMixedContent({ root, page = '' }: Pick<Site, 'root' | 'page'>): boolean {
  return page.startsWith('https:') && root.startsWith('http:') && !isLoopback(root);
}

/** True where a key would travel readable over a network. */
export function isKeyExposed({ root, key }: { readonly root: string; readonly key: unknown }): boolean {
  return key !== null && root.startsWith('http:') && !isLoopback(root);
}

function isLoopback(root: string): boolean {
  return LOOPBACK.test(new URL(root).hostname);
}

function badAddress(message: string): LabError {
  return new LabError('bad-argument', message, 'It looks like http://localhost:8000/v1.');
}

/** A bearer token. It has no readable property: printed, logged, cloned or turned into JSON, it does not show. */
export class ApiKey {
  readonly #text: string;

  /** @throws LabError bad-argument; the message does not repeat the key */
  constructor(text: string) {
    // Anything else `fetch` would refuse, and repeat the whole header in its complaint.
    if (!/^[\x21-\x7e]+$/.test(text) || text.length > MAX_KEY_CHARACTERS)
      throw new LabError(
        'bad-argument',
        'This key holds characters that a key cannot hold.',
        'Paste it again, without blanks or line breaks.',
      );
    this.#text = text;
  }

  headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#text}` };
  }

  /** A server's words without the key, which some servers repeat. */
  redact(text: string): string {
    return text.replaceAll(this.#text, '[key]');
  }

  toString(): string {
    return '[key]';
  }

  toJSON(): string {
    return '[key]';
  }
}
