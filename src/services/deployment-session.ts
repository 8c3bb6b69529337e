// A deployment that a host runs, or ran last, and what may be asked of it without running it.

import type { DeploymentState } from '../deployment/deployment-run.ts';
import { LabError } from '../lab-error.ts';
import type { HeldDeployment } from './deployment-keeper.ts';
import type { Decisions, DeploymentOptions, OpenDeployment } from './deployment-service.ts';

/** A deployment and the right to run it. */
export interface TakenDeployment {
  readonly held: HeldDeployment;
  name: string;
  /** After the last whole stage. */
  state: DeploymentState;
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
export function decided(state: DeploymentState, { kept, discarded }: Decisions): DeploymentState {
  const { curation } = state.plan;
  if (curation.by !== 'person' || state.stage !== 'curate')
    throw new LabError(
      'bad-argument',
      'This deployment waits for nobody’s decisions.',
      'Continue it instead.',
    );
  const without = new Set(discarded);
  const all = new Set([...curation.kept.filter((key) => !without.has(key)), ...kept]);
  return { ...state, plan: { ...state.plan, curation: { ...curation, kept: [...all] } } };
}

export function factsOf({ adapter: _, ...facts }: DeploymentState): OpenDeployment['facts'] {
  return facts;
}

export function openedOf({ held, name, state, decisions }: TakenDeployment, busy: boolean): OpenDeployment {
  return { id: held.id, name, facts: factsOf(state), decisions, busy, stored: held.isStored };
}
