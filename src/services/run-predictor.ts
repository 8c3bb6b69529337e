// The policy of one run, with what it learned told and kept. Over the simulated clock it learns in this thread, so that a run
// repeats exactly; over wall time in a thread of its own, so that nobody waits for it.

import {
  type KPredictorHyperparameters,
  kPredictorHyperparameters,
} from '../learning/k-predictor/hyperparameters.ts';
import type { LearnFigures, Predictor } from '../learning/k-predictor/predictor.ts';
import type { Prefix } from '../learning/k-predictor/prefix-encoder.ts';
import { RemotePredictor } from '../learning/k-predictor/remote-predictor.ts';
import { dynamic, type RunAheadPolicy } from '../learning/k-predictor/run-ahead-policy.ts';
import type { KeyedPrefix } from '../speculation/ahead.ts';
import { denseOf, dialsOf } from '../speculation/policies.ts';
import { type DynamicSetting, settingWord } from '../speculation/settings.ts';
import type { SpeculationSetup } from '../speculation/setup.ts';
import {
  openPredictor,
  type PredictorOrder,
  type PredictorService,
  type PredictorShelf,
} from './predictor-service.ts';
import type { Remote } from './rpc.ts';
import type { PredictorFigures } from './speculation-service.ts';

export interface RunPredictor {
  readonly policy: RunAheadPolicy<KeyedPrefix>;
  /** Keeps what was learned. @throws LabError storage-full, storage-refused */
  keep(): Promise<void>;
}

type OnLearned = (figures: PredictorFigures) => void;

/** What is asked of a predictor for a run. */
export function orderOf(
  setup: SpeculationSetup,
  setting: DynamicSetting,
  hiddenSize: number,
  keep: boolean,
): PredictorOrder {
  const { world, pair, models, match, seed } = setup;
  const key = [world, pair, models.A, models.T, match, settingWord(setting)].join(' ');
  const hyper: KPredictorHyperparameters = kPredictorHyperparameters(dialsOf(setting));
  return { key, hyper, dense: denseOf(setting, hiddenSize), seed, keep };
}

/** @throws LabError storage-refused */
export async function predictorHere(
  shelf: PredictorShelf,
  order: PredictorOrder,
  onLearned: OnLearned,
): Promise<RunPredictor> {
  const predictor = await openPredictor(shelf, order);
  const told: Predictor = {
    value: (prefix) => predictor.value(prefix),
    learn: (run) => {
      const figures = predictor.learn(run);
      tell(figures, predictor.updates, onLearned);
      return figures;
    },
  };
  return {
    policy: dynamic(told, order.hyper.offset ?? 0),
    keep: async () => {
      if (order.keep) await shelf.write(order.key, predictor.state().slice());
    },
  };
}

/** @throws LabError storage-refused */
export async function predictorElsewhere(
  service: Pick<Remote<PredictorService>, 'open' | 'learn' | 'keep'>,
  order: PredictorOrder,
  onLearned: OnLearned,
): Promise<RunPredictor> {
  const remote = new RemotePredictor(await service.open(order), async ({ prefixes, mismatched }) => {
    const plain = prefixes.map(
      ({ task, steps, hidden }): Prefix => ({ task, steps, ...(hidden && { hidden }) }),
    );
    const learned = await service.learn({ prefixes: plain, mismatched });
    tell(learned.figures, learned.weights.updates, onLearned);
    return learned;
  });
  return { policy: dynamic(remote, order.hyper.offset ?? 0), keep: () => service.keep() };
}

function tell(figures: LearnFigures | null, updates: number, onLearned: OnLearned): void {
  if (!figures) return;
  const { 'predictor/error': error, 'predictor/bias': bias, 'losses/expectile': loss = null } = figures;
  onLearned({ updates, error, bias, loss });
}
