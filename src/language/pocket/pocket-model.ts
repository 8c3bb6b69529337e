// The embedded language model: tokenizer, runtime and grammar behind the LanguageModel port. All prompts of a call run as
// one batch; every lane samples under its own grammar with its own generator and leaves the batch when its answer ends.
//
// Same prompt, seed and temperature give the same answer whatever else is batched: a lane never sees its neighbours, and
// its random numbers are its own. What remains is rounding: kernels may add in another order for another batch shape
// (logits differ by 1e-6 or so, see the runtime's tests), which a draw notices about once in a million.

import { LabError } from '../../lab-error.ts';
import { Random } from '../../random.ts';
import type { CompleteOptions, Completion, LanguageModel, Prompt, StepsPrompt } from '../language-model.ts';
import { type BackendOptions, preloadBackend } from './backend.ts';
import type { PocketConfig } from './config.ts';
import { type GrammarState, grammarState } from './grammar.ts';
import { type FileReader, loadModelFiles, type ModelFiles, type WeightsCache } from './model-files.ts';
import type { Lora } from './reference.ts';
import { MAX_LANES, PocketRuntime } from './runtime.ts';
import { drawToken, softmax } from './sampling.ts';
import { Tokenizer } from './tokenizer.ts';

export interface PocketModelOptions extends Omit<BackendOptions, 'withoutSubgroups'> {
  /** Words as typed to words of the vocabulary, for the tokenizer. */
  readonly canonical?: (word: string) => string;
  /** Told, in one sentence, when the model had to move to another device in the middle. */
  readonly onNotice?: (text: string) => void;
  /** Keeps verified weights between visits. */
  readonly cache?: WeightsCache;
}

/** Asks for an action, or for a whole plan. */
type AnyPrompt = Prompt | StepsPrompt;

/** One lane of a batch: an answer in the making. */
interface Lane {
  readonly prompt: AnyPrompt;
  readonly positions: number;
  readonly state: GrammarState;
  readonly random: Random;
  readonly ids: number[];
  readonly logProbs: number[];
  planProbability: number | undefined;
  hidden: Float32Array | undefined;
}

export class PocketModel implements LanguageModel {
  /** Of the weights that were opened, whatever adapter is over them. */
  readonly id: string;
  readonly config: PocketConfig;
  readonly tokenizer: Tokenizer;
  /** For benchmarks. */
  readonly engine: PocketRuntime;
  readonly #onNotice: (text: string) => void;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    { id, config }: ModelFiles['card'],
    tokenizer: Tokenizer,
    engine: PocketRuntime,
    onNotice: (text: string) => void,
  ) {
    this.id = id;
    this.config = config;
    this.tokenizer = tokenizer;
    this.engine = engine;
    this.#onNotice = onNotice;
  }

  /** @throws LabError as `PocketRuntime.create` */
  static async open({ card, weights }: ModelFiles, options: PocketModelOptions): Promise<PocketModel> {
    const { config, selfCheck } = card;
    const engine = await PocketRuntime.create({ ...options, config, weights, selfCheck });
    const tokenizer = new Tokenizer(card.vocabulary, config.pack, options.canonical);
    return new PocketModel(card, tokenizer, engine, options.onNotice ?? (() => {}));
  }

  /**
   * Loads a model folder and opens it; the runtime and the weights arrive side by side, and `onProgress` counts the bytes
   * of both. @throws LabError as `loadModelFiles` and `PocketRuntime.create`
   */
  static async load(read: FileReader, options: PocketModelOptions): Promise<PocketModel> {
    const [runtimeProgress, weightsProgress] = sharedProgress(options.onProgress);
    const [files] = await Promise.all([
      loadModelFiles(read, { ...options, onProgress: weightsProgress }),
      preloadBackend({ ...options, onProgress: runtimeProgress }),
    ]);
    return PocketModel.open(files, { ...options, onProgress: runtimeProgress });
  }

  get hiddenSize(): number {
    return this.config.width;
  }

  get runtime(): { readonly kind: 'webgpu' | 'wasm'; readonly why: string } {
    return { kind: this.engine.kind, why: this.engine.why };
  }

  /** Puts an adapter over the weights (null: takes it off) once the calls in progress are answered. @throws as the runtime */
  setAdapter(lora: Lora | null): Promise<void> {
    const turn = this.#last.then(() => this.engine.setAdapter(lora));
    this.#last = turn.catch(() => {});
    return turn;
  }

  /**
   * Answers all prompts, in batches of 64 lanes; calls queue up behind each other. A lost GPU is opened again (or
   * replaced by WASM) and the batch starts over: nobody upstairs notices more than a notice.
   * @throws LabError aborted, bad-argument (a prompt that does not fit the context)
   */
  complete(
    prompts: readonly AnyPrompt[],
    options: CompleteOptions,
    signal?: AbortSignal,
  ): Promise<Completion[]> {
    const turn = this.#last.then(() => this.#completeAll(prompts, options, signal));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async dispose(): Promise<void> {
    await this.#last;
    await this.engine.dispose();
  }

  async #completeAll(
    prompts: readonly AnyPrompt[],
    options: CompleteOptions,
    signal?: AbortSignal,
  ): Promise<Completion[]> {
    const completions: Completion[] = [];
    for (let from = 0; from < prompts.length; from += MAX_LANES) {
      const batch = prompts.slice(from, from + MAX_LANES);
      completions.push(...(await this.#completeBatch(batch, options, signal)));
    }
    return completions;
  }

  async #completeBatch(
    prompts: readonly AnyPrompt[],
    options: CompleteOptions,
    signal?: AbortSignal,
  ): Promise<Completion[]> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#generate(prompts, options, signal);
      } catch (error) {
        if (LabError.from(error).code !== 'device-lost' || attempt === 2) throw error;
        await this.engine.recover();
        this.#onNotice(`The GPU was lost; the model goes on: ${this.engine.why}`);
      }
    }
  }

  async #generate(
    prompts: readonly AnyPrompt[],
    { temperature, hidden: wantsHidden = false }: CompleteOptions,
    signal?: AbortSignal,
  ): Promise<Completion[]> {
    const { lanes, tokens, lengths } = this.#startLanes(prompts);
    let active = lanes;
    let logits = await this.engine.prefill({ tokens, lengths }, wantsHidden);
    if (wantsHidden) for (const [row, lane] of lanes.entries()) lane.hidden = this.#hidden(row);
    for (;;) {
      if (signal?.aborted) throw new LabError('aborted', 'The answer was cancelled.');
      for (const [row, lane] of active.entries()) this.#sample(lane, this.#row(logits, row), temperature);
      const open = active.map((_, row) => row).filter((row) => !active[row].state.done);
      if (open.length === 0) return lanes.map((lane) => this.#completion(lane));
      if (open.length < active.length) this.engine.keep(open);
      active = open.map((row) => active[row]);
      logits = await this.engine.extend(this.#lastTokens(active));
    }
  }

  #startLanes(prompts: readonly AnyPrompt[]) {
    const { pack } = this.tokenizer;
    const encoded = prompts.map((prompt) => this.tokenizer.encodePrompt(prompt.text));
    const width = Math.max(...encoded.map(({ positions }) => positions));
    const tokens = new Int32Array(prompts.length * width * pack);
    for (const [lane, prompt] of encoded.entries()) tokens.set(prompt.tokens, lane * width * pack);
    const lanes = prompts.map(
      (prompt, i): Lane => ({
        prompt,
        positions: encoded[i].positions,
        state: grammarState(this.tokenizer, prompt.grammar),
        random: new Random(prompt.seed),
        ids: [],
        logProbs: [],
        planProbability: undefined,
        hidden: undefined,
      }),
    );
    return { lanes, tokens, lengths: Int32Array.from(encoded, ({ positions }) => positions) };
  }

  #sample(lane: Lane, logits: Float32Array, temperature: number): void {
    if (lane.ids.length === 0) lane.planProbability = this.#planProbability(logits);
    const { id, logProb } = drawToken(logits, lane.state.legal(), temperature, lane.random);
    lane.state.push(id);
    lane.ids.push(id);
    lane.logProbs.push(logProb);
  }

  /** P(`<plan>`) against all actions at temperature 1, whatever this lane's grammar allows. */
  #planProbability(logits: Float32Array): number {
    const first = [this.tokenizer.planOpen, ...this.tokenizer.actionIds];
    return softmax(logits, first, 1)[0];
  }

  #row(logits: Float32Array, row: number): Float32Array {
    const { outputs } = this.tokenizer;
    return logits.subarray(row * outputs, (row + 1) * outputs);
  }

  #hidden(row: number): Float32Array | undefined {
    const { width } = this.config;
    return this.engine.hidden?.slice(row * width, (row + 1) * width);
  }

  /** One position a lane: the token it drew last, alone. */
  #lastTokens(lanes: readonly Lane[]): Int32Array {
    const { pack } = this.tokenizer;
    const tokens = new Int32Array(lanes.length * pack);
    for (const [row, lane] of lanes.entries()) tokens[row * pack] = lane.ids[lane.ids.length - 1];
    return tokens;
  }

  #completion(lane: Lane): Completion {
    return {
      text: this.tokenizer.decode(lane.ids),
      planTokens: lane.state.planTokens,
      promptTokens: lane.positions,
      generatedTokens: lane.ids.length,
      logProbs: Float32Array.from(lane.logProbs),
      tokenIds: Int32Array.from(lane.ids),
      planProbability: lane.planProbability,
      ...(lane.hidden && { hidden: lane.hidden }),
    };
  }
}

/** Two counters whose sums go to one. */
function sharedProgress(report: BackendOptions['onProgress']) {
  const parts = [
    { loaded: 0, total: 0 },
    { loaded: 0, total: 0 },
  ];
  return parts.map((part) => (loaded: number, total: number) => {
    Object.assign(part, { loaded, total });
    report?.(parts[0].loaded + parts[1].loaded, parts[0].total + parts[1].total);
  });
}
