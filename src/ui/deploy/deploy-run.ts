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
import { withEndpoint } from './asked-endpoint.ts';
import { CurationDesk } from './curation-desk.ts';
import { type ConnectDeployment, connectDeployment, type DeployClient } from './deploy-client.ts';
import { type DeployPhase, ENDINGS, keptBefore, phaseOf, stageOf, waitsForPerson } from './deploy-phase.ts';
import { EpisodeDesk } from './episode-desk.ts';

/** Deaths of the worker in a row after which it is not started again. */
const MAX_DEATHS = 2;
/** Sends `change` whenever something is new, `listed` when stored deployments may have changed, and `notice` (a string). */
export class DeployRun extends EventTarget {
  phase: DeployPhase = 'empty';
  /** A deployment of a planner, or one on worlds: one of the two at the most. */
  opened: OpenDeployment | null = null;
  episodes: OpenEpisodes | null = null;
  /** Of the stage in the making. */
  progress: StageProgress | null = null;
  loading: { readonly what: string; readonly loaded: number; readonly total: number } | null = null;
  /** Where plans are written and where it learns, as sentences. */
  runtime = '';
  learner = '';
  error: LabError | null = null;
  /** What a person decides about; null where nobody is asked. */
  desk: CurationDesk | null = null;
  episodeDesk: EpisodeDesk | null = null;
  readonly pace = new Pace();
  readonly client: DeployClient;
  #options: DeploymentOptions = { runtime: 'auto', device: 'auto' };
  #deaths = 0;
  #stage = '';

  constructor(connect: ConnectDeployment = connectDeployment) {
    super();
    this.client = connect({
      onEvent: (event) => this.#receive(event),
      onDeath: (reason) => this.#revive(reason),
    });
  }

  get shown(): AnyOpened | null {
    return this.opened ?? this.episodes;
  }

  get id(): string {
    return this.shown?.id ?? '';
  }

  /** It goes on in this tab. */
  get running(): boolean {
    return this.phase === 'loading' || this.phase === 'running';
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
    this.#changed();
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
    this.#changed();
  }

  /** Nothing is shown any more; what is stored stays. */
  clear(): void {
    this.#show(null, 'empty');
  }

  #show(opened: AnyOpened | null, phase: DeployPhase): void {
    Object.assign(this, { phase, progress: null, loading: null, runtime: '', learner: '', error: null });
    this.#take(opened);
    this.#changed();
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
    this.#changed();
    try {
      this.#options = await withEndpoint(options, model);
      await work(this.#options);
    } catch (error) {
      this.#fail(LabError.from(error));
      throw error;
    }
  }

  #receive(event: DeploymentEvent): void {
    switch (event.type) {
      case 'state':
        // Of one that is shown no more.
        if (!this.running && this.shown?.id !== event.opened.id) return;
        this.#take(event.opened);
        Object.assign(this, { progress: null, loading: null });
        if (this.shown?.busy && this.phase !== 'running') this.phase = 'loading';
        this.#deaths = 0;
        this.#listed();
        break;
      case 'loading':
        this.loading = event;
        break;
      case 'runtime':
        Object.assign(this, {
          runtime: `Plans by ${RUNTIME_LABELS[event.kind]}. ${event.why}`,
          loading: null,
        });
        break;
      case 'learner':
        this.learner = event.why;
        break;
      case 'notice':
        this.dispatchEvent(new CustomEvent('notice', { detail: event.text }));
        return;
      case 'changed':
        this.#onElsewhere(event.id);
        return;
      default:
        if (event.id !== this.id) return;
        this.#receiveOwn(event);
    }
    this.#changed();
  }

  #receiveOwn(event: Extract<DeploymentEvent, { type: 'progress' | 'finished' | 'error' }>): void {
    if (event.type === 'progress') this.#advance(event.progress);
    else if (event.type === 'error') this.#fail(LabError.from(event.error));
    else {
      Object.assign(this, { phase: ENDINGS[event.how], progress: null, loading: null });
      this.#listed();
    }
  }

  #advance(progress: StageProgress): void {
    const stage = `${progress.generation} ${progress.stage}`;
    if (stage !== this.#stage) this.pace.reset();
    this.#stage = stage;
    this.pace.note(performance.now(), progress.done);
    Object.assign(this, { progress, loading: null, phase: 'running' });
  }

  /** Another tab has stored something: the deployment on the page is read again. */
  #onElsewhere(id: string): void {
    this.#listed();
    if (id !== this.id || this.running) return;
    this.client.service
      .open(id)
      .then((opened) => {
        if (id !== this.id || this.running) return;
        this.phase = phaseOf(opened);
        this.#take(opened);
        this.#changed();
      })
      .catch(() => undefined);
  }

  #fail(error: LabError): void {
    Object.assign(this, { error, phase: 'failed', progress: null, loading: null });
    this.#listed();
    this.#changed();
  }

  /** A new worker goes on from the last stage; what is kept nowhere went with the old one. */
  #revive(reason: LabError): void {
    if (!this.running) return;
    if (!this.shown?.stored || this.#deaths++ >= MAX_DEATHS) {
      this.#fail(reason);
      return;
    }
    this.dispatchEvent(new CustomEvent('notice', { detail: `${reason.message} It goes on in a new one.` }));
    this.client.service.resume(this.id, this.#options).catch((error) => this.#fail(LabError.from(error)));
  }

  #listed(): void {
    this.dispatchEvent(new Event('listed'));
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

let shared: DeployRun | undefined;

/** The page's one deployment. */
export function deployRun(): DeployRun {
  shared ??= new DeployRun();
  return shared;
}
