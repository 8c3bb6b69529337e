// What a tab remembers over a reload, and no other tab: which experiment plays in it, which training goes on. The things
// themselves are in IndexedDB.

/** '' forgets it. */
export function rememberInTab(key: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // A browser that refuses storage keeps nothing to go on with either.
  }
}

/** '' where nothing is remembered. */
export function rememberedInTab(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}
