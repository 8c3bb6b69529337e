// The keyboard as data: which key does what, in plain play and while a person plays. The help dialog prints this table.

/** What a key asks for; `action:` is followed by an action number of names.ts. */
export type Command =
  | 'toggle'
  | 'step'
  | 'restart'
  | 'plan'
  | 'map'
  | 'take-over'
  | 'share'
  | 'faster'
  | 'slower'
  | 'help'
  | `action:${number}`;

export interface KeyRow {
  /** `KeyboardEvent.key`, lower case; the first is the one the help shows. */
  readonly keys: readonly string[];
  /** How the help writes the key. */
  readonly shown: string;
  readonly command: Command;
  readonly what: string;
}

const row = (shown: string, keys: string[], command: Command, what: string): KeyRow => ({
  keys,
  shown,
  command,
  what,
});

/** Keys on the Play page (and, where they make sense, on Replay). */
export const PLAY_KEYS: readonly KeyRow[] = [
  row('Space', [' '], 'toggle', 'play or pause'),
  row('.', ['.'], 'step', 'one decision'),
  row('+', ['+', '='], 'faster', 'faster'),
  row('−', ['-', '_'], 'slower', 'slower'),
  row('R', ['r'], 'restart', 'start again'),
  row('P', ['p'], 'plan', 'write a plan'),
  row('T', ['t'], 'take-over', 'take over, or give back'),
  row('M', ['m'], 'map', 'agent’s view or whole map'),
  row('L', ['l'], 'share', 'share as a link'),
  row('?', ['?'], 'help', 'this help'),
];

/** Keys while a person plays; they come first. */
export const TAKE_OVER_KEYS: readonly KeyRow[] = [
  row('← or A', ['arrowleft', 'a'], 'action:1', 'walk west'),
  row('→ or D', ['arrowright', 'd'], 'action:2', 'walk east'),
  row('↑ or W', ['arrowup', 'w'], 'action:3', 'walk north'),
  row('↓ or S', ['arrowdown', 's'], 'action:4', 'walk south'),
  row('Space or E', [' ', 'e'], 'action:5', 'use: collect, eat, drink, hit'),
  row('X', ['x'], 'action:0', 'wait'),
  row('Z', ['z'], 'action:6', 'sleep'),
  row('Q', ['q'], 'action:7', 'place stone'),
  row('B', ['b'], 'action:8', 'place table'),
  row('F', ['f'], 'action:9', 'place furnace'),
  row('G', ['g'], 'action:10', 'plant sapling'),
  row('1', ['1'], 'action:11', 'make wood pickaxe'),
  row('2', ['2'], 'action:12', 'make stone pickaxe'),
  row('3', ['3'], 'action:13', 'make iron pickaxe'),
  row('4', ['4'], 'action:14', 'make wood sword'),
  row('5', ['5'], 'action:15', 'make stone sword'),
  row('6', ['6'], 'action:16', 'make iron sword'),
  row('T or Esc', ['t', 'escape'], 'take-over', 'give back to the agent'),
];

/** The command of a key press; null if it has none or belongs to a text field, a control or the browser. */
export function commandOf(event: KeyboardEvent, takingOver: boolean): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  if (isForControl(event)) return null;
  const key = event.key.toLowerCase();
  const rows = takingOver ? [...TAKE_OVER_KEYS, ...PLAY_KEYS] : PLAY_KEYS;
  return rows.find((candidate) => candidate.keys.includes(key))?.command ?? null;
}

/** Text fields keep all keys, buttons and links keep space; a select or slider keeps its arrows. */
export function isForControl(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  if (target.closest('textarea, select, [contenteditable], dialog, wa-dialog')) return true;
  const input = target.closest('input');
  if (input && !['checkbox', 'radio', 'range'].includes(input.type)) return true;
  if (input) return event.key === ' ' || event.key.startsWith('Arrow');
  return event.key === ' ' && target.closest('button, a, summary') !== null;
}
