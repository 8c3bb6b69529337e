// The paper's theorem in numbers: with on-policy samples and a reward of 1 for valid and 0 for all else, REINFORCE's gradient
// is that of fine-tuning on the valid samples times N⁺ / N (Corrêa et al., section 3).
//
// The two sides go through different code. Fine-tuning: the loss of `fine-tune.ts`, on the valid rows alone. REINFORCE: PPO's
// own loss at ratio 1, where its gradient is Σ advantage · ∇ log p, on all rows with the reward as the advantage.

import { numpy as np, tree } from '@jax-js/jax';
import { LabError } from '../lab-error.ts';
import type { PocketConfig } from '../language/pocket/config.ts';
import { assembleBatch, type BucketShape } from '../learning/batches.ts';
import type { Dataset } from '../learning/dataset.ts';
import { adapterSpecs, type LoraShape } from '../learning/lora.ts';
import { downloadNamed, uploadNamed, type Values } from '../learning/named-arrays.ts';
import { makePpoGradients, makeScores } from '../learning/ppo/loss.ts';
import { layOfTokens, type MicroBatch } from '../learning/ppo/minibatches.ts';
import { initialTrained, type PolicyShape } from '../learning/ppo/policy.ts';
import { upload } from '../learning/ppo/trained-arrays.ts';
import { jaxCompiler } from '../learning/program.ts';
import { uploadBatch } from '../learning/sft.ts';
import { type Parameters, uploadParameters } from '../learning/transformer.ts';
import { Random } from '../random.ts';
import { makeAdapterGradients } from './fine-tune.ts';

export interface GradientSamples {
  readonly config: PocketConfig;
  /** The base model, and the adapter over it as the learner keeps it (`learning/lora.ts`). */
  readonly weights: Values;
  readonly adapter: Values;
  readonly lora: LoraShape;
  /** What was sampled from base and adapter, a row each. */
  readonly rows: Dataset;
  /** 1 or 0, one a row. */
  readonly rewards: readonly number[];
}

export interface GradientAgreement {
  /** N and N⁺. */
  readonly samples: number;
  readonly valid: number;
  /** |REINFORCE| / |fine-tuning|; the theorem says N⁺ / N. */
  readonly ratio: number;
  /** Cosine between the two; the theorem says 1. */
  readonly cosine: number;
  /** Largest |REINFORCE − N⁺/N · fine-tuning| of any parameter, as a share of REINFORCE's largest. */
  readonly error: number;
}

/** @throws LabError bad-argument unless some samples are valid and there is a reward for each */
export async function compareGradients(samples: GradientSamples): Promise<GradientAgreement> {
  const { rows, rewards } = samples;
  const valid = rewards.flatMap((reward, row) => (reward > 0 ? [row] : []));
  if (rewards.length !== rows.rows || valid.length === 0)
    throw new LabError('bad-argument', 'Each sample needs a reward, and one must be above 0.');
  const fineTuning = await fineTuningGradient(samples, valid);
  const reinforce = await reinforceGradient(samples);
  const share = valid.length / rows.rows;
  const largest = reinforce.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const errors = reinforce.map((value, i) => Math.abs(value - share * fineTuning[i]));
  return {
    samples: rows.rows,
    valid: valid.length,
    ratio: norm(reinforce) / norm(fineTuning),
    cosine: dot(reinforce, fineTuning) / (norm(reinforce) * norm(fineTuning)),
    error: errors.reduce((most, value) => Math.max(most, value), 0) / largest,
  };
}

/** Mean over the valid samples of ∇ Σ log p. */
async function fineTuningGradient(
  { config, weights, adapter, lora, rows }: GradientSamples,
  valid: readonly number[],
): Promise<Float32Array> {
  const gradients = makeAdapterGradients(config, lora);
  const batch = assembleBatch(rows, valid, shapeOf(rows));
  const { embedded, ...rest } = uploadBatch(batch, weights.get('embedding')!, config.width);
  const specs = adapterSpecs(config, lora.rank);
  const frozen = uploadParameters(config, weights);
  const out = await gradients(uploadNamed(specs, adapter), embedded, frozen, rest);
  const [loss, [gradient]] = out as [np.Array, [Parameters]];
  loss.dispose();
  return mean(await flat(config, lora, gradient), -valid.length);
}

/** Mean over all samples of reward · ∇ Σ log p. */
async function reinforceGradient(samples: GradientSamples): Promise<Float32Array> {
  const { config, weights, adapter, lora, rows, rewards } = samples;
  const shape: PolicyShape = { config, lora, legal: [config.outputs].map(range), temperature: 1 };
  const hyper = { clip: 0.2, entropy: 0, kl: 0, valueWeight: 0 };
  const trained = new Map([...initialTrained(shape, weights, new Random(0)), ...adapter]);
  const micro: MicroBatch = {
    batch: assembleBatch(rows, range(rows.rows), shapeOf(rows)),
    bucket: 0,
    rows: Uint32Array.from(range(rows.rows)),
    count: rows.rows,
  };
  const {
    embedded,
    starts,
    targets,
    weights: masks,
  } = uploadBatch(micro.batch, weights.get('embedding')!, config.width);
  const ids = micro.batch.targets.length;
  const answers = {
    starts,
    targets,
    choices: np.array(new Int32Array(ids)),
    firsts: np.array(new Int32Array(rows.rows)),
  };
  const frozen = uploadParameters(config, weights);
  const scores = makeScores(shape, jaxCompiler);
  const { logProbs, entropies, values } = await scores(upload(shape, trained), tree.ref(frozen), {
    embedded: embedded.ref,
    ...tree.ref(answers),
  });
  tree.dispose([entropies, values]);
  const nothing = () => np.array(new Float32Array(rows.rows));
  const [[loss, parts], [gradient]] = await makePpoGradients(shape, hyper, jaxCompiler)(
    upload(shape, trained),
    embedded,
    frozen,
    answers,
    {
      oldLogProbs: logProbs.ref,
      startLogProbs: logProbs,
      weights: masks,
      advantages: np.array(layOfTokens(rows, micro, (_, row) => rewards[row])),
      returns: nothing(),
      valueWeights: nothing(),
    },
  );
  tree.dispose([loss, parts]);
  return mean(await flat(config, lora, gradient), -rows.rows);
}

/** The adapter's gradient as one list of numbers. Consumes all arrays. */
async function flat(config: PocketConfig, { rank }: LoraShape, gradient: Parameters): Promise<Float32Array> {
  const values = await downloadNamed(adapterSpecs(config, rank), gradient);
  tree.dispose(gradient);
  return Float32Array.from([...values.values()].flatMap((array) => [...array]));
}

/** One shape for every row. */
function shapeOf(rows: Dataset): BucketShape {
  const all = range(rows.rows);
  const answers = Math.max(...all.map((row) => rows.answerLength(row)));
  return { length: Math.max(...all.map((row) => rows.positions(row))), answers };
}

function mean(sums: Float32Array, count: number): Float32Array {
  return sums.map((sum) => sum / count);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

function norm(a: Float32Array): number {
  return Math.sqrt(dot(a, a));
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
