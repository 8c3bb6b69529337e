// What the lab uses of web-llm's engine, and what its failures mean. The engine computes one answer at a time; a failure of the
// GPU (another program took its memory, the driver was restarted, the machine slept) leaves it without its model, so everything
// that is not the prompt's fault is answered by loading the model anew.

import { LabError } from '../../lab-error.ts';
import type { ChatMessage } from '../language-model.ts';

/** A request in the library's words. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly temperature: number;
  readonly seed: number;
  readonly max_tokens: number;
  readonly stream: true;
  readonly stream_options: { readonly include_usage: true };
  readonly logprobs?: true;
  readonly top_logprobs?: number;
  readonly response_format?: { readonly type: 'grammar'; readonly grammar: string };
  readonly extra_body?: { readonly enable_thinking: boolean };
}

/** One piece of an answer: usually a token; the last one has the counts. */
export interface ChatPiece {
  readonly choices: readonly {
    readonly delta: { readonly content?: string | null };
    readonly finish_reason?: string | null;
    readonly logprobs?: { readonly content?: readonly { token: string; logprob: number }[] | null } | null;
  }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

/** An engine with its model loaded. */
export interface ChatEngine {
  /** Where it computes, in one sentence. */
  readonly why: string;
  /** Pieces as they are computed; left early, the engine stops. */
  answer(request: ChatRequest): Promise<AsyncIterable<ChatPiece>>;
  /** Lets go of the GPU's memory. */
  close(): Promise<void>;
}

/** What the library says of a prompt or an option that no model could answer. Names of its error classes, version 0.2.86. */
const OF_THE_PROMPT: Readonly<Record<string, string>> = {
  ContextWindowSizeExceededError: 'The prompt is longer than the model’s context.',
  MessageOrderError: 'The conversation does not end with what a person says.',
  SystemMessageOrderError: 'A system message stands elsewhere than at the beginning.',
  UnsupportedRoleError: 'A message has a role that the model’s template does not know.',
  GrammarMatcherInitError: 'The answer’s grammar is not understood.',
};

/** What a device or a model is missing, which no second attempt brings. */
const OF_THE_MODEL: Readonly<Record<string, string>> = {
  ShaderF16SupportError: 'This GPU has no 16-bit floats, which the model computes in.',
  FeatureSupportError: 'This GPU lacks a feature that the model needs.',
  UnsupportedTokenizerFilesError: 'web-llm cannot read the model’s tokenizer.',
  WindowSizeConfigurationError: 'The model’s context is set in two ways that contradict each other.',
};

/** A failure while it answered: `bad-argument` for the prompt's own, `out-of-memory` or `device-lost` for the rest. */
export function answerFailure(error: unknown): LabError {
  if (error instanceof LabError) return error;
  const known = OF_THE_PROMPT[nameOf(error)];
  if (known)
    return new LabError(
      'bad-argument',
      known,
      'Choose a model with a longer context, or a shorter prompt.',
      error,
    );
  return gpuFailure(error);
}

/** A failure while its model was loaded: `bad-model` for its files' and the library's own, the GPU's otherwise. */
export function loadFailure(error: unknown): LabError {
  if (error instanceof LabError) return error;
  const known = OF_THE_MODEL[nameOf(error)];
  if (known)
    return new LabError(
      'bad-model',
      known,
      'Choose another form of the model: f32, or a smaller one.',
      error,
    );
  if (isGpus(error)) return gpuFailure(error);
  return new LabError(
    'bad-model',
    `web-llm cannot load this model: ${wordsOf(error)}.`,
    'Its library must be made for this version of web-llm, and its files for that library.',
    error,
  );
}

function gpuFailure(error: unknown): LabError {
  if (/memory|allocat|createBuffer|too large/i.test(wordsOf(error)))
    return new LabError(
      'out-of-memory',
      `The GPU has not enough memory for this model: ${wordsOf(error)}.`,
      'Close other tabs and programs that draw much, or choose a smaller model.',
      error,
    );
  return new LabError(
    'device-lost',
    `The GPU stopped while the model ran: ${wordsOf(error)}.`,
    'Load the model again; if it goes on like this, choose a smaller one.',
    error,
  );
}

function isGpus(error: unknown): boolean {
  return /memory|allocat|createBuffer|device|GPU/i.test(`${nameOf(error)} ${wordsOf(error)}`);
}

function nameOf(error: unknown): string {
  return (error as { name?: string } | null)?.name ?? '';
}

/** Its own words: one line, bounded. */
function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ');
  return (
    line
      .trim()
      .slice(0, 300)
      .replace(/[.\s]+$/, '') || 'it does not say why'
  );
}
