// Operations number by number, and sums over axes. Operands that lie in the same order are combined as they lie.

import { LabError } from '../../lab-error.ts';
import type { Attribute, ElementType } from '../../language/pocket/onnx-proto.ts';
import { ELEMENT } from '../../language/pocket/onnx-proto.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { plainView, sameLayout, type View } from './views.ts';

const OPERATIONS: Readonly<Record<string, string>> = {
  mul: 'Mul',
  add: 'Add',
  sub: 'Sub',
  neg: 'Neg',
  min: 'Min',
  max: 'Max',
  reciprocal: 'Reciprocal',
  sqrt: 'Sqrt',
  exp: 'Exp',
  log: 'Log',
  erf: 'Erf',
  floor: 'Floor',
  where: 'Where',
  cast: 'Cast',
  less: 'Less',
  equal: 'Equal',
  sigmoid: 'Sigmoid',
};
const ON_BOOLEANS: Readonly<Record<string, string>> = { mul: 'And', add: 'Or' };

/** @param type of the result; that of the last operand where it is left out */
export function elementwise(
  builder: GraphBuilder,
  op: string,
  operands: readonly View[],
  shape: readonly number[],
  type: ElementType = operands.at(-1)!.type,
): View {
  if (op === 'not_equal') {
    const equal = elementwise(builder, 'equal', operands, shape, 'bool');
    return { ...equal, tensor: builder.node('Not', [equal.tensor]) };
  }
  const known = shortcut(builder, op, operands, shape);
  if (known) return known;
  const name = (operands[0].type === 'bool' ? ON_BOOLEANS[op] : undefined) ?? OPERATIONS[op];
  if (!name) throw new LabError('internal', `The operation "${op}" cannot run natively.`);
  const attributes: Record<string, Attribute> = op === 'cast' ? { to: ELEMENT[type] } : {};
  const wide = operands.filter((view) => view.base.length > 0);
  const isAsItLies =
    wide.length > 0 &&
    wide.every((view) => sameLayout(view, wide[0])) &&
    String(wide[0].shape) === String(shape);
  if (isAsItLies) {
    const tensor = builder.node(
      name,
      operands.map((view) => view.tensor),
      attributes,
    );
    return { ...wide[0], tensor, type, shape, uniform: undefined };
  }
  const aligned = operands.map((view) => builder.aligned(view));
  const tensor = builder.node(
    name,
    aligned.map((operand) => operand.tensor),
    attributes,
  );
  const shapes = aligned.filter((_, i) => operands[i].base.length > 0).map((operand) => operand.shape);
  const rank = Math.max(0, ...shapes.map((one) => one.length));
  const base = Array.from({ length: rank }, (_, i) =>
    Math.max(1, ...shapes.map((one) => one.at(i - rank) ?? 1)),
  );
  const missing = shape.length - rank;
  return {
    tensor,
    type,
    base,
    shape,
    axes: shape.map((size, i) => (base[i - missing] === size ? i - missing : -1)),
  };
}

/** Results that need no node of this kind: x · 1, x + 0, x + (−y), 1 / (1 + exp(−x)). */
function shortcut(
  builder: GraphBuilder,
  op: string,
  operands: readonly View[],
  shape: readonly number[],
): View | undefined {
  if (op === 'mul' || op === 'add') {
    const neutral = op === 'mul' ? 1 : 0;
    for (const [one, other] of [operands, operands.toReversed()]) {
      if (one.type !== 'float') continue;
      if (op === 'mul' && one.uniform === -1 && String(other.shape) === String(shape))
        return elementwise(builder, 'neg', [other], shape);
      if (op === 'mul' && one.uniform === 0) return builder.uniform(0, 'float', shape);
      if (one.uniform === neutral && String(other.shape) === String(shape)) return other;
    }
  }
  if (op === 'add') {
    const [x, y] = operands;
    const turned = negated(builder, y);
    if (turned) return elementwise(builder, 'sub', [x, turned], shape);
    const first = negated(builder, x);
    if (first) return elementwise(builder, 'sub', [y, first], shape);
  }
  if (op === 'reciprocal') return sigmoid(builder, operands[0]);
  return undefined;
}

/** x where the view is −x and reads it as x lies. */
function negated(builder: GraphBuilder, view: View): View | undefined {
  const node = builder.producer(view.tensor);
  return node?.op === 'Neg' ? { ...view, tensor: node.inputs[0] } : undefined;
}

function sigmoid(builder: GraphBuilder, view: View): View | undefined {
  const sum = builder.producer(view.tensor);
  if (sum?.op !== 'Add') return undefined;
  const [power, one] = sum.inputs.map((input) => ({ node: builder.producer(input), input }));
  const number = builder.initializer(one.input);
  if (power.node?.op !== 'Exp' || number?.type !== 'float' || number.shape.length > 0) return undefined;
  const value = new Float32Array(number.data.buffer, number.data.byteOffset, 1)[0];
  const minus = builder.producer(power.node.inputs[0]);
  if (value !== 1 || minus?.op !== 'Neg') return undefined;
  return { ...view, tensor: builder.node('Sigmoid', [minus.inputs[0]]) };
}

/** Sum or maximum over axes. */
export function reduce(builder: GraphBuilder, op: string, view: View, over: readonly number[]): View {
  const kind = op.toLowerCase();
  if (kind !== 'add' && kind !== 'max')
    throw new LabError('internal', `Reducing by "${op}" cannot run natively.`);
  const keptPlaces = view.shape.map((_, i) => i).filter((i) => !over.includes(i));
  const shape = keptPlaces.map((i) => view.shape[i]);
  const repeats = over.filter((i) => view.axes[i] < 0).reduce((product, i) => product * view.shape[i], 1);
  const gone = over.map((i) => view.axes[i]).filter((axis) => axis >= 0);
  let result = view;
  if (gone.length > 0) {
    const names = { add: 'ReduceSum', max: 'ReduceMax' };
    const tensor = builder.node(names[kind], [view.tensor, builder.integers(gone)], { keepdims: 0 });
    const left = view.base.map((_, axis) => axis).filter((axis) => !gone.includes(axis));
    const base = left.map((axis) => view.base[axis]);
    const axes = keptPlaces.map((i) => (view.axes[i] < 0 ? -1 : left.indexOf(view.axes[i])));
    result = { ...plainView(tensor, view.type, base), shape, axes };
  } else {
    result = { ...view, shape, axes: keptPlaces.map((i) => view.axes[i]) };
  }
  if (kind === 'max' || repeats === 1) return result;
  return elementwise(builder, 'mul', [result, builder.uniform(repeats, 'float', shape)], shape);
}
