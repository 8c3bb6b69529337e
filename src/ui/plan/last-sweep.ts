// Remembers, for this tab alone, which experiment plays and until when, so that a reload goes on with it. The experiment
// itself is in IndexedDB. Another tab does not take it over: its session is another.

import { rememberedInTab, rememberInTab } from '../session-memory.ts';

const KEY = 'goldilocks-sweep';

export interface LastSweep {
  readonly id: string;
  /** When its last world may begin, in ms since 1970; 0 = no limit. */
  readonly deadline: number;
}

/** null forgets it. */
export function rememberSweep(last: LastSweep | null): void {
  rememberInTab(KEY, last === null ? '' : `${last.id} ${last.deadline}`);
}

/** The experiment that played when the page was left; null without one. */
export function rememberedSweep(): LastSweep | null {
  const [id, deadline] = rememberedInTab(KEY).split(' ');
  return id === '' ? null : { id, deadline: Number(deadline) || 0 };
}
