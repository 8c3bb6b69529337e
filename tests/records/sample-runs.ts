// Runs for the tests of records: played in the real world by random actions, with plans in a teacher's manner.

import { Random } from '../../src/random.ts';
import { RECORD_FORMAT, type RunConfig, type RunRecord, type StepRecord } from '../../src/records/record.ts';
import { RunRecorder } from '../../src/records/recorder.ts';
import { worldOf } from '../../src/records/replay.ts';

export const CONFIG: RunConfig = {
  world: { id: 'Crafter-v1', area: [64, 64], length: 10_000 },
  seed: 7,
  agent: {
    model: 'pocket-crafter',
    weights: '5d41402abc4b2a76',
    schedule: 'dynamic',
    temperature: 0.7,
    seed: 3,
  },
};

const VERBS = ['collect', 'mine', 'get', 'find', 'go to', 'look for'];
const THINGS = ['wood', 'stone', 'coal', 'iron', 'water', 'cow', 'sapling', 'diamond', 'tunnel', 'grass'];
const PLACES = ['north', 'south west near', 'east far', 'to the west', 'north east', 'south near', ''];
const NEXT = [
  'then place table',
  'then craft wood pickaxe',
  'then make stone sword',
  'then build furnace',
  'then sleep in shelter',
  'then drink water',
  'then explore east',
];

/** About eight words, from some forty. */
export function samplePlan(random: Random): string {
  const words = [
    random.pick(VERBS),
    String(1 + random.int(6)),
    random.pick(THINGS),
    random.pick(PLACES),
    random.pick(NEXT),
  ];
  return words.join(' ').replace(/ +/g, ' ');
}

/** Uniformly random actions; with plans at every 2..7 steps if wanted. */
export function sampleSteps(count: number, random: Random, plans: boolean): StepRecord[] {
  let next = plans ? 0 : count;
  return Array.from({ length: count }, (_, i) => {
    const action = random.int(17);
    if (i < next) return { action, by: 'agent', planTokens: 0, tokens: 1 };
    next = i + 2 + random.int(6);
    const plan = samplePlan(random);
    const planTokens = plan.split(' ').length;
    return { action, by: 'agent', plan, planBy: 'agent', planTokens, tokens: planTokens + 3 };
  });
}

/** A record that no world played: for sizes and round trips alone. */
export function unplayedRecord(steps: readonly StepRecord[], config = CONFIG): RunRecord {
  return {
    format: RECORD_FORMAT,
    config,
    steps,
    outcome: {
      steps: steps.length,
      episodeReturn: 6.299999999999999,
      achievements:
        steps.length < 300 ? {} : { collect_wood: 21, place_table: 64, wake_up: 202, eat_cow: 283 },
      terminated: false,
      truncated: steps.length === config.world.length,
    },
    digest: '0f1e2d3c4b5a6978'.repeat(4),
  };
}

/** Plays until `count` steps or the episode's end. */
export function playedRecord(seed: number, count: number, plans = false, config = CONFIG): RunRecord {
  const played = { ...config, seed };
  const world = worldOf(played);
  world.reset(seed);
  const recorder = new RunRecorder(played, world);
  for (const step of sampleSteps(count, new Random(seed), plans)) {
    const result = world.step(step.action);
    recorder.add(step, result);
    if (result.terminated || result.truncated) break;
  }
  return recorder.record();
}
