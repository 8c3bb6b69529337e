// The shape of a pocket model, and the one list of its parameters that the acting runtime (ONNX), the learner (jax-js)
// and the weights file (safetensors) all share. Decoder-only: RMSNorm before attention and MLP, rotary positions
// (half-split, as in Llama), grouped-query attention, SwiGLU, output head tied to the embedding.
//
// A position may carry several words: its input is the SUM of their embeddings (id 0 = padding = zero vector), which
// makes a decision about 20 positions long instead of 100. Only the first `outputs` ids can be generated.

export interface PocketConfig {
  /** Number of word ids, id 0 (padding) included. */
  readonly vocabulary: number;
  /** The first `outputs` ids have a row in the output head: tags, actions, plan words. */
  readonly outputs: number;
  /** Words that one position may carry. */
  readonly pack: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** width / heads unless told otherwise. */
  readonly headSize: number;
  /** Hidden size of the SwiGLU MLP. */
  readonly hidden: number;
  /** Longest prompt plus answer, in positions. */
  readonly context: number;
  readonly ropeBase: number;
  readonly normEpsilon: number;
}

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Every parameter in canonical order. Matrices are [inputs, outputs], applied as x · W.
 * `qkv` is the columns q (heads·headSize), k (kvHeads·headSize), v (kvHeads·headSize) side by side.
 */
export function parameterSpecs(c: PocketConfig): ParameterSpec[] {
  const q = c.heads * c.headSize;
  const kv = c.kvHeads * c.headSize;
  const layer = (i: number): ParameterSpec[] => [
    { name: `layers.${i}.attention_norm`, shape: [c.width] },
    { name: `layers.${i}.qkv`, shape: [c.width, q + 2 * kv] },
    { name: `layers.${i}.o`, shape: [q, c.width] },
    { name: `layers.${i}.mlp_norm`, shape: [c.width] },
    { name: `layers.${i}.gate`, shape: [c.width, c.hidden] },
    { name: `layers.${i}.up`, shape: [c.width, c.hidden] },
    { name: `layers.${i}.down`, shape: [c.hidden, c.width] },
  ];
  return [
    { name: 'embedding', shape: [c.vocabulary, c.width] },
    ...Array.from({ length: c.layers }, (_, i) => layer(i)).flat(),
    { name: 'final_norm', shape: [c.width] },
  ];
}

/** Matrices a LoRA adapter may change: `qkv`, `o` and `down` (one on gate or up breaks a fusion of the runtime). */
export const LORA_TARGETS = ['qkv', 'o', 'down'] as const;

/** Sizes of the shipped Crafter model, vocabulary aside. */
export const POCKET_SIZES = {
  pack: 14,
  width: 128,
  layers: 4,
  heads: 4,
  kvHeads: 1,
  headSize: 32,
  hidden: 352,
  context: 96,
  ropeBase: 10_000,
  normEpsilon: 1e-5,
} as const;
