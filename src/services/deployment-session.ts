// A deployment that a host runs, or ran last, and what may be asked of it without running it.

import { type AnyState, isEpisodes } from '../deployment/any-deployment.ts';
import { LabError } from '../lab-error.ts';
import type { HeldDeployment } from './deployment-keeper.ts';
import type { AnyOpened, Decisions, DeploymentOptions } from './deployment-service.ts';

/** A deployment and the right to run it. */
export interface TakenDeployment {
  readonly held: HeldDeployment;
  name: string;
  /** After the last whole stage. */
  state: AnyState;
  decisions: Decisions;
}

export interface Session extends TakenDeployment {
  readonly abort: AbortController;
  options: DeploymentOptions;
  /** The stage `curate` has what it needs. */
  isDecided: boolean;
}

/** A person must decide before it goes on. */
export function isWaiting({ state, isDecided }: Pick<Session, 'state' | 'isDecided'>): boolean {
  return state.stage === 'curate' && state.plan.curation.by === 'person' && !isDecided;
}

/** The state with a person's decisions in it. What was once kept stays so unless it is discarded now. @throws LabError bad-argument */
export function decided(state: AnyState, { kept, discarded }: Decisions): AnyState {
  const { curation } = state.plan;
  if (curation.by !== 'person' || state.stage !== 'curate')
    throw new LabError(
      'bad-argument',
      'This deployment waits for nobody’s decisions.',
      'Continue it instead.',
    );
  const without = new Set(discarded);
  const all = new Set([...curation.kept.filter((key) => !without.has(key)), ...kept]);
  const person = { ...curation, kept: [...all] };
  return isEpisodes(state)
    ? { ...state, plan: { ...state.plan, curation: person } }
    : { ...state, plan: { ...state.plan, curation: person } };
}

/** As the page gets it: without what only a model reads. */
export function openedWith(about: Omit<AnyOpened, 'facts'>, state: AnyState): AnyOpened {
  const { adapter: _, ...facts } = state;
  return { ...about, facts } as AnyOpened;
}

export function openedOf({ held, name, state, decisions }: TakenDeployment, busy: boolean): AnyOpened {
  return openedWith({ id: held.id, name, decisions, busy, stored: held.isStored }, state);
}
