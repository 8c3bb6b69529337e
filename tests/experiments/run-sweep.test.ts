import { describe, expect, test } from 'vitest';
import type { Coach } from '../../src/agents/coach/coach.ts';
import { metricsOf } from '../../src/experiments/metrics.ts';
import { runSweep, withWeights } from '../../src/experiments/run-sweep.ts';
import { type JobResult, jobsOf, type Sweep } from '../../src/experiments/sweep.ts';
import { verifyRecord } from '../../src/records/replay.ts';
import { UniformModel } from '../agents/uniform-model.ts';
import { agent, played, SWEEP } from './sample-sweep.ts';

const byIndex = (results: readonly JobResult[]) => results.toSorted((a, b) => a.job.index - b.job.index);

describe('a sweep that is played', () => {
  test('gives for each job a record that verifies, whose configuration is the job’s', async () => {
    const results = byIndex(await played(SWEEP));
    expect(results.map(({ job }) => job)).toEqual(jobsOf(SWEEP));
    for (const { job, record, metrics } of results) {
      expect(verifyRecord(record).equal).toBe(true);
      expect([record.config.seed, record.config.agent.seed]).toEqual([job.seed, job.seed + 5]);
      expect(metricsOf(record)).toEqual(metrics);
    }
    expect(results.map(({ metrics }) => metrics.plans > 0)).toEqual([false, true, false, true, false, true]);
  });

  test('does not depend on the number of lanes', async () => {
    const [one, many] = [await played(SWEEP, { lanes: 1 }), await played(SWEEP, { lanes: 6 })];
    expect(byIndex(many)).toEqual(byIndex(one));
  });

  test('shares each model’s calls among configurations of one temperature', async () => {
    const model = new UniformModel();
    const [never, every] = SWEEP.configurations;
    const cold = { label: 'cold', agent: { ...every.agent, temperature: 0.5 } };
    await played({ ...SWEEP, configurations: [never, every, cold], seeds: [7] }, { model, lanes: 3 });
    expect(model.batches.slice(0, 4)).toEqual([2, 1, 2, 1]);
  });

  test('goes on where it was stopped, and comes out as if it had not been', async () => {
    const whole = byIndex(await played(SWEEP));
    const abort = new AbortController();
    const first: JobResult[] = [];
    const stopped = runSweep({
      sweep: SWEEP,
      jobs: jobsOf(SWEEP),
      players: SWEEP.configurations.map(() => ({ model: new UniformModel() })),
      lanes: 2,
      signal: abort.signal,
      onJob(result) {
        first.push(result);
        if (first.length === 3) abort.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
    // Both lanes of the round end: what is done stays done.
    expect(first.map(({ job }) => job.seed)).toEqual([7, 7, 8, 8]);
    const done = new Set(first.map(({ job }) => job.index));
    const rest = await played(SWEEP, { jobs: jobsOf(SWEEP).filter(({ index }) => !done.has(index)) });
    expect(byIndex([...first, ...rest])).toEqual(whole);
  });

  test('records a coach’s plans as a person’s, and only the coach plans while they hold', async () => {
    const sweep: Sweep = {
      ...SWEEP,
      configurations: [{ label: 'coached', agent: agent('always'), coach: 'scripted' }],
      seeds: [7],
    };
    const asked: (string | undefined)[] = [];
    const newCoach = (): Coach => ({
      reset: (seed) => expect(seed).toBe(12),
      advise(_observation, plan, previousAction) {
        expect(previousAction === null).toBe(asked.length === 0);
        asked.push(plan?.text);
        if (asked.length === 4) return '';
        return asked.length === 1 ? 'collect wood' : undefined;
      },
    });
    const results: JobResult[] = [];
    await runSweep({
      sweep,
      jobs: jobsOf(sweep),
      players: [{ model: new UniformModel(), newCoach }],
      lanes: 1,
      onJob: (result) => void results.push(result),
    });
    const { steps } = results[0].record;
    expect(asked.slice(0, 4)).toEqual([undefined, 'collect wood', 'collect wood', 'collect wood']);
    expect(steps.slice(0, 3).map(({ plan, planBy }) => [plan, planBy])).toEqual([
      ['collect wood', 'person'],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(steps[3].planBy).toBe('agent');
    expect(verifyRecord(results[0].record).equal).toBe(true);
    expect(results[0].metrics.plans).toBe(steps.length - 2);
  });
});

test('weights that were left open are filled in; others than are here are refused', () => {
  const filled = withWeights(SWEEP, () => '0123456789abcdef');
  expect(filled.configurations.map((one) => one.agent.weights)).toEqual(Array(2).fill('0123456789abcdef'));
  expect(() => withWeights(filled, () => 'fedcba9876543210')).toThrow(
    expect.objectContaining({ code: 'wrong-version', message: expect.stringContaining('"never"') }),
  );
});
