// A coach writes plans for an agent, as a person in front of the screen would: it sees what the picture shows, reads the
// plan in force, and now and then says a new one. It never acts. Its plans stand in the record as a person's.
// Who plays asks it before each decision: `const plan = coach.advise(…); if (plan !== undefined) agent.setPlan(plan)`.

import type { CrafterObservation } from '../../worlds/crafter/names.ts';
import type { CurrentPlan } from '../plan.ts';

export interface Coach {
  /** Forgets everything: a new episode starts. @param seed seeds the coach's own choice of words */
  reset(seed: number): void;
  /**
   * A plan to write now; '' hands planning back to the agent; undefined leaves everything as it is.
   * @param observation what is seen now; call once for every step, in order
   * @param plan the plan in force, whoever wrote it
   * @param previousAction what was just done, visible to anyone who watches; null before the first step
   */
  advise(
    observation: CrafterObservation,
    plan: CurrentPlan | null,
    previousAction: number | null,
  ): string | undefined;
}
