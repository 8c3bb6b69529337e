// The page's client of speculation without a worker: the real host in this thread over a model that is a script, so that a test
// can hold it back and see a run in the middle.

import { ACTION_WORDS } from '../../../src/agents/toolchain/vocabulary.ts';
import { LabError } from '../../../src/lab-error.ts';
import type { Completion, LanguageModel, Prompt } from '../../../src/language/language-model.ts';
import {
  PredictorHost,
  type PredictorService,
  type PredictorShelf,
} from '../../../src/services/predictor-service.ts';
import type { Remote } from '../../../src/services/rpc.ts';
import { SpeculationHost } from '../../../src/services/speculation-host.ts';
import type {
  SpeculationService,
  SpeculationServiceEvent,
} from '../../../src/services/speculation-service.ts';
import type { ConnectSpeculation } from '../../../src/ui/speculate/speculation-client.ts';
import { localWorker } from '../local-worker.ts';

export interface LocalOptions {
  /** Answers with this many tools, then ends the plan; the script's own habit is 4. */
  readonly tools?: number;
  /** Waited for before each answer. */
  readonly before?: (asked: number) => Promise<void>;
  /** Each load of a model fails. */
  readonly missing?: boolean;
}

export interface LocalSpeculation {
  readonly connect: ConnectSpeculation;
  readonly shelf: Map<string, Uint8Array<ArrayBuffer>>;
  /** As a worker that died. */
  die(): void;
  close(): Promise<void>;
}

/** With a thought it names one tool after the other; without, it errs at every fourth seed. */
class Script implements LanguageModel {
  readonly id = 'script';
  readonly runtime = { kind: 'script', why: 'A script of the test.' } as const;
  readonly #options: LocalOptions;
  #asked = 0;

  constructor(options: LocalOptions) {
    this.#options = options;
  }

  async complete(prompts: readonly Prompt[]): Promise<Completion[]> {
    await this.#options.before?.(++this.#asked);
    return prompts.map((prompt) => this.#answer(prompt));
  }

  #answer({ text, seed, grammar }: Prompt): Completion {
    const done = text.split('done | ')[1].split(' ').filter(Boolean).length;
    const isOff = seed % 4 === 0 && grammar.plan === 'never';
    const word =
      done >= (this.#options.tools ?? 4) ? ACTION_WORDS[14] : ACTION_WORDS[(done + (isOff ? 1 : 0)) % 14];
    const thought = grammar.plan === 'must' ? '<plan> next </plan> ' : '';
    return { text: thought + word, planTokens: 1, promptTokens: 6, generatedTokens: thought ? 4 : 1 };
  }

  async dispose(): Promise<void> {}
}

export function localSpeculation(options: LocalOptions = {}): LocalSpeculation {
  const shelf = new Map<string, Uint8Array<ArrayBuffer>>();
  const predictors: PredictorShelf = {
    read: async (key) => shelf.get(key) ?? null,
    write: async (key, state) => void shelf.set(key, state),
    clear: async () => shelf.clear(),
  };
  const host = new SpeculationHost({
    load: async (id) => {
      if (options.missing)
        throw new LabError('model-missing', `There is no model “${id}”.`, 'Choose another.');
      return new Script(options);
    },
    predictors,
    predictorThread: () => new PredictorHost(predictors) as unknown as Remote<PredictorService>,
  });
  const worker = localWorker<SpeculationService, SpeculationServiceEvent>('speculation', host);
  return {
    shelf,
    connect: worker.connect,
    die: worker.die,
    async close() {
      await host.stop();
      worker.close();
    },
  };
}
