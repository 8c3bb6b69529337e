// What every long run on a page does when its worker dies, and when another tab has stored something.

import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import { WorkerRun } from '../../src/ui/worker-run.ts';

const DIED = new LabError('internal', 'The worker stopped.');

class SampleRun extends WorkerRun {
  phase = 'running';
  id = 'a';
  kept = true;
  resumed = 0;
  refuses: LabError | null = null;
  shown: string[] = [];
  notices: string[] = [];

  constructor() {
    super();
    this.addEventListener('notice', (event) => this.notices.push((event as CustomEvent<string>).detail));
  }

  die(said?: string): void {
    this.revive(DIED, said);
  }

  store(): void {
    this.gotOn();
  }

  hear(id: string, opened: Promise<string>): void {
    this.onElsewhere(id, { open: () => opened }, (each) => this.shown.push(each));
  }

  protected override get isKept(): boolean {
    return this.kept;
  }

  protected override async again(): Promise<void> {
    this.resumed++;
    if (this.refuses) throw this.refuses;
  }

  protected override end(phase: string): void {
    this.phase = phase;
  }
}

describe('the worker dies', () => {
  test('a new one goes on, twice in a row; the third time the run has failed', () => {
    const run = new SampleRun();
    run.die();
    run.die('Once more.');
    expect([run.phase, run.resumed, run.notices]).toEqual([
      'running',
      2,
      ['The worker stopped. It goes on in a new one.', 'Once more.'],
    ]);
    run.die();
    expect([run.phase, run.resumed, run.error]).toEqual(['failed', 2, DIED]);
  });

  test('deaths before something was stored count no more', () => {
    const run = new SampleRun();
    for (let i = 0; i < 2; i++) run.die();
    run.store();
    for (let i = 0; i < 2; i++) run.die();
    expect([run.phase, run.resumed]).toEqual(['running', 4]);
  });

  test('what is kept nowhere goes with it, and what does not run is left alone', () => {
    const run = Object.assign(new SampleRun(), { kept: false });
    run.die();
    expect([run.phase, run.resumed, run.notices]).toEqual(['failed', 0, []]);
    const idle = Object.assign(new SampleRun(), { phase: 'stopped' });
    idle.die();
    expect([idle.phase, idle.resumed, idle.error]).toEqual(['stopped', 0, null]);
  });

  test('a new one that cannot go on says why', async () => {
    const refuses = new LabError('run-busy', 'Another tab has it.');
    const run = Object.assign(new SampleRun(), { refuses });
    run.die();
    await expect.poll(() => run.phase).toBe('failed');
    expect(run.error).toBe(refuses);
  });
});

describe('another tab has stored something', () => {
  test('what is on the page is shown again; anything else is only listed anew', async () => {
    const run = Object.assign(new SampleRun(), { phase: 'watching' });
    let listed = 0;
    run.addEventListener('listed', () => listed++);
    run.hear('b', Promise.resolve('b'));
    run.hear('a', Promise.resolve('a'));
    await expect.poll(() => run.shown).toEqual(['a']);
    expect(listed).toBe(2);
  });

  test('what has begun to run here meanwhile stays as it is', async () => {
    const run = Object.assign(new SampleRun(), { phase: 'watching' });
    const { promise, resolve } = Promise.withResolvers<string>();
    run.hear('a', promise);
    run.phase = 'loading';
    resolve('a');
    await new Promise((done) => setTimeout(done));
    expect(run.shown).toEqual([]);
  });
});
