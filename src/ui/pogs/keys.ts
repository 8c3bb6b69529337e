// The keyboard of the POGS page as data; the help dialog prints this table.

import { isForControl } from '../keyboard.ts';

export type PogsCommand =
  | 'toggle'
  | 'step'
  | 'back'
  | 'first'
  | 'last'
  | 'restart'
  | 'next'
  | 'hidden'
  | 'oracle'
  | 'share'
  | 'faster'
  | 'slower'
  | 'help';

export interface PogsKeyRow {
  /** `KeyboardEvent.key`, lower case. */
  readonly keys: readonly string[];
  /** How the help writes the key. */
  readonly shown: string;
  readonly command: PogsCommand;
  readonly what: string;
}

const row = (shown: string, keys: readonly string[], command: PogsCommand, what: string): PogsKeyRow => ({
  keys,
  shown,
  command,
  what,
});

export const POGS_KEYS: readonly PogsKeyRow[] = [
  row('Space', [' '], 'toggle', 'play or pause'),
  row('→ or .', ['arrowright', '.'], 'step', 'one step on'),
  row('←', ['arrowleft'], 'back', 'one step back'),
  row('Home', ['home'], 'first', 'to the start'),
  row('End', ['end'], 'last', 'to the last step played'),
  row('+', ['+', '='], 'faster', 'faster'),
  row('−', ['-', '_'], 'slower', 'slower'),
  row('R', ['r'], 'restart', 'start again'),
  row('N', ['n'], 'next', 'next graph'),
  row('H', ['h'], 'hidden', 'what the agent cannot see'),
  row('O', ['o'], 'oracle', 'the oracle’s way'),
  row('L', ['l'], 'share', 'copy the link'),
];

/** The command of a key press; null if it has none or belongs to a field, a control, a scrolled text or the browser. */
export function pogsCommandOf(event: KeyboardEvent): PogsCommand | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isForControl(event))
    return null;
  const [target] = event.composedPath();
  if (target instanceof Element && target.closest('pre, .table-scroll')) return null;
  const key = event.key.toLowerCase();
  if (key === '?') return 'help';
  return POGS_KEYS.find(({ keys }) => keys.includes(key))?.command ?? null;
}
