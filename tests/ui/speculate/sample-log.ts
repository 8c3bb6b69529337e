// A task of three steps as the service tells it: a segment in which A is right once and wrong once, then T's own last step.

import type { TaskEvent, TaskResult } from '../../../src/services/speculation-service.ts';
import type { CallFate, CallRecord } from '../../../src/speculation/call-log.ts';
import type { Who } from '../../../src/speculation/segment.ts';
import { TaskLog } from '../../../src/ui/speculate/task-log.ts';

const USE = { promptTokens: 100, generatedTokens: 10, money: 0.000056 };

function call(
  id: number,
  who: Who,
  [segment, depth]: readonly [number, number],
  [from, to]: readonly [number, number],
  fate: CallFate,
  action: number | null,
): CallRecord {
  return { id, who, segment, depth, from, to, fate, action, use: USE };
}

export const FIRST_CALLS: readonly CallRecord[] = [
  call(0, 'A', [0, 0], [0, 100], 'accepted', 9),
  call(1, 'T', [0, 0], [0, 300], 'verified', 9),
  call(2, 'A', [0, 1], [100, 200], 'wrong', 5),
  call(3, 'T', [0, 1], [100, 420], 'corrected', 12),
  call(4, 'A', [0, 2], [200, 310], 'void', 14),
  call(5, 'T', [0, 2], [200, 420], 'cancelled', null),
];
export const LAST_CALLS: readonly CallRecord[] = [
  call(6, 'A', [1, 2], [420, 520], 'accepted', 14),
  call(7, 'T', [1, 2], [420, 700], 'verified', 14),
];

/** All events but the last segment's end. */
export const EVENTS: readonly TaskEvent[] = [
  { is: 'asked', call: 0, who: 'A', depth: 0, at: 0 },
  { is: 'asked', call: 1, who: 'T', depth: 0, at: 0 },
  { is: 'predicted', at: 20, k: 3, value: 2.6 },
  { is: 'ended', call: 0, at: 100, action: 9 },
  { is: 'asked', call: 2, who: 'A', depth: 1, at: 100 },
  { is: 'asked', call: 3, who: 'T', depth: 1, at: 100 },
  { is: 'ended', call: 2, at: 200, action: 5 },
  { is: 'asked', call: 4, who: 'A', depth: 2, at: 200 },
  { is: 'asked', call: 5, who: 'T', depth: 2, at: 200 },
  { is: 'ended', call: 1, at: 300, action: 9 },
  { is: 'step', at: 300, action: 9, kind: 'accepted' },
  { is: 'ended', call: 4, at: 310, action: 14 },
  { is: 'ended', call: 3, at: 420, action: 12 },
  { is: 'ended', call: 5, at: 420, action: null },
  { is: 'step', at: 420, action: 12, kind: 'corrected' },
  { is: 'segment', record: { from: 0, to: 420, depth: 0, steps: 2, k: 3, value: 2.6 }, calls: FIRST_CALLS },
  { is: 'asked', call: 6, who: 'A', depth: 2, at: 420 },
  { is: 'asked', call: 7, who: 'T', depth: 2, at: 420 },
  { is: 'predicted', at: 440, k: 1, value: 0.8 },
  { is: 'ended', call: 6, at: 520, action: 14 },
  { is: 'ended', call: 7, at: 700, action: 14 },
  { is: 'step', at: 700, action: 14, kind: 'accepted' },
];
export const LAST_SEGMENT: TaskEvent = {
  is: 'segment',
  record: { from: 420, to: 700, depth: 2, steps: 1, k: 1, value: 0.8 },
  calls: LAST_CALLS,
};

export const RESULT: TaskResult = {
  task: 0,
  title: 'a task',
  actions: ['Image Denoising', 'Image Captioning', 'TERMINATE'],
  time: 700,
  money: 0.0005,
  promptTokens: 800,
  generatedTokens: 80,
  peak: 4,
  meanK: 2,
  solved: true,
};

/** After so many events; after all of them by default. */
export function logAfter(events: readonly TaskEvent[] = [...EVENTS, LAST_SEGMENT], task = 0): TaskLog {
  const log = new TaskLog(task, 'a task');
  for (const event of events) log.receive(event);
  return log;
}
