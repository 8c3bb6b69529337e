// An endpoint as people set it up: where a chat model is served, under which name, and how it is to be asked. It stays out of
// records and links, which name the model alone: the key is a secret, and the address says something about its owner's network.
//
// Whatever comes from a form, a command line or this browser's storage becomes an endpoint through `checkEndpoint` only.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { ApiKey, apiRoot, checkModelName } from '../language/remote/endpoint.ts';

export interface Endpoint {
  /** As the endpoint names it; a run's `remote:NAME` is asked where NAME is served. */
  readonly model: string;
  /** As `apiRoot` gives it. */
  readonly url: string;
  /** '' where none is needed. */
  readonly apiKey: string;
  /** Tokens of an answer at the most, thoughts included. */
  readonly maxTokens: number;
  /** Requests at a time. */
  readonly concurrency: number;
  /** Per million tokens; null where nobody wants to know. */
  readonly prices: { readonly prompt: number; readonly generated: number } | null;
  /** How this server is told to hold an answer to its form, where a run wants that. */
  readonly constraint: ConstraintName;
  /** More fields of each request. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export const CONSTRAINTS = ['json-schema', 'vllm', 'sglang', 'llama.cpp'] as const;
export type ConstraintName = (typeof CONSTRAINTS)[number];

/** What a new endpoint begins with: room for a plan and some thought, and what a small server serves side by side. */
export const ENDPOINT_DEFAULTS: Omit<Endpoint, 'model' | 'url'> = {
  apiKey: '',
  maxTokens: 1024,
  concurrency: 8,
  prices: null,
  constraint: 'json-schema',
  extra: {},
};

/** Characters of the additional fields as JSON. */
const MAX_EXTRA_CHARACTERS = 4000;
/** What the lab itself says in a request, and nobody else. */
const OWN_FIELDS = [
  ...['model', 'messages', 'stream', 'stream_options', 'temperature', 'seed', 'n'],
  ...['max_tokens', 'max_completion_tokens'],
];

/** What holds an answer to a form, as servers name it. Said here it would go unnoticed by the record. */
const FORM_FIELDS = [
  'response_format',
  'structured_outputs',
  'guided_json',
  'guided_regex',
  'guided_choice',
  'guided_grammar',
  'json_schema',
  'regex',
  'ebnf',
  'grammar',
  'format',
  'tools',
  'tool_choice',
];

const price = z.number().check(z.minimum(0), z.maximum(1e6));
const SCHEMA = z.strictObject({
  model: z.string(),
  url: z.string(),
  apiKey: z.string(),
  maxTokens: z.int().check(z.minimum(1), z.maximum(1_000_000)),
  concurrency: z.int().check(z.minimum(1), z.maximum(1000)),
  prices: z.nullable(z.strictObject({ prompt: price, generated: price })),
  constraint: z.enum(CONSTRAINTS),
  extra: z.record(z.string(), z.unknown()),
});

const SENTENCES: Readonly<Record<string, string>> = {
  maxTokens: 'An answer has 1 to 1,000,000 tokens at the most.',
  concurrency: '1 to 1000 requests run at a time.',
  prices: 'A price is a number from 0 to 1,000,000.',
  extra: 'Additional fields are a JSON object.',
};

/** @param value what is not said is as in ENDPOINT_DEFAULTS @throws LabError bad-argument; the message repeats no key */
export function checkEndpoint(value: Partial<Endpoint>): Endpoint {
  const result = SCHEMA.safeParse({ ...ENDPOINT_DEFAULTS, ...value });
  if (!result.success) {
    const part = String(result.error.issues[0]?.path[0] ?? '');
    throw new LabError('bad-argument', SENTENCES[part] ?? 'This is not an endpoint.');
  }
  const endpoint = result.data;
  if (endpoint.apiKey !== '') new ApiKey(endpoint.apiKey);
  checkExtra(endpoint.extra);
  return { ...endpoint, url: apiRoot(endpoint.url), model: checkModelName(endpoint.model) };
}

/** Additional fields as they are typed; '' for none. @throws LabError bad-argument */
export function parseExtra(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return checkExtra(value as Record<string, unknown>);
  } catch (error) {
    if (error instanceof LabError) throw error;
  }
  throw new LabError('bad-argument', SENTENCES.extra, 'As in {"top_p": 0.9}.');
}

/** @throws LabError bad-argument */
function checkExtra(extra: Record<string, unknown>): Record<string, unknown> {
  const own = OWN_FIELDS.find((field) => Object.hasOwn(extra, field));
  if (own !== undefined)
    throw new LabError('bad-argument', `"${own}" is what the lab says itself: it is no additional field.`);
  const form = FORM_FIELDS.find((field) => Object.hasOwn(extra, field));
  if (form !== undefined)
    throw new LabError(
      'bad-argument',
      `"${form}" holds answers to a form, which has a switch of its own: it is no additional field.`,
    );
  if (JSON.stringify(extra).length > MAX_EXTRA_CHARACTERS)
    throw new LabError(
      'bad-argument',
      `Additional fields have at most ${MAX_EXTRA_CHARACTERS} characters as JSON.`,
    );
  return extra;
}
