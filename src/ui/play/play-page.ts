// The Play page: joins the live run, the settings in the address and the keyboard, and lays the panels out. What the
// panels show is their own business; what a command does is decided here.

import { html, nothing } from 'lit';
import { isChatModel } from '../../agents/chat-models.ts';
import { isRemoteModel, remoteModelId } from '../../language/remote/endpoint.ts';
import type { RunConfig } from '../../records/record.ts';
import type { StoredRun } from '../../records/store/run-store.ts';
import { askEndpoint } from '../ask-endpoint.ts';
import { firstFrame } from '../first-frame.ts';
import { type Command, commandOf } from '../keyboard.ts';
import { rememberedRun } from '../last-run.ts';
import type { LiveRun } from '../live-run.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import type { WorldView } from '../parts/world-view.ts';
import { replacePlayQuery } from '../router.ts';
import {
  asksFor,
  INITIAL_SETTINGS,
  type KnobKey,
  nextSpeed,
  readUrl,
  runConfigOf,
  type Settings,
  settingsOfConfig,
  writeUrl,
} from '../settings.ts';
import type { PlanKnowledge } from './plan-knowledge.ts';
import type { WrittenPlan } from './plan-writer.ts';
import { loadPlanWriter, planWriter } from './writing.ts';
import '../parts/achievement-list.ts';
import '../parts/load-progress.ts';
import '../parts/plan-card.ts';
import '../parts/run-ending.ts';
import '../parts/run-timeline.ts';
import '../parts/status-panel.ts';
import '../parts/telemetry-panel.ts';
import '../parts/world-view.ts';
import './compare-offer.ts';
import './endpoint-offer.ts';
import './prompt-panel.ts';
import './settings-form.ts';
import './transport-bar.ts';

export class PlayPage extends LabElement {
  static override properties = {
    run: plain,
    query: plain,
    wanted: plain,
    settings: { state: true },
    whole: { state: true },
    writing: { state: true },
    interrupted: { state: true },
  };

  run!: LiveRun;
  /** The address's settings; read once, when the page opens. */
  query = '';
  /** A configuration from a link or from "Run again": started at once, but for what `#open` says. */
  wanted: RunConfig | null = null;
  settings: Settings = INITIAL_SETTINGS;
  whole = false;
  writing = false;
  /** The run that a reload interrupted, until its viewer has chosen. */
  interrupted: StoredRun | null = null;
  #hiddenKnobs: readonly KnobKey[] = [];
  #shownRun = '';
  #knowledge: PlanKnowledge | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.run.addEventListener('change', this.#onChange);
    this.run.addEventListener('frame', this.#onFrame);
    this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.run.removeEventListener('change', this.#onChange);
    this.run.removeEventListener('frame', this.#onFrame);
  }

  protected override render() {
    const { view } = this.run;
    const { step } = view;
    return html`<div class="play-page" @command=${this.#onCommand} @settings=${this.#onSettings} @speed=${this.#onSpeed}
      @write-plan=${this.#onWritePlan} @cancel-loading=${this.#onCancel} @choose-endpoint=${this.#onChooseEndpoint}
      @play-balrog=${this.#onPlayBalrog} @stop-balrog=${this.#onStopBalrog}>
      <h1 class="sr-only">Play</h1>
      <div class="stage">
        <world-view tabindex="-1" .whole=${this.whole} .description=${`${this.whole ? 'The whole map' : 'What the agent sees'} at step ${step}`}></world-view>
        <transport-bar .phase=${view.phase} .speed=${this.settings.speed} .whole=${this.whole}
          .takingOver=${this.run.takingOver} .stale=${this.#stale()}></transport-bar>
        <load-progress .progress=${view.progress} .phase=${view.phase}></load-progress>
        <resume-offer .stored=${this.interrupted}></resume-offer>
        <endpoint-offer .view=${view}></endpoint-offer>
        <run-timeline .view=${view} .step=${step}></run-timeline>
        <run-ending .outcome=${view.outcome}></run-ending>
        <compare-offer .view=${view}></compare-offer>
        ${isChatModel(view.config?.agent.model ?? '') ? html`<balrog-panel .view=${view}></balrog-panel>` : nothing}
        <prompt-panel .exchanges=${view.exchanges} .model=${view.config?.agent.model ?? ''}></prompt-panel>
      </div>
      <div class="side">
        ${this.writing ? planWriter(this.run, this.#knowledge) : nothing}
        ${this.run.takingOver ? html`<take-over-pad .over=${view.phase === 'over'}></take-over-pad>` : nothing}
        <plan-card .view=${view} .step=${step} .pending=${this.run.pending} .steering=${this.run.steering}></plan-card>
        <status-panel .view=${view} .step=${step} .frame=${view.frame}></status-panel>
        <achievement-list .view=${view} .step=${step}></achievement-list>
        <telemetry-panel .view=${view} .step=${step}></telemetry-panel>
      </div>
      <settings-form .settings=${this.settings} .hiddenKnobs=${this.#hiddenKnobs} .stale=${this.#stale()}></settings-form>
    </div>`;
  }

  protected override updated(): void {
    if (isChatModel(this.run.view.config?.agent.model ?? '')) import('./balrog-panel.ts').catch(fail);
    this.run.knobs = { settings: this.settings, hidden: this.#hiddenKnobs };
    this.#onFrame();
  }

  #begin(): void {
    const kept = this.query === '' ? this.run.knobs : null;
    const { settings, hidden, problems } = kept ? { ...kept, problems: [] } : readUrl(this.query);
    this.#hiddenKnobs = hidden;
    this.settings = settings;
    problems.forEach(fail);
    if (this.wanted) {
      this.settings = settingsOfConfig(this.wanted, settings);
      this.#open(this.wanted);
    } else if (!this.run.started) this.#startOrOffer().catch(fail);
    else if (this.query === '' && this.run.view.config) {
      this.settings = settingsOfConfig(this.run.view.config, settings);
    }
  }

  /** A reload finds its run again; without one, a new run starts at once. */
  async #startOrOffer(): Promise<void> {
    const last = rememberedRun();
    if (last !== '') {
      this.#drawFirst(runConfigOf(this.settings));
      const [{ interruptedRun }] = await Promise.all([
        import('../runs/stored-runs.ts'),
        import('./resume-offer.ts'),
      ]);
      this.interrupted = await interruptedRun(last);
    }
    if (!this.interrupted && !this.run.started) this.#open();
  }

  /** What was opened and not asked for by a button waits where it would spend somebody's key: a stranger's link must not. */
  #open(config = runConfigOf(this.settings)): void {
    this.#start(isRemoteModel(config.agent.model), config);
  }

  /** Draws the world at once, here; the worker's frame follows. */
  #start(paused: boolean, config = runConfigOf(this.settings)): void {
    if (!this.#drawFirst(config)) return;
    this.writing = false;
    this.interrupted = null;
    replacePlayQuery(writeUrl(this.settings, this.#hiddenKnobs));
    this.run.startConfig(config, this.settings, paused).catch(fail);
    this.requestUpdate();
  }

  #drawFirst(config: RunConfig): boolean {
    try {
      this.run.view.frame = firstFrame(config);
    } catch (error) {
      fail(error);
      return false;
    }
    this.requestUpdate();
    return true;
  }

  #stale(): boolean {
    const { config } = this.run.view;
    return config !== null && !asksFor(this.settings, config);
  }

  readonly #onChange = () => {
    const { runId, config } = this.run.view;
    if (this.run.started) this.interrupted = null;
    // A run that was continued brings its own settings into the form.
    if (runId !== this.#shownRun && config) this.settings = settingsOfConfig(config, this.settings);
    this.#shownRun = runId;
    this.requestUpdate();
  };

  readonly #onFrame = () => {
    const view = this.querySelector<WorldView>('world-view');
    if (view && view.frame !== this.run.view.frame) view.frame = this.run.view.frame;
  };

  readonly #onSettings = (event: CustomEvent<Settings>) => this.#setSettings(event.detail);

  #setSettings(settings: Settings): void {
    this.settings = settings;
    replacePlayQuery(writeUrl(settings, this.#hiddenKnobs));
  }

  readonly #onSpeed = (event: CustomEvent<string>) => this.#setSpeed(event.detail);

  #setSpeed(speed: string): void {
    this.settings = { ...this.settings, speed };
    replacePlayQuery(writeUrl(this.settings, this.#hiddenKnobs));
    this.run.setSpeed(Number(speed)).catch(fail);
  }

  readonly #onCancel = () => {
    notify('Loading was cancelled. Play asks for the model again; you can play yourself without it.');
    this.run.cancelLoading().catch(fail);
  };

  readonly #onPlayBalrog = ({ detail }: CustomEvent<{ seeds: number[]; maxSteps: number }>) =>
    this.run.playBalrog(detail.seeds, detail.maxSteps);

  readonly #onStopBalrog = () => this.run.stopBalrog();

  readonly #onChooseEndpoint = (event: CustomEvent<string>) => this.#chooseEndpoint(event.detail).catch(fail);

  /**
   * A run that waits for this model's endpoint goes on with it; otherwise the settings ask for the model from the next start.
   * @param model as it is served; '' for any
   */
  async #chooseEndpoint(model: string): Promise<void> {
    const chosen = await askEndpoint({ model, constrained: this.settings.answers === 'constrained' });
    if (!chosen) return;
    const { endpoint, constrained } = chosen;
    const answers = constrained ? 'constrained' : 'free';
    this.#setSettings({ ...this.settings, model: remoteModelId(endpoint.model), answers });
    if (this.#stale()) {
      if (model === '') this.#start(false);
      return;
    }
    await this.run.pause();
    await this.run.goOn();
  }

  readonly #onWritePlan = (event: CustomEvent<WrittenPlan>) => {
    this.writing = false;
    this.run.writePlan(event.detail.text, event.detail.hold).catch(fail);
  };

  async #openWriter(): Promise<void> {
    this.#knowledge ??= await loadPlanWriter();
    this.writing = this.run.view.phase !== 'over';
  }

  protected override onPageKey(event: KeyboardEvent): void {
    const command = commandOf(event, this.run.takingOver);
    if (!command) return;
    event.preventDefault();
    this.#do(command);
  }

  readonly #onCommand = (event: CustomEvent<Command>) => this.#do(event.detail);

  #do(command: Command): void {
    if (command.startsWith('action:')) {
      if (this.run.view.phase !== 'over') this.run.act(Number(command.slice('action:'.length))).catch(fail);
      return;
    }
    const commands: Record<string, () => unknown> = {
      toggle: () => (this.run.takingOver ? this.#takeOver() : this.#whileOn(() => this.run.toggle())),
      step: () => this.#whileOn(() => this.run.step()),
      restart: () => this.#start(false),
      map: () => {
        this.whole = !this.whole;
      },
      plan: () => {
        if (!this.writing) return this.#openWriter().catch(fail);
        this.writing = false;
      },
      'take-over': () => this.#takeOver(),
      share: () => this.#share(),
      faster: () => this.#setSpeed(nextSpeed(this.settings.speed, 1)),
      slower: () => this.#setSpeed(nextSpeed(this.settings.speed, -1)),
      help: () => this.send('help'),
    };
    commands[command]?.();
  }

  /** Keys must reach the world from now on, and not the button that was pressed for it. */
  #takeOver(): void {
    import('./take-over-pad.ts').catch(fail);
    this.run.setTakeOver(!this.run.takingOver).catch(fail);
    this.querySelector<HTMLElement>('world-view')?.focus({ preventScroll: true });
  }

  /** Play and step begin a run where none is on yet (its viewer has not answered the offer to resume). */
  #whileOn(command: () => unknown): void {
    if (!this.run.started) this.#start(false);
    else if (this.run.view.phase !== 'over') command();
  }

  #share(): void {
    const { view } = this.run;
    if (!view.config) return;
    import('../share.ts')
      .then(({ recordOfView, shareRecord }) => shareRecord(recordOfView(view)))
      .catch(fail);
  }
}

customElements.define('play-page', PlayPage);
