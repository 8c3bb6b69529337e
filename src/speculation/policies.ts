// From a setting's word to the policy that decides how far to run ahead.

import { LabError } from '../lab-error.ts';
import { KPredictor } from '../learning/k-predictor/k-predictor.ts';
import {
  bayesian,
  dynamic,
  fixed,
  oracle,
  type RunAheadPolicy,
  supervised,
} from '../learning/k-predictor/run-ahead-policy.ts';
import type { KeyedPrefix } from './ahead.ts';
import type { DynamicSetting, Setting } from './settings.ts';

/** The predictor's dials that a learned setting sets. */
export function dialsOf({ tau, offset, taskEnds }: DynamicSetting) {
  return { tau, offset, taskEnds: taskEnds ? 1 : 0 };
}

/** What a policy needs besides its setting. */
export interface PolicyNeeds {
  readonly seed: number;
  /** Numbers of A's hidden state; 0 where it tells none. */
  readonly hiddenSize: number;
  /** The true number of further matches from a place, for the oracle. */
  matches(prefix: KeyedPrefix): number;
}

/** Whether predictors of this setting read A's hidden state. */
export function readsHidden(setting: Setting): boolean {
  return setting.kind === 'dynamic' && setting.hidden;
}

/** A new policy, nothing learned yet. @throws LabError bad-argument where a hidden state is wanted that nobody tells */
export function policyOf(
  setting: Exclude<Setting, { kind: 'sequential' }>,
  { seed, hiddenSize, matches }: PolicyNeeds,
): RunAheadPolicy<KeyedPrefix> {
  switch (setting.kind) {
    case 'fixed':
      return fixed(setting.k);
    case 'dynamic': {
      const { offset } = setting;
      return dynamic(
        KPredictor.create({ seed, hyper: dialsOf(setting), dense: denseOf(setting, hiddenSize) }),
        offset,
      );
    }
    case 'supervised':
      return supervised({ seed, hyper: { offset: setting.offset } });
    case 'bayesian':
      return bayesian(setting.offset);
    case 'oracle':
      return oracle(matches);
  }
}

/** Dense features of a setting's predictor. @throws LabError bad-argument */
export function denseOf({ hidden }: DynamicSetting, hiddenSize: number): number {
  if (!hidden) return 0;
  if (hiddenSize > 0) return hiddenSize;
  throw new LabError(
    'bad-argument',
    'A’s model does not tell its hidden state.',
    'Take a setting without "hidden".',
  );
}
