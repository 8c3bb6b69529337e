// The address of a page whose runs are stored: its own, or that of the run on it.

/** @param id of a stored run; '' for the page without one */
export function storedAddress(page: string, id: string): string {
  return id === '' ? `#/${page}` : `#/${page}/${encodeURIComponent(id)}`;
}

/** Without a new entry in the history, and only while this page is the one on the screen. */
export function showAddress(page: Element, hash: string): void {
  if (page.isConnected && location.hash !== hash) history.replaceState(null, '', hash);
}
