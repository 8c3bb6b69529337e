// The trainings that are drawn: the one on the page, and stored ones that lie over it as they were when they were chosen. The
// lists stay the same objects while nothing in them changes, so that charts are drawn again only when there is something new.

import { LabError } from '../../lab-error.ts';
import type { OpenTraining } from '../../services/learner-service.ts';
import { type Drawn, LOOKS } from './curves.ts';
import type { TrainingRun } from './training-run.ts';

export class Comparison {
  readonly #open: (id: string) => Promise<OpenTraining>;
  readonly #chosen = new Map<string, Drawn>();
  #drawn: readonly Drawn[] = [];
  /** Ids of those that were chosen. */
  ids: readonly string[] = [];

  constructor(open: (id: string) => Promise<OpenTraining>) {
    this.#open = open;
  }

  /** The training on the page first. */
  over({ setup, figures }: Pick<TrainingRun, 'setup' | 'figures'>): readonly Drawn[] {
    const name = setup?.name ?? '';
    const [own, ...others] = this.#drawn;
    const isSame = own?.figures === figures && own.name === name && others.length === this.#chosen.size;
    if (!isSame || others.some((other, i) => other !== [...this.#chosen.values()][i]))
      this.#drawn = [{ name, figures }, ...this.#chosen.values()];
    return this.#drawn;
  }

  /** @throws LabError not-found, bad-argument for more than can be told apart */
  async choose(id: string, on: boolean): Promise<void> {
    if (!on) {
      this.leaveOut(id);
      return;
    }
    if (this.#chosen.size >= LOOKS.length - 1)
      throw new LabError(
        'bad-argument',
        `At most ${LOOKS.length} trainings can be told apart.`,
        'Take one away first.',
      );
    const { stored, figures } = await this.#open(id);
    this.#chosen.set(id, { name: stored.setup.name, figures });
    this.ids = [...this.#chosen.keys()];
  }

  /** The training on the page does not lie over itself. */
  leaveOut(id: string): void {
    if (this.#chosen.delete(id)) this.ids = [...this.#chosen.keys()];
  }
}
