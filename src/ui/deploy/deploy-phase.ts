// Where a deployment on the page stands, by what the worker says of it.

import type { AnyOpened, Ending } from '../../services/deployment-service.ts';

/**
 * `empty`: nothing yet. `loading`, `running`: it goes on here. `curating`: a person decides. `watching`: it goes on in another
 * tab. `finished`: all generations are there. `stopped`: it can go on. `failed`: it stopped by an error.
 */
export type DeployPhase =
  | 'empty'
  | 'loading'
  | 'running'
  | 'curating'
  | 'watching'
  | 'finished'
  | 'stopped'
  | 'failed';

export const ENDINGS: Readonly<Record<Ending, DeployPhase>> = {
  done: 'finished',
  stopped: 'stopped',
  waits: 'curating',
};

/** Of one that does not run in this tab. */
export function phaseOf(opened: AnyOpened): DeployPhase {
  if (opened.busy) return 'watching';
  if (opened.facts.stage === 'done') return 'finished';
  return waitsForPerson(opened) ? 'curating' : 'stopped';
}

export function waitsForPerson({ facts: { stage, plan } }: AnyOpened): boolean {
  return stage === 'curate' && plan.curation.by === 'person';
}

/** Differs from stage to stage. */
export function stageOf(opened: AnyOpened | null): string {
  return opened ? `${opened.facts.generation} ${opened.facts.stage}` : '';
}

/** Keys that its person kept in earlier generations. */
export function keptBefore({ facts: { plan } }: AnyOpened): readonly string[] {
  return plan.curation.by === 'person' ? plan.curation.kept : [];
}
