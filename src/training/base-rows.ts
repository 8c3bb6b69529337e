// Rows for the Base model: it reads the world and answers in the right form, but what it says has nothing to do with what
// it sees. Plans are drawn from the whole plan language, actions uniformly; only the words are to be learned.

import { promptLines } from '../agents/crafter-prompt.ts';
import type { Goal } from '../agents/goals.ts';
import { CrafterMemory } from '../agents/memory.ts';
import type { CurrentPlan } from '../agents/plan.ts';
import { renderPlan } from '../agents/plan-language.ts';
import { DIRECTION_WORDS } from '../agents/plan-words.ts';
import { Random } from '../random.ts';
import { Crafter } from '../worlds/crafter/crafter.ts';
import { describeGrid } from '../worlds/crafter/describe-grid.ts';
import { ACTIONS } from '../worlds/crafter/names.ts';
import type { RolloutFigures } from './rollouts.ts';
import type { RowWriter } from './row-writer.ts';

/** Share of answers with a plan, about the teacher's. */
const PLANS = 0.17;
/** Share of plans with a second goal. */
const SECOND = 0.4;

const GOALS: readonly Goal[] = [
  ...['wood', 'stone', 'coal', 'iron', 'diamond', 'sapling'].map((thing) => ({
    verb: 'collect' as const,
    thing,
  })),
  ...['table', 'furnace', 'plant', 'stone'].map((thing) => ({ verb: 'place' as const, thing })),
  ...['wood', 'stone', 'iron'].flatMap((level) => [
    { verb: 'make' as const, thing: `${level}_pickaxe` },
    { verb: 'make' as const, thing: `${level}_sword` },
  ]),
  ...['cow', 'plant'].map((thing) => ({ verb: 'eat' as const, thing })),
  ...['zombie', 'skeleton'].map((thing) => ({ verb: 'fight' as const, thing })),
  { verb: 'drink', thing: 'water' },
  { verb: 'sleep' },
  ...DIRECTION_WORDS.map((direction) => ({ verb: 'explore' as const, direction })),
];

/** Random play in worlds of these seeds; every step becomes a row. */
export function baseRows(seeds: readonly number[], maxSteps: number, writer: RowWriter): RolloutFigures {
  const memory = new CrafterMemory();
  let steps = 0;
  let unlocked = 0;
  for (const seed of seeds) {
    const random = new Random(seed, 0xba5e);
    const world = new Crafter({ length: maxSteps });
    let plan: CurrentPlan | null = null;
    let action: number | null = null;
    memory.reset();
    for (let state = world.reset(seed); !state.terminated && !state.truncated; steps++) {
      memory.update(state.observation, action);
      const text = promptLines(describeGrid(state.observation), memory, plan);
      const isPlanning = random.uniform() < PLANS;
      if (isPlanning) plan = { text: randomPlan(memory, random), age: 0, by: 'agent' };
      action = random.int(ACTIONS.length);
      writer.add(text, { plan: isPlanning ? plan!.text : undefined, action: ACTIONS[action] });
      if (plan) plan = { ...plan, age: plan.age + 1 };
      state = world.step(action);
    }
    unlocked += world.state.achievements.filter((count) => count > 0).length;
  }
  return { episodes: seeds.length, steps, rows: steps, achievements: unlocked / seeds.length };
}

function randomPlan(memory: CrafterMemory, random: Random): string {
  const goals = [random.pick(GOALS), ...(random.uniform() < SECOND ? [random.pick(GOALS)] : [])];
  const counted = goals.map((goal) =>
    goal.verb === 'collect' && random.uniform() < 0.5 ? { ...goal, count: 1 + random.int(9) } : goal,
  );
  return renderPlan(counted, memory, random);
}
