// What a policy's training has learned, as a file and as a name. A policy is named after the adapter that keeping it makes, so a
// record of a sample episode says exactly who played, and can be measured and played on once that adapter is kept.

import { LabError } from '../lab-error.ts';
import { writeAdapter } from '../language/pocket/adapter-file.ts';
import { CARD_FILE, type ModelFiles, packModel, parseCard } from '../language/pocket/model-files.ts';
import { dequantize, quantizeWeights } from '../language/pocket/quantize.ts';
import { writeSafetensors } from '../language/pocket/safetensors.ts';
import { makeSelfCheck } from '../language/pocket/self-check.ts';
import { keptModelId, WEIGHTS_DIGITS } from '../language/pocket/shipped.ts';
import { actingAdapter } from '../learning/lora.ts';
import type { LearnerState } from '../learning/ppo/ppo.ts';
import { sha256Hex } from '../sha256.ts';
import type { RlPlan } from '../training/rl/rl-plan.ts';
import type { RlState, Score } from '../training/rl/rl-run.ts';
import { baseOf } from './training-base.ts';

/** A policy of a run: after which update, and how it was evaluated then. */
export interface LearnedPolicy {
  readonly trained: LearnerState['trained'];
  readonly update: number;
  readonly score: Score | null;
}

/** The run's best policy, or its last one where none was evaluated. */
export function bestPolicy({ best, learner }: RlState): LearnedPolicy {
  return best ?? { trained: learner.trained, update: learner.updates, score: null };
}

/** The run's policy of now. */
export function presentPolicy({ best, learner }: RlState): LearnedPolicy {
  const { trained, updates: update } = learner;
  return { trained, update, score: best?.update === update ? best.score : null };
}

/** @param name for people @throws LabError bad-argument where all weights were trained */
export function adapterFileOf(
  files: ModelFiles,
  plan: RlPlan,
  { trained, update, score }: LearnedPolicy,
  name: string,
): Uint8Array<ArrayBuffer> {
  const { rank, alpha, lanes, horizon } = plan.hyper;
  if (rank === 0)
    throw new LabError(
      'bad-argument',
      'All weights were trained, so there is no adapter to keep.',
      'It is kept as a model of its own.',
    );
  const { config } = files.card;
  const training = { plan, update, steps: update * lanes * horizon, score };
  const lora = actingAdapter(config, trained, { rank, alpha });
  return writeAdapter(config, { name, base: baseOf(files), rank, training }, lora);
}

/** The whole model where all weights were trained, in eight bits as those that ship. */
export function wholeModelOf(
  { card }: ModelFiles,
  plan: RlPlan,
  { trained, update, score }: LearnedPolicy,
): ModelFiles {
  const { config, vocabulary } = card;
  const { lanes, horizon } = plan.hyper;
  const weights = quantizeWeights(config, trained, { bits: 8, symmetric: true });
  const tokens = Int32Array.from(card.selfCheck.tokens);
  const selfCheck = makeSelfCheck(config, dequantize(config, weights), tokens);
  const training = { base: baseOf({ card, weights }), plan, update, steps: update * lanes * horizon, score };
  const about = { id: `${card.id.slice(0, 56)}-trained`, config, vocabulary, selfCheck, training };
  return { card: parseCard(packModel(about, writeSafetensors(weights)).get(CARD_FILE)!), weights };
}

/** A policy as records name an agent: the model's id and the first digits of the hash of what was learned. */
export function identityOf(
  files: ModelFiles,
  plan: RlPlan,
  policy: LearnedPolicy,
  name: string,
): { readonly model: string; readonly weights: string } {
  if (plan.hyper.rank === 0) {
    const weights = digits(bytesOf(policy.trained));
    return { model: `policy-${weights}`, weights };
  }
  const weights = digits(adapterFileOf(files, plan, policy, name));
  return { model: keptModelId(weights), weights };
}

function digits(bytes: Uint8Array): string {
  return sha256Hex(bytes).slice(0, WEIGHTS_DIGITS);
}

/** All numbers one after another, little-endian, in the order of their names. */
function bytesOf(values: LearnerState['trained']): Uint8Array {
  const names = [...values.keys()].sort();
  const view = new DataView(
    new ArrayBuffer(4 * names.reduce((sum, name) => sum + values.get(name)!.length, 0)),
  );
  let at = 0;
  for (const name of names)
    for (const number of values.get(name)!) {
      view.setFloat32(at, number, true);
      at += 4;
    }
  return new Uint8Array(view.buffer);
}
