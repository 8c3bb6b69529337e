// What a training's set-up starts from, found and checked before anything is loaded: a shipped model, an adapter (shipped, or
// kept in this browser), or a stored training over one of them.

import { LabError } from '../lab-error.ts';
import { isOwnModel, SHIPPED_MODELS, weightsOfModel } from '../language/pocket/shipped.ts';
import type { PolicySetup, TrainingSetup } from './learner-service.ts';
import type { TrainerSource, TrainingStart } from './trainer.ts';
import type { TrainingBase, TrainingKeeper } from './training-keeper.ts';

/** What a set-up starts from. */
export interface FoundStart {
  /** As it can be trained: what goes on from an adapter has that adapter's rank. */
  readonly setup: TrainingSetup;
  /** The model below what is trained. */
  readonly base: TrainingBase;
  /** null: that model itself. */
  readonly from: TrainingStart | null;
}

/** @throws LabError model-missing, not-found, bad-argument for a start that this kind of training cannot have */
export async function findStart(
  setup: TrainingSetup,
  keeper: TrainingKeeper,
  source: TrainerSource,
): Promise<FoundStart> {
  const { start: model, kind } = setup;
  const weights = weightsOfModel(model);
  if (weights === null) return fromTraining(setup, keeper);
  if (Object.hasOwn(SHIPPED_MODELS, model) && SHIPPED_MODELS[model].base === undefined)
    return { setup, base: { model, weights }, from: null };
  if (isOwnModel(model)) return overOwnModel(setup, weights);
  const file = await source.adapter(model);
  if (kind === 'gate') return { setup, base: { model, weights }, from: null };
  const { base, rank } = file.header;
  return { setup: withRank(setup, rank), base, from: { kind: 'adapter', id: model, file } };
}

/** A model that somebody brought along plays as it is, so a gate can be trained for it. @throws LabError bad-argument */
function overOwnModel(setup: TrainingSetup, weights: string): FoundStart {
  if (setup.kind === 'gate') return { setup, base: { model: setup.start, weights }, from: null };
  throw new LabError(
    'bad-argument',
    'An imported model cannot be trained here, it can only be given a gate.',
    'Start from a model that ships with the lab, or train a gate.',
  );
}

async function fromTraining(setup: TrainingSetup, keeper: TrainingKeeper): Promise<FoundStart> {
  const { stored } = await keeper.open(setup.start).catch((error: unknown) => {
    throw LabError.from(error).code === 'not-found' ? noSuchStart(setup.start) : error;
  });
  const { setup: other, model, startWeights: weights } = stored;
  if (setup.kind === 'gate' || other.kind === 'gate') throw notAModel(other.name);
  const bytes = await keeper.store.checkpoint(setup.start);
  const { rank, alpha } = other.plan.hyper;
  const from = { kind: 'checkpoint', name: other.name, bytes } as const;
  return { setup: withRank(setup, rank, alpha), base: { model, weights }, from };
}

/** An adapter goes on with the rank it has, and all weights as all weights. @throws LabError bad-argument */
function withRank(setup: PolicySetup, rank: number, alpha = setup.plan.hyper.alpha): PolicySetup {
  const { plan } = setup;
  if (plan.hyper.rank === 0 && rank > 0)
    throw new LabError(
      'bad-argument',
      `All weights were asked for (rank 0), but this start is an adapter of rank ${rank}.`,
      'Train the adapter on, or start from the model below it.',
    );
  return { ...setup, plan: { ...plan, hyper: { ...plan.hyper, rank, alpha } } };
}

function noSuchStart(id: string): LabError {
  return new LabError(
    'model-missing',
    `There is no model or checkpoint "${id.slice(0, 64)}" in this browser.`,
    'Choose another start.',
  );
}

function notAModel(name: string): LabError {
  return new LabError(
    'bad-argument',
    `“${name}” is a checkpoint: a gate’s training starts from a model, and a model’s training from no gate.`,
    'Keep what it has learned first, then choose that.',
  );
}
