// Places and paths of a graph's picture in pixels. Moves keep to the right of their edge, as in traffic, so that going and coming
// back lie beside each other; the oracle's walk lies further out.

import type { Point } from '../../worlds/pogs/layout.ts';

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Radius of a node. */
  readonly radius: number;
}

/** A picture's size for the width that is there. */
export function frameFor(width: number): Frame {
  const narrow = width < 520;
  const height = narrow ? Math.round(width * 1.22) : Math.round(Math.min(620, Math.max(360, width * 0.52)));
  return { width, height, radius: Math.max(12, Math.min(20, width / 42)) };
}

/** Unit places in the frame: the longer side of the tree lies along the longer side of the picture. */
export function inFrame(places: readonly Point[], { width, height, radius }: Frame): Point[] {
  // Room for a word beside the outermost node.
  const [mx, my] = [radius + (width < 520 ? 38 : 54), radius + 26];
  const upright = height > width;
  return places.map(({ x, y }) => {
    const [across, down] = upright ? [y, x] : [x, y];
    return { x: mx + across * (width - 2 * mx), y: my + down * (height - 2 * my) };
  });
}

/** A line beside the straight one from node to node, that ends before the nodes do. @param aside pixels to its right */
export function besideLine(a: Point, b: Point, radius: number, aside: number) {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  const [nx, ny] = [-uy * aside, ux * aside];
  const gap = Math.min(radius + 4, length / 2 - 2);
  return {
    from: { x: a.x + ux * gap + nx, y: a.y + uy * gap + ny },
    to: { x: b.x - ux * gap + nx, y: b.y - uy * gap + ny },
    along: { x: ux, y: uy },
  };
}

/** SVG path data of that line. */
export function linePath({ from, to }: ReturnType<typeof besideLine>): string {
  return `M${pixel(from.x)} ${pixel(from.y)}L${pixel(to.x)} ${pixel(to.y)}`;
}

/** An arrow's head at the end of a line. */
export function headPath({ to, along }: ReturnType<typeof besideLine>, size: number): string {
  const back = { x: to.x - along.x * size, y: to.y - along.y * size };
  const [nx, ny] = [-along.y * size * 0.62, along.x * size * 0.62];
  return `M${pixel(to.x)} ${pixel(to.y)}L${pixel(back.x + nx)} ${pixel(back.y + ny)}L${pixel(back.x - nx)} ${pixel(back.y - ny)}z`;
}

const SIDES = Array.from({ length: 8 }, (_, i) => (i * Math.PI) / 4);

/**
 * Sides of a node where no edge leaves it, the freest first: what stands beside a node goes there. All neighbours count, known or
 * not, so that nothing jumps when one comes to light.
 */
export function freeSides(at: Point, neighbours: readonly Point[]): Point[] {
  const taken = neighbours.map(({ x, y }) => Math.atan2(y - at.y, x - at.x));
  const room = (side: number) => Math.min(Math.PI, ...taken.map((angle) => between(side, angle)));
  const freest = [...SIDES].sort((a, b) => room(b) - room(a));
  // The second one keeps away from the first.
  const second = freest.slice(1).sort((a, b) => roomBeside(b) - roomBeside(a))[0];
  function roomBeside(side: number): number {
    return Math.min(room(side), between(side, freest[0]));
  }
  return [freest[0], second].map((side) => ({ x: Math.cos(side), y: Math.sin(side) }));
}

/** The angle from one direction to another, 0 to π. */
function between(a: number, b: number): number {
  const turn = Math.abs(a - b) % (2 * Math.PI);
  return turn > Math.PI ? 2 * Math.PI - turn : turn;
}

/** A straight line from place to place. */
export function straightPath(a: Point, b: Point): string {
  return `M${pixel(a.x)} ${pixel(a.y)}L${pixel(b.x)} ${pixel(b.y)}`;
}

/** A diamond around 0, 0. */
export function diamondPath(radius: number): string {
  const r = pixel(radius);
  return `M0 -${r}L${r} 0L0 ${r}L-${r} 0z`;
}

function pixel(value: number): number {
  return Math.round(value * 10) / 10;
}
