// Nodes of an ONNX graph, added one by one, and what views need of it: tensors in the order and shape that an operation
// asks for. Equal nodes are made once; nodes that no output needs are dropped at the end.

import type {
  Attribute,
  ElementType,
  Graph,
  Initializer,
  Node,
  ValueInfo,
} from '../../language/pocket/onnx-proto.ts';
import { isInOrder, plainView, type View, walkOf } from './views.ts';

export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #made = new Map<string, string>();
  readonly #producers = new Map<string, Node>();

  /** Adds a node with one output. @returns the output's name */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    domain = '',
  ): string {
    const key = JSON.stringify([op, inputs, attributes]);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const output = `t${this.#nodes.length}`;
    const node = { op, inputs, outputs: [output], attributes, domain };
    this.#nodes.push(node);
    this.#producers.set(output, node);
    this.#made.set(key, output);
    return output;
  }

  /** The node that makes a tensor; undefined for inputs and constants. */
  producer(tensor: string): Node | undefined {
    return this.#producers.get(tensor);
  }

  constant(type: ElementType, shape: readonly number[], data: ArrayBufferView): string {
    const small =
      data.byteLength <= 64
        ? `${type} ${shape} ${new Uint8Array(data.buffer, data.byteOffset, data.byteLength)}`
        : '';
    const known = small && this.#made.get(small);
    if (known) return known;
    const name = `c${this.#initializers.size}`;
    this.#initializers.set(name, { name, type, shape, data });
    if (small) this.#made.set(small, name);
    return name;
  }

  /** A list of sizes or axes as an operand. */
  integers(values: readonly number[]): string {
    return this.constant('int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  /** A number that repeats to the shape. */
  uniform(value: number, type: ElementType, shape: readonly number[]): View {
    const data =
      type === 'float'
        ? Float32Array.of(value)
        : type === 'bool'
          ? Uint8Array.of(value)
          : Int32Array.of(value);
    return {
      tensor: this.constant(type, [], data),
      type,
      base: [],
      shape,
      axes: shape.map(() => -1),
      uniform: value,
    };
  }

  /** The constant a tensor is, if it is one. */
  initializer(tensor: string): Initializer | undefined {
    return this.#initializers.get(tensor);
  }

  reshape(tensor: string, from: readonly number[], to: readonly number[]): string {
    return String(from) === String(to) ? tensor : this.node('Reshape', [tensor, this.integers(to)]);
  }

  /** A tensor with the view's axes in order, of size 1 where the view repeats: ready to be broadcast. */
  aligned(view: View): { tensor: string; shape: readonly number[] } {
    const shape = view.shape.map((size, i) => (view.axes[i] < 0 ? 1 : size));
    if (view.base.length === 0) return { tensor: view.tensor, shape };
    const walk = walkOf(view);
    if (isInOrder(walk)) return { tensor: this.reshape(view.tensor, view.base, shape), shape };
    const rest = view.base.map((_, i) => i).filter((axis) => !walk.includes(axis));
    const order = [...rest, ...walk];
    const turned = this.node('Transpose', [view.tensor], { perm: order });
    return {
      tensor: this.reshape(
        turned,
        order.map((i) => view.base[i]),
        shape,
      ),
      shape,
    };
  }

  /** The view's numbers laid out in full. */
  full(view: View): View {
    const { tensor, shape } = this.aligned(view);
    if (String(shape) === String(view.shape) && view.base.length > 0)
      return plainView(tensor, view.type, shape);
    return plainView(this.node('Expand', [tensor, this.integers(view.shape)]), view.type, view.shape);
  }

  /** The graph whose outputs are these tensors. Call once. */
  finish(name: string, inputs: readonly ValueInfo[], outputs: readonly View[]): Graph {
    const named = outputs.map((view, i) => {
      const { tensor, type, shape } = this.full(view);
      this.#nodes.push({ op: 'Identity', inputs: [tensor], outputs: [`out${i}`] });
      return { name: `out${i}`, type, shape };
    });
    const needed = new Set(named.map((output) => output.name));
    const nodes: Node[] = [];
    for (const node of this.#nodes.toReversed()) {
      if (!node.outputs.some((output) => needed.has(output))) continue;
      for (const input of node.inputs) needed.add(input);
      nodes.push(node);
    }
    const initializers = [...this.#initializers.values()].filter((tensor) => needed.has(tensor.name));
    return { name, inputs, outputs: named, initializers, nodes: nodes.reverse() };
  }
}
