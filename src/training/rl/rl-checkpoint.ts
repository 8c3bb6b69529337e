// A run's state as one safetensors file: what is trained (adapter and value head, or all weights), AdamW's two moments under
// `mean.NAME` and `square.NAME`, the best policy under `best.NAME`; counters and the run's plan as JSON in the metadata, the
// episodes in progress as JSON in a tensor of bytes (they can be longer than a header may be). The adapter's names are those
// of the acting runtime.
//
// A file may come from anybody: its tensors are checked against the model's shape, its JSON against a schema.

import * as z from 'zod/mini';
import { LabError } from '../../lab-error.ts';
import {
  finiteNumbers,
  float32Tensor,
  readSafetensors,
  type StoredTensor,
  type TensorFile,
  writeSafetensors,
} from '../../language/pocket/safetensors.ts';
import type { PpoHyperparameters } from '../../learning/ppo/hyperparameters.ts';
import { type PolicyShape, trainedSpecs } from '../../learning/ppo/policy.ts';
import { COUNT, RL_PLAN, type RlPlan, SCORE } from './rl-plan.ts';
import type { RlState } from './rl-run.ts';

const FORMAT = 'goldilocks-rl-1';
const MAX_BYTES = 64 << 20;

/** Positions of a row. */
const POSITIONS = z.int().check(z.minimum(1), z.maximum(512));

type Values = ReadonlyMap<string, Float32Array>;

/** A run and the model it started from. */
export interface RlCheckpoint {
  readonly plan: RlPlan;
  /** Model id, and the first digits of its weights' hash. */
  readonly start: { readonly model: string; readonly weights: string };
  readonly state: RlState;
}

const HEADER = z.object({
  format: z.literal(FORMAT),
  plan: RL_PLAN,
  start: z.object({ model: z.string().check(z.maxLength(64)), weights: z.string().check(z.maxLength(64)) }),
  updates: COUNT,
  optimizerSteps: COUNT,
  globalStep: COUNT,
  shapes: z.array(z.object({ length: POSITIONS, answers: POSITIONS })).check(z.maxLength(64)),
  best: z.nullable(z.object({ score: SCORE, update: COUNT })),
});
const EPISODES = z.object({
  nextSeed: COUNT,
  lanes: z
    .array(
      z.object({
        seed: COUNT,
        answers: z.array(z.string().check(z.maxLength(1_000))).check(z.maxLength(100_000)),
      }),
    )
    .check(z.maxLength(64)),
});
/** Name of the tensor that holds the episodes in progress. */
const COLLECTOR = 'collector';

export function writeRlCheckpoint(shape: PolicyShape, { plan, start, state }: RlCheckpoint): Uint8Array {
  const { learner, collector, globalStep, best } = state;
  const tensors = new Map<string, StoredTensor>();
  const add = (prefix: string, values: Values) => {
    for (const { name, shape: size } of trainedSpecs(shape))
      tensors.set(prefix + name, float32Tensor(size, values.get(name)!));
  };
  add('', learner.trained);
  add('mean.', learner.mean);
  add('square.', learner.square);
  if (best) add('best.', best.trained);
  const episodes = new TextEncoder().encode(JSON.stringify(collector));
  tensors.set(COLLECTOR, { type: 'U8', shape: [episodes.length], data: episodes });
  const header = {
    format: FORMAT,
    plan,
    start,
    updates: learner.updates,
    optimizerSteps: learner.steps,
    globalStep,
    shapes: learner.shapes,
    best: best && { score: best.score, update: best.update },
  };
  return writeSafetensors({ tensors, metadata: { rl: JSON.stringify(header) } });
}

/**
 * @param shapeOf the policy's shape for a run's plan
 * @throws LabError too-large, bad-model for a file that is no checkpoint, or one of another model
 */
export function readRlCheckpoint(bytes: Uint8Array, shapeOf: (plan: RlPlan) => PolicyShape): RlCheckpoint {
  const { file, header, plan, start } = opened(bytes);
  const shape = shapeOf(plan);
  const values = (prefix: string): Values =>
    new Map(
      trainedSpecs(shape).map(({ name, shape: size }) => [
        name,
        finiteNumbers(file.tensors, prefix + name, size, notACheckpoint),
      ]),
    );
  return {
    plan,
    start,
    state: {
      learner: {
        trained: values(''),
        mean: values('mean.'),
        square: values('square.'),
        updates: header.updates,
        steps: header.optimizerSteps,
        shapes: header.shapes,
      },
      collector: episodesOf(file, plan),
      globalStep: header.globalStep,
      best: header.best && { ...header.best, trained: values('best.') },
    },
  };
}

/** A checkpoint's run and the model it belongs to, its numbers unread. @throws LabError too-large, bad-model */
export function aboutRlCheckpoint(bytes: Uint8Array): Pick<RlCheckpoint, 'plan' | 'start'> {
  const { plan, start } = opened(bytes);
  return { plan, start };
}

function opened(bytes: Uint8Array) {
  if (bytes.length > MAX_BYTES)
    throw new LabError('too-large', `A checkpoint has at most ${MAX_BYTES >> 20} MiB.`);
  const file = readSafetensors(bytes);
  const header = headerOf(file);
  const plan: RlPlan = { ...header.plan, hyper: header.plan.hyper as PpoHyperparameters };
  return { file, header, plan, start: header.start };
}

function headerOf({ metadata }: TensorFile): z.infer<typeof HEADER> {
  return checked(HEADER, metadata.rl ?? '', 'its header');
}

function episodesOf({ tensors }: TensorFile, { hyper }: RlPlan): z.infer<typeof EPISODES> {
  const tensor = tensors.get(COLLECTOR);
  if (tensor?.type !== 'U8') throw notACheckpoint('it holds no episodes');
  const episodes = checked(EPISODES, new TextDecoder().decode(tensor.data), 'its list of episodes');
  if (episodes.lanes.length !== hyper.lanes)
    throw notACheckpoint(`it plays ${episodes.lanes.length} worlds, its plan says ${hyper.lanes}`);
  return episodes;
}

/** JSON that a schema accepts. @param what it is, for people */
function checked<Schema extends z.ZodMiniType>(schema: Schema, text: string, what: string): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw notACheckpoint(`${what} cannot be read`, cause);
  }
  const result = z.safeParse(schema, json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw notACheckpoint(`${issue.path.join('.') || what} is not as it should be`, result.error);
}

function notACheckpoint(what: string, cause?: unknown): LabError {
  return new LabError(
    'bad-model',
    `This is no checkpoint of reinforcement learning: ${what}.`,
    'Export one on the Train page, or with lab train rl.',
    cause,
  );
}
