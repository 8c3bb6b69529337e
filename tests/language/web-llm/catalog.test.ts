// The list against the library it was made from, and what a person is told about its models before any of them is asked for.

import { ModelType, prebuiltAppConfig } from '@mlc-ai/web-llm';
import { expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { WEB_LLM_MODELS, webLlmEntryId, webLlmModelId } from '../../../src/language/web-llm/catalog.ts';

const MODELS_AT = 'https://huggingface.co/mlc-ai/';
const LIBRARIES_AT =
  'https://raw.githubusercontent.com/mlc-ai/binary-mlc-llm-libs/main/web-llm-models/v0_2_86/base/';

const CHAT = prebuiltAppConfig.model_list.filter(({ model_type }) => model_type !== ModelType.embedding);

function shortened() {
  const models = CHAT.map((record) => ({
    id: record.model_id,
    model: after(MODELS_AT, record.model),
    library: after(LIBRARIES_AT, record.model_lib),
    vram: record.vram_required_MB,
    low: record.low_resource_required,
    ...(record.required_features?.includes('shader-f16') && { f16: true }),
    ...(record.buffer_size_required_bytes && { buffer: record.buffer_size_required_bytes }),
    ...(record.model_manifest && { manifest: record.model_manifest }),
    overrides: record.overrides,
  }));
  return {
    version: packageJson.dependencies['@mlc-ai/web-llm'],
    modelsAt: MODELS_AT,
    librariesAt: LIBRARIES_AT,
    models,
  };
}

function after(start: string, address: string): string {
  expect(address.startsWith(start)).toBe(true);
  return address.slice(start.length);
}

test('it holds every chat model of the library that is installed, and no model that only embeds', async () => {
  expect(CHAT.length).toBeGreaterThan(150);
  const file = `${JSON.stringify(shortened(), null, 2)}\n`;
  await expect(file).toMatchFileSnapshot('../../../src/language/web-llm/prebuilt.json');
  expect(WEB_LLM_MODELS.map(({ id }) => id)).toEqual(CHAT.map(({ model_id }) => model_id));
});

test('no other field of the library’s list would be lost', () => {
  const known = new Set([
    'model',
    'model_id',
    'model_lib',
    'vram_required_MB',
    'low_resource_required',
    'required_features',
    'buffer_size_required_bytes',
    'model_manifest',
    'model_type',
    'overrides',
  ]);
  for (const record of CHAT) {
    expect(Object.keys(record).filter((key) => !known.has(key))).toEqual([]);
    expect(record.required_features ?? ['shader-f16']).toEqual(['shader-f16']);
  }
});

test('every id is once there, and can be the name of a model in a record', () => {
  expect(new Set(WEB_LLM_MODELS.map(({ id }) => id)).size).toBe(WEB_LLM_MODELS.length);
  for (const { id } of WEB_LLM_MODELS) {
    expect(webLlmModelId(id)).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,199}$/);
    expect(webLlmEntryId(webLlmModelId(id))).toBe(id);
  }
});

test('whatever has 16-bit floats in its name needs a GPU that has them', () => {
  const needs = (id: string) => WEB_LLM_MODELS.find((entry) => entry.id === id)!.needsF16;
  expect(needs('Llama-3.2-1B-Instruct-q4f16_1-MLC')).toBe(true);
  expect(needs('Llama-3.2-1B-Instruct-q0f16-MLC')).toBe(true);
  expect(needs('Llama-3.2-1B-Instruct-q4f32_1-MLC')).toBe(false);
});

test('sizes that are told before a download lie below what the model takes of graphics memory', () => {
  const known = WEB_LLM_MODELS.filter(({ downloadBytes }) => downloadBytes !== null);
  expect(WEB_LLM_MODELS.length - known.length).toBeLessThan(5);
  for (const { id, downloadBytes, bytesOfVram } of known) {
    expect(downloadBytes, id).toBeLessThan(1.12 * bytesOfVram!);
    expect(downloadBytes, id).toBeGreaterThan(0.13 * bytesOfVram!);
  }
});

test('licences are those of the makers, and a model that nobody vouches for has none', () => {
  const licence = (id: string) => WEB_LLM_MODELS.find((entry) => entry.id === id)!.licence;
  expect(licence('Qwen2.5-3B-Instruct-q4f32_1-MLC')).toContain('Qwen Research');
  expect(licence('Qwen2.5-1.5B-Instruct-q4f32_1-MLC')).toBe('Apache 2.0');
  expect(licence('DeepSeek-R1-Distill-Llama-8B-q4f16_1-MLC')).toContain('Llama 3.1');
  expect(licence('gemma-2-2b-jpn-it-q4f16_1-MLC')).toContain('Gemma');
  expect(licence('WizardMath-7B-V1.1-q4f16_1-MLC')).toBeNull();
  const unknown = WEB_LLM_MODELS.filter((entry) => entry.licence === null).map(({ id }) => id);
  expect(unknown).toEqual(['WizardMath-7B-V1.1-q4f16_1-MLC']);
});

test('names are readable', () => {
  const labels = WEB_LLM_MODELS.map(({ label }) => label);
  expect(labels).toContain('Llama 3.2 1B Instruct, 4 bits (f32)');
  expect(labels).toContain('gemma 2 2b it, 4 bits (f16), short context');
  expect(labels).toContain('SmolLM2 360M Instruct, 32 bits');
  expect(new Set(labels).size).toBe(labels.length);
});
