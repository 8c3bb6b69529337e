// What the signs of the graph's picture mean; only those that are in it now.

import { html, svg } from 'lit';
import { diamondPath } from './graph-drawing.ts';
import type { GraphScene, SceneNode } from './graph-scene.ts';

interface Entry {
  readonly name: string;
  readonly sign: unknown;
  readonly isShown: (scene: GraphScene) => boolean;
}

const circle = (kind: string) =>
  svg`<g class="pogs-node ${kind}" transform="translate(12 10)"><circle class="shape" r="7" /></g>`;
const arrow = (kind: string) =>
  svg`<g class=${kind}><path class="line" d="M1 10H17" /><path class="head" d="M23 10L15 6V14z" /></g>`;
const some = (holds: (node: SceneNode) => boolean) => (scene: GraphScene) => scene.nodes.some(holds);

const ENTRIES: readonly Entry[] = [
  {
    name: 'the agent',
    sign: svg`<g class="pogs-walker still" transform="translate(12 10)"><circle r="7.5" /></g>`,
    isShown: () => true,
  },
  {
    name: 'goal',
    sign: svg`<g class="pogs-node in-sight target" transform="translate(12 10)"><path class="shape" d=${diamondPath(8.5)} /></g>`,
    isShown: some(({ isTarget }) => isTarget),
  },
  {
    name: 'in sight',
    sign: svg`<rect class="pogs-light-sign" x="2" y="2" width="20" height="16" rx="8" />${circle('in-sight')}`,
    isShown: () => true,
  },
  { name: 'visited', sign: circle('in-sight visited'), isShown: () => true },
  {
    name: 'seen before, out of sight',
    sign: circle('remembered'),
    isShown: some(({ sight }) => sight === 'remembered'),
  },
  {
    name: 'the graph may go on here',
    sign: svg`<g class="pogs-node"><text class="open" x="12" y="15">?</text></g>`,
    isShown: some(({ isOpen }) => isOpen),
  },
  {
    name: 'unknown to the agent',
    sign: circle('unknown'),
    isShown: some(({ sight }) => sight === 'unknown'),
  },
  {
    name: 'its walk',
    sign: arrow('pogs-move on'),
    isShown: ({ moves }) => moves.some(({ isBack }) => !isBack),
  },
  {
    name: 'going back over visited nodes',
    sign: arrow('pogs-move back'),
    isShown: ({ moves }) => moves.some(({ isBack }) => isBack),
  },
  { name: 'the oracle’s way', sign: arrow('pogs-oracle'), isShown: ({ oracle }) => oracle.length > 0 },
];

export function graphLegend(scene: GraphScene) {
  const shown = ENTRIES.filter(({ isShown }) => isShown(scene));
  return html`<ul class="chart-legend pogs-legend" aria-label="Signs of the picture">${shown.map(
    ({ name, sign }) =>
      html`<li><svg class="pogs-sign" viewBox="0 0 24 20" width="24" height="20" aria-hidden="true">${sign}</svg>${name}</li>`,
  )}</ul>`;
}
