// The checks of every kind of deployment behind one door; what differs is in deployment-check.ts and episode-check.ts.

import {
  type AnyPlan,
  type AnyState,
  isEpisodeFile,
  isEpisodePlan,
  isEpisodes,
} from '../deployment/any-deployment.ts';
import type { InPieces } from '../deployment/pieces.ts';
import { checkName, checkSetup, readForeignState, readStoredState, summaryOf } from './deployment-check.ts';
import type { AnySetup, DeploymentSummary } from './deployment-service.ts';
import {
  checkEpisodePlan,
  episodeSummary,
  readForeignEpisodes,
  readStoredEpisodes,
} from './episode-check.ts';

/** @throws LabError bad-argument, model-missing */
export function checkAnySetup({ name, plan }: AnySetup): { readonly name: string; readonly plan: AnyPlan } {
  return isEpisodePlan(plan)
    ? { name: checkName(name), plan: checkEpisodePlan(plan) }
    : checkSetup({ name, plan });
}

/** A state that this browser stored. @throws LabError bad-record, bad-model, too-large */
export function readAnyStored(bytes: Uint8Array): AnyState {
  return isEpisodeFile(bytes) ? readStoredEpisodes(bytes) : readStoredState(bytes);
}

/** A state from anybody's file, one piece an attempt that is judged. @throws LabError bad-record, bad-model, too-large, bad-argument */
export function readAnyForeign(bytes: Uint8Array): InPieces<AnyState> {
  return isEpisodeFile(bytes) ? readForeignEpisodes(bytes) : readForeignState(bytes);
}

export function anySummary(state: AnyState): DeploymentSummary {
  return isEpisodes(state) ? episodeSummary(state) : summaryOf(state);
}
