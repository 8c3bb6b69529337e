// The form of a deployment of a planner, made from the table in knobs.ts.

import { html, nothing } from 'lit';
import { isChatModel } from '../../agents/chat-models.ts';
import { GIVEN_WORLD } from '../../worlds/strips/strips.ts';
import type { KnobTable } from '../knobs.ts';
import { count, plural } from '../labels.ts';
import { plain } from '../parts/lab-element.ts';
import { DeploymentForm } from './deployment-form.ts';
import { DEPLOY_KNOBS, TASK_KNOBS } from './knobs.ts';
import type { ChosenModel } from './model-choice.ts';
import { NO_FILES, type OwnFiles } from './own-files.ts';
import { generationsOf, INITIAL_DEPLOY, keysOf, withoutControl } from './setup.ts';
import './model-choice.ts';
import './own-problems-card.ts';

const { curation: CURATION } = TASK_KNOBS;
/** Without the control, which is about what a model learns from. */
const CHAT_CURATION = {
  ...CURATION,
  sentence: 'What is kept becomes a pool that others can learn from.',
  choices: CURATION.choices.filter(([by]) => by !== 'none'),
};

export class DeployForm extends DeploymentForm {
  static override properties = { ...DeploymentForm.properties, own: plain };

  override setup = INITIAL_DEPLOY;
  /** The person's own domain and problems. */
  own: OwnFiles = NO_FILES;
  protected override readonly label = 'Set up a deployment';
  protected override get moreText(): string {
    return isChatModel(this.setup.model) ? 'samples, dice' : 'samples, dice, device';
  }

  protected override get table(): KnobTable {
    return DEPLOY_KNOBS;
  }

  protected override get keys() {
    return keysOf(this.setup);
  }

  protected override firstKnob(key: string) {
    const { domain, model } = this.setup;
    if (key === 'model')
      return html`${this.#model()}${domain === GIVEN_WORLD ? html`<own-problems-card .own=${this.own}></own-problems-card>` : nothing}`;
    if (!isChatModel(model)) return this.knob(key);
    if (key === 'curation') return this.knob(key, CHAT_CURATION);
    return key === 'generations' ? this.#noGenerations() : this.knob(key);
  }

  #model() {
    const { model, answers } = this.setup;
    return html`<model-choice .model=${model} .constrained=${answers === 'constrained'} @choose-model=${this.#onModel}></model-choice>`;
  }

  /** The field stays where it is, and says why nothing can be chosen. */
  #noGenerations() {
    return html`<div class="knob"><label for="deploy-generations">${TASK_KNOBS.generations.label}</label>
      <div class="control"><input type="text" id="deploy-generations" .value=${'0'} readonly aria-describedby="deploy-about-generations" /></div>
      <p class="muted knob-note" id="deploy-about-generations">A chat model’s weights cannot be trained here, so there is no generation after it. Its pool can teach a planner of the same domain.</p></div>`;
  }

  readonly #onModel = ({ detail }: CustomEvent<ChosenModel>) =>
    this.send('setup', withoutControl({ ...this.setup, ...detail }));

  protected override get sumText(): string {
    const { samples, runs } = this.setup;
    const generations = generationsOf(this.setup);
    const { tasks, heldOut } = this.#counts();
    const attempts = (generations + 1) * (tasks * samples + heldOut * Math.min(runs, samples));
    if (isChatModel(this.setup.model)) return `${count(attempts)} attempts, each a request of its own.`;
    return `${count(attempts)} attempts by ${plural(generations + 1, 'model')}, the base included.`;
  }

  #counts(): { readonly tasks: number; readonly heldOut: number } {
    const { domain, ownHeldOut } = this.setup;
    if (domain !== GIVEN_WORLD) return this.setup;
    const all = this.own.read?.problems.length ?? 0;
    const heldOut = Math.min(all, ownHeldOut);
    return { tasks: all - heldOut, heldOut };
  }
}

customElements.define('deploy-form', DeployForm);
