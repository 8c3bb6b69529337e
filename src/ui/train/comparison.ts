// Stored trainings that lie over the one on the page, as they were when they were chosen.

import { LabError } from '../../lab-error.ts';
import type { OpenTraining } from '../../services/learner-service.ts';
import { type Drawn, LOOKS } from './curves.ts';

export class Comparison {
  readonly #open: (id: string) => Promise<OpenTraining>;
  #chosen = new Map<string, Drawn>();

  constructor(open: (id: string) => Promise<OpenTraining>) {
    this.#open = open;
  }

  get ids(): readonly string[] {
    return [...this.#chosen.keys()];
  }

  get drawn(): readonly Drawn[] {
    return [...this.#chosen.values()];
  }

  /** @throws LabError not-found, bad-argument for more than can be told apart */
  async choose(id: string, on: boolean): Promise<void> {
    this.#chosen.delete(id);
    if (!on) return;
    if (this.#chosen.size >= LOOKS.length - 1)
      throw new LabError(
        'bad-argument',
        `At most ${LOOKS.length} trainings can be told apart.`,
        'Take one away first.',
      );
    const { stored, figures } = await this.#open(id);
    this.#chosen.set(id, { name: stored.setup.name, figures });
  }

  /** The training on the page does not lie over itself. */
  leaveOut(id: string): void {
    this.#chosen.delete(id);
  }
}
