// What the run costs and how it goes, in figures: tokens for plans and actions, plans, decisions per second, how likely
// the model found it to plan, reward, and where the model runs and why.

import { html, nothing } from 'lit';
import type { Usage } from '../../language/remote/usage.ts';
import { count, modelName, moneyText, PHASE_LABELS, RUNTIME_LABELS, scheduleLabel } from '../labels.ts';
import { emptyView, plansUntil, type RunView, tokensUntil } from '../run-view.ts';
import { always, LabElement, plain } from './lab-element.ts';

export class TelemetryPanel extends LabElement {
  static override properties = { view: always, step: plain, live: plain };

  view: RunView = emptyView();
  step = 0;
  /** Shows what only a running agent has: rate, probability, runtime. */
  live = true;

  protected override render() {
    const { view } = this;
    const tokens = tokensUntil(view, this.step);
    return html`<section class="card telemetry" aria-labelledby="telemetry-title">
      <h2 id="telemetry-title">Run <span class="figure">${this.live ? PHASE_LABELS[view.phase] : 'Replay'}</span></h2>
      <dl>
        ${row('Step', `${count(this.step)} of ${count(this.live ? (view.config?.world.length ?? 0) : view.steps.length)}`)}
        ${row('Plans', count(plansUntil(view, this.step)))}
        ${row('Plan tokens', count(tokens.plan))}
        ${row('Action tokens', count(tokens.action))}
        ${this.live && view.usage ? usageRows(view.usage) : nothing}
        ${this.live ? this.#liveRows() : nothing}
        ${row('Planning', view.config ? scheduleLabel(view.config.agent.schedule) : '–')}
        ${row('Agent', modelText(view))}
      </dl>
      ${this.live && view.runtime ? runtimeLine(view.runtime) : nothing}
    </section>`;
  }

  #liveRows() {
    const { view } = this;
    const probability = view.planProbability === null ? '–' : `${(view.planProbability * 100).toFixed(0)} %`;
    return html`${row('Decisions per second', view.stepsPerSecond > 0 ? view.stepsPerSecond.toFixed(1) : '–')}
      ${row('Chance of planning now', probability)}
      ${row('Reward so far', view.episodeReturn.toFixed(1))}`;
  }
}

/** What a chat model was asked in this visit: answers that failed or were stopped count too, since they are paid for. */
function usageRows({ requests, promptTokens, generatedTokens, estimated, money }: Usage) {
  const about = estimated > 0 ? 'about ' : '';
  return html`${row('Requests', count(requests))}
    ${row('Tokens it read', `${about}${count(promptTokens)}`)}
    ${row('Tokens it wrote', `${about}${count(generatedTokens)}`)}
    ${money === null ? nothing : row('Cost', moneyText(money))}`;
}

function row(name: string, value: string) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** The runtime's name and why it is used; the reason often begins with the name already. */
function runtimeLine({ kind, why }: NonNullable<RunView['runtime']>) {
  const name = RUNTIME_LABELS[kind];
  const reason = why.startsWith(name) ? why.slice(name.length) : ` ${why}`;
  return html`<p class="runtime"><strong>${name}</strong>${reason}</p>`;
}

function modelText(view: RunView): string {
  const agent = view.config?.agent;
  if (!agent) return '–';
  const name = modelName(agent.model);
  return agent.model === 'teacher' ? name : `${name}, T = ${agent.temperature}`;
}

customElements.define('telemetry-panel', TelemetryPanel);
