// The Replay page: a record from a link, a file or the Runs page, played from its actions alone. No model is loaded and
// no worker is asked, so it plays at once, also where the lab itself could not run.

import { html, nothing } from 'lit';
import type { RunRecord } from '../../records/record.ts';
import { checkDigest, Replay, type Verification, verifyRecord } from '../../records/replay.ts';
import { type Command, commandOf } from '../keyboard.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail } from '../parts/notices.ts';
import type { WorldView } from '../parts/world-view.ts';
import { emptyView, type RunView, viewOfRecord } from '../run-view.ts';
import { readRunLink, shareRecord } from '../share.ts';
import type { VerifiedIn } from './provenance-card.ts';
import { REPLAY_SPEEDS } from './replay-bar.ts';
import { ReplayPlayer } from './replay-player.ts';
import '../parts/achievement-list.ts';
import '../parts/plan-card.ts';
import '../parts/run-timeline.ts';
import '../parts/status-panel.ts';
import '../parts/telemetry-panel.ts';
import '../parts/world-view.ts';
import './provenance-card.ts';

export class ReplayPage extends LabElement {
  static override properties = {
    fragment: plain,
    runId: plain,
    opened: plain,
    failed: { state: true },
    whole: { state: true },
    measuring: { state: true },
    verified: { state: true },
    version: { state: true },
  };

  /** `r=…` of a shared link. */
  fragment = '';
  /** A run of this browser's store. */
  runId = '';
  /** A record that was just opened from a file. */
  opened: RunRecord | null = null;
  failed = false;
  whole = false;
  /** The panel that measures plans was opened. */
  measuring = false;
  verified: VerifiedIn | null = null;
  version = 0;
  #record: RunRecord | null = null;
  #replay: Replay | null = null;
  #player: ReplayPlayer | null = null;
  #view: RunView = emptyView();
  #animation = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#animation);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('fragment') || changed.has('runId') || changed.has('opened')) {
      this.#open().catch((error) => {
        this.failed = true;
        fail(error);
      });
    }
  }

  protected override render() {
    const player = this.#player;
    if (!player) return this.#waiting();
    const { step } = player;
    const view = this.#view;
    return html`<div class="play-page replay" @command=${this.#onCommand} @seek=${this.#onSeek} @speed=${this.#onSpeed}
      @verify=${this.#onVerify} @again=${() => this.send('run-again', view.config)}>
      <h1 class="sr-only">Replay</h1>
      <div class="stage">
        <world-view .whole=${this.whole} .description=${`${this.whole ? 'The whole map' : 'What the agent saw'} at step ${step}`}></world-view>
        <replay-bar .step=${step} .length=${player.length} .playing=${player.playing} .speed=${player.speed} .whole=${this.whole}></replay-bar>
        <run-timeline .view=${view} .step=${step} .total=${player.length}></run-timeline>
        <details class="card advantage" @toggle=${this.#onAdvantage}><summary>Was this plan worth it?</summary>
          ${this.measuring ? html`<advantage-panel .record=${this.#record} .step=${step}></advantage-panel>` : nothing}</details>
        <provenance-card .record=${this.#record} .verified=${this.verified}></provenance-card>
      </div>
      <div class="side">
        <plan-card .view=${view} .step=${step}></plan-card>
        <status-panel .view=${view} .step=${step} .frame=${view.frame}></status-panel>
        <achievement-list .view=${view} .step=${step}></achievement-list>
        <telemetry-panel .view=${view} .step=${step} .live=${false}></telemetry-panel>
      </div>
    </div>`;
  }

  #waiting() {
    if (!this.failed) return html`<p class="loading" role="status">Opening the run …</p>`;
    return html`<div class="empty"><h1>This run cannot be opened</h1>
      <p>The message says why. Nothing that is stored here was changed.</p>
      <p><a class="button" href="#/play">Play a new run</a> <a class="button" href="#/runs">See the runs kept here</a></p></div>`;
  }

  protected override updated(): void {
    const world = this.querySelector<WorldView>('world-view');
    if (world && world.frame !== this.#view.frame) world.frame = this.#view.frame;
  }

  async #open(): Promise<void> {
    this.failed = false;
    this.#player = null;
    this.verified = null;
    const record =
      this.opened ?? (this.fragment ? await readRunLink(this.fragment) : await storedRecord(this.runId));
    this.#record = record;
    this.#replay = new Replay(record);
    this.#player = new ReplayPlayer(this.#replay);
    this.#view = viewOfRecord(record);
    this.#show();
    this.#play();
    this.#warn(this.#replay.verification);
  }

  /** A forged run may be looked at, but nobody should have to press a button to learn that it is one. */
  #warn(verification: Verification): void {
    try {
      checkDigest(verification);
    } catch (error) {
      fail(error);
    }
  }

  #show(): void {
    if (!this.#player || !this.#replay) return;
    const { step } = this.#player;
    this.#view.step = step;
    this.#view.frame = this.#player.frame;
    this.#view.episodeReturn = this.#replay.returns[step];
    this.version++;
  }

  #play(): void {
    this.#player?.play(performance.now());
    cancelAnimationFrame(this.#animation);
    const tick = (now: number) => {
      if (!this.#player?.playing || !this.isConnected) return;
      if (this.#player.tick(now)) this.#show();
      this.#animation = requestAnimationFrame(tick);
    };
    this.#animation = requestAnimationFrame(tick);
    this.version++;
  }

  readonly #onSeek = (event: CustomEvent<number>) => this.#seek(event.detail);

  #seek(step: number): void {
    if (!this.#player) return;
    this.#player.playing = false;
    this.#player.seek(step);
    this.#show();
  }

  readonly #onSpeed = (event: CustomEvent<number>) => {
    if (this.#player) this.#player.speed = event.detail;
    this.version++;
  };

  readonly #onVerify = () => {
    if (!this.#record) return;
    const began = performance.now();
    const result = verifyRecord(this.#record);
    this.verified = { result, ms: performance.now() - began };
  };

  readonly #onAdvantage = () => {
    this.measuring = true;
    import('./advantage-panel.ts').catch(fail);
  };

  protected override onPageKey(event: KeyboardEvent): void {
    const jumps: Record<string, number> = {
      ArrowLeft: -1,
      ',': -1,
      ArrowRight: 1,
      Home: -Infinity,
      End: Infinity,
    };
    const command = commandOf(event, false);
    const jump = event.target instanceof HTMLInputElement ? undefined : jumps[event.key];
    if (command) this.#do(command);
    else if (jump !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey)
      this.#seek((this.#player?.step ?? 0) + jump);
    else return;
    event.preventDefault();
  }

  readonly #onCommand = (event: CustomEvent<Command>) => this.#do(event.detail);

  #do(command: Command): void {
    const player = this.#player;
    if (!player || !this.#record) return;
    if (command === 'toggle' && player.playing) player.playing = false;
    else if (command === 'toggle') this.#play();
    else if (command === 'step') this.#seek(player.step + 1);
    else if (command === 'map') this.whole = !this.whole;
    else if (command === 'help') this.send('help');
    else if (command === 'share') shareRecord(this.#record).catch(fail);
    else if (command === 'faster' || command === 'slower') {
      const speeds: readonly number[] = REPLAY_SPEEDS;
      player.speed = speeds[speeds.indexOf(player.speed) + (command === 'faster' ? 1 : -1)] ?? player.speed;
    }
    this.version++;
  }
}

async function storedRecord(runId: string): Promise<RunRecord> {
  const { runStore } = await import('../runs/stored-runs.ts');
  return runStore().load(runId);
}

customElements.define('replay-page', ReplayPage);
