// What web-llm's list does not say about its models: under which licence their makers give them, and how many parameters they
// have (from the makers' model cards). Read by how a model's id begins; the first line that fits counts. The licence is that of
// the weights; whoever publishes what a model wrote, or the model itself, should read it.

const APACHE = 'Apache 2.0';
const MIT = 'MIT';
const GEMMA = 'Gemma Terms of Use';
const QWEN_RESEARCH = 'Qwen Research License (not for business)';
const STABILITY = 'Stability AI Non-Commercial Research License';
const llama = (version: string) => `Llama ${version} Community License`;

type Line = readonly [begins: string, licence: string, billions: number];

const LINES: readonly Line[] = [
  ['Llama-3.2-1B', llama('3.2'), 1.24],
  ['Llama-3.2-3B', llama('3.2'), 3.21],
  ['Llama-3.1-8B', llama('3.1'), 8.03],
  ['Llama-3.1-70B', llama('3.1'), 70.6],
  ['Llama-3-8B', llama('3'), 8.03],
  ['Llama-3-70B', llama('3'), 70.6],
  ['Llama-2-7b', llama('2'), 6.74],
  ['Llama-2-13b', llama('2'), 13],
  ['DeepSeek-R1-Distill-Qwen-7B', `${MIT}, over Qwen2.5 (${APACHE})`, 7.62],
  ['DeepSeek-R1-Distill-Llama-8B', `${MIT}, over Llama 3.1 (${llama('3.1')})`, 8.03],
  ['Hermes-2-Theta-Llama-3-8B', llama('3'), 8.03],
  ['Hermes-2-Pro-Llama-3-8B', llama('3'), 8.03],
  ['Hermes-3-Llama-3.2-3B', llama('3.2'), 3.21],
  ['Hermes-3-Llama-3.1-8B', llama('3.1'), 8.03],
  ['Hermes-2-Pro-Mistral-7B', APACHE, 7.24],
  ['OpenHermes-2.5-Mistral-7B', APACHE, 7.24],
  ['NeuralHermes-2.5-Mistral-7B', APACHE, 7.24],
  ['Mistral-7B', APACHE, 7.25],
  ['Ministral-3-3B', APACHE, 3.43],
  ['Phi-3.5-vision', MIT, 4.15],
  ['Phi-3.5-mini', MIT, 3.82],
  ['Phi-3-mini', MIT, 3.82],
  ['Phi-4-mini', MIT, 3.84],
  ['phi-2', MIT, 2.78],
  ['phi-1_5', MIT, 1.42],
  ['SmolLM2-1.7B', APACHE, 1.71],
  ['SmolLM2-360M', APACHE, 0.362],
  ['SmolLM2-135M', APACHE, 0.135],
  ['gemma-2-2b', GEMMA, 2.61],
  ['gemma-2-9b', GEMMA, 9.24],
  ['gemma3-1b', GEMMA, 1],
  ['gemma-2b', GEMMA, 2.51],
  ['OLMo-2-1124-7B', APACHE, 7.3],
  ['OLMo-2-0425-1B', APACHE, 1.48],
  ['Qwen3-0.6B', APACHE, 0.6],
  ['Qwen3-1.7B', APACHE, 1.72],
  ['Qwen3-4B', APACHE, 4.02],
  ['Qwen3-8B', APACHE, 8.19],
  ['Qwen2.5-Coder-3B', QWEN_RESEARCH, 3.09],
  ['Qwen2.5-3B', QWEN_RESEARCH, 3.09],
  ['Qwen2.5-Coder-0.5B', APACHE, 0.494],
  ['Qwen2.5-0.5B', APACHE, 0.494],
  ['Qwen2.5-Coder-1.5B', APACHE, 1.54],
  ['Qwen2.5-Math-1.5B', APACHE, 1.54],
  ['Qwen2.5-1.5B', APACHE, 1.54],
  ['Qwen2.5-Coder-7B', APACHE, 7.62],
  ['Qwen2.5-7B', APACHE, 7.62],
  ['Qwen2-0.5B', APACHE, 0.494],
  ['Qwen2-Math-1.5B', APACHE, 1.54],
  ['Qwen2-1.5B', APACHE, 1.54],
  ['Qwen2-Math-7B', APACHE, 7.62],
  ['Qwen2-7B', APACHE, 7.62],
  ['Qwen3.5-0.8B', APACHE, 0.8],
  ['Qwen3.5-2B', APACHE, 2],
  ['Qwen3.5-4B', APACHE, 4],
  ['Qwen3.5-9B', APACHE, 9],
  ['stablelm-2-zephyr-1_6b', STABILITY, 1.64],
  ['RedPajama-INCITE-Chat-3B', APACHE, 2.78],
  ['TinyLlama-1.1B', APACHE, 1.1],
  ['gemma-4-', APACHE, Number.NaN],
];

/** Bits that a weight takes in a file, the scales of its group of 32 (q3: 40) included, by the name of the quantization. */
const BITS: Readonly<Record<string, number>> = {
  q4f16_1: 4.5,
  q4f32_1: 5,
  q3f16_1: 3.6,
  q0f16: 16,
  q0f32: 32,
};

/** The licence of a model's weights; null where this table does not know it. */
export function licenceOf(id: string): string | null {
  return lineOf(id)?.[1] ?? null;
}

/** Bytes of a model's weights, from its parameters and the bits of each: right within a tenth. null where it is not known. */
export function estimatedBytes(id: string): number | null {
  const bits = BITS[/-(q\df\d\d(_1)?)-/.exec(id)?.[1] ?? ''];
  const bytes = ((lineOf(id)?.[2] ?? Number.NaN) * 1e9 * bits) / 8;
  return Number.isFinite(bytes) ? bytes : null;
}

function lineOf(id: string): Line | undefined {
  return LINES.find(([begins]) => id.startsWith(begins));
}
