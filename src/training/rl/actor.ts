// The model that plays while another copy of it learns. An adapter is swapped in place; where all weights are trained, the model
// is opened anew with them.

import type { ModelFiles } from '../../language/pocket/model-files.ts';
import { PocketModel, type PocketModelOptions } from '../../language/pocket/pocket-model.ts';
import { dequantize, float32File } from '../../language/pocket/quantize.ts';
import { makeSelfCheck } from '../../language/pocket/self-check.ts';
import type { PpoLearner } from '../../learning/ppo/ppo.ts';
import { trainedWeights } from '../../learning/ppo/ppo.ts';

export class Actor {
  readonly files: ModelFiles;
  readonly #options: PocketModelOptions;
  #model: PocketModel;

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
    if (learner.shape.lora) return this.#model.setAdapter(await learner.adapter());
    const { card } = this.files;
    const weights = trainedWeights(learner.shape, (await learner.state()).trained);
    const selfCheck = makeSelfCheck(card.config, weights, Int32Array.from(card.selfCheck.tokens));
    const weightsFile = float32File(card.config, weights);
    const fresh = await PocketModel.open(
      { card: { ...card, selfCheck }, weights: weightsFile },
      this.#options,
    );
    await this.#model.dispose();
    this.#model = fresh;
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }
}
