// The POGS worker's service: one open episode, the model that plays it, and comparisons by the same model. How models are loaded
// is handed in, so it runs in tests without a worker.

import type { Schedule } from '../agents/agent.ts';
import { PogsPlay } from '../agents/pogs/episode.ts';
import { playPogsLanes } from '../agents/pogs/lanes.ts';
import { pogsReport } from '../experiments/pogs-report.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel, Prompt } from '../language/language-model.ts';
import { checkPlays, weightsOfModel } from '../language/pocket/shipped.ts';
import type { RuntimePreference } from './agent-service.ts';
import type { ModelLoader } from './agent-source.ts';
import { CommandEar } from './command-ear.ts';
import { EventStream } from './event-stream.ts';
import type {
  ComparedEpisode,
  OpenedGraph,
  PogsComparison,
  PogsService,
  PogsServiceEvent,
  PogsStep,
} from './pogs-service.ts';
import { checkPogsGraphs, checkPogsSetup, type PogsSetup } from './pogs-setup.ts';

/** Episodes of a comparison side by side: the model answers as many prompts in a batch. */
const LANES = 32;
/** Commands are let in so often, in ms. */
const LISTEN_MS = 50;

interface OpenModel {
  readonly key: string;
  readonly model: LanguageModel;
}

interface OpenEpisode {
  readonly setup: PogsSetup;
  readonly runtime: RuntimePreference;
  readonly play: PogsPlay;
  /** Made and not answered: a step that was stopped asks the same again. */
  prompt: Prompt | null;
}

export class PogsHost implements PogsService {
  readonly #load: ModelLoader;
  readonly #events = new EventStream<PogsServiceEvent>();
  readonly #ear = new CommandEar();
  #model: OpenModel | null = null;
  #episode: OpenEpisode | null = null;
  #abort = new AbortController();
  /** Ends when nothing goes on any more; never fails. */
  #going: Promise<unknown> | null = null;
  #isComparing = false;

  constructor(load: ModelLoader) {
    this.#load = load;
  }

  connect(port: MessagePort): void {
    this.#events.connect(port);
  }

  async open(given: PogsSetup, seed: number, runtime: RuntimePreference): Promise<OpenedGraph> {
    const setup = checkedFor(given);
    checkPogsGraphs({ seeds: [seed], schedules: [setup.schedule] });
    // A comparison has episodes of its own.
    if (!this.#isComparing) await this.stop();
    this.#episode = null;
    const play = new PogsPlay(setup.world, seed, setup.config, agentOf(setup, setup.schedule));
    this.#episode = { setup, runtime, play, prompt: null };
    return { treeSeed: play.state.puzzle.seed };
  }

  step(): Promise<PogsStep> {
    return this.#alone((signal) => this.#step(signal));
  }

  compare(
    given: PogsSetup,
    givenSeeds: readonly number[],
    givenSchedules: readonly string[],
    runtime: RuntimePreference,
  ): Promise<PogsComparison> {
    return this.#alone(async (signal) => {
      const setup = checkedFor(given);
      const { seeds, schedules } = checkPogsGraphs({ seeds: givenSeeds, schedules: givenSchedules });
      this.#isComparing = true;
      try {
        const model = await this.#opened(setup.model, runtime, signal);
        return await this.#compare(setup, seeds, schedules, model, signal);
      } finally {
        this.#isComparing = false;
      }
    });
  }

  async stop(): Promise<void> {
    this.#abort.abort(new LabError('aborted', 'It was stopped.'));
    await this.#going;
  }

  /** One thing at a time. @throws LabError run-busy */
  async #alone<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#going !== null)
      throw new LabError('run-busy', 'Something is played already.', 'Stop it first.');
    this.#abort = new AbortController();
    const result = work(this.#abort.signal);
    this.#going = result.catch(() => {});
    try {
      return await result;
    } finally {
      this.#going = null;
    }
  }

  async #step(signal: AbortSignal): Promise<PogsStep> {
    const episode = this.#episode;
    if (!episode || episode.play.over)
      throw new LabError('episode-over', 'There is no step left to play.', 'Start the graph again.');
    const { setup, runtime, play } = episode;
    const model = await this.#opened(setup.model, runtime, signal);
    episode.prompt ??= play.prepare();
    const prompt = episode.prompt;
    const [completion] = await model.complete([prompt], { temperature: setup.temperature }, signal);
    const { length } = play.state.actions;
    const { action, plan, planTokens, tokens, promptTokens, planProbability } = play.conclude(completion);
    episode.prompt = null;
    return {
      step: length,
      prompt: prompt.text,
      reply: completion.text,
      planMode: prompt.grammar.plan,
      seed: prompt.seed,
      action,
      plan: plan ?? null,
      planTokens,
      tokens,
      promptTokens,
      planProbability: planProbability ?? null,
    };
  }

  async #compare(
    setup: PogsSetup,
    seeds: readonly number[],
    schedules: readonly Schedule[],
    model: LanguageModel,
    signal: AbortSignal,
  ): Promise<PogsComparison> {
    const total = seeds.length * schedules.length;
    const began = performance.now();
    let done = 0;
    const tell = () =>
      this.#events.send({ type: 'progress', done, total, elapsed: performance.now() - began });
    const onEpisode = () => {
      done++;
      tell();
    };
    tell();
    const episodes = new Map<Schedule, ComparedEpisode[]>();
    for (const schedule of schedules) {
      const { world, config, temperature } = setup;
      const agent = agentOf(setup, schedule);
      const lanes = { world, options: config, agent, temperature, seeds, lanes: LANES, signal, onEpisode };
      const played = await playPogsLanes({ ...lanes, model: this.#listening(model) });
      episodes.set(
        schedule,
        played.map((episode, i) => ({ ...episode, seed: seeds[i] })),
      );
    }
    return {
      setup,
      seeds,
      weights: weightsOfModel(setup.model) ?? '',
      rows: pogsReport(episodes),
      episodes: [...episodes.values()].flat(),
    };
  }

  /** The model, with an ear for commands before each call: on this thread a call may never wait. */
  #listening(model: LanguageModel): LanguageModel {
    const { id, runtime } = model;
    return {
      id,
      runtime,
      complete: async (prompts, options, signal) => {
        await this.#ear.listenEvery(LISTEN_MS);
        signal?.throwIfAborted();
        return model.complete(prompts, options, signal);
      },
      dispose: async () => {},
    };
  }

  async #opened(id: string, runtime: RuntimePreference, signal: AbortSignal): Promise<LanguageModel> {
    const key = `${id} ${runtime}`;
    if (this.#model?.key === key) return this.#model.model;
    await this.#model?.model.dispose();
    this.#model = null;
    const model = await this.#load(id, runtime, signal, {
      progress: (what, loaded, total) => this.#events.send({ type: 'loading', what, loaded, total }),
      notice: (text) => this.#events.send({ type: 'notice', text }),
    });
    this.#model = { key, model };
    this.#events.send({ type: 'runtime', model: id, ...model.runtime });
    return model;
  }
}

/** @throws LabError bad-argument, model-missing */
function checkedFor(given: PogsSetup): PogsSetup {
  const setup = checkPogsSetup(given);
  checkPlays(setup.model, 'HardPOGS-v0');
  return setup;
}

function agentOf({ agentSeed, recall }: PogsSetup, schedule: Schedule) {
  return { schedule, seed: agentSeed, recall };
}
