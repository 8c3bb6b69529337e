import { expect, test } from 'vitest';
import { readStudy, studyHeader, studyLine } from '../../src/experiments/advantage-file.ts';
import { checkMeasurable } from '../../src/experiments/advantage-model.ts';
import { type StudyRow, studyRows } from '../../src/experiments/advantage-study.ts';
import { PlanFollower } from './plan-follower.ts';
import { config, playedRun } from './played-run.ts';

const HEADER = studyHeader({ horizon: 4, agent: config().agent });
const run = playedRun(new Array(30).fill(5), { 3: 'wait' });

async function measured(): Promise<StudyRow[]> {
  const rows: StudyRow[] = [];
  const options = { forks: 2, horizon: 4, byChance: 3, perEvent: 0 };
  for await (const row of studyRows({ runs: [run], model: new PlanFollower('dig'), options })) rows.push(row);
  return rows;
}

test('rows come back as they were written, without a last line that was torn off', async () => {
  const rows = await measured();
  const content = HEADER + rows.map(studyLine).join('');
  expect(readStudy(content, HEADER)).toEqual(rows);
  expect(readStudy(content.slice(0, -5), HEADER)).toEqual(rows.slice(0, -1));
});

test('another study’s file is refused, and a damaged line is named', async () => {
  const [row] = await measured();
  expect(() => readStudy(HEADER, studyHeader({ horizon: 5, agent: config().agent }))).toThrow(
    'another study',
  );
  expect(() => readStudy('', HEADER)).toThrow('another study');
  for (const bad of [
    { ...row, events: ['party'] },
    { ...row, extra: 1 },
    { ...row, step: -1 },
  ])
    expect(() => readStudy(HEADER + studyLine(row) + studyLine(bad as StudyRow), HEADER)).toThrow('Line 3');
  expect(() => readStudy(`${HEADER}nonsense\n`, HEADER)).toThrow('Line 2');
});

test('a run is measured by the model that played it and no other', () => {
  const agent = { ...config().agent, model: 'pocket-crafter', weights: '0123456789abcdef' };
  expect(() => checkMeasurable(agent, '0123456789abcdef')).not.toThrow();
  expect(() => checkMeasurable({ ...agent, weights: '' }, '0123456789abcdef')).not.toThrow();
  expect(() => checkMeasurable(agent, 'fedcba9876543210')).toThrow('other weights');
  expect(() => checkMeasurable(agent, null)).toThrow('not here');
  expect(() => checkMeasurable({ ...agent, model: 'teacher' }, null)).toThrow('scripted teacher');
});
