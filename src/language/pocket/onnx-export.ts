// A pocket model as one ONNX file for everybody else's onnxruntime: the runtime's own graph with the bookkeeping worked out
// inside, the weights in it as they are stored, and the model card in its metadata, so that the file can be read back
// (onnx-import.ts).
//
//   tokens int32 [lanes, positions, pack], lengths int32 [lanes], past.N.key/value [lanes, kvHeads, past_length, headSize]
//   → logits [lanes, outputs], final_norm.out [lanes, width], present.N.key/value
//
// `lengths` counts each lane's positions so far, those in `tokens` included; shorter lanes are padded with zeros on the right.
// A prompt has an empty past (past_length 0); afterwards each pass appends one position to every lane.

import { LabError } from '../../lab-error.ts';
import { sha256Hex } from '../../sha256.ts';
import { canonicalWeights } from './canonical-weights.ts';
import type { PocketConfig } from './config.ts';
import { CARD_FILE, type ModelCard, type ModelFiles, packModel, parseCard } from './model-files.ts';
import { graphOf, OPSET } from './onnx-graph.ts';
import { KEYS, preludeOf } from './onnx-prelude.ts';
import { encodeModel, type Graph, type Initializer, type Node, type ValueInfo } from './onnx-proto.ts';
import { type StoredTensor, type TensorFile, type TensorType, writeSafetensors } from './safetensors.ts';

/** Metadata of the file: the model card, and that of the weights. */
export const CARD_KEY = 'goldilocks.card';
export const WEIGHTS_KEY = 'goldilocks.weights';
/** Inputs of the runtime's graph that the file works out by itself. */
const WORKED_OUT = ['rows', 'total'];
/** Constants of the runtime's graph that the prelude replaces. */
const TABLES = ['embedding', 'head', 'pack_axis'];
const ELEMENT_TYPES: Readonly<Partial<Record<TensorType, Initializer['type']>>> = {
  F32: 'float',
  I8: 'int8',
  U8: 'uint8',
};

/** @throws LabError bad-model for weights that do not fit the card */
export function exportOnnx(files: ModelFiles): Uint8Array {
  const weights = canonicalWeights(files.card.config, files.weights);
  const card = cardOver(files.card, weights);
  const metadata = { [CARD_KEY]: JSON.stringify(card), [WEIGHTS_KEY]: JSON.stringify(weights.metadata) };
  return encodeModel(standalone(card.config, weights), OPSET, { description: describe(card), metadata });
}

/** The card names the hash of the weights in the order that they have in the file. */
function cardOver(card: ModelCard, weights: TensorFile): ModelCard {
  const bytes = writeSafetensors(weights);
  if (sha256Hex(bytes) === card.files.weights.sha256) return card;
  return parseCard(packModel(card, bytes).get(CARD_FILE)!);
}

function describe({ id, config: c }: ModelCard): string {
  return `Pocket model ${id}. A prompt: tokens int32 [lanes, positions, ${c.pack}] (word ids, 0 = nothing), lengths int32 [lanes] and an
empty past; then one position a pass, with the past taken from the present. The words of the ids stand in the card
(metadata "${CARD_KEY}").`.replaceAll('\n', ' ');
}

/** The runtime's graph behind its prelude: fewer inputs, and the embedding as it is stored. */
function standalone(config: PocketConfig, weights: TensorFile): Graph {
  const { name, inputs, outputs, initializers, nodes } = graphOf(config, weights, {
    quantized: true,
    loraRank: 0,
  });
  // The first two nodes of the graph look words up in the table that the prelude replaces.
  const [, sum, ...body] = nodes;
  const prelude = preludeOf(config, weights, sum.outputs[0]);
  const constants = initializers.filter((each) => !TABLES.includes(each.name));
  return {
    name,
    inputs: inputsOf(inputs),
    outputs,
    initializers: [...embeddingOf(weights), ...constants, ...prelude.initializers],
    nodes: [...prelude.nodes, ...body.map(renamed)],
  };
}

function inputsOf(inputs: readonly ValueInfo[]): ValueInfo[] {
  return inputs.filter(({ name }) => !WORKED_OUT.includes(name));
}

/** What the runtime is told as `lengths` is worked out from the file's input of that name. */
function renamed(node: Node): Node {
  return { ...node, inputs: node.inputs.map((name) => (name === 'lengths' ? KEYS : name)) };
}

function embeddingOf({ tensors }: TensorFile): Initializer[] {
  return ['embedding', 'embedding.scales', 'embedding.q8'].flatMap((name) => {
    const tensor = tensors.get(name);
    return tensor ? [initializerOf(name, tensor)] : [];
  });
}

function initializerOf(name: string, { type, shape, data }: StoredTensor): Initializer {
  const element = ELEMENT_TYPES[type];
  if (element) return { name, type: element, shape, data };
  throw new LabError('bad-model', `"${name}" has a type that no weights of this lab have.`);
}
