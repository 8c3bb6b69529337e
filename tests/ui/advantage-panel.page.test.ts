// The panel in a real browser, with a client of a few lines in the worker's place (the worker itself: advantage.e2e.test.ts).

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AdvantageRow } from '../../src/experiments/advantage-row.ts';
import { LabError } from '../../src/lab-error.ts';
import { SHIPPED_MODELS } from '../../src/language/pocket/shipped.ts';
import type { AdvantageEvent, MeasureOptions } from '../../src/services/advantage-service.ts';
import type { AdvantagePanel } from '../../src/ui/replay/advantage-panel.ts';
import { config, playedRun } from '../experiments/played-run.ts';
import '../../src/ui/replay/advantage-panel.ts';
import '../../src/ui/styles/main.css';

const [MODEL, { weights }] = Object.entries(SHIPPED_MODELS)[0];
const RUN = playedRun(
  new Array(20).fill(0),
  { 4: 'collect 2 wood', 9: '<b>drink</b>' },
  config({ model: MODEL, weights }),
);

const ROW: AdvantageRow = {
  step: 12,
  planAge: 3,
  oldPlan: '',
  events: ['item-gained'],
  planProbability: 0.25,
  forks: 16,
  horizon: 40,
  hold: false,
  advantage: { mean: 0.4, ci95: [0.1, 0.7] },
  achievements: { mean: 0.3, ci95: [0, 0.6] },
  halves: [0.4, 0.4],
  planTokens: 6.5,
  extraTokens: 8,
  old: { value: 0.5, died: 0.25 },
  fresh: { value: 0.9, died: 0 },
  freshPlans: [{ text: 'eat cow', share: 0.5 }],
};

let panel: AdvantagePanel;
let emit: (event: AdvantageEvent) => void;
let calls: string[];
let answer: PromiseWithResolvers<AdvantageRow>;
let seeks: number[];

beforeEach(async () => {
  [calls, seeks, answer] = [[], [], Promise.withResolvers()];
  panel = document.createElement('advantage-panel') as AdvantagePanel;
  panel.record = RUN;
  panel.step = 12;
  panel.connect = (onEvent) => {
    emit = onEvent;
    return {
      measure: (_record, step, { forks, horizon, hold }: MeasureOptions) => {
        calls.push(`measure ${step}: ${forks} × ${horizon}${hold ? ', hold' : ''}`);
        return answer.promise;
      },
      cancel: async () => {
        calls.push('cancel');
        answer.reject(new LabError('aborted', 'cancelled'));
      },
      close: () => calls.push('close'),
    };
  };
  panel.addEventListener('seek', (event) => seeks.push((event as CustomEvent<number>).detail));
  document.body.append(panel);
  await panel.updateComplete;
});
afterEach(() => panel.remove());

const text = () => (panel.textContent ?? '').replace(/\s+/g, ' ');
const button = (label: RegExp) => {
  const found = [...panel.querySelectorAll('button')].find((each) =>
    label.test((each.getAttribute('aria-label') ?? each.textContent ?? '').trim()),
  );
  if (!found) throw new Error(`no button ${label}`);
  return found;
};
const until = (check: () => boolean) =>
  vi.waitFor(() => expect(check()).toBe(true), { timeout: 8000, interval: 10 });
const input = (name: string) => panel.querySelector<HTMLInputElement>(`#advantage-${name}`)!;
function type(name: string, value: string): void {
  input(name).value = value;
  input(name).dispatchEvent(new Event('change'));
}
async function measured(row: AdvantageRow): Promise<void> {
  button(/^Measure/).click();
  answer.resolve(row);
  await until(() => text().includes(`Step ${row.step}. `));
  answer = Promise.withResolvers();
}

test('the plan in force is named as text, with a way to the decision that made it', () => {
  expect(text()).toContain('the plan in force is <b>drink</b>; 3 steps taken under it.');
  expect(panel.querySelector('b')).toBeNull();
  button(/where it was made/).click();
  expect(seeks).toEqual([9]);
});

test('a measurement shows how far it is, then its verdict, its figures, and its row in plot and table', async () => {
  type('forks', '16');
  type('horizon', '40');
  button(/^Measure at step 12/).click();
  expect(calls).toEqual(['measure 12: 16 × 40']);
  await panel.updateComplete;
  emit({ n: 0, type: 'loading', what: MODEL, loaded: 1_000_000, total: 4_000_000 });
  await until(() => text().includes(`${MODEL}: 1.0 MB of 4.0 MB`));
  emit({ n: 1, type: 'progress', done: 10, total: 40 });
  await until(() => text().includes('Step 12: 25 %'));
  expect(panel.querySelector('progress')?.value).toBe(0.25);
  answer.resolve(ROW);
  await until(() => text().includes('A new plan here is worth 0.40 reward over 40 steps'));
  expect(panel.querySelector('.verdict')?.className).toContain('good');
  expect(text()).toMatch(/Died, old and new\s?25 %, 0 %/);
  expect(text()).toMatch(/Just happened\s?an item was gained/);
  expect(panel.querySelector('progress')).toBeNull();
  expect(panel.querySelector('.whisker svg')?.getAttribute('aria-label')).toBe(
    'Step 12: +0.40, +0.10 to +0.70',
  );
  const cells = [...panel.querySelectorAll('tbody td')].map((cell) => cell.textContent);
  expect(cells).toEqual(['12', '3', '+0.40', '+0.10 to +0.70', '6.5', '0.25', '16 × 40']);
});

test('results stay in the order of steps, one for each way of measuring, and lead back to their steps', async () => {
  await measured(ROW);
  await measured({ ...ROW, step: 3, advantage: { mean: -1, ci95: [-2, -0.5] } });
  await measured({ ...ROW, advantage: { mean: 0.1, ci95: [-0.2, 0.3] } });
  await measured({ ...ROW, hold: true });
  expect([...panel.querySelectorAll('.whisker')].map((row) => row.className)).toEqual([
    'whisker harms',
    'whisker undecided',
    'whisker pays',
  ]);
  button(/^Go to step 3$/).click();
  expect(seeks).toEqual([3]);
  panel.record = { ...RUN };
  await panel.updateComplete;
  expect(panel.querySelector('.whisker')).toBeNull();
});

test('cancel stops the measurement without a message, and another one may begin', async () => {
  button(/^Measure/).click();
  await panel.updateComplete;
  button(/^Cancel/).click();
  await panel.updateComplete;
  expect(calls.at(-1)).toBe('cancel');
  expect(panel.querySelector('progress')).toBeNull();
  expect(panel.querySelector('.verdict')).toBeNull();
  answer = Promise.withResolvers();
  await measured(ROW);
});

test('figures out of range are refused beside the form, and few forks warn', async () => {
  type('forks', '1');
  await panel.updateComplete;
  expect(panel.querySelector('.problem')?.textContent).toBe('Forks: a whole number from 2 to 512.');
  button(/^Measure/).click();
  expect(calls).toEqual([]);
  type('forks', '4');
  await panel.updateComplete;
  expect(panel.querySelector('.problem')).toBeNull();
  expect(text()).toContain('a hint, not a result');
});

test('a run that cannot be measured says why instead of offering to', async () => {
  const refused = async (agent: Parameters<typeof config>[0]) => {
    panel.record = playedRun([0], {}, config(agent));
    await panel.updateComplete;
    expect(panel.querySelector('form')).toBeNull();
    return text();
  };
  expect(await refused({ model: 'teacher' })).toContain('scripted teacher');
  expect(await refused({ model: 'gone' })).toContain('which is not here');
  expect(await refused({ model: MODEL, weights: '0'.repeat(16) })).toContain('other weights');
  panel.record = playedRun([0, 0], {}, config({ model: MODEL, weights }, 2));
  panel.step = 2;
  await panel.updateComplete;
  expect(text()).toContain('there is no decision left');
  expect(button(/^Measure/).disabled).toBe(true);
});

test('leaving the page ends the worker', async () => {
  button(/^Measure/).click();
  panel.remove();
  expect(calls.at(-1)).toBe('close');
});
