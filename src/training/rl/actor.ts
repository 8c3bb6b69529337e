// The model that plays while another copy of it learns. An adapter is swapped in place; where all weights are trained, the model
// is opened anew with them.

import type { ModelFiles } from '../../language/pocket/model-files.ts';
import { PocketModel, type PocketModelOptions } from '../../language/pocket/pocket-model.ts';
import { dequantize, float32File } from '../../language/pocket/quantize.ts';
import type { Lora } from '../../language/pocket/reference.ts';
import { makeSelfCheck } from '../../language/pocket/self-check.ts';
import { actingAdapter } from '../../learning/lora.ts';
import type { PolicyShape } from '../../learning/ppo/policy.ts';
import type { LearnerState, PpoLearner } from '../../learning/ppo/ppo.ts';
import { trainedWeights } from '../../learning/ppo/trained-arrays.ts';

/** What training starts from over the actor's files: an adapter, what another run has trained, or nothing more. */
export type StartPolicy =
  | Lora
  | { readonly shape: PolicyShape; readonly trained: LearnerState['trained'] }
  | null;

export class Actor {
  readonly files: ModelFiles;
  readonly #options: PocketModelOptions;
  #model: PocketModel;
  #lora: Lora | null = null;

  private constructor(files: ModelFiles, options: PocketModelOptions, model: PocketModel) {
    this.files = files;
    this.#options = options;
    this.#model = model;
  }

  /** @throws LabError as `PocketModel.open` */
  static async open(files: ModelFiles, options: PocketModelOptions): Promise<Actor> {
    return new Actor(files, options, await PocketModel.open(files, options));
  }

  get model(): PocketModel {
    return this.#model;
  }

  /** What the model computes with, in full precision: where the learner starts. */
  get weights(): ReadonlyMap<string, Float32Array> {
    return dequantize(this.files.card.config, this.files.weights);
  }

  /** Plays with what the learner has learned from the next call on. */
  async follow(learner: PpoLearner): Promise<void> {
    if (learner.shape.lora) {
      this.#lora = await learner.adapter();
      return this.#model.setAdapter(this.#lora);
    }
    const fresh = await this.#openWith(learner.shape, (await learner.state()).trained);
    await this.#model.dispose();
    this.#model = fresh;
  }

  /** Does something with the model as it was before training; afterwards it plays on as it did. */
  async asAtStart<Result>(
    start: StartPolicy,
    work: (model: PocketModel) => Promise<Result>,
  ): Promise<Result> {
    const isSwapped = this.#lora !== null;
    const model = isSwapped ? this.#model : await this.#openStart(start);
    if (isSwapped) await model.setAdapter(adapterOf(start));
    try {
      return await work(model);
    } finally {
      if (isSwapped) await model.setAdapter(this.#lora);
      else await model.dispose();
    }
  }

  /** Where all weights are trained, a start is weights too. */
  #openStart(start: StartPolicy): Promise<PocketModel> {
    if (start && 'trained' in start) return this.#openWith(start.shape, start.trained);
    return PocketModel.open(this.files, this.#options);
  }

  /** The model with all its weights as trained. */
  #openWith(shape: PolicyShape, trained: LearnerState['trained']): Promise<PocketModel> {
    const { card } = this.files;
    const weights = trainedWeights(shape, trained);
    const selfCheck = makeSelfCheck(card.config, weights, Int32Array.from(card.selfCheck.tokens));
    const files = { card: { ...card, selfCheck }, weights: float32File(card.config, weights) };
    return PocketModel.open(files, this.#options);
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }
}

function adapterOf(start: StartPolicy): Lora | null {
  if (start === null || 'matrices' in start) return start;
  const { shape, trained } = start;
  return shape.lora && actingAdapter(shape.config, trained, shape.lora);
}
