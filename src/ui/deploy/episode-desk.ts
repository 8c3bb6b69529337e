// What lies before a person who gives thumbs: every episode of the generation, the best first, and what was decided about it.

import type { EpisodeAttempt } from '../../deployment/crafter/episodes.ts';
import type { Decisions } from '../../services/deployment-service.ts';
import { Desk } from './curation-desk.ts';

export class EpisodeDesk extends Desk<EpisodeAttempt> {
  constructor(attempts: readonly EpisodeAttempt[], decisions: Decisions, known?: readonly string[]) {
    super(
      [...attempts].sort((a, b) => b.progress - a.progress || a.task - b.task || a.sample - b.sample),
      decisions,
      known,
    );
  }

  /** @param progress in % */
  keepAtLeast(progress: number): void {
    this.keepAll((each) => each.progress >= progress);
  }
}
