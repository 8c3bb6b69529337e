// Which models a device can hold, and the sentence where it cannot.

import { expect, test } from 'vitest';
import { WEB_LLM_MODELS, type WebLlmEntry } from '../../../src/language/web-llm/catalog.ts';
import { describeDevice, obstacle, type WebLlmDevice } from '../../../src/language/web-llm/device.ts';

const LAPTOP: WebLlmDevice = {
  unusable: null,
  f16: true,
  software: false,
  name: 'intel xe',
  bufferBytes: 2 ** 30,
  memoryBytes: 6 * 2 ** 30,
  mobile: false,
};
const entry = (id: string) => WEB_LLM_MODELS.find((each) => each.id === id) as WebLlmEntry;
const LLAMA_1B = entry('Llama-3.2-1B-Instruct-q4f16_1-MLC');

/** What a browser tells of a GPU with these limits. */
function browser(
  limits: Record<string, number>,
  { features = [] as string[], memory = 8, agent = 'X11' } = {},
) {
  const adapter = {
    limits,
    features: new Set(features),
    info: { vendor: 'intel', architecture: 'xe', description: '' },
  };
  const gpu = { requestAdapter: async () => adapter } as unknown as GPU;
  return { gpu, deviceMemory: memory, userAgent: agent };
}

const ENOUGH = {
  maxBufferSize: 2 ** 30,
  maxStorageBufferBindingSize: 2 ** 30,
  maxComputeWorkgroupStorageSize: 2 ** 15,
  maxStorageBuffersPerShaderStage: 10,
};

test('a laptop with an ordinary GPU holds the small models and not the largest', () => {
  const held = WEB_LLM_MODELS.filter((each) => obstacle(each, LAPTOP) === null);
  expect(held).toContain(LLAMA_1B);
  expect(held.length).toBeGreaterThan(100);
  expect(obstacle(entry('Llama-3.1-70B-Instruct-q3f16_1-MLC'), LAPTOP)).toBe(
    'It takes about 30.4 GB of graphics memory; this device may have 6.0 GB.',
  );
});

test('without 16-bit floats the f32 forms remain, and each refusal says so', () => {
  const device = { ...LAPTOP, f16: false };
  expect(obstacle(LLAMA_1B, device)).toMatch(/16-bit floats/);
  expect(obstacle(entry('Llama-3.2-1B-Instruct-q4f32_1-MLC'), device)).toBeNull();
});

test('a buffer that is too small and a phone have their own sentences', () => {
  const gemma = entry('gemma-2b-it-q4f32_1-MLC');
  expect(obstacle(gemma, { ...LAPTOP, bufferBytes: 2 ** 27 })).toBe(
    'It needs a buffer of 250 MB; this GPU allows 128 MB.',
  );
  expect(obstacle(gemma, { ...LAPTOP, mobile: true })).toMatch(/phone/);
  expect(obstacle(LLAMA_1B, { ...LAPTOP, mobile: true })).toBeNull();
});

test('where nothing is known of the memory, nothing is refused for it', () => {
  expect(obstacle(entry('Llama-3.1-70B-Instruct-q3f16_1-MLC'), { ...LAPTOP, memoryBytes: null })).toBeNull();
});

test('the browser’s words become a device', async () => {
  const device = await describeDevice(browser(ENOUGH, { features: ['shader-f16'] }));
  expect(device).toEqual({ ...LAPTOP });
  expect((await describeDevice(browser(ENOUGH, { memory: 4 }))).memoryBytes).toBe(2 * 2 ** 30);
  expect((await describeDevice(browser(ENOUGH, { agent: 'Android Mobile' }))).mobile).toBe(true);
});

test('no WebGPU, no GPU and too small a GPU are told apart, and hold nothing', async () => {
  const none = await describeDevice({ userAgent: 'X11' });
  expect(none.unusable).toMatch(/no WebGPU/);
  const noAdapter = { requestAdapter: async () => null } as unknown as GPU;
  expect((await describeDevice({ userAgent: 'X11', gpu: noAdapter })).unusable).toMatch(/finds no GPU/);
  const small = await describeDevice(browser({ ...ENOUGH, maxStorageBuffersPerShaderStage: 8 }));
  expect(small.unusable).toBe('This GPU is too small: its maxStorageBuffersPerShaderStage is below 10.');
  for (const device of [none, small]) expect(obstacle(LLAMA_1B, device)).toBe(device.unusable);
});
