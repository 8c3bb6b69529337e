// The form of a deployment of a planner, made from the table in knobs.ts.

import { html, nothing } from 'lit';
import { GIVEN_WORLD } from '../../worlds/strips/strips.ts';
import type { KnobTable } from '../knobs.ts';
import { count, plural } from '../labels.ts';
import { plain } from '../parts/lab-element.ts';
import { DeploymentForm } from './deployment-form.ts';
import { DEPLOY_KNOBS } from './knobs.ts';
import { NO_FILES, type OwnFiles } from './own-files.ts';
import { INITIAL_DEPLOY, keysOf } from './setup.ts';
import './own-problems-card.ts';

export class DeployForm extends DeploymentForm {
  static override properties = { ...DeploymentForm.properties, own: plain };

  override setup = INITIAL_DEPLOY;
  /** The person's own domain and problems. */
  own: OwnFiles = NO_FILES;
  protected override readonly label = 'Set up a deployment';
  protected override readonly moreText = 'samples, dice, device';

  protected override get table(): KnobTable {
    return DEPLOY_KNOBS;
  }

  protected override get keys() {
    return keysOf(this.setup);
  }

  protected override firstKnob(key: string) {
    const isOwn = key === 'domain' && this.setup.domain === GIVEN_WORLD;
    return html`${this.knob(key)}${isOwn ? html`<own-problems-card .own=${this.own}></own-problems-card>` : nothing}`;
  }

  protected override get sumText(): string {
    const { samples, runs, generations } = this.setup;
    const { tasks, heldOut } = this.#counts();
    const attempts = (generations + 1) * (tasks * samples + heldOut * Math.min(runs, samples));
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
