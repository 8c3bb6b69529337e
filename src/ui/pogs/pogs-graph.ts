// The graph as a picture: a pool of light where the agent sees, its walk in arrows, nodes by what is known of them. Nothing is told
// by colour alone: the goal is a diamond, visited nodes are filled, open ones carry a question mark, moves back are dashed, what
// is unknown is dotted.

import { html, nothing, svg } from 'lit';
import type { Neighbours } from '../../worlds/pogs/graph.ts';
import type { Point } from '../../worlds/pogs/layout.ts';
import { ChartElement, type Mark } from '../charts/chart-element.ts';
import { plain } from '../parts/lab-element.ts';
import {
  besideLine,
  diamondPath,
  type Frame,
  frameFor,
  freeSides,
  headPath,
  inFrame,
  linePath,
  straightPath,
} from './graph-drawing.ts';
import { placesOf } from './graph-layout.ts';
import { graphLegend } from './graph-legend.ts';
import { type GraphScene, latestMoves, type SceneMove, type SceneNode } from './graph-scene.ts';

const EMPTY: GraphScene = { nodes: [], edges: [], moves: [], oracle: [], summary: '' };
/** Moves keep so far from their edge, in pixels, and the oracle's. */
const ASIDE = 4.5;
const ORACLE_ASIDE = 10;
const HEAD = 10;

export class PogsGraph extends ChartElement {
  static override properties = { ...ChartElement.properties, tree: plain, scene: plain };

  tree: Neighbours = [];
  scene: GraphScene = EMPTY;
  protected marks: readonly Mark[] = [];
  #places: readonly Point[] = [];

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('tree')) this.#places = this.tree.length > 1 ? placesOf(this.tree) : [];
    if (changed.has('scene'))
      this.marks = this.scene.nodes.map(({ node, title }) => ({ id: String(node), title }));
  }

  protected override render() {
    if (this.#places.length === 0) return nothing;
    const frame = frameFor(this.width || 640);
    const points = inFrame(this.#places, frame);
    const { scene } = this;
    return html`<svg class="chart pogs-graph" role="group" aria-label=${scene.summary} viewBox="0 0 ${frame.width} ${frame.height}"
        width=${frame.width} height=${frame.height} @pointerover=${this.onPoint} @pointerleave=${this.onLeave} @focusin=${this.onPoint}
        @focusout=${this.onLeave} @keydown=${this.onKey}>
        ${this.#light(points, frame)}${this.#edges(points)}${this.#oracle(points, frame)}
        ${latestMoves(scene.moves).map((move) => this.#move(move, points, frame))}
        ${this.#walker(points, frame)}
        ${scene.nodes.map((node, i) => this.#node(node, i, points, frame))}
      </svg>${graphLegend(scene)}${this.note('Point at a node to read it.')}`;
  }

  /** What is in sight lies in one pool of light: thick round lines under its edges. */
  #light(points: readonly Point[], { radius }: Frame) {
    const inSight = this.scene.edges.filter(({ sight }) => sight === 'in-sight');
    const path = inSight.map(({ a, b }) => straightPath(points[a], points[b])).join('');
    return svg`<path class="pogs-light" aria-hidden="true" stroke-width=${Math.round(radius * 3.6)} d=${path} />`;
  }

  #edges(points: readonly Point[]) {
    return this.scene.edges.map(
      ({ a, b, sight }) =>
        svg`<path class="pogs-edge ${sight}" aria-hidden="true" d=${straightPath(points[a], points[b])} />`,
    );
  }

  #oracle(points: readonly Point[], { radius }: Frame) {
    const { oracle } = this.scene;
    return oracle.slice(1).map((to, i) => {
      const line = besideLine(points[oracle[i]], points[to], radius * 0.7, ORACLE_ASIDE);
      return svg`<g class="pogs-oracle" aria-hidden="true"><path class="line" d=${linePath(line)} /><path class="head" d=${headPath(line, HEAD * 0.8)} /></g>`;
    });
  }

  #move({ from, to, isBack, step }: SceneMove, points: readonly Point[], { radius }: Frame) {
    const line = besideLine(points[from], points[to], radius, ASIDE);
    const isLast = step === this.scene.moves.at(-1)?.step;
    return svg`<g class="pogs-move ${isBack ? 'back' : 'on'} ${isLast ? 'last' : ''}" aria-hidden="true">
      <path class="line" d=${linePath(line)} /><path class="head" d=${headPath(line, HEAD)} /></g>`;
  }

  /** Moves from node to node, unless its viewer wants less motion. */
  #walker(points: readonly Point[], { radius }: Frame) {
    const at = this.scene.nodes.find(({ isCurrent }) => isCurrent);
    if (!at) return nothing;
    const { x, y } = points[at.node];
    return svg`<g class="pogs-walker" aria-hidden="true" style="transform: translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)">
      <circle r=${radius + 8} /></g>`;
  }

  #node(node: SceneNode, index: number, points: readonly Point[], { radius }: Frame) {
    const { sight, visits, isCurrent, isTarget, isStart, isOpen } = node;
    const at = points[node.node];
    const [free, next] = freeSides(
      at,
      this.tree[node.node].map((other) => points[other]),
    );
    const kind = `${sight} ${visits.length > 0 ? 'visited' : ''} ${isCurrent ? 'current' : ''} ${isTarget ? 'target' : ''}`;
    const role = isTarget ? 'goal' : isStart ? 'start' : '';
    const shape = isTarget
      ? svg`<path class="shape" d=${diamondPath(radius * 1.38)} />`
      : svg`<circle class="shape" r=${radius} />`;
    const reach = radius * (isTarget ? 1.38 : 1) + (isCurrent ? 10 : 3);
    return svg`<g class="pogs-node ${kind}" data-mark=${index} role="img" aria-label=${node.title} tabindex=${this.tabIndexOf(index)}
      transform="translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})"><title>${node.title}</title>
      ${shape}<text class="label" y=${(radius * 0.36).toFixed(1)} font-size=${(radius * 0.98).toFixed(1)}>${node.node}</text>
      ${role ? svg`<text class="role" text-anchor=${anchorOf(free)} x=${(free.x * (reach + 4)).toFixed(1)} y=${(free.y * (reach + 9) + 5).toFixed(1)}>${role}</text>` : nothing}
      ${isOpen ? besideText(role ? next : free, reach + 8) : nothing}
    </g>`;
  }
}

/** Words to the right of a node begin there, words to its left end there. */
function anchorOf({ x }: Point): 'start' | 'middle' | 'end' {
  if (Math.abs(x) < 0.5) return 'middle';
  return x > 0 ? 'start' : 'end';
}

function besideText({ x, y }: Point, reach: number) {
  return svg`<text class="open" x=${(x * reach).toFixed(1)} y=${(y * reach + 6).toFixed(1)}>?</text>`;
}

customElements.define('pogs-graph', PogsGraph);
