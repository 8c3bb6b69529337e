// The deployment on the page, whether it runs here, in another tab, or was stored: what the events of the worker make of it. It
// outlives the page element, so a deployment goes on while its viewer looks at another page.

import type { StageProgress } from '../../deployment/deployment-run.ts';
import { LabError } from '../../lab-error.ts';
import {
  type AnyOpened,
  type AnySetup,
  type DeploymentEvent,
  type DeploymentOptions,
  isOpenEpisodes,
  type OpenDeployment,
  type OpenEpisodes,
} from '../../services/deployment-service.ts';
import { RUNTIME_LABELS } from '../labels.ts';
import { Pace } from '../train/pace.ts';
import { WorkerRun } from '../worker-run.ts';
import { withEndpoint } from './asked-endpoint.ts';
import { CurationDesk } from './curation-desk.ts';
import { type ConnectDeployment, connectDeployment, type DeployClient } from './deploy-client.ts';
import { type DeployPhase, ENDINGS, keptBefore, phaseOf, stageOf, waitsForPerson } from './deploy-phase.ts';
import { EpisodeDesk } from './episode-desk.ts';
import type { Judged } from './import-progress.ts';
import { Spent } from './spent.ts';

/** Sends `change` whenever something is new, `listed` when stored deployments may have changed, and `notice` (a string). */
export class DeployRun extends WorkerRun {
  phase: DeployPhase = 'empty';
  /** A deployment of a planner, or one on worlds: one of the two at the most. */
  opened: OpenDeployment | null = null;
  episodes: OpenEpisodes | null = null;
  /** Of the stage in the making. */
  progress: StageProgress | null = null;
  /** Where plans are written and where it learns, as sentences. */
  runtime = '';
  learner = '';
  /** What a person decides about; null where nobody is asked. */
  desk: CurationDesk | null = null;
  episodeDesk: EpisodeDesk | null = null;
  /** Of the file that is being imported; null before it is worth telling. */
  judged: Judged | null = null;
  /** Asked of a remote model. */
  spent = new Spent();
  readonly pace = new Pace();
  readonly client: DeployClient;
  #options: DeploymentOptions = { runtime: 'auto', device: 'auto' };
  #stage = '';

  constructor(connect: ConnectDeployment = connectDeployment) {
    super();
    this.client = connect({
      onEvent: (event) => this.#receive(event),
      onDeath: (reason) => this.revive(reason),
    });
  }

  get shown(): AnyOpened | null {
    return this.opened ?? this.episodes;
  }

  get id(): string {
    return this.shown?.id ?? '';
  }

  /** @throws LabError bad-argument, model-missing, run-busy */
  async start(setup: AnySetup, options: DeploymentOptions): Promise<void> {
    this.#show(null, 'loading');
    await this.#going(options, setup.plan.model, (all) => this.client.service.start(setup, all));
  }

  /** @throws LabError not-found, run-busy, bad-record */
  async resume(id: string, options: DeploymentOptions): Promise<void> {
    if (this.id !== id) await this.open(id);
    this.phase = 'loading';
    await this.#going(options, this.#model, (all) => this.client.service.resume(id, all));
  }

  /** Hands in what the desk says, and goes on. @throws LabError not-found, run-busy */
  async curate(options: DeploymentOptions): Promise<void> {
    const { id } = this;
    const desk = this.desk ?? this.episodeDesk;
    if (!desk) return;
    this.phase = 'loading';
    await this.#going(options, this.#model, (all) => this.client.service.curate(id, desk.decisions, all));
  }

  /** Keeps what was decided so far. @throws LabError not-found, storage-refused */
  async decide(): Promise<void> {
    this.changed();
    const desk = this.desk ?? this.episodeDesk;
    if (desk) await this.client.service.decide(this.id, desk.decisions);
  }

  /** Shows a stored deployment as far as it is. @throws LabError not-found, bad-record */
  async open(id: string): Promise<void> {
    if (this.running && this.id === id) return;
    if (this.running) await this.stop();
    const opened = await this.client.service.open(id);
    this.#show(opened, phaseOf(opened));
  }

  stop(): Promise<void> {
    return this.client.service.stop();
  }

  /** @throws LabError not-found, bad-argument */
  async rename(id: string, name: string): Promise<void> {
    await this.client.service.rename(id, name);
    if (this.opened?.id === id) this.opened = { ...this.opened, name };
    if (this.episodes?.id === id) this.episodes = { ...this.episodes, name };
    this.changed();
  }

  /** Nothing is shown any more; what is stored stays. */
  clear(): void {
    this.#show(null, 'empty');
  }

  #show(opened: AnyOpened | null, phase: DeployPhase): void {
    if (opened?.id !== this.id) this.spent = new Spent();
    Object.assign(this, { phase, progress: null, loading: null, runtime: '', learner: '', error: null });
    this.#take(opened);
    this.changed();
  }

  #take(opened: AnyOpened | null): void {
    const { shown } = this;
    const isSameStage = shown?.id === opened?.id && stageOf(shown) === stageOf(opened);
    const isOnWorlds = opened !== null && isOpenEpisodes(opened);
    this.episodes = isOnWorlds ? opened : null;
    this.opened = isOnWorlds ? null : opened;
    if (!opened || !waitsForPerson(opened)) Object.assign(this, { desk: null, episodeDesk: null });
    else if (!isSameStage || !(this.desk ?? this.episodeDesk)) this.#lay(opened);
  }

  /** Before the person who decides. */
  #lay(opened: AnyOpened): void {
    const { decisions } = opened;
    const known = keptBefore(opened);
    this.episodeDesk = isOpenEpisodes(opened)
      ? new EpisodeDesk(opened.facts.attempts, decisions, known)
      : null;
    this.desk = isOpenEpisodes(opened) ? null : new CurationDesk(opened.facts.attempts, decisions, known);
  }

  get #model(): string {
    return this.shown?.facts.plan.model ?? '';
  }

  async #going(
    options: DeploymentOptions,
    model: string,
    work: (options: DeploymentOptions) => Promise<unknown>,
  ): Promise<void> {
    this.error = null;
    this.changed();
    await this.orFail(async () => {
      this.#options = await withEndpoint(options, model);
      await work(this.#options);
    });
  }

  #receive(event: DeploymentEvent): void {
    switch (event.type) {
      case 'state':
        // Of one that is shown no more.
        if (!this.running && this.shown?.id !== event.opened.id) return;
        this.#take(event.opened);
        Object.assign(this, { progress: null, loading: null });
        if (this.shown?.busy && this.phase !== 'running') this.phase = 'loading';
        this.gotOn();
        this.listed();
        break;
      case 'loading':
        this.loading = event;
        break;
      case 'runtime':
        this.spent.begin();
        Object.assign(this, {
          runtime: `Plans by ${RUNTIME_LABELS[event.kind]}. ${event.why}`,
          loading: null,
        });
        break;
      case 'learner':
        this.learner = event.why;
        break;
      case 'judged':
        this.judged = event;
        break;
      case 'notice':
        this.say(event.text);
        return;
      case 'changed':
        this.onElsewhere(event.id, this.client.service, (opened) => this.#showAgain(opened));
        return;
      default:
        if (event.id !== this.id) return;
        this.#receiveOwn(event);
    }
    this.changed();
  }

  #receiveOwn(event: Extract<DeploymentEvent, { type: 'progress' | 'usage' | 'finished' | 'error' }>): void {
    if (event.type === 'progress') this.#advance(event.progress);
    else if (event.type === 'usage') this.spent.note(event.usage);
    else if (event.type === 'error') this.fail(LabError.from(event.error));
    else this.end(ENDINGS[event.how]);
  }

  #advance(progress: StageProgress): void {
    const stage = `${progress.generation} ${progress.stage}`;
    if (stage !== this.#stage) this.pace.reset();
    this.#stage = stage;
    this.pace.note(performance.now(), progress.done);
    Object.assign(this, { progress, loading: null, phase: 'running' });
  }

  /** As it is after a stage that another tab has stored. */
  #showAgain(opened: AnyOpened): void {
    this.phase = phaseOf(opened);
    this.#take(opened);
    this.changed();
  }

  protected override end(phase: DeployPhase): void {
    Object.assign(this, { phase, progress: null, loading: null });
    this.listed();
  }

  protected override get isKept(): boolean {
    return this.shown?.stored ?? false;
  }

  protected override again(): Promise<void> {
    return this.client.service.resume(this.id, this.#options);
  }
}

let shared: DeployRun | undefined;

/** The page's one deployment. */
export function deployRun(): DeployRun {
  shared ??= new DeployRun();
  return shared;
}
