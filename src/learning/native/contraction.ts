// jax-js' one product, sum(x · y) over the last axis with everything else broadcast, as a matrix product. Axes that both
// have are the batch, axes of x alone its rows, axes of y alone its columns. A transposed operand is read as it lies.

import type { GraphBuilder } from './graph-builder.ts';
import { elementwise } from './operations.ts';
import { permuted, plainView, sizeOf, squeezedTo, type View, walkOf } from './views.ts';

/** @param shape of the result: that of x and y, broadcast, without the last axis */
export function matrixProduct(builder: GraphBuilder, x: View, y: View, shape: readonly number[]): View {
  const last = x.shape.length - 1;
  if (x.shape[last] === 1) return elementwise(builder, 'mul', [withoutLast(x), withoutLast(y)], shape);
  const [a, b] = [x, y].map((view) => (isLong(view, last) ? view : builder.full(view)));
  const places = shape.map((_, i) => i);
  const batch = places.filter((i) => isLong(a, i) && isLong(b, i));
  const rows = places.filter((i) => isLong(a, i) && !isLong(b, i));
  const columns = places.filter((i) => !isLong(a, i) && isLong(b, i));
  const left = operand(builder, a, batch, rows, last, false);
  const right = operand(builder, b, batch, columns, last, true);
  const product = builder.node(
    'FusedMatMul',
    [left.tensor, right.tensor],
    { transA: left.turned ? 1 : 0, transB: right.turned ? 1 : 0 },
    'com.microsoft',
  );
  const sizes = (list: readonly number[]) => list.map((i) => shape[i]);
  const matrices = batch.length > 0 ? [sizeOf(sizes(batch))] : [];
  const flat = [...matrices, sizeOf(sizes(rows)), sizeOf(sizes(columns))];
  const order = [...batch, ...rows, ...columns];
  const base = sizes(order);
  const tensor = builder.reshape(product, flat, base);
  return { ...plainView(tensor, 'float', base), shape, axes: places.map((i) => order.indexOf(i)) };
}

function isLong(view: View, axis: number): boolean {
  return view.axes[axis] >= 0 && view.shape[axis] !== 1;
}

function withoutLast(view: View): View {
  return squeezedTo(view, view.shape.slice(0, -1))!;
}

/** [batch, own, sum] or, turned, [batch, sum, own] for the left side; the other way round for the right one. */
function operand(
  builder: GraphBuilder,
  view: View,
  batch: readonly number[],
  own: readonly number[],
  sum: number,
  isRight: boolean,
): { tensor: string; turned: boolean } {
  const walk = (list: readonly number[]) => String(list.map((i) => view.axes[i]));
  const lies = String([...walkOf(view)].sort((p, q) => p - q));
  const ownFirst = [...batch, ...own, sum];
  const sumFirst = [...batch, sum, ...own];
  const isSumFirst = lies === walk(sumFirst) && lies !== walk(ownFirst);
  const order = isSumFirst ? sumFirst : ownFirst;
  const size = (list: readonly number[]) => sizeOf(list.map((i) => view.shape[i]));
  const matrix = isSumFirst ? [size([sum]), size(own)] : [size(own), size([sum])];
  const flat = batch.length > 0 ? [size(batch), ...matrix] : matrix;
  const ordered = permuted(view, order);
  const { tensor, shape } = builder.aligned(ordered);
  return { tensor: builder.reshape(tensor, shape, flat), turned: isSumFirst !== isRight };
}
