// The pages in a real browser, with a tiny agent in the worker's place: keyboard, settings, take over, replay and runs.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { encodeFile } from '../../src/records/file.ts';
import type { RunRecord } from '../../src/records/record.ts';
import { linkFor, parseFragment } from '../../src/records/share-link.ts';
import type { AppShell } from '../../src/ui/app-shell.ts';
import { emptyView } from '../../src/ui/run-view.ts';
import { INITIAL_SETTINGS, runConfigOf } from '../../src/ui/settings.ts';
import { recordOfView } from '../../src/ui/share.ts';
import { FakeAgent } from './fake-agent.ts';
import '../../src/ui/main.ts';
import '../../src/ui/styles/main.css';

let app: AppShell;
let agent: FakeAgent;

function open(hash: string): void {
  history.replaceState(null, '', hash);
  app = document.createElement('goldilocks-app') as AppShell;
  app.connect = (listener) => {
    agent = new FakeAgent(listener);
    return agent;
  };
  document.body.append(app);
}

const text = () => (app.textContent ?? '').replace(/\s+/g, ' ');
const find = <T extends Element = HTMLElement>(selector: string) => {
  const element = app.querySelector<T>(selector);
  if (!element) throw new Error(`${selector} is not on the page`);
  return element;
};
const button = (label: string) => {
  const all = [...document.querySelectorAll('button')];
  const named = all.find((each) =>
    (each.getAttribute('aria-label') ?? each.textContent ?? '').trim().startsWith(label),
  );
  if (!named) throw new Error(`no button "${label}"`);
  return named;
};
const press = (key: string) =>
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
const until = (check: () => boolean) =>
  vi.waitFor(() => expect(check()).toBe(true), { timeout: 8000, interval: 20 });
const paused = async () => {
  await until(() => agent !== undefined && text().includes('Run Playing'));
  press(' ');
  await until(() => text().includes('Run Paused'));
};
const stepShown = () => Number(/Step\s*(\d+) of/.exec(text())?.[1]);

beforeEach(() => localStorage.clear());
afterEach(() => {
  agent?.close();
  app.remove();
  for (const dialog of document.querySelectorAll('lab-dialog')) dialog.remove();
});

describe('Play', () => {
  test('the world is on the canvas before any worker has answered', async () => {
    open('#/play');
    app.connect = () => ({ service: {} as never, close: () => {} });
    await until(() => {
      const canvas = app.querySelector<HTMLCanvasElement>('world-view canvas');
      const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return new Set(new Uint32Array(pixels?.buffer ?? new ArrayBuffer(4))).size > 20;
    });
  });

  test('space pauses, a full stop takes one step, and figures follow', async () => {
    open('#/play?speed=30');
    await paused();
    const before = stepShown();
    press('.');
    await until(() => stepShown() === before + 1);
    expect(text()).toContain('Written by the agent');
    expect(find('run-timeline canvas').getAttribute('aria-label')).toContain(`step ${before + 1}`);
  });

  test('a person takes over by key and the steps go to the agent as a person’s', async () => {
    open('#/play');
    await paused();
    press('t');
    await until(() => text().includes('You play'));
    press('ArrowLeft');
    press(' ');
    press('1');
    await until(() => agent.calls.includes('act 11'));
    expect(agent.calls.filter((call) => /act|take/.test(call))).toEqual([
      'take over true',
      'act 1',
      'act 5',
      'act 11',
    ]);
    await until(() => text().includes('make wood pickaxe (you)'));
  });

  test('a written plan is text, whatever it contains, and reaches the agent', async () => {
    open('#/play');
    await paused();
    press('p');
    await until(() => app.querySelector('#plan-text') !== null);
    const plan = '<img src=x onerror=alert(1)> 木を集める';
    find<HTMLTextAreaElement>('#plan-text').value = plan;
    button('Follow this plan').click();
    await until(() => agent.calls.includes(`plan ${plan} (done)`));
    press('.');
    await until(() => app.querySelector('.plan-text')?.textContent === plan);
    expect(app.querySelector('.plan-text img')).toBeNull();
    expect(text()).toContain('Written by you');
  });

  test('a seed beyond 2^53 is refused beside its field, and the run goes on with the old one', async () => {
    open('#/play');
    await paused();
    const field = find<HTMLInputElement>('#knob-seed');
    field.value = '9007199254740993';
    field.dispatchEvent(new Event('change'));
    await until(() => app.querySelector('#problem-seed') !== null);
    expect(find('#problem-seed').textContent).toContain('2^53');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    button('Start this run').click();
    expect(agent.calls.filter((call) => call.startsWith('start'))).toEqual([
      `start ${INITIAL_SETTINGS.seed}`,
    ]);
  });

  test('a seed beyond 2^53 in the address is refused as well, and the world of the default seed is played', async () => {
    open('#/play?seed=9007199254740993');
    await until(() => text().includes('World seed cannot be "9007199254740993".'));
    expect(agent.calls[0]).toBe(`start ${INITIAL_SETTINGS.seed}`);
  });

  test('settings go into the address, and hidden knobs are not shown', async () => {
    open('#/play?seed=5&hide=luck,runtime');
    await paused();
    expect(agent.calls[0]).toBe('start 5');
    expect(app.querySelector('#knob-luck')).toBeNull();
    const schedule = find<HTMLSelectElement>('#knob-schedule');
    schedule.value = 'every';
    schedule.dispatchEvent(new Event('change'));
    await until(() => app.querySelector('#knob-k') !== null);
    expect(location.hash).toBe('#/play?seed=5&schedule=every&hide=luck%2Cruntime');
    expect(text()).toContain('count from the next start');
  });

  test('a download shows its bytes and can be cancelled', async () => {
    open('#/play');
    await paused();
    agent.emit({ type: 'phase', phase: 'loading', stepsPerSecond: 0 });
    agent.emit({ type: 'progress', what: 'Weights', loaded: 1_200_000, total: 2_400_000 });
    await until(() => text().includes('Weights: 1.2 MB of 2.4 MB'));
    expect(find<HTMLProgressElement>('#download-bar').position).toBeCloseTo(0.5, 5);
    button('Cancel').click();
    await until(() => agent.calls.includes('cancel'));
  });

  test('a failure shows its sentence and its hint as text', async () => {
    open('#/play');
    await paused();
    agent.emit({
      type: 'error',
      error: { code: 'bad-model', message: 'The <b>model</b> is broken.', hint: 'Load it again.' },
    });
    await until(() => text().includes('The <b>model</b> is broken. Load it again.'));
  });

  test('a worker that died is replaced, and asked to resume its run where it was', async () => {
    open('#/play');
    await paused();
    const calls: unknown[] = [];
    agent.service.resumeStored = async (...args: unknown[]) => void calls.push(args);
    agent.die();
    await until(() => calls.length === 1);
    expect(calls[0]).toMatchObject(['fake', { paused: true, store: true }]);
    expect(text()).toContain('It was started again.');
  });

  test('a shared run shows a link that replays it, with its length', async () => {
    open('#/play');
    await paused();
    press('l');
    await until(() => document.querySelector('#share-link') !== null);
    const link = document.querySelector<HTMLTextAreaElement>('#share-link')?.value ?? '';
    const shared = await parseFragment(link);
    expect(shared).toMatchObject({ kind: 'record', record: { config: { seed: INITIAL_SETTINGS.seed } } });
    const said = document.querySelector('lab-dialog')?.textContent?.replace(/\s+/g, ' ') ?? '';
    expect(said).toMatch(new RegExp(`steps? in ${link.length.toLocaleString('en-US')} characters`));
  });
});

/** 60 steps of a walk with two plans. */
function someRecord(seed = 7): RunRecord {
  const view = emptyView(runConfigOf({ ...INITIAL_SETTINGS, seed }));
  view.steps = Array.from({ length: 60 }, (_, i) => ({
    action: [1, 5, 2, 5, 3, 5][i % 6],
    by: 'agent' as const,
    ...(i % 30 === 4 ? { plan: `plan ${i}`, planBy: 'agent' as const } : {}),
    planTokens: i % 30 === 4 ? 2 : 0,
    tokens: i % 30 === 4 ? 5 : 1,
  }));
  return recordOfView(view);
}

describe('Replay', () => {
  test('a link plays without an agent, seeks both ways, and verifies', async () => {
    const link = await linkFor(someRecord(), 'http://x/');
    open(link.slice(link.indexOf('#')));
    await until(() => app.querySelector('replay-bar') !== null);
    press('End');
    await until(() => stepShown() === 60);
    expect(find('.plan-text').textContent).toBe('plan 34');
    press('Home');
    await until(() => stepShown() === 0);
    expect(text()).toContain('No plan yet');
    button('Verify').click();
    await until(() => text().includes('Equal.'));
    expect(text()).toContain('60 steps replayed');
  });

  test('a damaged link says so and leads on', async () => {
    open('#r=AAAA');
    await until(() => text().includes('This run cannot be opened'));
    expect(find('.notice.failure').textContent).toContain('link');
  });
});

describe('Runs', () => {
  const drop = (bytes: Uint8Array<ArrayBuffer>) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], 'class.goldilocks'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
  };

  test('dropped files are listed; one is renamed, one is deleted and comes back by Undo', async () => {
    open('#/runs');
    await until(() => app.querySelector('runs-page .runs-head') !== null);
    drop(encodeFile([someRecord(101), someRecord(102)]));
    await until(() => text().includes('2 runs imported'));
    const rows = () =>
      [...app.querySelectorAll('tbody tr')].filter((row) => /seed 10[12]/.test(row.textContent ?? ''));
    await until(() => rows().length === 2);
    await until(() =>
      /Plans? ?made|2/.test(rows()[0].querySelector('[data-label="Plans made"]')?.textContent ?? ''),
    );
    expect(rows()[0].querySelector('[data-label="Steps"]')?.textContent).toBe('60');
    rows()[1].querySelector<HTMLButtonElement>('[aria-label^="Rename"]')?.click();
    await until(() => app.querySelector('.rename input') !== null);
    find<HTMLInputElement>('.rename input').value = ' <i>seed 101</i> again ';
    button('Save').click();
    await until(() => text().includes('<i>seed 101</i> again'));
    rows()[0].querySelector<HTMLButtonElement>('[aria-label^="Delete"]')?.click();
    await until(() => rows().length === 1);
    button('Undo').click();
    await until(() => rows().length === 2);
  });

  test('a file that is no run changes nothing and names itself', async () => {
    open('#/runs');
    await until(() => app.querySelector('runs-page .runs-head') !== null);
    drop(new TextEncoder().encode('certainly not a run'));
    await until(() => text().includes('class.goldilocks:'));
  });
});
