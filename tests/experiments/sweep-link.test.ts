import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presets } from '../../src/experiments/presets.ts';
import { reportOf } from '../../src/experiments/report.ts';
import { checkSweep, type JobFigures, jobsOf, type Sweep } from '../../src/experiments/sweep.ts';
import { parseSweepFragment, sweepLinkFor } from '../../src/experiments/sweep-link.ts';
import { Random } from '../../src/random.ts';
import { LINK_LIMIT, linkFor, pack } from '../../src/records/share-link.ts';
import { playedRecord } from '../records/sample-runs.ts';
import { figuresWith, played, SWEEP } from './sample-sweep.ts';

const BASE = 'https://example.org/lab/#/runs';

/** Figures that vary as real ones do. */
function varied(sweep: Sweep): JobFigures[] {
  return jobsOf(sweep).map((job) => {
    const random = new Random(job.seed, job.configuration);
    const steps = 120 + random.int(180);
    const plans = random.int(steps);
    const planTokens = 4 * plans + random.int(50);
    const tokens = steps + planTokens + 2 * plans;
    const { metrics } = figuresWith(job, random.int(14), steps);
    const drift = random.int(1000) / 1000;
    return {
      job,
      metrics: { ...metrics, plans, plansPer100: (100 * plans) / steps, planTokens, tokens, drift },
    };
  });
}

describe('a link to an experiment', () => {
  test('carries the set-up and every figure', async () => {
    const jobs = (await played(SWEEP)).map(({ job, metrics }) => ({ job, metrics }));
    const { link, withResults } = await sweepLinkFor({ sweep: SWEEP, jobs }, BASE);
    expect(link).toMatch(/^https:\/\/example\.org\/lab\/#\/plan\?s=[\w-]+$/);
    expect(withResults).toBe(true);
    const shared = (await parseSweepFragment(link))!;
    expect(shared.sweep).toEqual(SWEEP);
    const [given, got] = [reportOf(SWEEP, jobs), reportOf(shared.sweep, shared.jobs)];
    for (const [i, row] of given.rows.entries()) {
      const { metrics, ...exact } = row;
      expect(got.rows[i]).toMatchObject(exact);
      for (const name of ['progress', 'tokens', 'episodeReturn', 'depth', 'backtracksPer100'] as const)
        expect(got.rows[i].metrics[name]!.mean).toBeCloseTo(metrics[name]!.mean, 10);
      expect(got.rows[i].metrics.planAge?.mean ?? 0).toBeCloseTo(metrics.planAge?.mean ?? 0, 1);
      expect(got.rows[i].metrics.drift?.mean ?? 0).toBeCloseTo(metrics.drift?.mean ?? 0, 2);
    }
  });

  test('holds the three-minute preset whole, also when some jobs are missing', async () => {
    const { sweep } = presets(['pocket-crafter'])[0];
    const jobs = varied(sweep).filter((_, i) => i % 50 !== 7);
    const { link, withResults } = await sweepLinkFor({ sweep, jobs: jobs.toReversed() }, BASE);
    expect(withResults).toBe(true);
    expect(link.length).toBeLessThan(LINK_LIMIT);
    expect((await parseSweepFragment(link))!.jobs.map(({ job }) => job)).toEqual(jobs.map(({ job }) => job));
  });

  test('carries the set-up alone where the figures do not fit', async () => {
    const sweep = { ...SWEEP, seeds: Array.from({ length: 800 }, (_, i) => i) };
    const { link, withResults } = await sweepLinkFor({ sweep, jobs: varied(sweep) }, BASE);
    expect([withResults, link.length < 600]).toEqual([false, true]);
    expect(await parseSweepFragment(link)).toEqual({ sweep, jobs: [] });
    const random = new Random(1);
    const scattered = { ...SWEEP, seeds: Array.from({ length: 2000 }, () => random.nextUint32() * 4096) };
    await expect(sweepLinkFor({ sweep: scattered, jobs: [] }, BASE)).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  test('of another kind is none of an experiment', async () => {
    expect(await parseSweepFragment('#/plan?seeds=8')).toBeNull();
    expect(await parseSweepFragment(await linkFor(playedRecord(3, 20), BASE))).toBeNull();
  });

  test('that is cut, changed or too large is refused, and nothing else happens', async () => {
    const { link } = await sweepLinkFor({ sweep: SWEEP, jobs: varied(SWEEP) }, BASE);
    const codes = ['bad-link', 'bad-argument', 'wrong-version', 'too-large'];
    const start = link.indexOf('s=') + 2;
    await fc.assert(
      fc.asyncProperty(fc.nat(link.length - start - 1), fc.constantFrom('A', '_', ''), async (at, letter) => {
        const changed = link.slice(0, start + at) + letter + link.slice(start + at + 1);
        const code = await parseSweepFragment(changed).then(
          (shared) => (shared && checkSweep(shared.sweep) ? 'fine' : 'null'),
          (error: { code: string }) => error.code,
        );
        expect(['fine', ...codes]).toContain(code);
      }),
      { numRuns: 60 },
    );
    const bomb = await pack(new Uint8Array(4 * 2 ** 20));
    await expect(parseSweepFragment(`#s=${bomb}`)).rejects.toMatchObject({ code: 'too-large' });
    await expect(parseSweepFragment(`#s=${'A'.repeat(70_000)}`)).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('presets', () => {
  const all = presets(['pocket-crafter', 'pocket-crafter-naive', 'pocket-crafter-base']);

  test('are sweeps that may be started, on worlds that no model was trained on', () => {
    expect(all.map(({ id }) => id)).toEqual(['goldilocks', 'naive-or-dynamic', 'human-plans', 'full']);
    for (const { sweep, maxMs } of all) {
      expect(checkSweep(sweep)).toEqual(sweep);
      expect(Math.min(...sweep.seeds)).toBe(100);
      expect(Math.max(...sweep.seeds)).toBeLessThan(1_000_000);
      expect(maxMs).toBeLessThan(180_000);
    }
  });

  test('are offered only where their models are', () => {
    expect(presets(['pocket-crafter']).map(({ id }) => id)).toEqual(['goldilocks', 'human-plans', 'full']);
    expect(presets([])).toEqual([]);
  });
});
