// The form of a deployment on worlds, made from the table in episode-setup.ts.

import type { KnobTable } from '../knobs.ts';
import { count, plural } from '../labels.ts';
import { DeploymentForm } from './deployment-form.ts';
import { EPISODE_KNOBS, episodeKeys, INITIAL_EPISODES } from './episode-setup.ts';

export class EpisodeForm extends DeploymentForm {
  override setup = INITIAL_EPISODES;
  protected override readonly label = 'Set up a deployment on worlds';
  protected override readonly moreText = 'planning, samples, dice, device';

  protected override get table(): KnobTable {
    return EPISODE_KNOBS;
  }

  protected override get keys() {
    return episodeKeys(this.setup);
  }

  protected override get sumText(): string {
    const { tasks, heldOut, samples, runs, generations, maxSteps } = this.setup;
    const episodes = (generations + 1) * (tasks * samples + heldOut * Math.min(runs, samples));
    return `${count(episodes)} episodes of at most ${plural(maxSteps, 'step')} by ${plural(generations + 1, 'model')}, the base included.`;
  }
}

customElements.define('episode-form', EpisodeForm);
