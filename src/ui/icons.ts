// Our own line icons, 24 × 24, drawn with the text's colour. They are part of the page: nothing is fetched, so the page
// works offline and tells nobody that it was opened.

import { html, svg, type TemplateResult } from 'lit';

const PATHS = {
  play: svg`<path d="M8 5.5v13l10.5-6.5z" fill="currentColor" stroke-linejoin="round" />`,
  pause: svg`<path d="M8.5 5.5v13M15.5 5.5v13" stroke-width="3.2" />`,
  step: svg`<path d="M6 6v12l8.5-6z" fill="currentColor" stroke-linejoin="round" /><path d="M18 6v12" stroke-width="2.6" />`,
  'step-back': svg`<path d="M18 6v12l-8.5-6z" fill="currentColor" stroke-linejoin="round" /><path d="M6 6v12" stroke-width="2.6" />`,
  restart: svg`<path d="M5 12a7 7 0 1 0 2.2-5.1" /><path d="M4.5 3.8v4h4" />`,
  share: svg`<path d="M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1" /><path d="M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1" />`,
  dice: svg`<rect x="4.5" y="4.5" width="15" height="15" rx="3.5" /><path d="M9 9h.01M15 9h.01M12 12h.01M9 15h.01M15 15h.01" stroke-width="2.6" />`,
  map: svg`<path d="M4 6.5l5-2 6 2 5-2v13l-5 2-6-2-5 2zM9 4.5v13M15 6.5v13" stroke-linejoin="round" />`,
  eye: svg`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" stroke-linejoin="round" /><circle cx="12" cy="12" r="2.8" />`,
  hand: svg`<rect x="3" y="7.5" width="18" height="9.5" rx="4.7" /><path d="M7 12.2h3M8.5 10.7v3M15 11h.01M17 13.5h.01" stroke-width="2" />`,
  pen: svg`<path d="M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5z" stroke-linejoin="round" /><path d="M13.5 7l3.5 3.5" />`,
  help: svg`<circle cx="12" cy="12" r="8.5" /><path d="M9.6 9.5a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1.1.9-1.1 1.7M12 16.5h.01" />`,
  info: svg`<circle cx="12" cy="12" r="8.5" /><path d="M12 11v5M12 7.8h.01" stroke-width="2" />`,
  sun: svg`<circle cx="12" cy="12" r="3.8" /><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6l1.4 1.4M17 17l1.4 1.4M18.4 5.6L17 7M7 17l-1.4 1.4" />`,
  moon: svg`<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z" stroke-linejoin="round" />`,
  auto: svg`<circle cx="12" cy="12" r="8" /><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor" />`,
  open: svg`<path d="M4 7.5V18a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 18V9a1.5 1.5 0 0 0-1.5-1.5H12l-2-2.5H5.5A1.5 1.5 0 0 0 4 6.5z" stroke-linejoin="round" />`,
  save: svg`<path d="M12 4v11M7.5 11L12 15.5 16.5 11M5 19.5h14" />`,
  bring: svg`<path d="M12 15.5V4.5M7.5 9L12 4.5 16.5 9M5 19.5h14" />`,
  compare: svg`<rect x="3.5" y="5" width="7" height="14" rx="1.5" /><rect x="13.5" y="5" width="7" height="14" rx="1.5" />`,
  trash: svg`<path d="M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5" stroke-linejoin="round" />`,
  check: svg`<path d="M5 12.5l4.5 4.5L19 7.5" stroke-width="2.2" />`,
  close: svg`<path d="M6 6l12 12M18 6L6 18" />`,
  again: svg`<path d="M4 12a8 8 0 0 1 13.5-5.8L20 8.5M20 4v4.5h-4.5M20 12a8 8 0 0 1-13.5 5.8L4 15.5M4 20v-4.5h4.5" />`,
} as const;

export type IconName = keyof typeof PATHS;

/** A decorative icon: the control around it carries the name. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
    stroke-width="1.7" stroke-linecap="round" aria-hidden="true">${PATHS[name]}</svg>`;
}
