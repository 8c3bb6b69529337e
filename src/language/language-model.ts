// The one port behind which every language model lives: the embedded pocket model, web-llm, a remote endpoint.
// A call is batched: one prompt a lane, all lanes in as few forward passes as the runtime allows.

/** What an answer may look like: `<plan> words </plan> action` or `action`. */
export interface AnswerGrammar {
  /** `never`: the answer is an action; `must`: it starts with a plan; `may`: the model's own first token decides. */
  readonly plan: 'never' | 'must' | 'may';
  /** Words a plan may use at the most, before `</plan>` is forced. */
  readonly maxPlanTokens: number;
  /** Legal action names; each is one token of the pocket model. */
  readonly actions: readonly string[];
}

/** What a whole plan may look like: well-formed steps one after the other, then `</plan>`. Whether a step is legal, nothing here says. */
export interface StepsGrammar {
  readonly operators: readonly StepsOperator[];
  /** Tokens at the most, `</plan>` included: no step is begun that would not fit. */
  readonly maxTokens: number;
  /**
   * Begins to watch one answer; a model that begins anew asks anew. The watcher is told the words of every finished step, and
   * true ends the answer there, without `</plan>`.
   */
  readonly watch?: () => (step: readonly string[]) => boolean;
}

/** A word and the words that may follow it, place by place; each is one token of the pocket model. */
export interface StepsOperator {
  readonly word: string;
  readonly parameters: readonly (readonly string[])[];
}

/** One message of a conversation, as chat models read it. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Prompt {
  /** Lines of the observation and the current plan; see `agents/crafter-prompt.ts` for the pocket model's. */
  readonly text: string;
  /**
   * The same as a conversation. A chat model reads this in place of `text`, which is one user message to it otherwise: its
   * template puts marks between the turns that no text may contain. Models without a template read `text` alone.
   */
  readonly messages?: readonly ChatMessage[];
  readonly grammar: AnswerGrammar;
  /**
   * Holds a chat model's answer to the grammar, where its server can. Off without it, since a benchmark's scores are those of
   * free answers. The pocket model's answers are always held to it.
   */
  readonly constrained?: boolean;
  /** In the place of `grammar` under `constrained`, where a chat model's answer is a whole plan: steps in parentheses, one a line. */
  readonly steps?: StepsGrammar;
  /** Seeds this lane's sampling: same prompt, seed and temperature give the same answer, whatever else is batched. */
  readonly seed: number;
}

/** A prompt whose answer is a whole plan. */
export interface StepsPrompt extends Omit<Prompt, 'grammar' | 'messages' | 'constrained'> {
  readonly grammar: StepsGrammar;
}

export interface CompleteOptions {
  /** 0 = greedy. */
  readonly temperature: number;
  /** Fill the completions' `hidden`, where the runtime can. */
  readonly hidden?: boolean;
}

export interface Completion {
  /** The answer, `<plan> … </plan> action` or `action`. */
  readonly text: string;
  /** Tokens of the plan between its tags; 0 without one. */
  readonly planTokens: number;
  /** Positions the prompt took. */
  readonly promptTokens: number;
  /** All generated tokens, tags and action included. */
  readonly generatedTokens: number;
  /** Natural log-probability of each generated token under the sampled (masked, tempered) distribution, if known. */
  readonly logProbs?: Float32Array;
  /** Token ids that were generated, if the runtime has them. */
  readonly tokenIds?: Int32Array;
  /** Probability the first token gave to starting a plan (before the grammar's mask), if known. */
  readonly planProbability?: number;
  /** The model's last hidden state behind the prompt [hiddenSize], if asked for and known. */
  readonly hidden?: Float32Array;
  /** What a thinking model wrote before its answer, where the runtime tells the two apart; part of `generatedTokens`. */
  readonly thoughts?: string;
  /** true: the runtime's limit of tokens ended the answer; its text may then be unfinished, or empty. */
  readonly cut?: boolean;
}

/** `script`: no model computes; `web-llm`: on the graphics card, by a runtime of its own; `remote`: somewhere else. */
export type RuntimeKind = 'webgpu' | 'wasm' | 'script' | 'web-llm' | 'remote';

export interface LanguageModel {
  readonly id: string;
  /** Numbers of a hidden state; absent where the runtime tells none. */
  readonly hiddenSize?: number;
  /** Where it runs, in plain words for the page, and why there. */
  readonly runtime: { readonly kind: RuntimeKind; readonly why: string };
  /**
   * One completion for each prompt, in their order. All or nothing: where one prompt fails for good, or `signal` aborts, the
   * others are stopped and the call throws. A call may come while another one runs.
   * @throws LabError aborted, and what the runtime may meet
   */
  complete(prompts: readonly Prompt[], options: CompleteOptions, signal?: AbortSignal): Promise<Completion[]>;
  dispose(): Promise<void>;
}
