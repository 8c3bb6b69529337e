// Experiments in a real IndexedDB: played by several players, stopped, resumed, refused to a second tab, and kept where
// storage fails.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jobsOf, type Sweep } from '../../src/experiments/sweep.ts';
import { LabError } from '../../src/lab-error.ts';
import { SHIPPED_MODELS } from '../../src/language/pocket/shipped.ts';
import { verifyRecord } from '../../src/records/replay.ts';
import { LabDatabase } from '../../src/records/store/database.ts';
import { SweepStore } from '../../src/records/store/sweep-store.ts';
import { ExperimentHost, type Players } from '../../src/services/experiment-host.ts';
import type { ExperimentEvent, SweepOptions } from '../../src/services/experiment-service.ts';
import type { StartPlayer } from '../../src/services/player-team.ts';
import { SweepKeeper } from '../../src/services/sweep-keeper.ts';
import { agent, SWEEP } from '../experiments/sample-sweep.ts';
import { localPlayers } from './local-players.ts';

const ID = 'pocket-crafter';
const OPTIONS: SweepOptions = { runtime: 'auto', lanes: 2, store: true };
const sweep: Sweep = {
  ...SWEEP,
  configurations: [
    { label: 'never', agent: agent('never', ID) },
    { label: 'coached', agent: agent('human', ID), coach: 'scripted' },
    { label: 'teacher', agent: agent('dynamic', 'teacher') },
  ],
};

let name: string;
const databases: LabDatabase[] = [];
beforeEach(() => {
  name = `test-experiments-${crypto.randomUUID()}`;
});
afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.close()));
  indexedDB.deleteDatabase(name);
});

class Tab {
  readonly events: ExperimentEvent[] = [];
  readonly store: SweepStore;
  readonly host: ExperimentHost;
  onEvent: (event: ExperimentEvent) => void = () => {};

  constructor(players: Players = localPlayers(2)) {
    const database = new LabDatabase(name);
    databases.push(database);
    this.store = new SweepStore(database);
    this.host = new ExperimentHost(players, new SweepKeeper(this.store));
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = ({ data }: MessageEvent<ExperimentEvent>) => {
      this.events.push(data);
      this.onEvent(data);
    };
    this.host.connect(port1);
  }

  of<Type extends ExperimentEvent['type']>(type: Type): Extract<ExperimentEvent, { type: Type }>[] {
    return this.events.filter((event) => event.type === type) as never;
  }

  /** Waits until an event of this type has come. */
  async until(type: ExperimentEvent['type'], count = 1): Promise<void> {
    await expect.poll(() => this.of(type).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
  }
}

describe('an experiment in the background', () => {
  test('is played by several players, told job by job, and stored with its records', async () => {
    const players = localPlayers(2);
    const tab = new Tab(players);
    const id = await tab.host.start(sweep, OPTIONS);
    await tab.until('finished');
    expect(players.started).toBe(2);
    expect(tab.events.map(({ n }) => n)).toEqual(tab.events.map((_, i) => i));
    expect(tab.of('runtime').map(({ model, kind }) => [model, kind])).toEqual([
      [ID, 'script'],
      ['teacher', 'script'],
    ]);
    expect(tab.of('finished')).toMatchObject([{ id, done: 9, cancelled: false }]);
    const { stored, jobs } = await new Tab().host.open(id);
    expect([stored.done, stored.total]).toEqual([9, 9]);
    expect(stored.sweep.configurations[0].agent.weights).toBe(SHIPPED_MODELS[ID].weights);
    expect(jobs.map(({ job }) => job)).toEqual(jobsOf(sweep));
    const told = tab.of('job').map(({ job, metrics }) => ({ job, metrics }));
    expect(told.toSorted((a, b) => a.job.index - b.job.index)).toEqual(jobs);
    const record = await new Tab().host.record(id, 4);
    expect(verifyRecord(record).equal).toBe(true);
    expect(record.steps.some(({ planBy }) => planBy === 'person')).toBe(true);
  });

  test('goes on after it was stopped, and comes out as if it had not been', async () => {
    // Long enough for the word that a job is done to come back before all of them are.
    const long = { ...sweep, seeds: Array.from({ length: 60 }, (_, i) => 7 + i) };
    const total = 180;
    const whole = new Tab();
    await whole.host.start(long, { ...OPTIONS, store: false });
    await whole.until('finished');
    const tab = new Tab(localPlayers(1));
    tab.onEvent = ({ type }) => type === 'job' && void tab.host.cancel();
    const id = await tab.host.start(long, { ...OPTIONS, lanes: 1 });
    await tab.until('finished');
    const { done, cancelled } = tab.of('finished')[0];
    expect(cancelled).toBe(true);
    expect(done).toBeLessThan(total);
    const reloaded = new Tab();
    expect(await reloaded.host.list()).toMatchObject([{ id, done, total }]);
    await reloaded.host.resume(id, OPTIONS);
    await reloaded.until('finished');
    const figures = (from: Tab) => new Map(from.of('job').map(({ job, metrics }) => [job.index, metrics]));
    expect(figures(reloaded)).toEqual(figures(whole));
    expect(reloaded.of('progress')[0]).toMatchObject({ done, total });
  });

  test('begins no second world when its time is up, and finishes the one it has begun', async () => {
    const tab = new Tab(localPlayers(1));
    await tab.host.start({ ...sweep, seeds: [7, 8, 9, 10, 11, 12] }, { ...OPTIONS, lanes: 1, maxMs: 1 });
    await tab.until('finished');
    expect(tab.of('finished')[0]).toMatchObject({ done: 3, cancelled: false });
  });

  test('is refused to another tab while this one plays it, and cannot be deleted under it', async () => {
    const tab = new Tab(localPlayers(1));
    const id = await tab.host.start({ ...sweep, maxSteps: 5000 }, OPTIONS);
    const other = new Tab();
    await expect(other.host.resume(id, OPTIONS)).rejects.toMatchObject({ code: 'run-busy' });
    await expect(other.host.delete(id)).rejects.toMatchObject({ code: 'run-busy' });
    await tab.host.cancel();
    await other.host.delete(id);
    expect(await other.host.list()).toEqual([]);
    await expect(other.host.open(id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('whose weights were others is not mixed with these', async () => {
    const tab = new Tab();
    const [never, ...rest] = sweep.configurations;
    const old = { ...never, agent: { ...never.agent, weights: '0123456789abcdef' } };
    await tab.store.create('old', { ...sweep, configurations: [old, ...rest] });
    await expect(tab.host.resume('old', OPTIONS)).rejects.toMatchObject({ code: 'wrong-version' });
    await tab.store.create('noise', { script: 'x' });
    await expect(tab.host.open('noise')).rejects.toMatchObject({ code: 'bad-argument' });
    expect((await tab.host.list()).map(({ id }) => id)).toEqual(['old']);
  });

  test('loses nothing when storage is full for a while', async () => {
    const tab = new Tab(localPlayers(1));
    const addJob = tab.store.addJob.bind(tab.store);
    let refusals = 3;
    tab.store.addJob = async (...args) => {
      if (refusals-- > 0) throw new LabError('storage-full', 'The storage of this browser is full.');
      return addJob(...args);
    };
    const id = await tab.host.start(sweep, OPTIONS);
    await tab.until('finished');
    expect(tab.of('notice').filter(({ text }) => /full/.test(text))).toHaveLength(1);
    expect((await new Tab().host.open(id)).jobs).toHaveLength(9);
  });

  test('of two that are started at once only the second one goes on, and one in memory says that it is', async () => {
    const tab = new Tab();
    const options = { ...OPTIONS, store: false };
    const ids = await Promise.all([tab.host.start(sweep, options), tab.host.start(sweep, options)]);
    await tab.until('finished', 2);
    expect(tab.of('finished').map(({ id, cancelled }) => [id, cancelled])).toEqual([
      [ids[0], true],
      [ids[1], false],
    ]);
    expect(tab.of('started').map(({ stored }) => stored)).toEqual([false, false]);
    expect(await tab.host.list()).toEqual([]);
    expect((await tab.host.record(ids[1], 0)).config.seed).toBe(7);
  });

  test('with a player that fails says so, and keeps what was played', async () => {
    const players = localPlayers(1);
    const start: StartPlayer = (onEvent, onDeath) => {
      let jobs = 0;
      const thread = players.start((event) => {
        if (event.type === 'job' && ++jobs > 2) onDeath(new LabError('out-of-memory', 'No memory is left.'));
        else onEvent(event);
      }, onDeath);
      return thread;
    };
    const tab = new Tab({ start, most: 1 });
    const id = await tab.host.start(sweep, OPTIONS);
    await tab.until('error');
    expect(tab.of('error')).toMatchObject([{ id, error: { code: 'out-of-memory' } }]);
    expect((await tab.host.open(id)).jobs).toHaveLength(2);
  });
});
