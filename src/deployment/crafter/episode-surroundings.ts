// What an iterative deployment of a pocket model on worlds needs of what is around it: the model, opened once, with one adapter
// after the other over it, and a learner that makes the next. The same in Node and in a page's worker.

import { readAdapter } from '../../language/pocket/adapter-file.ts';
import type { ModelFiles } from '../../language/pocket/model-files.ts';
import type { PocketModel } from '../../language/pocket/pocket-model.ts';
import { keptModelId } from '../../language/pocket/shipped.ts';
import type { Compiler } from '../../learning/program.ts';
import { checkBase, hashOf, learn } from '../pocket-learner.ts';
import { episodeRows } from './episode-rows.ts';
import type { EpisodePlan, EpisodeSurroundings } from './episode-run.ts';
import { type Player, playTasks } from './episodes.ts';

export interface PocketEpisodes {
  readonly plan: EpisodePlan;
  /** The base model's files, and the same model opened. */
  readonly files: ModelFiles;
  readonly model: PocketModel;
  /** What computes in training; jax-js by default. */
  readonly compiler?: Compiler;
  /** Episodes side by side. */
  readonly lanes?: number;
  /** Waited for after every step of all. */
  readonly onRound?: () => void | Promise<void>;
}

/** @throws LabError bad-model where the model is not the plan's */
export function pocketEpisodes(
  around: PocketEpisodes,
): Pick<EpisodeSurroundings, 'attempt' | 'fineTune' | 'hash'> {
  const { plan, files, model, lanes, onRound } = around;
  const { source, temperature } = plan;
  checkBase(around);
  return {
    hash: hashOf,
    async attempt(adapter, asked) {
      await model.setAdapter(adapter && readAdapter(adapter).loraFor(files.card.config));
      return playTasks(model, {
        ...asked,
        source,
        temperature,
        player: playerOf(plan, adapter),
        lanes,
        onRound,
      });
    },
    fineTune(pool, generation, onStep, signal) {
      const rows = episodeRows(pool, { tokenizer: model.tokenizer, epochs: plan.hyper.epochs });
      return learn(around, { rows, traces: pool.traces.size, generation, onStep, signal });
    },
  };
}

/** As records name the base, and an adapter over it that a browser may keep. */
export function playerOf({ model, weights }: EpisodePlan, adapter: Uint8Array | null): Player {
  if (adapter === null) return { model, weights };
  const hash = hashOf(adapter);
  return { model: keptModelId(hash), weights: hash };
}
