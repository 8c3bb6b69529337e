// The worker's service in this thread, with a model that does what its plan says (tests/experiments/plan-follower.ts).

import { describe, expect, test } from 'vitest';
import { AdvantageHost } from '../../src/services/advantage-host.ts';
import type { AdvantageEvent, MeasureOptions } from '../../src/services/advantage-service.ts';
import { PlanFollower } from '../experiments/plan-follower.ts';
import { config, playedRun } from '../experiments/played-run.ts';

const OPTIONS: MeasureOptions = { forks: 8, horizon: 6, hold: true, runtime: 'auto' };
const RUN = playedRun([0, 0, 0], { 0: 'wait here' });

function start(onEvent: (event: AdvantageEvent) => void = () => {}) {
  const model = new PlanFollower('dig now');
  const events: AdvantageEvent[] = [];
  let loads = 0;
  const host = new AdvantageHost(
    async (id, _runtime, _signal, report) => {
      loads++;
      report.progress(id, 5, 10);
      return model;
    },
    (id) => (id === 'plan-follower' ? '' : null),
  );
  const postMessage = (event: AdvantageEvent) => {
    events.push(event);
    onEvent(event);
  };
  host.connect({ postMessage } as unknown as MessagePort);
  const of = <Type extends AdvantageEvent['type']>(type: Type) =>
    events.filter((event): event is Extract<AdvantageEvent, { type: Type }> => event.type === type);
  return { host, model, events, of, loads: () => loads };
}

describe('the advantage service', () => {
  test('measures, says how far it is step by step, and keeps its model open', async () => {
    const { host, of, events, loads } = start();
    const row = await host.measure(RUN, 2, OPTIONS);
    expect(row).toMatchObject({ step: 2, forks: 8, horizon: 6, hold: true, oldPlan: 'wait here' });
    expect(of('progress').map(({ done, total }) => `${done}/${total}`)).toEqual(
      [0, 1, 2, 3, 4, 5].map((done) => `${done}/6`),
    );
    expect(of('loading')).toMatchObject([{ what: 'plan-follower', loaded: 5, total: 10 }]);
    expect(of('runtime')).toHaveLength(1);
    expect(await host.measure(RUN, 2, OPTIONS)).toEqual(row);
    expect(loads()).toBe(1);
    expect(events.map(({ n }) => n)).toEqual(events.map((_, i) => i));
  });

  test('stops computing when it is cancelled, and measures again afterwards', async () => {
    let cancelled: Promise<void> | undefined;
    const { host, model } = start((event) => {
      if (event.type === 'progress' && event.done === 3) cancelled ??= host.cancel();
    });
    const measuring = host.measure(RUN, 2, { ...OPTIONS, horizon: 50 });
    await expect(measuring).rejects.toMatchObject({ code: 'aborted' });
    await cancelled;
    expect(model.batches).toHaveLength(3);
    expect((await host.measure(RUN, 2, OPTIONS)).step).toBe(2);
  });

  test('a new measurement takes the place of the one in progress', async () => {
    const { host } = start();
    const first = host.measure(RUN, 1, { ...OPTIONS, horizon: 300 });
    const failed = expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect((await host.measure(RUN, 2, OPTIONS)).step).toBe(2);
    await failed;
  });

  test('refuses runs of models that are not here before it loads anything, and steps that are not there', async () => {
    const { host, loads } = start();
    const other = playedRun([0], {}, config({ model: 'pocket-other' }));
    const scripted = playedRun([0], {}, config({ model: 'teacher' }));
    for (const run of [other, scripted])
      await expect(host.measure(run, 0, OPTIONS)).rejects.toMatchObject({ code: 'model-missing' });
    await expect(host.measure(RUN, 0, { ...OPTIONS, forks: 1 })).rejects.toMatchObject({
      code: 'bad-argument',
    });
    expect(loads()).toBe(0);
    await expect(host.measure(RUN, 4, OPTIONS)).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
