// A task's log as a timeline, as a table of its calls, and as steps in words.

import type { CallRecord } from '../../speculation/call-log.ts';
import type { SpeculationWorld } from '../../speculation/setup.ts';
import type { Cell, TableData } from '../charts/data-table.ts';
import { plural } from '../labels.ts';
import { FATES } from './fates.ts';
import type { GanttSpec } from './gantt-layout.ts';
import { msText, stepLabel } from './names.ts';
import { type Bar, guessAt, recordsOf, type TaskLog } from './task-log.ts';

const AGENT_NAMES = { A: 'approximation', T: 'target' } as const;

export function ganttSpec(log: TaskLog, world: SpeculationWorld): GanttSpec {
  const { bars, segments, open, now } = log;
  const going = open ? [{ from: open.from, to: now, k: open.k }] : [];
  return {
    summary: summaryOf(log),
    bars: [...bars],
    segments: [...segments, ...going],
    end: log.result?.time ?? now,
    titles: bars.map((bar) => titleOf(bar, world)),
    names: bars.map(({ action }) => (action === null ? '' : stepLabel(world, action))),
  };
}

/** One row a call whose fate is known. */
export function callsTable(log: TaskLog, world: SpeculationWorld): TableData {
  return {
    caption: `Calls of task ${log.task + 1}`,
    columns: [
      'Call',
      'Agent',
      'Segment',
      'Step',
      'From, ms',
      'To, ms',
      'What became of it',
      'Answer',
      'Prompt tokens',
      'Generated tokens',
      'Money',
    ],
    rows: recordsOf(log).map((record) => callCells(record, world)),
    decimals: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6],
  };
}

/** Of a call, in the order of the table's columns. */
export function callCells(
  { id, who, segment, depth, from, to, fate, action, use }: CallRecord,
  world: SpeculationWorld,
): Cell[] {
  return [
    String(id + 1),
    who,
    segment + 1,
    depth + 1,
    from,
    to,
    FATES[fate].name,
    action === null ? '' : stepLabel(world, action),
    use.promptTokens,
    use.generatedTokens,
    use.money,
  ];
}

/** What a step was, and who had it first. */
export interface StepLine {
  readonly name: string;
  readonly how: string;
  readonly kind: TaskLog['steps'][number]['kind'];
}

export function stepLines(log: TaskLog, world: SpeculationWorld): StepLine[] {
  return log.steps.map(({ action, kind }, i) => {
    const guess = kind === 'corrected' ? guessAt(log, i) : null;
    const guessed =
      guess === null ? 'A had guessed something else' : `A had guessed ${stepLabel(world, guess)}`;
    const how = {
      accepted: 'A guessed it, T confirmed',
      corrected: `T’s own; ${guessed}`,
      unguessed: 'T’s own; A was not heard',
    }[kind];
    return { name: stepLabel(world, action), how, kind };
  });
}

function titleOf({ id, who, depth, from, to, fate, action }: Bar, world: SpeculationWorld): string {
  const when = to === null ? `Since ${msText(from)}` : `${msText(from)} to ${msText(to)}`;
  const said = action === null ? '' : ` says ${stepLabel(world, action)};`;
  return `Call ${id + 1}, ${who} (${AGENT_NAMES[who]}), step ${depth + 1}:${said} ${FATES[fate].sentence}. ${when}.`;
}

function summaryOf({ title, bars, steps, segments, now }: TaskLog): string {
  const accepted = steps.filter(({ kind }) => kind === 'accepted').length;
  return (
    `Timeline of the calls for “${title}”: ${plural(bars.length, 'call')} in ${plural(segments.length, 'segment')}, ` +
    `${plural(steps.length, 'step')}, ${accepted} of them guessed by A, ${msText(now)}. The same calls are in the table below.`
  );
}
