// The buttons that save a walk: its steps as rows, everything for a program, and the picture as it stands.

import { html } from 'lit';
import { pngOf, svgOf } from '../charts/picture.ts';
import { saveBlob } from '../hand-over.ts';
import { icon } from '../icons.ts';
import { fail } from '../parts/notices.ts';
import { stepSentence } from './episode-card.ts';
import { saveWalkCsv, saveWalkJson } from './files.ts';
import type { PogsKnobValues } from './knobs.ts';
import type { PogsFilm } from './pogs-film.ts';
import { setupOf } from './setup.ts';

/** @param page holds the picture @param at the moment that is shown */
export function walkFiles(page: Element, film: PogsFilm, at: number, values: PogsKnobValues) {
  const button = (label: string, save: () => void) =>
    html`<button type="button" @click=${save}>${icon('save')} ${label}</button>`;
  const picture = (kind: 'svg' | 'png') => () =>
    savePicture(kind, page.querySelector<SVGSVGElement>('pogs-graph svg.chart'), {
      title: `${values.world}, graph ${values.graph}`,
      note: `${stepSentence(film, at)} · Goldilocks`,
      name: `goldilocks-graph-${values.graph}`,
    }).catch(fail);
  return html`<div class="buttons pogs-files">${button('Steps, CSV', () => saveWalkCsv(film))}
    ${button('Walk, JSON', () => saveWalkJson(film, setupOf(values), values.graph))}
    ${button('Picture, SVG', picture('svg'))}${button('Picture, PNG', picture('png'))}</div>`;
}

async function savePicture(
  kind: 'svg' | 'png',
  picture: SVGSVGElement | null,
  { title, note, name }: { readonly title: string; readonly note: string; readonly name: string },
): Promise<void> {
  if (!picture) return;
  const text = svgOf(picture, title, note);
  const blob = kind === 'svg' ? new Blob([text], { type: 'image/svg+xml' }) : await pngOf(text);
  saveBlob(blob, `${name}.${kind}`);
}
