// What charts over two axes draw alike: axes with their ticks, lines with their bands, and the legend.

import { html, nothing, svg } from 'lit';
import { shapePath } from './shapes.ts';
import type { ChartSeries, XYLayout, XYSpec } from './xy-layout.ts';

/** Half the width of a mark. */
export const RADIUS = 5.5;

/** @param named with the x axis' numbers and both labels; without, a grid and the y axis' numbers alone */
export function drawAxes(spec: XYSpec, { plot, x, y }: XYLayout, named = true) {
  const middle = (plot.left + plot.right) / 2;
  const xText = spec.x.format ?? String;
  const yText = spec.y.format ?? String;
  return svg`<g aria-hidden="true">
    ${y.ticks.map(
      (tick) => svg`<path class="chart-grid" d="M${plot.left} ${y.at(tick).toFixed(1)}H${plot.right}" />
      <text class="chart-tick" x=${plot.left - 7} y=${y.at(tick) + 4} text-anchor="end">${yText(tick)}</text>`,
    )}
    <path class="chart-axis" d="M${plot.left} ${plot.bottom}H${plot.right}" />
    ${x.ticks.map(
      (tick) => svg`<path class="chart-axis" d="M${x.at(tick).toFixed(1)} ${plot.bottom}v5" />
      ${named ? svg`<text class="chart-tick" x=${x.at(tick)} y=${plot.bottom + 18} text-anchor="middle">${xText(tick)}</text>` : nothing}`,
    )}
    ${named ? svg`<text class="chart-title" x=${middle} y=${plot.bottom + 37} text-anchor="middle">${spec.x.label}</text>` : nothing}
    ${named && spec.y.label ? svg`<text class="chart-title" transform="translate(13 ${(plot.top + plot.bottom) / 2}) rotate(-90)" text-anchor="middle">${spec.y.label}</text>` : nothing}
  </g>`;
}

/** Levels, bands and lines, below the marks. */
export function drawLines({ plot, levels, lines }: XYLayout) {
  return svg`
    ${levels.map(({ series, y }) => svg`<path class="chart-level tone-${series.tone}" d="M${plot.left} ${y.toFixed(1)}H${plot.right}" />`)}
    ${lines.map(({ series, path, band }) => svg`<path class="chart-band tone-${series.tone}" d=${band} /><path class="chart-line tone-${series.tone}" d=${path} />`)}`;
}

/** Nothing for a single series: the axes name it. */
export function legend(series: readonly ChartSeries[]) {
  const named = series.filter(({ name, points }) => name !== '' && points.length > 0);
  if (named.length < 2) return nothing;
  return html`<ul class="chart-legend">${named.map(
    ({ name, tone, shape }) =>
      html`<li><svg class="tone-${tone}" viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true"><path class="chart-shape" d=${shapePath(shape, RADIUS)} /></svg>${name}</li>`,
  )}</ul>`;
}
