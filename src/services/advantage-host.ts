// The advantage worker's service: measures what a plan is worth at steps of records that the page hands in. The model stays
// open between measurements. What it needs from outside (models, their weights' names) is handed in, so it runs in tests
// without a worker.

import type { AgentConfig } from '../agents/agent.ts';
import { forkOptions, measureAdvantage } from '../experiments/advantage.ts';
import { checkMeasurable } from '../experiments/advantage-model.ts';
import { momentAt } from '../experiments/advantage-moments.ts';
import type { AdvantageRow } from '../experiments/advantage-row.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { weightsOfModel } from '../language/pocket/shipped.ts';
import type { RunRecord } from '../records/record.ts';
import type { AdvantageEvent, AdvantageService, MeasureOptions } from './advantage-service.ts';
import type { RuntimePreference } from './agent-service.ts';
import type { ModelLoader } from './agent-source.ts';
import { CommandEar } from './command-ear.ts';
import { EventStream } from './event-stream.ts';

interface OpenModel {
  readonly id: string;
  readonly runtime: RuntimePreference;
  readonly model: LanguageModel;
}

/** Names the weights of a model that is here; null for one that is not. */
type WeightsOf = (model: string) => string | null;

/** Makes whatever else an agent needs known to this thread, its gate. @throws LabError model-missing */
type Bring = (agent: AgentConfig) => Promise<void>;

export class AdvantageHost implements AdvantageService {
  readonly #events = new EventStream<AdvantageEvent>();
  readonly #load: ModelLoader;
  readonly #weightsOf: WeightsOf;
  readonly #bring: Bring;
  readonly #ear = new CommandEar();
  #open: OpenModel | null = null;
  #abort = new AbortController();
  /** Ends when nothing is computed any more. */
  #measuring: Promise<unknown> = Promise.resolve();

  constructor(load: ModelLoader, weightsOf: WeightsOf = weightsOfModel, bring: Bring = async () => {}) {
    this.#load = load;
    this.#weightsOf = weightsOf;
    this.#bring = bring;
  }

  connect(port: MessagePort): void {
    this.#events.connect(port);
  }

  measure(record: RunRecord, step: number, options: MeasureOptions): Promise<AdvantageRow> {
    const before = this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    const result = before.then(() => this.#measure(record, step, options, abort.signal));
    this.#measuring = result.catch(() => {});
    return result;
  }

  async cancel(): Promise<void> {
    this.#abort.abort(new LabError('aborted', 'The measurement was cancelled.'));
    await this.#measuring;
  }

  async #measure(
    record: RunRecord,
    step: number,
    { runtime, ...given }: MeasureOptions,
    signal: AbortSignal,
  ): Promise<AdvantageRow> {
    signal.throwIfAborted();
    const options = forkOptions(given);
    const { agent } = record.config;
    checkMeasurable(agent, this.#weightsOf(agent.model));
    await this.#bring(agent);
    const model = await this.#model(agent.model, runtime, signal);
    const onStep = (done: number, total: number) => {
      this.#events.send({ type: 'progress', done, total });
      return this.#ear.listen();
    };
    const moment = momentAt(record, model, step);
    return measureAdvantage({ run: record, moment, model, options, onStep, signal });
  }

  async #model(id: string, runtime: RuntimePreference, signal: AbortSignal): Promise<LanguageModel> {
    if (this.#open?.id === id && this.#open.runtime === runtime) return this.#open.model;
    await this.#open?.model.dispose();
    this.#open = null;
    const model = await this.#load(id, runtime, signal, {
      progress: (what, loaded, total) => this.#events.send({ type: 'loading', what, loaded, total }),
      notice: (text) => this.#events.send({ type: 'notice', text }),
    });
    this.#open = { id, runtime, model };
    this.#events.send({ type: 'runtime', ...model.runtime });
    return model;
  }
}
