// Remembers, for this tab alone, which experiment plays, so that a reload goes on with it. The experiment itself is in
// IndexedDB; this is only its id. Another tab does not take it over: its session is another.

const KEY = 'goldilocks-sweep';

/** '' forgets it. */
export function rememberSweep(id: string): void {
  try {
    if (id === '') sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, id);
  } catch {
    // A browser that refuses storage keeps no experiment either.
  }
}

/** The id of the experiment that played when the page was left; '' without one. */
export function rememberedSweep(): string {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}
