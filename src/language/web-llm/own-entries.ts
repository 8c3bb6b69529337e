// Models that a person adds to web-llm's list in this browser: an address of weights and one of the library that was compiled for
// them. A classroom without a network serves both from the lab's own origin. An address is checked when it is added and again
// when it is read back; nothing is asked of it before somebody loads the model.

import * as z from 'zod/mini';
import { LabError } from '../../lab-error.ts';
import { WEB_LLM_MODELS, type WebLlmEntry } from './catalog.ts';
import { UrlStore } from './url-store.ts';

/** What a person says about a model. */
export interface OwnEntryForm {
  /** 1 to 60 letters, digits, blanks and `. _ -`. */
  readonly name: string;
  /** Address of the folder with the weights: https, http on this machine, or a path on this origin. */
  readonly model: string;
  /** Address of the WASM library, likewise. */
  readonly library: string;
  /** It computes in 16-bit floats. */
  readonly needsF16: boolean;
  /** Tokens of prompt and answer; null for what the model's files say. */
  readonly contextWindow: number | null;
}

export const MOST_OWN_ENTRIES = 50;
const MAX_ADDRESS_CHARACTERS = 1000;
const MAX_CONTEXT = 1_000_000;
const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}$/;
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

const STORED = z.object({
  name: z.string().check(z.regex(NAME)),
  model: z.string().check(z.maxLength(MAX_ADDRESS_CHARACTERS)),
  library: z.string().check(z.maxLength(MAX_ADDRESS_CHARACTERS)),
  needsF16: z.boolean(),
  contextWindow: z.nullable(z.int().check(z.minimum(64), z.maximum(MAX_CONTEXT))),
});

const store = new UrlStore('goldilocks-web-llm');

/** In the order of their names. What is no entry any more is left out. @throws LabError storage-refused */
export async function ownEntries(): Promise<WebLlmEntry[]> {
  const stored = await Promise.all((await store.keys()).map((key) => store.get(key)));
  const entries = stored.flatMap((row) => {
    const read = z.safeParse(STORED, row);
    return read.success ? recheckedEntry(read.data) : [];
  });
  return entries.slice(0, MOST_OWN_ENTRIES);
}

/** Who wrote the row is not known: it has to be what this page would take now. @returns none or one */
function recheckedEntry(stored: OwnEntryForm): WebLlmEntry[] {
  try {
    return [entryOf(checkForm(stored, location.href))];
  } catch {
    return [];
  }
}

/**
 * Adds a model, or puts another one in the place of its namesake.
 * @param base address of this page, for paths on its origin
 * @throws LabError bad-argument, too-large (too many), storage-full, storage-refused
 */
export async function addOwnEntry(form: OwnEntryForm, base: string): Promise<WebLlmEntry> {
  const checked = checkForm(form, base);
  const entry = entryOf(checked);
  const others = (await ownEntries()).filter(({ id }) => id !== entry.id);
  if (others.length >= MOST_OWN_ENTRIES)
    throw new LabError(
      'too-large',
      `A browser keeps ${MOST_OWN_ENTRIES} models of your own.`,
      'Remove one first.',
    );
  await store.put(entry.id, checked);
  return entry;
}

/** Its files stay in the cache until they are deleted there. @throws LabError storage-refused */
export async function removeOwnEntry(id: string): Promise<void> {
  await store.delete(id);
}

/** The list and a person's own. Where storage is refused, the list alone. */
export async function allEntries(): Promise<WebLlmEntry[]> {
  return [...(await ownEntries().catch(() => [])), ...WEB_LLM_MODELS];
}

/** @param id within web-llm's list, or of a person's own. @throws LabError model-missing */
export async function findWebLlm(id: string): Promise<WebLlmEntry> {
  const found = (await allEntries()).find((entry) => entry.id === id);
  if (found) return found;
  throw new LabError(
    'model-missing',
    `web-llm has no model "${id.slice(0, 80)}" here.`,
    'Choose another one on the Models page; somebody’s own model has to be added there first.',
  );
}

/** @throws LabError bad-argument */
function checkForm(form: OwnEntryForm, base: string): OwnEntryForm {
  const { needsF16, contextWindow } = form;
  const name = form.name.trim();
  if (!NAME.test(name))
    throw bad(
      'A name has 1 to 60 letters, digits, blanks, dots and dashes, and begins with a letter or a digit.',
    );
  if (contextWindow !== null && !(contextWindow >= 64 && contextWindow <= MAX_CONTEXT))
    throw bad(`A context has 64 to ${MAX_CONTEXT.toLocaleString('en-US')} tokens.`);
  const model = checkAddress(form.model, base, 'the weights');
  const library = checkAddress(form.library, base, 'the library');
  return { name, model, library, needsF16, contextWindow };
}

/** The whole address. @throws LabError bad-argument */
function checkAddress(given: string, base: string, of: string): string {
  const text = given.trim();
  const isAddress = /^(https?:\/\/|\.{0,2}\/(?!\/))/i.test(text) && text.length <= MAX_ADDRESS_CHARACTERS;
  const url = isAddress ? URL.parse(text, base) : null;
  if (!url) throw bad(`The address of ${of} is none.`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw bad(`The address of ${of} may hold no password, and nothing behind a ? or #.`);
  const near = url.origin === new URL(base).origin || LOOPBACK.test(url.hostname);
  if (url.protocol !== 'https:' && !near)
    throw bad(`The address of ${of} must begin with https, unless it is on this origin or this machine.`);
  return url.href;
}

function entryOf({ name, model, library, needsF16, contextWindow }: OwnEntryForm): WebLlmEntry {
  return {
    id: `own/${name.replaceAll(' ', '-')}`,
    label: name,
    model,
    library,
    bytesOfVram: null,
    downloadBytes: null,
    needsF16,
    contextWindow,
    lowResource: false,
    bufferBytes: null,
    licence: null,
    overrides: contextWindow === null ? {} : { context_window_size: contextWindow },
    manifest: null,
    own: true,
  };
}

function bad(message: string): LabError {
  return new LabError('bad-argument', message, 'It looks like https://host/model/ or /files/model.wasm.');
}
