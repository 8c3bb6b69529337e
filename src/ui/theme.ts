// Dark, light, or as the system has it. The choice is kept in the browser; a browser that keeps nothing still works.

export type Theme = 'auto' | 'light' | 'dark';
const KEY = 'goldilocks-theme';
const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };

export function storedTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'auto';
  } catch {
    return 'auto';
  }
}

/** Shows a theme and keeps it. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A private window may refuse; the theme then lasts as long as the page.
  }
}

export function nextTheme(theme: Theme): Theme {
  return NEXT[theme];
}

/** Calls `listener` when the colours change, by choice or with the system: for what is drawn and not styled. @returns how to stop it */
export function onThemeChange(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const chosen = new MutationObserver(listener);
  system.addEventListener('change', listener);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', listener);
    chosen.disconnect();
  };
}
