// The run that plays: joins worker, view and settings for the whole life of the page, so that it goes on while another
// page is looked at. Pictures follow every event (once per animation frame); texts follow ten times a second at most,
// because thirty re-rendered panels a second help nobody and cost the worker its core.

import type { PlanHold } from '../agents/plan-hold.ts';
import { LabError } from '../lab-error.ts';
import { isRemoteModel, servedName } from '../language/remote/endpoint.ts';
import type { Actor, RunConfig } from '../records/record.ts';
import type { AgentEvent, StartOptions, StepEvent } from '../services/agent-service.ts';
import type { Endpoint } from '../services/endpoint-settings.ts';
import type { AgentClient, ConnectAgent } from './agent-client.ts';
import { endpointList } from './endpoints.ts';
import { forgetRun, rememberRun } from './last-run.ts';
import { RateMeter } from './rate-meter.ts';
import { applyEvent, emptyView, type RunView } from './run-view.ts';
import { type KnobKey, optionsOf, runConfigOf, type Settings } from './settings.ts';

const TEXT_MS = 100;

/** A person's plan on its way: written, and waiting for the next decision. */
export interface PendingPlan {
  /** '' hands planning back. */
  readonly text: string;
  readonly hold: PlanHold;
}

/** Dispatches `change` (texts), `notice` (CustomEvent<string>) and `failure` (CustomEvent<LabError>). */
export class LiveRun extends EventTarget {
  readonly view: RunView = emptyView();
  takingOver = false;
  pending: PendingPlan | null = null;
  /** How long the last plan a person wrote is kept, and ms from writing it until it was in force (null: at rest then). */
  steering: { readonly hold: PlanHold; readonly delay: number | null } | null = null;
  /** The form as it was left, for when its viewer comes back from another page. */
  knobs: { readonly settings: Settings; readonly hidden: readonly KnobKey[] } | null = null;
  #client: AgentClient;
  #options: StartOptions | null = null;
  /** The endpoints that the worker was told of last. */
  #told: readonly Endpoint[] = [];
  /** Counts the runs that were begun: what waited for its endpoints too long is dropped. */
  #starts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heardOf = '';
  #decided = false;
  #written = 0;
  /** The plan a resumed run was under, in force again once its steps are here. */
  #resumed: { readonly hold: PlanHold; readonly at: number } | null = null;
  readonly #remembers: boolean;
  readonly #rate = new RateMeter();

  /** @param remembers a reload offers to go on with this run */
  constructor(connect: ConnectAgent, remembers = true) {
    super();
    this.#remembers = remembers;
    this.#client = connect({
      onEvent: (event) => this.#receive(event),
      onRestarted: (reason) => this.#resumeAfterCrash(reason),
    });
    endpointList.addEventListener('change', this.#onEndpoints);
  }

  /** A run is playing, loading, paused or over (not idle). */
  get started(): boolean {
    return this.#options !== null;
  }

  start(settings: Settings, paused: boolean): Promise<void> {
    return this.startConfig(runConfigOf(settings), settings, paused);
  }

  async startConfig(config: RunConfig, settings: Settings, paused: boolean): Promise<void> {
    Object.assign(this.view, emptyView(config), { frame: this.view.frame });
    this.#forgetSteering();
    this.#options = { ...optionsOf(settings), paused, store: true, prompts: true };
    this.#starts++;
    const remote = isRemoteModel(config.agent.model);
    const options = remote ? await this.#complete(this.#options) : this.#options;
    if (options) await this.#try(() => this.#client.service.start(config, options));
  }

  async resume(runId: string, settings: Settings): Promise<void> {
    Object.assign(this.view, emptyView());
    this.#forgetSteering();
    this.#options = { ...optionsOf(settings), paused: true, store: true, prompts: true };
    this.#starts++;
    const options = await this.#complete(this.#options);
    if (options) await this.#try(() => this.#client.service.resumeStored(runId, options));
  }

  play(): Promise<void> {
    return this.#try(() => this.#client.service.play());
  }

  pause(): Promise<void> {
    return this.#try(() => this.#client.service.pause());
  }

  toggle(): Promise<void> {
    return this.view.phase === 'playing' ? this.pause() : this.goOn();
  }

  /**
   * Plays; a run whose model never came (cancelled, failed) asks for it once more, and one whose endpoint is another one by now
   * goes on there. Right after a pause too, whose event may not have come yet.
   */
  async goOn(): Promise<void> {
    const { phase, runtime, config } = this.view;
    if (!config || !this.#options) return this.play();
    if (runtime) return (await this.#renewIfMoved(false)) ? undefined : this.play();
    const options = await this.#complete({ ...this.#options, paused: false });
    if (!options) return;
    if (phase !== 'idle') return this.#try(() => this.#client.service.renew(options));
    return this.#try(() => this.#client.service.start(config, options));
  }

  /** So many decisions, then paused. */
  async step(count = 1): Promise<void> {
    await this.#renewIfMoved(true);
    return this.#try(() => this.#client.service.step(count));
  }

  setSpeed(decisionsPerSecond: number): Promise<void> {
    if (this.#options) this.#options = { ...this.#options, speed: decisionsPerSecond };
    return this.#try(() => this.#client.service.setSpeed(decisionsPerSecond));
  }

  act(action: number): Promise<void> {
    return this.#try(() => this.#client.service.act(action));
  }

  async setTakeOver(on: boolean): Promise<void> {
    this.takingOver = on;
    this.#changeSoon();
    if (!on) await this.#renewIfMoved(true);
    await this.#try(() => this.#client.service.setTakeOver(on));
  }

  /** Shows the plan at once as waiting; the next decision follows it. '' hands planning back. */
  async writePlan(text: string, hold: PlanHold = 'pinned'): Promise<void> {
    const pending = { text, hold };
    this.pending = pending;
    this.#written = performance.now();
    this.#changeNow();
    try {
      await this.#client.service.writePlan(text, hold);
    } catch (error) {
      if (this.pending === pending) this.pending = null;
      this.#fail(LabError.from(error));
    }
    this.#changeSoon();
  }

  /** A coach by its name writes the plans from now on; '' sends it away. */
  setCoach(name: string): Promise<void> {
    return this.#try(() => this.#client.service.setCoach(name));
  }

  /** Episodes by BALROG's protocol with the run's chat model; `view.balrog` tells of them. */
  async playBalrog(seeds: readonly number[], maxSteps: number): Promise<void> {
    await this.#renewIfMoved(true);
    return this.#try(() => this.#client.service.playBalrog(seeds, maxSteps));
  }

  stopBalrog(): Promise<void> {
    return this.#try(() => this.#client.service.stopBalrog());
  }

  /** Ends the run's worker for good; what was played stays stored. */
  close(): void {
    endpointList.removeEventListener('change', this.#onEndpoints);
    this.#client.close();
  }

  cancelLoading(): Promise<void> {
    return this.#try(() => this.#client.service.cancelLoading());
  }

  /** The run's model is remote, and what serves it is another endpoint, or none, than the worker was told. */
  #isMoved(): boolean {
    const id = this.view.config?.agent.model ?? '';
    if (!isRemoteModel(id)) return false;
    const of = (all: readonly Endpoint[]) =>
      JSON.stringify(all.find(({ model }) => model === servedName(id)) ?? null);
    return of(this.#told) !== of(endpointList.all);
  }

  /** The worker hears of the endpoint that serves the run's model now, before it asks anything again. @returns whether it had to */
  async #renewIfMoved(paused: boolean): Promise<boolean> {
    if (!this.#options || !this.#isMoved()) return false;
    const options = await this.#complete({ ...this.#options, paused });
    if (options) await this.#try(() => this.#client.service.renew(options));
    return true;
  }

  /** An endpoint that was changed or forgotten is asked nothing more. */
  readonly #onEndpoints = () => {
    if (!this.started || !this.#isMoved()) return;
    if (this.view.balrog?.playing) void this.stopBalrog();
    if (this.view.phase === 'playing') void this.pause();
  };

  /** With the endpoints that are known now; null where another run was begun while they were read. */
  async #complete(options: StartOptions): Promise<StartOptions | null> {
    const starts = this.#starts;
    await endpointList.ready();
    if (starts !== this.#starts) return null;
    this.#told = endpointList.all;
    // Chosen while the endpoints were read: the worker was told before it had a run.
    const speed = this.#options?.speed ?? options.speed;
    return { ...options, speed, ...(this.#told.length === 0 ? {} : { endpoints: this.#told }) };
  }

  #receive(event: AgentEvent): void {
    applyEvent(this.view, event);
    if (event.type === 'started') this.#noteStart(event);
    // One that was loading when its endpoint changed.
    if (event.type === 'phase' && event.phase === 'playing') this.#onEndpoints();
    if (event.type === 'over' && this.#remembers) forgetRun();
    if (event.type === 'notice') this.dispatchEvent(new CustomEvent('notice', { detail: event.text }));
    if (event.type === 'error') this.#fail(LabError.from(event.error));
    if (event.type === 'step') {
      this.#noteDecision(event.by);
      this.#notePlan(event);
      if (event.step === this.#resumed?.at) this.steering = { hold: this.#resumed.hold, delay: null };
    }
    if (event.type === 'step' || event.type === 'frame') this.dispatchEvent(new Event('frame'));
    if (event.type === 'phase' || event.type === 'started' || event.type === 'over') this.#changeNow();
    else this.#changeSoon();
  }

  /** Measured from outside by the name of the mark: the time from navigation to the agent's first decision. */
  #noteDecision(by: Actor): void {
    this.#rate.count(performance.now());
    if (by === 'person' || this.#decided) return;
    this.#decided = true;
    performance.mark('first-decision');
  }

  #noteStart({ runId, hold, resumedAt }: AgentEvent & { type: 'started' }): void {
    if (this.#remembers) rememberRun(runId);
    this.#resumed = hold ? { hold, at: resumedAt } : null;
  }

  #forgetSteering(): void {
    this.takingOver = false;
    this.pending = null;
    this.steering = null;
  }

  /** The plan that waited is in force, or one that was held has ended by itself. */
  #notePlan({ plan, planBy }: StepEvent): void {
    if (plan === undefined) return;
    const { pending } = this;
    if (pending !== null && (planBy === 'person' || pending.text === '')) {
      const delay = this.view.phase === 'playing' ? performance.now() - this.#written : null;
      if (delay !== null) performance.measure('plan-in-force', { start: this.#written, duration: delay });
      this.steering = pending.text === '' ? null : { hold: pending.hold, delay };
      this.pending = null;
    } else if (pending === null && this.steering && (planBy === 'agent' || plan === '')) {
      const why = this.steering.hold === 'done' ? 'Your plan is done' : 'Your plan has had its steps';
      this.steering = null;
      this.dispatchEvent(new CustomEvent('notice', { detail: `${why}: the agent plans again.` }));
    }
  }

  #changeSoon(): void {
    this.#timer ??= setTimeout(() => this.#changeNow(), TEXT_MS);
  }

  #changeNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.view.stepsPerSecond = this.view.phase === 'playing' ? this.#rate.perSecond(performance.now()) : 0;
    this.dispatchEvent(new Event('change'));
  }

  /** A failed command is also an `error` event; whichever comes first is shown, the other is not. */
  #fail(error: LabError): void {
    const key = `${error.code} ${error.message}`;
    if (key === this.#heardOf) return;
    this.#heardOf = key;
    setTimeout(() => {
      this.#heardOf = '';
    }, 500);
    if (error.code !== 'aborted') this.dispatchEvent(new CustomEvent('failure', { detail: error }));
  }

  async #try(command: () => Promise<void>): Promise<void> {
    try {
      await command();
    } catch (error) {
      this.#fail(LabError.from(error));
    }
    this.#changeSoon();
  }

  /** The stored run goes on in the new worker; one that nothing was stored of begins again. */
  #resumeAfterCrash(reason: LabError): void {
    const { runId, config, phase } = this.view;
    if (!this.#options || !config) return;
    this.dispatchEvent(new CustomEvent('notice', { detail: `${reason.message} It was started again.` }));
    const { service } = this.#client;
    const known = this.#complete({ ...this.#options, paused: phase === 'paused' });
    void this.#try(async () => {
      const options = await known;
      if (!options) return;
      return runId ? service.resumeStored(runId, options) : service.start(config, options);
    });
  }
}
