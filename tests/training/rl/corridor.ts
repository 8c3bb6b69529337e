// The smallest world in which a plan is a memory. A corridor: BEFORE cells where `forward` pays 1; a fork, where it pays 1, too,
// and a sign says left or right; then AFTER cells with a wall ahead, each of which pays 1 for going where the sign said and −1
// for walking on into the wall. The sign is seen at the fork alone, cells look alike, and nothing of the past is in the prompt
// but the plan in force. So the sign has to be planned at the fork: a plan before it says nothing, a plan after it replaces the
// one that knows the way, and all cost their price.
//
// Cells look alike because silence is a word, too: if an agent knew that it is past the fork, the best policy would plan for
// one of the signs only and know the other by the absence of a plan. Here that absence means that the fork is still to come.
// For the same reason a plan has no age: a plan made in the first cell would be a clock. (Both were learned before.)

import type { Completion } from '../../../src/language/language-model.ts';
import type { PocketConfig } from '../../../src/language/pocket/config.ts';
import {
  CARD_FILE,
  type ModelFiles,
  packModel,
  parseCard,
} from '../../../src/language/pocket/model-files.ts';
import { float32File } from '../../../src/language/pocket/quantize.ts';
import { writeSafetensors } from '../../../src/language/pocket/safetensors.ts';
import { makeSelfCheck } from '../../../src/language/pocket/self-check.ts';
import { layOut, type Vocabulary } from '../../../src/language/pocket/vocabulary.ts';
import { initialParameters } from '../../../src/learning/transformer.ts';
import { Random } from '../../../src/random.ts';
import type { RlLane } from '../../../src/training/rl/rl-world.ts';

export const BEFORE = 3;
export const AFTER = 4;
export const STEPS = BEFORE + 1 + AFTER;
const SIGNS = ['left', 'right'] as const;
/** Of walking on behind the fork. */
const WALL = -1;

/** Return of the best policy, price paid: every cell's reward, and one plan of one word. */
export function bestReturn(price: number): number {
  return STEPS - price;
}

/** Without plans all cells but the fork look the same: better a turn everywhere, right in half of the walks, than the wall. */
export const BEST_WITHOUT_PLANS = 1 + AFTER / 2;

export const WORDS: Vocabulary = {
  actions: ['forward', ...SIGNS],
  planWords: [...SIGNS],
  promptWords: ['plan', 'none', 'corridor', 'fork'],
};

/** A decision, for those who count. */
export interface CorridorDecision {
  readonly cell: number;
  readonly planTokens: number;
  readonly reward: number;
}

/** One walk. @param onDecision told of every step */
export function corridorLane(
  seed: number,
  onDecision: (decision: CorridorDecision) => void = () => {},
): RlLane {
  const sign = new Random(seed, 1).pick(SIGNS);
  let cell = 0;
  let inForce = '';
  const totals = { episodeReturn: 0, plans: 0, planTokens: 0, tokens: 0 };
  return {
    seed,
    prepare: () => ({
      text: [inForce ? `plan | ${inForce}` : 'plan none', cell === BEFORE ? `fork ${sign}` : 'corridor'].join(
        '\n',
      ),
      grammar: { plan: 'may', maxPlanTokens: 1, actions: WORDS.actions },
      seed: seed * 16 + cell,
    }),
    take: ({ text, planTokens, generatedTokens }: Completion) => {
      const [, words, action] = text.match(/^(?:<plan> (.+) <\/plan> )?(\S+)$/)!;
      const reward = rewardOf(cell, action, sign);
      onDecision({ cell, planTokens, reward });
      inForce = words ?? inForce;
      cell++;
      totals.episodeReturn += reward;
      totals.plans += words ? 1 : 0;
      totals.planTokens += planTokens;
      totals.tokens += generatedTokens;
      return { reward, planTokens, idle: false, terminated: cell === STEPS, truncated: false };
    },
    figures: () => ({ seed, steps: cell, progress: (100 * totals.episodeReturn) / STEPS, ...totals }),
  };
}

function rewardOf(cell: number, action: string, sign: string): number {
  if (action === (cell > BEFORE ? sign : 'forward')) return 1;
  return cell > BEFORE && action === 'forward' ? WALL : 0;
}

const table = layOut(WORDS);
export const CONFIG: PocketConfig = {
  vocabulary: table.size,
  outputs: table.outputs,
  pack: 4,
  width: 32,
  layers: 1,
  heads: 2,
  kvHeads: 1,
  headSize: 16,
  hidden: 64,
  context: 16,
  ropeBase: 10_000,
  normEpsilon: 1e-5,
};

/** A model that knows nothing: fresh weights of that shape, whose last norm keeps it from being decided about anything. */
export function freshModel(seed: number): ModelFiles {
  const weights = initialParameters(CONFIG, new Random(seed));
  weights.get('final_norm')!.fill(0.5);
  const tokens = Int32Array.from({ length: 6 * CONFIG.pack }, (_, i) => 1 + (i % 7));
  const selfCheck = makeSelfCheck(CONFIG, weights, tokens);
  const about = { id: 'corridor', config: CONFIG, vocabulary: WORDS, selfCheck, training: { seed } };
  const file = float32File(CONFIG, weights);
  return { card: parseCard(packModel(about, writeSafetensors(file)).get(CARD_FILE)!), weights: file };
}
