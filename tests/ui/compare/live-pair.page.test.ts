// Two runs in lockstep, with tiny agents in the workers' places.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { LivePair } from '../../../src/ui/compare/live-pair.ts';
import { INITIAL_SETTINGS, runConfigOf } from '../../../src/ui/settings.ts';
import { FakeAgent } from '../fake-agent.ts';

const CONFIG = { ...runConfigOf({ ...INITIAL_SETTINGS, model: 'teacher' }), seed: 5 };
const agents: FakeAgent[] = [];
let pair: LivePair;

async function start(speed: number, steering: Parameters<LivePair['start']>[2] = null): Promise<void> {
  agents.length = 0;
  pair = new LivePair((listener) => {
    agents.push(new FakeAgent(listener));
    return agents.at(-1)!;
  }, speed);
  await pair.start(CONFIG, INITIAL_SETTINGS, steering);
}
afterEach(() => pair.close());

const reached = (step: number) =>
  vi.waitFor(() => expect(pair.step).toBeGreaterThanOrEqual(step), { timeout: 8000, interval: 5 });

describe('a pair of live runs', () => {
  test('never is more than one batch apart, and stands at the same step when it pauses', async () => {
    await start(0);
    const apart: number[] = [];
    pair.addEventListener('frame', () => apart.push(Math.abs(pair.left.step - pair.right.step)));
    await reached(40);
    pair.pause();
    await pair.stepOnce();
    expect(pair.left.step).toBe(pair.right.step);
    expect(Math.max(...apart)).toBeLessThanOrEqual(8);
    expect(pair.left.steps).toEqual(pair.right.steps);
  });

  test('takes single steps with both', async () => {
    await start(1);
    pair.pause();
    await pair.stepOnce();
    const at = pair.step;
    await Promise.all([pair.stepOnce(), pair.stepOnce()]);
    expect([pair.left.step, pair.right.step]).toEqual([at + 2, at + 2]);
  });

  test('gives plans, coaches and earlier steps to the right run alone', async () => {
    const script = new Map([
      [2, { plan: 'explore west' }],
      [4, { action: 3 }],
    ]);
    await start(0, { script });
    await reached(20);
    pair.pause();
    await pair.stepOnce();
    expect(agents[0].calls.filter((call) => /plan|act|coach/.test(call))).toEqual([]);
    expect(agents[1].calls.filter((call) => /plan|act/.test(call))).toEqual(['plan explore west', 'act 3']);
    expect(pair.right.steps[1]).toMatchObject({ plan: 'explore west', planBy: 'person' });
    expect(pair.right.steps[3]).toMatchObject({ action: 3, by: 'person' });
    expect(pair.left.step).toBe(pair.right.step);
    await pair.writePlan('drink water', 'steps-5');
    expect(agents[1].calls).toContain('plan drink water (steps-5)');
    pair.close();
    await start(1, { coach: 'scripted' });
    expect(agents.map(({ calls }) => calls.includes('coach scripted'))).toEqual([false, true]);
  });
});
