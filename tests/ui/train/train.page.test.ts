// The Train page in a real browser, over the real host and store in this thread: from the empty page to curves, paused,
// reloaded, watched, compared, renamed, exported, brought back, and failed.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeGate } from '../../../src/agents/gate-file.ts';
import { LabError } from '../../../src/lab-error.ts';
import type { TrainPage } from '../../../src/ui/train/train-page.ts';
import { TrainingRun } from '../../../src/ui/train/training-run.ts';
import { unknownGate } from '../../agents/gates.ts';
import { type FakeOptions, figuresOf, OPTIONS, setupOf } from '../../services/fake-trainer.ts';
import { named, press, text, until, within } from '../page-hands.ts';
import { type LocalLearner, localLearner } from './local-learner.ts';
import '../../../src/ui/parts/notices.ts';
import '../../../src/ui/train/train-page.ts';
import '../../../src/ui/styles/main.css';

/** Three updates. */
const QUERY = 'lanes=4&horizon=8&steps=96&evaluateEvery=2&validated=4&price=0.01';
let name: string;
const local: LocalLearner[] = [];
let page: TrainPage;

function open(props: Partial<Pick<TrainPage, 'query' | 'trainingId'>>, options?: FakeOptions): LocalLearner {
  const learner = localLearner(name, options);
  local.push(learner);
  page = document.createElement('train-page') as TrainPage;
  page.run = new TrainingRun(learner.connect);
  Object.assign(page, props);
  document.body.append(page);
  return learner;
}

async function leave(): Promise<void> {
  page.remove();
  await Promise.all(local.splice(0).map((each) => each.close()));
}

const { find, cells, give } = within(() => page);
const columns = () => page.querySelectorAll('#card-training .chart-column').length;

/** Waits at an update until the training is stopped. */
const heldAt =
  (at: number): FakeOptions['before'] =>
  (update, { signal }) => {
    if (update !== at) return;
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  };

beforeEach(() => {
  name = `test-train-page-${crypto.randomUUID()}`;
  sessionStorage.clear();
  document.body.append(document.createElement('lab-notices'));
});
afterEach(async () => {
  await leave();
  document.body.replaceChildren();
  indexedDB.deleteDatabase(name);
  history.replaceState(null, '', '#');
});

test('the empty page teaches in three lines, and one button starts what the form says', async () => {
  open({ query: QUERY });
  await until(() => find<HTMLInputElement>('#train-price')?.value === '0.01');
  expect(page.querySelectorAll('.lessons li')).toHaveLength(3);
  expect(text()).toContain('3 updates of 32 decisions each, 1 evaluation.');
  await press('Start training');
  await until(() => text().includes('All 96 steps are made'));
  expect(columns()).toBe(3);
  expect(page.run.setup?.plan).toMatchObject({
    steps: 96,
    evaluateEvery: 2,
    hyper: { price: 0.01, lanes: 4 },
  });
  expect(cells('training').map(([update, steps]) => [update, steps])).toEqual([
    ['1', '32'],
    ['2', '64'],
    ['3', '96'],
  ]);
  expect(cells('evaluations')).toEqual([['2', '64', '20', '10', '30', '4']]);
  expect(text()).toContain('Its best policy, of update 2, is kept as well.');
  expect(location.hash).toBe(`#/train/${page.run.id}`);
});

test('a gate is set up by the same form, trained on the same page, and kept for the others', async () => {
  const gate = unknownGate(-0.5, 'plan_age', 3);
  const bytes = new TextEncoder().encode(writeGate(gate));
  const learner = open({}, { learned: { kind: 'gate', bytes } });
  await until(() => find('#train-trains') !== null);
  const trains = find<HTMLSelectElement>('#train-trains');
  trains.value = 'gate';
  trains.dispatchEvent(new Event('change'));
  await until(() => location.hash === '#/train?trains=gate' && find('#train-units') !== null);
  expect([find('#train-variant'), find('#train-rank')]).toEqual([null, null]);
  expect(find<HTMLInputElement>('#train-price').value).toBe('0.01');
  for (const [key, value] of Object.entries({ lanes: 4, horizon: 8, steps: 96 })) {
    const field = find<HTMLInputElement>(`#train-${key}`);
    field.value = String(value);
    field.dispatchEvent(new Event('change'));
    await until(() => location.hash.includes(`${key}=${value}`));
  }
  await press('Start training');
  await until(() => text().includes('All 96 steps are made'));
  expect(page.run.setup).toMatchObject({ kind: 'gate', plan: { hyper: { lanes: 4, units: 32 } } });
  expect(text()).toContain('A gate for Primed-Dynamic: Pocket model, whose weights stay as they are');
  expect(columns()).toBe(3);
  await until(() => find('.stored-sweeps li') !== null);
  expect(find('.stored-sweeps li').textContent).toContain('Gate · ');
  await press('Keep the gate');
  await until(() => text().includes('The gate is kept'));
  expect(await learner.gates()).toMatchObject([{ id: gate.id, name: page.run.setup?.name }]);
  const starts = [...page.querySelectorAll<HTMLOptionElement>('#train-start option')];
  expect(starts.map(({ value }) => value)).not.toContain(page.run.id);
});

test('every dial is under “More”, with its default and source; what cannot be read says so and starts nothing', async () => {
  open({});
  await until(() => find('#train-clip') !== null);
  expect(find('#train-about-clip').textContent).toContain('Schulman');
  const lanes = find<HTMLInputElement>('#train-lanes');
  lanes.value = '1000';
  lanes.dispatchEvent(new Event('change'));
  await until(() => text().includes('Lanes cannot be "1000"'));
  await press('Start training');
  expect([lanes.getAttribute('aria-invalid'), page.run.phase]).toEqual(['true', 'empty']);
  const slider = find<HTMLInputElement>('#train-price');
  expect([slider.type, slider.min, slider.value]).toEqual(['range', '0', '0']);
  slider.value = '0.05';
  slider.dispatchEvent(new Event('input'));
  await until(() => location.hash === '#/train?price=0.05');
});

test('what it does is always said with a number, and a pause keeps it for later', async () => {
  open({ query: QUERY }, { before: heldAt(2) });
  await until(() => find('#train-price') !== null);
  await press('Start training');
  await until(() => columns() === 1);
  await until(() => text().includes('Playing: 1 of 8 decisions'));
  expect(find<HTMLProgressElement>('.progress-panel > progress').value).toBe(32);
  expect(text()).toContain('7 arrays, 28 B');
  await press('Pause');
  await until(() => text().includes('1 update, 32 of 96 steps are kept'));
  expect(named('Continue')).toBeDefined();
});

test('after a reload the training of this tab goes on by itself, another tab’s is only shown', async () => {
  open({ query: QUERY }, { before: heldAt(2) });
  await until(() => find('#train-price') !== null);
  await press('Start training');
  await until(() => columns() === 1);
  const { id } = page.run;
  const remembered = sessionStorage.getItem('goldilocks-training');
  expect(remembered).toBe(`${id} auto auto`);
  await leave();
  sessionStorage.clear();
  open({ trainingId: id });
  await until(() => text().includes('Stopped'));
  expect([page.run.running, columns()]).toEqual([false, 1]);
  await leave();
  sessionStorage.setItem('goldilocks-training', remembered ?? '');
  open({ trainingId: id });
  await until(() => text().includes('All 96 steps are made'));
  expect(columns()).toBe(3);
});

test('one that goes on in another tab is watched here', async () => {
  const other = localLearner(name, { before: heldAt(2) });
  const id = await other.host.start(setupOf(), OPTIONS);
  open({ trainingId: id });
  local.push(other);
  await until(() => text().includes('Trained in another tab'));
  await until(() => columns() === 1);
  expect(named('Continue')).toBeUndefined();
  await other.host.stop();
  await other.host.rename(id, 'renamed there');
  await until(() => text().includes('renamed there') && text().includes('Stopped'));
  expect(named('Continue')).toBeDefined();
});

test('stored trainings lie over the curves, are renamed, exported, deleted, brought back, and start others', async () => {
  const learner = open({});
  const first = await learner.host.start(setupOf({}, 'first'), OPTIONS);
  await until(() => page.run.phase === 'finished');
  const second = await learner.host.start(setupOf({ seed: 2 }, 'second'), OPTIONS);
  await until(() => page.run.id === second && page.run.phase === 'finished');
  await until(() => find('.compare-choice input') !== null);
  find<HTMLInputElement>('.compare-choice input').click();
  await until(
    () => text().includes('Lay over') && find('#card-training .chart-legend')?.textContent === 'secondfirst',
  );

  await press('Rename first');
  const field = await vi.waitFor(() => find<HTMLInputElement>('.rename input'));
  field.value = 'the first';
  find<HTMLFormElement>('.rename').requestSubmit();
  await until(() => named('Delete the first') !== undefined);
  expect((await learner.host.open(first)).stored.setup.name).toBe('the first');

  await press('Delete the first');
  await until(() => named('Delete the first') === undefined);
  await press('Undo');
  await until(() => named('Delete the first') !== undefined);
  expect((await learner.host.open(first)).figures).toHaveLength(3);

  const starts = [...page.querySelectorAll<HTMLOptionElement>('#train-start option')].map(
    ({ value }) => value,
  );
  expect(starts).toEqual(expect.arrayContaining(['pocket-crafter-base', first, second]));
  const clicked: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    clicked.push(this.download);
  });
  await press('Export the first');
  await press('CSV');
  await press('JSON');
  await until(() => clicked.length === 3);
  expect(clicked.toSorted()).toEqual([
    'goldilocks-the-first.safetensors',
    'goldilocks-training.csv',
    'goldilocks-training.json',
  ]);
  vi.restoreAllMocks();
});

test('a file that is no checkpoint is refused by its name; one that is goes on without its curves', async () => {
  const learner = open({});
  const id = await learner.host.start(setupOf({ steps: 64 }), OPTIONS);
  await until(() => page.run.phase === 'finished');
  const bytes = await learner.host.export(id);
  const drop = (content: Uint8Array<ArrayBuffer>, fileName: string) =>
    give('.import input', [new File([content], fileName)]);
  drop(Uint8Array.of(1, 2, 3), 'noise.safetensors');
  await until(() => text().includes('noise.safetensors: '));
  expect(await learner.host.list()).toHaveLength(1);
  drop(bytes, 'from a friend.safetensors');
  await until(() => text().includes('Its curves stayed where it was trained'));
  await until(() => find('#training-title').textContent === 'from a friend');
  expect(text()).toContain('All 64 steps are made');
  expect(named('Checkpoint')).toBeDefined();
});

test('the sample episodes stand side by side on one clock', async () => {
  const learner = open({});
  await learner.host.start(setupOf(), OPTIONS);
  await until(() => text().includes('After update 3'));
  expect([...page.querySelectorAll('compare-side h2')].map((heading) => heading.textContent?.trim())).toEqual(
    ['Before training step 0', 'After update 3 step 0'],
  );
  await press('Step both');
  await until(() => text().includes('After update 3 step 1'));
});

test('a training that fails says why, and keeps what was made', async () => {
  const before = (update: number) => {
    if (update === 3) throw new LabError('out-of-memory', 'No memory is left.', 'Choose fewer lanes.');
  };
  open({ query: QUERY }, { before });
  await until(() => find('#train-price') !== null);
  await press('Start training');
  await until(() => find('.progress-panel.failed') !== null);
  expect(text()).toContain('No memory is left. Choose fewer lanes. 2 updates, 64 of 96 steps are kept.');
  expect(text()).toContain('with 17 rows at once instead of 33');
  expect(page.run.figures.at(-1)).toEqual(figuresOf(2, page.run.setup?.plan));
});

test('an address that is wrong says what, and an unknown training leads back to the empty page', async () => {
  open({ query: 'price=9&lanes=0&variant=dynamic' });
  await until(
    () => text().includes('Price of a plan token cannot be "9"') && text().includes('Lanes cannot be "0"'),
  );
  await leave();
  open({ trainingId: 'ffffffffffffffff' });
  await until(() => text().includes('not stored here any more'));
  expect(page.querySelectorAll('.lessons li')).toHaveLength(3);
});
