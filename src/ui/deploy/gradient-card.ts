// The paper's theorem by numbers, on the deployment's own model: fine-tuning on what is valid is a step of REINFORCE, but for a
// positive factor. Nothing is computed until somebody asks.

import { html, nothing } from 'lit';
import type { GradientReport } from '../../deployment/pocket-gradient.ts';
import { LabError } from '../../lab-error.ts';
import { dataTable, type TableData } from '../charts/data-table.ts';
import { icon } from '../icons.ts';
import { plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { generationName } from './generations.ts';

/** What rounding in single precision over some thousand tokens may come to, as a share. */
const ROUNDING = 0.01;

type Checking = 'idle' | 'checking' | GradientReport | LabError;

export class GradientCard extends LabElement {
  static override properties = { subject: plain, busy: plain, check: plain, state: { state: true } };

  /** Names the model that is checked; another one begins anew. */
  subject = '';
  /** A deployment goes on, so the learner is not free. */
  busy = false;
  check: () => Promise<GradientReport> = () => Promise.reject(new LabError('internal', 'Nothing to check.'));
  state: Checking = 'idle';

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('subject')) this.state = 'idle';
  }

  protected override render() {
    const { state, busy } = this;
    const isChecking = state === 'checking';
    return html`<section class="card chart-card" id="card-gradient" aria-labelledby="heading-gradient">
      <header><h2 id="heading-gradient">Is this fine-tuning a REINFORCE step?</h2></header>
      <p class="muted">The paper’s claim: who learns from valid plans alone follows a policy gradient, with a reward of 1 for valid and 0 for all else. Both gradients are computed here, by two different pieces of code, on some short attempts of the current model.</p>
      <div class="buttons"><button type="button" ?disabled=${busy || isChecking} @click=${this.#onCheck}>${icon('check')} ${isChecking ? 'Checking …' : 'Check it'}</button></div>
      ${busy ? html`<p class="muted">It can be checked while the deployment does not run.</p>` : nothing}
      <div role="status">${this.#outcome()}</div>
    </section>`;
  }

  #outcome() {
    const { state } = this;
    if (state === 'idle') return nothing;
    if (state === 'checking')
      return html`<p class="muted">The model makes some of its attempts again, then both gradients are computed: half a minute or so.</p>`;
    if (state instanceof LabError) return html`<p class="problem">${state.message} ${state.hint}</p>`;
    return html`<p>${gradientReading(state)}</p>${dataTable(gradientTable(state))}`;
  }

  readonly #onCheck = async () => {
    const { subject } = this;
    this.state = 'checking';
    const outcome = await this.check().catch((error: unknown) => LabError.from(error));
    if (this.subject === subject) this.state = outcome;
  };
}

/** Whether the numbers are what the theorem says. */
export function agrees({ samples, valid, ratio, cosine, error }: GradientReport): boolean {
  const share = valid / samples;
  return cosine > 1 - ROUNDING && Math.abs(ratio / share - 1) < ROUNDING && error < ROUNDING;
}

/** The outcome in a sentence or two. */
export function gradientReading(report: GradientReport): string {
  const { generation, samples, valid, ratio, error } = report;
  const whose = generation === 0 ? 'the base' : generationName(generation).toLowerCase();
  const what = `on ${plural(samples, 'attempt')} of ${whose}, ${valid} of them valid,`;
  const share = (valid / samples).toFixed(4);
  if (!agrees(report))
    return `No, ${what} the two gradients differ by more than rounding. Please report it, with the figures below.`;
  const all =
    valid === samples
      ? ' With nothing but valid attempts there is no factor to see: choose larger problems.'
      : '';
  return `Yes, ${what} both gradients point the same way, and REINFORCE’s is ${ratio.toFixed(4)} times as long; the theorem says ${valid}/${samples} = ${share}. No parameter’s two values differ by more than ${percentText(error)} of the largest.${all}`;
}

function gradientTable({ made, samples, valid, ratio, cosine, error }: GradientReport): TableData {
  return {
    caption: 'REINFORCE’s gradient against that of fine-tuning',
    columns: ['', 'Measured', 'The theorem says'],
    rows: [
      ['Attempts that were made again', String(made), '–'],
      ['N: attempts compared', String(samples), '–'],
      ['N⁺: of these, valid', String(valid), '–'],
      ['Cosine between the two', cosine.toFixed(7), '1'],
      ['Ratio of their lengths', ratio.toFixed(6), `N⁺/N = ${(valid / samples).toFixed(6)}`],
      ['Largest relative difference of a parameter', error.toExponential(1), '0'],
    ],
  };
}

function percentText(share: number): string {
  return share < 1e-5 ? 'a thousandth of a percent' : `${(100 * share).toPrecision(1)} %`;
}

customElements.define('gradient-card', GradientCard);
