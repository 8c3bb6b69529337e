// Records, measured: encoding, decoding, the sizes of links, verification and seeking, on one thread. Verification replays
// random episodes in default worlds, many short ones, so that resets weigh more in it than in one run of 10,000 steps.

import { Random } from '../src/random.ts';
import { decodeRecord, encodeRecord } from '../src/records/codec.ts';
import { RECORD_FORMAT, type RunConfig, type RunRecord, type StepRecord } from '../src/records/record.ts';
import { RunRecorder } from '../src/records/recorder.ts';
import { Replay, verifyRecord, worldOf } from '../src/records/replay.ts';
import { linkFor, parseFragment } from '../src/records/share-link.ts';
import { type Benchmark, type Figure, median } from './figures.ts';

const RUNS = 7;
const STEPS = 10_000;
const PAGE = 'http://localhost:4173/';
const CONFIG: RunConfig = {
  world: { id: 'Crafter-v1', area: [64, 64], length: STEPS },
  seed: 7,
  agent: {
    model: 'pocket-crafter',
    weights: '5d41402abc4b2a76',
    schedule: 'dynamic',
    temperature: 1,
    seed: 0,
  },
};

export const benchmark: Benchmark = {
  async run({ quick }) {
    const runs = quick ? 1 : RUNS;
    const bare = unplayed(randomSteps(STEPS, 0));
    const planned = unplayed(randomSteps(300, 0.25));
    const bytes = encodeRecord(bare);
    const link = await linkFor(bare, PAGE);
    const episodes = randomEpisodes();
    const longest = episodes.reduce((a, b) => (a.steps.length > b.steps.length ? a : b));
    const replay = new Replay(longest);
    const random = new Random(1);
    return {
      'link, 10,000 random actions': once('characters', link.length),
      'link, 300 steps with plans': once('characters', (await linkFor(planned, PAGE)).length),
      'encode 10,000 steps': await timed(runs, () => encodeRecord(bare)),
      'decode 10,000 steps': await timed(runs, () => decodeRecord(bytes)),
      'read a link of 10,000 steps': await timed(runs, () => parseFragment(link)),
      [`verify 10,000 steps in ${episodes.length} episodes`]: await timed(runs, () =>
        episodes.map(verifyRecord),
      ),
      [`open a replay of ${longest.steps.length} steps`]: await timed(runs, () => new Replay(longest)),
      'seek to a random step': await timed(30 * runs, () => replay.frameAt(random.int(replay.length + 1))),
    };
  },
};

/** @param planShare probability of a plan at a step */
function randomSteps(count: number, planShare: number): StepRecord[] {
  const random = new Random(count);
  const goals = [
    'collect 4 wood',
    'mine 2 stone',
    'drink water',
    'find cow',
    'place table',
    'make wood pickaxe',
  ];
  const places = ['north near', 'south west far', 'to the east', 'west', ''];
  return Array.from({ length: count }, () => {
    const action = random.int(17);
    if (random.uniform() >= planShare) return { action, by: 'agent', planTokens: 0, tokens: 1 };
    const plan = `${random.pick(goals)} ${random.pick(places)} then ${random.pick(goals)}`.replace(
      / +/g,
      ' ',
    );
    const planTokens = plan.split(' ').length;
    return { action, by: 'agent', plan, planBy: 'agent', planTokens, tokens: planTokens + 3 };
  });
}

/** A record that no world played: for sizes alone. */
function unplayed(steps: StepRecord[]): RunRecord {
  const outcome = {
    steps: steps.length,
    episodeReturn: 1.1,
    achievements: {},
    terminated: false,
    truncated: true,
  };
  return { format: RECORD_FORMAT, config: CONFIG, steps, outcome, digest: 'ab'.repeat(32) };
}

/** Random episodes in default worlds, one after the other, until they have 10,000 steps together. */
function randomEpisodes(): RunRecord[] {
  const records: RunRecord[] = [];
  let left = STEPS;
  for (let seed = 0; left > 0; seed++) {
    const config = { ...CONFIG, seed };
    const world = worldOf(config);
    world.reset(seed);
    const recorder = new RunRecorder(config, world);
    for (const step of randomSteps(left, 0)) {
      const result = world.step(step.action);
      recorder.add(step, result);
      left--;
      if (result.terminated) break;
    }
    records.push(recorder.record());
  }
  return records;
}

/** Milliseconds of `work`, once more before that for the compiler to warm up. */
async function timed(runs: number, work: () => unknown): Promise<Figure> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return { median: median(times), unit: 'ms', runs: times };
}

function once(unit: string, value: number): Figure {
  return { median: value, unit, runs: [value] };
}
