// A VIEW is a tensor of the graph under construction together with how its axes are to be read: permuted, with axes of
// size 1 inserted or dropped, or repeated along axes that it does not have. jax-js writes all of those as operations of
// their own (a matrix product alone takes two reshapes and two transposes); here they cost nothing until an operation
// needs the numbers laid out, and most never do.

import type { ElementType } from '../../language/pocket/onnx-proto.ts';

export interface View {
  /** Tensor in the graph. */
  readonly tensor: string;
  readonly type: ElementType;
  /** Shape of that tensor. */
  readonly base: readonly number[];
  /** Shape as read. */
  readonly shape: readonly number[];
  /** For every axis of `shape` the axis of `base` it walks along, −1 where the tensor repeats. */
  readonly axes: readonly number[];
  /** The number that stands everywhere, if that is known. */
  readonly uniform?: number;
}

/** A tensor read as it lies. */
export function plainView(tensor: string, type: ElementType, shape: readonly number[]): View {
  return { tensor, type, base: shape, shape, axes: shape.map((_, i) => i) };
}

export function permuted(view: View, order: readonly number[]): View {
  return { ...view, shape: order.map((i) => view.shape[i]), axes: order.map((i) => view.axes[i]) };
}

/** The view with new axes at the given places (of the result), repeated to its shape. */
export function repeated(view: View, shape: readonly number[], added: readonly number[]): View {
  let next = 0;
  const axes = shape.map((_, i) => (added.includes(i) ? -1 : view.axes[next++]));
  return { ...view, shape, axes: axes.map((axis, i) => (repeats(view, axis, shape[i]) ? -1 : axis)) };
}

function repeats(view: View, axis: number, size: number): boolean {
  return axis >= 0 && view.base[axis] !== size;
}

/** The view in another shape, if the two differ by axes of size 1 alone; else undefined. */
export function squeezedTo(view: View, shape: readonly number[]): View | undefined {
  const wide = view.shape.map((size, i) => ({ size, axis: view.axes[i] })).filter(({ size }) => size !== 1);
  let next = 0;
  const axes = shape.map((size) => (size === 1 ? -1 : next < wide.length ? wide[next++].axis : -2));
  const sizes = shape.filter((size) => size !== 1);
  const isSame = sizes.length === wide.length && sizes.every((size, i) => size === wide[i].size);
  return isSame ? { ...view, shape, axes } : undefined;
}

/**
 * Which axes of the new shape repeat when the view is reshaped, if none of them mixes repeated numbers with others.
 * Old and new axes are walked side by side and cut where both have come to the same size.
 */
export function repeatedAfter(view: View, shape: readonly number[]): boolean[] | undefined {
  const repeats = shape.map((size) => size === 1);
  let [old, next] = [0, 0];
  while (old < view.shape.length && next < shape.length) {
    const [firstOld, firstNext] = [old, next];
    let [before, after] = [view.shape[old++], shape[next++]];
    while (before !== after) {
      if (before < after) before *= view.shape[old++];
      else after *= shape[next++];
    }
    const kinds = view.axes.slice(firstOld, old).filter((_, i) => view.shape[firstOld + i] !== 1);
    const virtual = kinds.filter((axis) => axis < 0).length;
    if (virtual > 0 && virtual < kinds.length) return undefined;
    if (virtual > 0) repeats.fill(true, firstNext, next);
  }
  return repeats;
}

/** Axes of the tensor longer than 1 in the order in which the view walks them. */
export function walkOf(view: View): number[] {
  return view.axes.filter((axis) => axis >= 0 && view.base[axis] !== 1);
}

/** Whether the view walks the tensor in its own order. */
export function isInOrder(walk: readonly number[]): boolean {
  return walk.every((axis, i) => i === 0 || walk[i - 1] < axis);
}

export function sameLayout(a: View, b: View): boolean {
  return (
    String(a.base) === String(b.base) &&
    String(a.axes) === String(b.axes) &&
    String(a.shape) === String(b.shape)
  );
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
