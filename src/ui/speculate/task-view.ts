// One task of the run, live or over: its timeline with the calls as a table, the lossless check, and its steps in words. Follows
// the run until somebody chooses a task.

import { html, nothing } from 'lit';
import type { LosslessCheck } from '../../services/speculation-service.ts';
import { chartCard } from '../charts/chart-card.ts';
import { icon } from '../icons.ts';
import { plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { callsTable, ganttSpec, stepLines } from './gantt-spec.ts';
import { moneyOfThousand, msText, stepLabel } from './names.ts';
import type { SpeculationRun } from './speculation-run.ts';
import type { TaskLog } from './task-log.ts';
import './gantt-chart.ts';

/** A task that is followed stays on the page for so long, in ms: short ones would only flicker. */
const FOLLOW_MS = 900;

export class TaskView extends LabElement {
  static override properties = { run: plain, version: plain, chosen: { state: true } };

  run!: SpeculationRun;
  /** Raised by the page whenever the run changed. */
  version = 0;
  /** Number of the task that somebody chose; null follows the run. */
  chosen: number | null = null;
  #generation = 0;
  #followed: TaskLog | null = null;
  /** When it came to the page. */
  #since = 0;
  #waking: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#waking);
  }

  protected override willUpdate(): void {
    const { logs, playing, generation } = this.run;
    if (generation !== this.#generation) this.chosen = null;
    this.#generation = generation;
    const last = logs.at(-1) ?? null;
    const stays = this.#followed !== null && logs.includes(this.#followed) && playing;
    const left = this.#since + FOLLOW_MS - performance.now();
    clearTimeout(this.#waking);
    if (last === this.#followed) return;
    if (stays && left > 0) {
      // Nothing else may happen until then.
      this.#waking = setTimeout(() => this.requestUpdate(), left);
      return;
    }
    this.#followed = last;
    this.#since = performance.now();
  }

  protected override render() {
    const log = this.#shown;
    if (!log) return nothing;
    const { world } = this.run.setup!;
    return html`${chartCard({
      id: 'timeline',
      heading: 'Timeline of a task',
      about:
        'Each bar is a call. A guesses step after step; T is asked at each of the same places and never waits for itself. A column is a segment, which begins at a step that is certain.',
      n: `task ${log.task + 1}, ${plural(log.bars.length, 'call')}`,
      extra: this.#choice(log),
      chart: log.forgotten
        ? html`<p class="muted">Its calls are not kept any more: this run has too many.</p>`
        : html`<gantt-chart .spec=${ganttSpec(log, world)}></gantt-chart>`,
      reading: this.#reading(log),
      table: callsTable(log, world),
    })}${this.#steps(log)}`;
  }

  get #shown(): TaskLog | null {
    if (this.chosen === null) return this.#followed;
    return this.run.logs.find(({ task }) => task === this.chosen) ?? this.#followed;
  }

  #choice(log: TaskLog) {
    const { logs, playing } = this.run;
    const at = logs.indexOf(log);
    const beside = (
      step: 1 | -1,
      label: string,
      iconName: 'step' | 'step-back',
    ) => html`<button type="button" class="quiet" aria-label=${label} title=${label}
      ?disabled=${logs[at + step] === undefined} @click=${() => this.#choose(logs[at + step].task)}>${icon(iconName)}</button>`;
    return html`<div class="task-choice"><label for="task-shown">Task</label>${beside(-1, 'The task before', 'step-back')}
      <select id="task-shown" @change=${this.#onSelect}>
        <option value="" .selected=${this.chosen === null}>${playing ? 'Follow the run' : 'The latest'}</option>
        ${logs.map(({ task, title }) => html`<option value=${task} .selected=${task === this.chosen}>${task + 1}: ${title}</option>`)}
      </select>${beside(1, 'The task after', 'step')}</div>
      <p class="task-title">${log.title}</p>`;
  }

  #reading({ result, task }: TaskLog) {
    if (!result) return nothing;
    const { checks, checking, busy, canCheck } = this.run;
    const check = checks.get(task);
    const verdict =
      result.solved === null
        ? ''
        : result.solved
          ? ' Its plan is right.'
          : ' Its plan is not right: that is T’s doing, run ahead or not.';
    const why = busy
      ? 'Wait until the run is over.'
      : 'A study has taken the run’s place: run it again first.';
    return html`<p>${msText(result.time)}, at most ${result.peak} calls at once, mean k ${result.meanK.toFixed(2)}; a thousand such tasks would cost ${moneyOfThousand(result.money)}.${verdict}</p>
      <div class="lossless" role="status">${
        check
          ? this.#verdict(check)
          : html`<button type="button" ?disabled=${busy || !canCheck || checking.has(task)} @click=${() => this.send('check-task', task)}>${icon('check')} Play the target alone and compare</button>
            ${checking.has(task) ? html`<span class="muted">T plays alone …</span>` : busy || !canCheck ? html`<span class="muted">${why}</span>` : nothing}`
      }</div>`;
  }

  #verdict({ lossless, firstDifference, actions, alone, ahead, task }: LosslessCheck) {
    const own = this.run.logs.find((log) => log.task === task)?.result?.actions ?? [];
    const faster = alone / ahead;
    const time = `T alone took ${msText(alone)}, running ahead ${msText(ahead)}: ${faster >= 1 ? `${faster.toFixed(2)} times as fast` : `${(1 / faster).toFixed(2)} times as slow`}.`;
    if (lossless)
      return html`<p class="equal">${icon('check')} <strong>Equal.</strong> All ${plural(actions.length, 'step')} are T’s own. ${time}</p>`;
    const at = firstDifference ?? 0;
    return html`<p class="different">${icon('close')} <strong>Different from step ${at + 1} on:</strong> the run took “${own[at] ?? 'the end'}”, T alone “${actions[at] ?? 'the end'}”. ${time}</p>`;
  }

  #steps(log: TaskLog) {
    const { world } = this.run.setup!;
    const lines = stepLines(log, world);
    const open = log.result === null;
    return html`<section class="card" aria-labelledby="steps-heading"><h2 id="steps-heading">Steps that are certain</h2>
      <ol class="certain-steps">${lines.map(({ name, how, kind }) => html`<li class=${kind}><span class="step-name">${name}</span> <span class="muted">${how}</span></li>`)}</ol>
      ${lines.length === 0 ? html`<p class="muted">None yet: the first waits for T.</p>` : nothing}
      ${open && lines.length > 0 ? html`<p class="muted">The task goes on after ${stepLabel(world, log.steps.at(-1)!.action)}.</p>` : nothing}</section>`;
  }

  #choose(task: number): void {
    this.chosen = task;
  }

  readonly #onSelect = (event: Event) => {
    const { value } = event.target as HTMLSelectElement;
    this.chosen = value === '' ? null : Number(value);
  };
}

customElements.define('task-view', TaskView);
