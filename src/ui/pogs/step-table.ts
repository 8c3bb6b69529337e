// The walk as rows: what the page shows, and what goes into files beside it.

import type { Cell, TableData } from '../charts/data-table.ts';
import { movesOf } from './graph-scene.ts';
import type { PogsFilm } from './pogs-film.ts';

/** The first seven stand on the page. */
export const STEP_COLUMNS = [
  'Step',
  'From',
  'To',
  'Move',
  'Plan',
  'Plan tokens',
  'Came to light',
  'Oracle’s moves',
  'As the oracle',
  'Reward',
  'Tokens',
  'Positions read',
  'Plan probability',
  'Prompt',
  'Reply',
] as const;

/** One a step. */
export function stepRows(film: PogsFilm): Cell[][] {
  const moves = new Map(movesOf(film.states).map((move) => [move.step, move]));
  return film.steps.map((step, i) => {
    const [before, after] = [film.states[i], film.states[i + 1]];
    const move = moves.get(i + 1);
    const kind = !move ? 'refused' : move.isTurn ? 'turns back' : move.isBack ? 'further back' : 'on';
    return [
      String(i + 1),
      before.known.current,
      step.action,
      kind,
      step.plan ?? '',
      step.planTokens,
      foundText(film, i + 1),
      before.expert.join(' '),
      before.expert.includes(step.action) ? 'yes' : 'no',
      after.reward,
      step.tokens,
      step.promptTokens,
      step.planProbability,
      step.prompt,
      step.reply,
    ];
  });
}

export function stepTable(film: PogsFilm): TableData {
  return { caption: 'Steps', columns: STEP_COLUMNS, rows: stepRows(film) };
}

function foundText(film: PogsFilm, at: number): string {
  const { discovery, metrics } = film.states[at];
  const ends = discovery.deadEnds.length > 0 ? `dead end ${discovery.deadEnds.join(', ')}` : '';
  const seen = metrics.targetSeen === at ? 'the goal' : '';
  return [seen, ends].filter(Boolean).join('; ');
}
