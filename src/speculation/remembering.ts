// An agent that is asked once for each place: the same place gives the same answer, so settings that are compared on the same
// tasks share the model's work.

import { LabError } from '../lab-error.ts';
import type { Answer, Place, SpeculativeAgent } from './place.ts';

/** Answers that are kept; some 200 bytes each. */
const MOST = 500_000;

/** @throws LabError too-large from `act`, once it has been asked at 500,000 places */
export function remembering<P extends Place>(agent: SpeculativeAgent<P>): SpeculativeAgent<P> {
  const answers = new Map<string, Promise<Answer>>();
  return {
    id: agent.id,
    act(place, signal) {
      const known = answers.get(place.key);
      if (known !== undefined) return known;
      if (answers.size >= MOST)
        throw new LabError('too-large', 'Too many places for one study.', 'Take fewer tasks.');
      const answer = agent.act(place, signal);
      answers.set(place.key, answer);
      // A failure is not an answer: the next one who asks tries again.
      answer.catch(() => answers.delete(place.key));
      return answer;
    },
  };
}
