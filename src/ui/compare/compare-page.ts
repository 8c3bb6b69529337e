// The Compare page: two runs on one clock, left and right. Live (`#/compare?seed=8&steer=scripted`): the same seed twice,
// left the agent alone, right steered by a person, a coach, or what a person did in an earlier run. Replayed
// (`#/compare?a=RUN&b=RUN`): two stored runs.

import { html, nothing } from 'lit';
import { COACH_NAMES } from '../../agents/coach/registry.ts';
import type { RunConfig, StepRecord } from '../../records/record.ts';
import type { ConnectAgent } from '../agent-client.ts';
import { type Command, commandOf } from '../keyboard.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import type { PlanKnowledge } from '../play/plan-knowledge.ts';
import type { WrittenPlan } from '../play/plan-writer.ts';
import { loadPlanWriter, planWriter } from '../play/writing.ts';
import { readUrl, runConfigOf, type Settings, settingsOfConfig, writeUrl } from '../settings.ts';
import { COMPARE_SPEEDS } from './compare-bar.ts';
import type { Side } from './compare-data.ts';
import type { CompareSide } from './compare-side.ts';
import { LivePair, type Steering } from './live-pair.ts';
import { readSteer, replayPair } from './open-pair.ts';
import type { Pair } from './pair.ts';
import { ReplayPair } from './replay-pair.ts';
import { scriptOf } from './steering-script.ts';
import './compare-bar.ts';
import './compare-setup.ts';
import './compare-side.ts';
import './compare-tables.ts';

/** A run whose steering is to be repeated beside an unsteered run. */
export interface SteeredRun {
  readonly config: RunConfig;
  readonly steps: readonly StepRecord[];
}

export class ComparePage extends LabElement {
  static override properties = {
    connect: plain,
    query: plain,
    steered: plain,
    whole: { state: true },
    writing: { state: true },
    failed: { state: true },
    version: { state: true },
  };

  /** How agents are reached. */
  connect!: ConnectAgent;
  query = '';
  steered: SteeredRun | null = null;
  whole = false;
  writing = false;
  failed = false;
  version = 0;
  #pair: Pair | null = null;
  #settings: Settings = readUrl('').settings;
  /** '' for a person, `script`, or a coach's name. */
  #steer = '';
  #names: Record<Side, string> = { left: 'Unsteered', right: 'Steered' };
  #knowledge: PlanKnowledge | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pair?.close();
    this.#pair = null;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('query') && !changed.has('steered')) return;
    this.failed = false;
    this.#open().catch((error) => {
      this.failed = true;
      fail(error);
    });
  }

  protected override render() {
    const pair = this.#pair;
    if (!pair) return this.#waiting();
    const live = pair instanceof LivePair ? pair : null;
    const length = pair instanceof ReplayPair ? pair.length : null;
    return html`<div class="compare-page" @command=${this.#onCommand} @speed=${this.#onSpeed} @seek=${this.#onSeek}
      @write-plan=${this.#onWritePlan} @set-up=${this.#onSetUp}>
      <h1>Two runs side by side</h1>
      <p class="muted compare-lead">${this.#lead(pair)}</p>
      <div class="compare-sides">${this.#side(pair, 'left', length)}${this.#side(pair, 'right', length)}</div>
      <compare-bar .step=${pair.step} .length=${length} .playing=${pair.playing} .speed=${pair.speed} .whole=${this.whole}
        .idle=${live !== null && (live.loading || live.over)} .writes=${live !== null && live.right.phase !== 'over'}></compare-bar>
      ${live && this.writing ? planWriter(live.steered, this.#knowledge) : nothing}
      ${live ? html`<compare-setup .settings=${this.#settings} .steer=${this.#steer} .script=${this.steered !== null}></compare-setup>` : nothing}
      <compare-tables .left=${pair.left} .right=${pair.right} .step=${pair.step} .names=${this.#names}></compare-tables>
    </div>`;
  }

  #waiting() {
    if (!this.failed) return html`<p class="loading" role="status">Opening the runs …</p>`;
    return html`<div class="empty"><h1>These runs cannot be compared</h1><p>The message says why. Nothing that is stored was changed.</p>
      <p><a class="button" href="#/runs">See the runs kept here</a> <a class="button" href="#/compare">Compare new runs</a></p></div>`;
  }

  #lead(pair: Pair): string {
    const [left, right] = [pair.left.config, pair.right.config];
    if (pair instanceof LivePair) {
      if (pair.loading) return `World seed ${left?.seed}: both agents are being loaded.`;
      return `World seed ${left?.seed}, same agent, same dice. Only the plans on the right differ.`;
    }
    if (left?.seed === right?.seed) return `World seed ${left?.seed} in both.`;
    return `Different worlds: seed ${left?.seed} on the left, seed ${right?.seed} on the right.`;
  }

  #side(pair: Pair, side: Side, length: number | null) {
    const view = pair[side];
    const total = length === null ? undefined : view.steps.length;
    const pending = pair instanceof LivePair && side === 'right' ? pair.steered.pending : null;
    return html`<compare-side .side=${side} .name=${this.#names[side]} .view=${view} .live=${length === null} .total=${total}
      .whole=${this.whole} .pending=${pending}></compare-side>`;
  }

  async #open(): Promise<void> {
    const given = new URLSearchParams(this.query.slice(0, 2000));
    const [a, b] = [given.get('a'), given.get('b')];
    if (a !== null && b !== null) {
      const { pair, names } = await replayPair(a, b);
      this.#names = names;
      this.#show(pair);
      this.#pair?.play();
      return;
    }
    const { settings, problems } = readUrl(this.query);
    problems.forEach(fail);
    this.#steer = this.steered ? 'script' : readSteer(given.get('steer') ?? '');
    this.#settings = this.steered ? settingsOfConfig(this.steered.config, settings) : settings;
    await this.#startLive();
  }

  async #startLive(): Promise<void> {
    const config =
      this.#steer === 'script' && this.steered ? this.steered.config : runConfigOf(this.#settings);
    const pair = new LivePair(this.connect, Number(this.#settings.speed));
    this.#names = {
      left: 'Unsteered',
      right: { '': 'Steered by you', script: 'Steered as before' }[this.#steer] ?? 'Steered by a coach',
    };
    this.#show(pair);
    await pair.start(config, this.#settings, this.#steering());
  }

  #steering(): Steering {
    if (this.#steer === 'script' && this.steered) return { script: scriptOf(this.steered.steps) };
    return COACH_NAMES.includes(this.#steer) ? { coach: this.#steer } : null;
  }

  #show(pair: Pair): void {
    if (!this.isConnected) {
      pair.close();
      return;
    }
    this.#pair?.close();
    this.#pair = pair;
    this.writing = false;
    pair.addEventListener('change', () => this.version++);
    pair.addEventListener('frame', () => this.#draw());
    pair.addEventListener('failure', (event) => fail((event as CustomEvent).detail));
    pair.addEventListener('notice', (event) => notify((event as CustomEvent<string>).detail));
    this.version++;
  }

  #draw(): void {
    for (const side of this.querySelectorAll<CompareSide>('compare-side')) side.draw();
  }

  readonly #onSpeed = (event: CustomEvent<number>) => this.#setSpeed(event.detail);

  #setSpeed(speed: number): void {
    if (this.#pair) this.#pair.speed = speed;
    this.#settings = { ...this.#settings, speed: String(speed) };
    this.version++;
  }

  readonly #onSeek = (event: CustomEvent<number>) => {
    if (this.#pair instanceof ReplayPair) this.#pair.seek(event.detail);
  };

  readonly #onSetUp = (event: CustomEvent<{ settings: Settings; steer: string }>) => {
    this.#settings = { ...event.detail.settings, speed: this.#settings.speed };
    this.#steer = event.detail.steer;
    const query = new URLSearchParams(writeUrl(this.#settings));
    if (this.#steer !== '' && this.#steer !== 'script') query.set('steer', this.#steer);
    history.replaceState(null, '', `#/compare${query.size > 0 ? `?${query}` : ''}`);
    this.#startLive().catch(fail);
  };

  readonly #onWritePlan = (event: CustomEvent<WrittenPlan>) => {
    this.writing = false;
    const { text, hold } = event.detail;
    if (this.#pair instanceof LivePair) this.#pair.writePlan(text, hold).catch(fail);
  };

  protected override onPageKey(event: KeyboardEvent): void {
    const command = commandOf(event, false);
    if (!command) return;
    event.preventDefault();
    this.#do(command);
  }

  readonly #onCommand = (event: CustomEvent<Command>) => this.#do(event.detail);

  #do(command: Command): void {
    const pair = this.#pair;
    if (!pair) return;
    const faster = (by: 1 | -1) => {
      const speeds: readonly number[] = COMPARE_SPEEDS;
      this.#setSpeed(speeds[speeds.indexOf(pair.speed) + by] ?? pair.speed);
    };
    const commands: Record<string, () => unknown> = {
      toggle: () => (pair.playing ? pair.pause() : pair.play()),
      step: () => pair.stepOnce().catch(fail),
      restart: () => pair instanceof LivePair && this.#startLive().catch(fail),
      map: () => {
        this.whole = !this.whole;
      },
      plan: () => pair instanceof LivePair && this.#toggleWriter(pair).catch(fail),
      faster: () => faster(1),
      slower: () => faster(-1),
      help: () => this.send('help'),
    };
    commands[command]?.();
  }

  async #toggleWriter(pair: LivePair): Promise<void> {
    if (this.writing || pair.right.phase === 'over') {
      this.writing = false;
      return;
    }
    this.#knowledge = await loadPlanWriter();
    this.writing = true;
  }
}

customElements.define('compare-page', ComparePage);
