// POGS as a world for speculation: places are immutable, named by their prefix, and follow the world's own rules.

import { expect, test } from 'vitest';
import { pogsLesson } from '../../src/agents/pogs/lesson.ts';
import { Random } from '../../src/random.ts';
import { CLOCK_PRESETS } from '../../src/speculation/clock-model.ts';
import { type SpeculativeAgent, wordsOf } from '../../src/speculation/place.ts';
import { PogsPlace } from '../../src/speculation/pogs-place.ts';
import { SimulatedExecutor } from '../../src/speculation/simulated-executor.ts';
import { speculate } from '../../src/speculation/speculate.ts';
import { Pogs } from '../../src/worlds/pogs/pogs.ts';

test('a place goes where the world goes, and the places before it stay as they were', () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed);
    const world = new Pogs('HardPOGS-v0');
    world.reset(seed);
    let place = PogsPlace.start('HardPOGS-v0', seed);
    const places = [place];
    const actions: number[] = [];
    while (!place.over) {
      const { observation, puzzle } = world.state;
      const action = random.pick([...puzzle.tree[observation.current], observation.current]);
      actions.push(action);
      const { terminated, truncated } = world.step(action);
      place = place.after(action);
      places.push(place);
      expect([place.over, place.solved]).toEqual([terminated || truncated, terminated]);
    }
    expect(places.map(({ depth }) => depth)).toEqual([...places.keys()]);
    expect(place.prefix.steps).toEqual(actions.map(String));
    expect(place.prompt).toContain(`at:${world.state.observation.current} `);
    const again = actions.reduce((at, action) => at.after(action), places[0]);
    expect([again.key, again.prompt]).toEqual([place.key, place.prompt]);
    expect(() => place.after(0)).toThrow(expect.objectContaining({ code: 'episode-over' }));
  }
});

test('a place is named by world, seed, options and steps', () => {
  const start = PogsPlace.start('POGS-v0', 1);
  const others = [
    PogsPlace.start('HardPOGS-v0', 1),
    PogsPlace.start('POGS-v0', 2),
    PogsPlace.start('POGS-v0', 1, { expertPenalty: -5 }),
    start.after(0),
    start.after(1),
    start.after(0).after(1),
    start.after(1).after(0),
  ];
  expect(new Set([start, ...others].map(({ key }) => key)).size).toBe(8);
  expect(PogsPlace.start('POGS-v0', 1, {}).key).toBe(start.key);
  expect(() => start.after(20)).toThrow(expect.objectContaining({ code: 'bad-action' }));
  expect(() => PogsPlace.start('POGS-v0', -1)).toThrow(expect.objectContaining({ code: 'bad-seed' }));
});

/** Says what the teacher would do, or with `errors` any node of the known ones that often. */
function walker(id: string, errors: number): SpeculativeAgent<PogsPlace> {
  return {
    id,
    act: async ({ key, memory }) => {
      const random = new Random(...wordsOf(key), 1);
      const wrong = random.uniform() < errors;
      const action = wrong ? random.pick(memory.known.nodes) : pogsLesson(memory, null)!.action;
      return { action, promptTokens: 20, generatedTokens: 1, calls: 1, rounds: 1, text: `${action}` };
    },
  };
}

test('speculation over HardPOGS is lossless: 40 seeds end as the target alone ends them', async () => {
  const T = walker('T', 0);
  let waste = 0;
  for (let seed = 0; seed < 40; seed++) {
    const start = PogsPlace.start('HardPOGS-v0', seed);
    const policy = { ahead: () => ({ k: 3, value: null }), learn: () => {} };
    const agents = { A: walker('A', 0.3), T };
    const run = await speculate({
      start,
      policy,
      executor: new SimulatedExecutor(agents, CLOCK_PRESETS.remote, seed),
    });
    let alone = start;
    while (!alone.over) alone = alone.after((await T.act(alone)).action);
    expect([run.error, run.end.key, run.end.solved]).toEqual([null, alone.key, true]);
    waste += run.calls.length - 2 * run.steps.length;
  }
  expect(waste).toBeGreaterThan(0);
});
