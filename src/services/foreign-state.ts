// A deployment from anybody's file, after its attempts were judged again: is it a state that the loop can go on from?

import type { LoopKind, LoopState } from '../deployment/loop.ts';
import { LabError } from '../lab-error.ts';

/**
 * The state, or its stage begun anew where attempts of it are missing: figures over the rest would be of other tasks.
 * @param hasPool whether the pool is of the plan's own tasks and chosen by its curation: no other may be learned from
 * @throws LabError bad-record
 */
export function resumable<Kind extends LoopKind, State extends LoopState<Kind>>(
  state: State,
  hasPool: boolean,
): State {
  const { plan, stage, generation, generations, attempts } = state;
  if (!hasPool) throw unreadable('its pool belongs to other tasks or another curation');
  const behind = stage === 'fine-tune' || stage === 'done' ? 1 : 0;
  if (generations.length !== generation + behind || generations.some(({ n }, i) => n !== i))
    throw unreadable('its generations are not in order');
  const isCollected = stage === 'hold-out' || stage === 'curate';
  if (!isCollected || attempts.length === plan.seeds.length * plan.samples) return state;
  return { ...state, stage: 'collect', attempts: [], heldOut: null };
}

function unreadable(why: string): LabError {
  return new LabError('bad-record', `This deployment cannot be read: ${why}.`, 'Begin a new one.');
}
