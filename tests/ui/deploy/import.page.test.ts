// A large deployment from a file on the Deploy page: it is judged while the page goes on, says how far it is, and can be given up.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeState } from '../../../src/deployment/state-file.ts';
import type { DeployPage } from '../../../src/ui/deploy/deploy-page.ts';
import { DeployRun } from '../../../src/ui/deploy/deploy-run.ts';
import { begun } from '../../services/fake-planner.ts';
import { press, text, until, within } from '../page-hands.ts';
import { type LocalDeployment, localDeployment } from './local-deployment.ts';
import '../../../src/ui/deploy/deploy-page.ts';
import '../../../src/ui/parts/notices.ts';
import '../../../src/ui/styles/main.css';

let name: string;
let page: DeployPage;
let local: LocalDeployment;
const { find, all, give } = within(() => page);

beforeEach(() => {
  name = `test-import-page-${crypto.randomUUID()}`;
  sessionStorage.clear();
  document.body.append(document.createElement('lab-notices'));
  local = localDeployment(name);
  page = document.createElement('deploy-page') as DeployPage;
  page.run = new DeployRun(local.connect);
  document.body.append(page);
});
afterEach(async () => {
  page.remove();
  await local.close();
  document.body.replaceChildren();
  history.replaceState(null, '', '#');
  indexedDB.deleteDatabase(name);
});

/** Waits for its curation, with one attempt at each of so many problems of twelve blocks. */
function file(tasks: number): File {
  const seeds = Array.from({ length: tasks }, (_, i) => i);
  const source = { world: 'Blocksworld-v1', sizes: { blocks: [12, 12] } } as const;
  const state = begun({ seeds, heldOut: [], samples: 1, runs: 1, source });
  const attempt = { sample: 0, plan: '(pickup b1)', steps: 1, tokens: 4, valid: true, fault: null };
  const attempts = seeds.map((task) => ({ ...attempt, task }));
  return new File([writeState({ ...state, stage: 'curate', attempts })], 'large.json');
}

const IMPORT = 'stored-deployments input[type=file]';

test('it says how far it is while other commands are answered, and is given up without a trace', async () => {
  await until(() => find(IMPORT) !== null);
  give(IMPORT, [file(9_000)]);
  await until(() => find('import-progress progress') !== null);
  const bar = find<HTMLProgressElement>('import-progress progress');
  expect([bar.max, bar.value < 9_000]).toEqual([9_000, true]);
  expect(find('import-progress h2').textContent).toBe('Judging large.json');
  const before = bar.value;
  await until(() => find<HTMLProgressElement>('import-progress progress').value > before);
  expect(await page.run.client.service.list()).toEqual([]);
  await press('Cancel the import');
  await until(() => text().includes('large.json: The import was cancelled. Nothing of it is kept.'));
  expect(document.querySelectorAll('.notice.failure')).toHaveLength(0);
  expect(find('import-progress progress')).toBeNull();
  expect(await page.run.client.service.list()).toEqual([]);
});

test('left alone it comes to its end, with every verdict made again', async () => {
  await until(() => find(IMPORT) !== null);
  give(IMPORT, [file(1_500)]);
  await until(() => text().includes('The deployment is imported'));
  await until(() => all('stored-deployments li').length === 1);
  const { attempts } = page.run.opened!.facts;
  expect([attempts.length, attempts.some(({ valid }) => valid)]).toEqual([1_500, false]);
  expect(find('import-progress progress')).toBeNull();
});
