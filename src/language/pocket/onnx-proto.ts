// A writer for the few protobuf messages an ONNX model is made of, so that the graph is built where the weights are: in
// the page. Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
// A message is a list of chunks; bytes are joined once, at the end.

/** Tensor element types, `TensorProto.DataType`. */
export const ELEMENT = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof ELEMENT;

/** A dimension is a number or the name of a free size. */
export type Dimension = number | string;

export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
}

export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

/** Integers become `int` attributes, `{ float }` a float, lists of integers `ints`. */
export type Attribute = number | { readonly float: number } | readonly number[];

export interface Node {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: readonly Initializer[];
  readonly nodes: readonly Node[];
}

/** What a file says of itself beside its graph. */
export interface ModelNotes {
  /** For people; shown by viewers of ONNX files. */
  readonly description: string;
  /** Free texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

const MICROSOFT = 'com.microsoft';
const IR_VERSION = 8;

/** Bytes of a ModelProto holding `graph`. @param opset version of the standard operators */
export function encodeModel(graph: Graph, opset: number, notes?: ModelNotes): Uint8Array {
  const message = new Message()
    .int(1, IR_VERSION)
    .text(2, 'goldilocks')
    .message(7, encodeGraph(graph))
    .message(8, new Message().text(1, '').int(2, opset))
    .message(8, new Message().text(1, MICROSOFT).int(2, 1));
  if (notes) message.text(6, notes.description);
  for (const [name, value] of Object.entries(notes?.metadata ?? {}))
    message.message(14, new Message().text(1, name).text(2, value));
  return message.toBytes();
}

function encodeGraph(graph: Graph): Message {
  const message = new Message();
  for (const [i, node] of graph.nodes.entries()) message.message(1, encodeNode(node, i));
  message.text(2, graph.name);
  for (const tensor of graph.initializers) message.message(5, encodeTensor(tensor));
  for (const input of graph.inputs) message.message(11, encodeValueInfo(input));
  for (const output of graph.outputs) message.message(12, encodeValueInfo(output));
  return message;
}

function encodeNode(node: Node, index: number): Message {
  const message = new Message();
  for (const input of node.inputs) message.text(1, input);
  for (const output of node.outputs) message.text(2, output);
  message.text(3, `${node.op}_${index}`).text(4, node.op);
  for (const [name, value] of Object.entries(node.attributes ?? {}))
    message.message(5, encodeAttribute(name, value));
  return message.text(7, node.domain ?? '');
}

function encodeAttribute(name: string, value: Attribute): Message {
  const message = new Message().text(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, 2);
  if ('float' in value) return message.float(2, value.float).int(20, 1);
  for (const item of value) message.int(8, item);
  return message.int(20, 7);
}

function encodeTensor(tensor: Initializer): Message {
  const message = new Message();
  for (const size of tensor.shape) message.int(1, size);
  const { buffer, byteOffset, byteLength } = tensor.data;
  return message
    .int(2, ELEMENT[tensor.type])
    .text(8, tensor.name)
    .bytes(9, new Uint8Array(buffer, byteOffset, byteLength));
}

function encodeValueInfo(value: ValueInfo): Message {
  const shape = new Message();
  for (const size of value.shape)
    shape.message(1, typeof size === 'number' ? new Message().int(1, size) : new Message().text(2, size));
  const tensorType = new Message().int(1, ELEMENT[value.type]).message(2, shape);
  return new Message().text(1, value.name).message(2, new Message().message(1, tensorType));
}

/** One protobuf message under construction. Wire types: 0 varint, 2 length-delimited, 5 four bytes. */
class Message {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  /** @param value an integer, negative ones as two's complement of 64 bits */
  int(field: number, value: number): this {
    return this.#push(varint(field << 3)).#push(varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(varint((field << 3) | 5)).#push(bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#push(varint((field << 3) | 2))
      .#push(varint(value.length))
      .#push(value);
  }

  message(field: number, message: Message): this {
    this.#push(varint((field << 3) | 2)).#push(varint(message.#size));
    for (const chunk of message.#chunks) this.#push(chunk);
    return this;
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  #push(chunk: Uint8Array): this {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    return this;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
