// A traced jax-js program as an ONNX graph, so that what the learner computes in a page also runs on the native kernels
// of ONNX Runtime where a program runs in Node. Gradients are part of the trace: nothing about them is written twice.
// Only the operations that the learner's programs use are translated; another one is refused by name.

import type { ClosedJaxpr, Jaxpr } from '@jax-js/jax';
import { LabError } from '../../lab-error.ts';
import type { ElementType, Graph, ValueInfo } from '../../language/pocket/onnx-proto.ts';
import { matrixProduct } from './contraction.ts';
import { GraphBuilder } from './graph-builder.ts';
import { elementwise, reduce } from './operations.ts';
import { permuted, plainView, repeated, repeatedAfter, squeezedTo, type View } from './views.ts';

type Equation = Jaxpr['eqns'][number];
type Atom = Equation['inputs'][number];
type Binder = Jaxpr['inBinders'][number];

/** The graph of a flattened, simplified program. Inputs are `in0` … in the order of its arguments, outputs `out0` …. */
export function graphOf(program: ClosedJaxpr): Graph {
  const { jaxpr, consts } = program;
  const builder = new GraphBuilder();
  const values = new Map<Binder, View>();
  const inputs: ValueInfo[] = [];
  jaxpr.inBinders.forEach((binder, i) => {
    const { shape } = binder.aval;
    const type = elementType(String(binder.aval.dtype));
    if (i < consts.length) {
      const data = (consts[i] as unknown as { ref: { dataSync(): ArrayLike<number> } }).ref.dataSync();
      values.set(binder, constantView(builder, type, shape, data));
    } else {
      const name = `in${i - consts.length}`;
      inputs.push({ name, type, shape });
      values.set(binder, plainView(name, type, shape));
    }
  });
  const read = (atom: Atom): View => {
    if ('value' in atom) return builder.uniform(Number(atom.value), elementType(String(atom.dtype)), []);
    return values.get(atom)!;
  };
  for (const equation of jaxpr.eqns)
    translate(builder, equation, equation.inputs.map(read)).forEach((view, i) => {
      values.set(equation.outBinders[i], view);
    });
  return builder.finish('program', inputs, jaxpr.outs.map(read));
}

function elementType(dtype: string): ElementType {
  if (dtype === 'float32') return 'float';
  if (dtype === 'int32' || dtype === 'bool') return dtype;
  throw new LabError('internal', `A program with numbers of type ${dtype} cannot run natively.`);
}

function constantView(
  builder: GraphBuilder,
  type: ElementType,
  shape: readonly number[],
  data: ArrayLike<number>,
): View {
  const first = Number(data[0]);
  if (Array.prototype.every.call(data, (value) => Number(value) === first))
    return builder.uniform(first, type, shape);
  const array = { float: Float32Array, int32: Int32Array, bool: Uint8Array }[
    type as 'float' | 'int32' | 'bool'
  ];
  return plainView(builder.constant(type, shape, array.from(data)), type, shape);
}

/** One equation's results. */
function translate(
  builder: GraphBuilder,
  { primitive, params, outBinders }: Equation,
  inputs: View[],
): View[] {
  const [x, y] = inputs;
  const { shape } = outBinders[0].aval;
  switch (primitive as string) {
    case 'stop_gradient':
      return [x];
    case 'cast':
      return [elementwise(builder, 'cast', inputs, shape, elementType(String(params.dtype)))];
    case 'compare':
      return [elementwise(builder, String(params.op), inputs, shape, 'bool')];
    case 'reduce':
      return [reduce(builder, String(params.op), x, params.axis)];
    case 'dot':
      return [matrixProduct(builder, x, y, shape)];
    case 'reshape':
      return [squeezedTo(x, shape) ?? reshaped(builder, x, shape)];
    case 'transpose':
      return [permuted(x, params.perm)];
    case 'broadcast':
      return [repeated(x, shape, params.axis)];
    case 'shrink':
      return [shrunk(builder, x, params.slice, shape)];
    case 'pad':
      return [padded(builder, x, params.width, shape)];
    case 'gather':
      return [gathered(builder, x, y, params, shape)];
    default:
      return [elementwise(builder, String(primitive), inputs, shape)];
  }
}

/** Repeated axes stay repeated where the new shape leaves them to themselves. */
function reshaped(builder: GraphBuilder, view: View, shape: readonly number[]): View {
  if (view.uniform !== undefined) return builder.uniform(view.uniform, view.type, shape);
  const repeats = repeatedAfter(view, shape);
  const source = repeats ? view : builder.full(view);
  const { tensor, shape: from } = builder.aligned(source);
  const base = shape.map((size, i) => (repeats?.[i] ? 1 : size));
  const axes = shape.map((_, i) => (repeats?.[i] ? -1 : i));
  return { tensor: builder.reshape(tensor, from, base), type: view.type, base, shape, axes };
}

function shrunk(
  builder: GraphBuilder,
  view: View,
  slice: readonly (readonly [number, number])[],
  shape: readonly number[],
): View {
  const cut = view.axes.map((axis, i) => ({ axis, from: slice[i][0], to: slice[i][1] }));
  const real = cut.filter(({ axis, from, to }) => axis >= 0 && (from > 0 || to < view.base[axis]));
  if (real.length === 0) return { ...view, shape };
  const tensor = builder.node('Slice', [
    view.tensor,
    builder.integers(real.map(({ from }) => from)),
    builder.integers(real.map(({ to }) => to)),
    builder.integers(real.map(({ axis }) => axis)),
  ]);
  const base = view.base.map((size, axis) => {
    const found = real.find((one) => one.axis === axis);
    return found ? found.to - found.from : size;
  });
  return { ...view, tensor, base, shape };
}

function padded(
  builder: GraphBuilder,
  view: View,
  width: readonly (readonly [number, number])[],
  shape: readonly number[],
): View {
  const repeatsThere = view.axes.some((axis, i) => axis < 0 && width[i][0] + width[i][1] > 0);
  const { tensor, base, axes } = repeatsThere ? builder.full(view) : view;
  const widthOf = (axis: number) => width[axes.indexOf(axis)] ?? [0, 0];
  const before = base.map((_, axis) => widthOf(axis)[0]);
  const after = base.map((_, axis) => widthOf(axis)[1]);
  const result = builder.node('Pad', [tensor, builder.integers([...before, ...after])]);
  return {
    tensor: result,
    type: view.type,
    base: base.map((size, i) => size + before[i] + after[i]),
    shape,
    axes,
  };
}

/** Rows of a table: the one kind of gather that the learner's programs have (a one-hot). */
function gathered(
  builder: GraphBuilder,
  table: View,
  rows: View,
  params: Equation['params'],
  shape: readonly number[],
): View {
  if (String(params.axis) !== '0' || params.outDim !== 0)
    throw new LabError('internal', 'Only rows of a table can be gathered natively.');
  const inputs = [builder.full(table).tensor, builder.full(rows).tensor];
  return plainView(builder.node('Gather', inputs, { axis: 0 }), table.type, shape);
}
