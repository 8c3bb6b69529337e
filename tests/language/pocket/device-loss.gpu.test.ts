import { describe, expect, it } from 'vitest';
import type { Prompt } from '../../../src/language/language-model.ts';
import { loadModelFiles } from '../../../src/language/pocket/model-files.ts';
import { browserOrt } from '../../../src/language/pocket/ort-browser.ts';
import type { OrtLoader } from '../../../src/language/pocket/ort-loader.ts';
import { PocketModel } from '../../../src/language/pocket/pocket-model.ts';
import { memoryReader, tinyModel, VOCABULARY } from './tiny-files.ts';

/** The real GPU, but its devices can be taken away, and at last the adapter too. */
class FragileGpu {
  readonly devices: GPUDevice[] = [];
  gone = false;
  readonly loader: OrtLoader;

  constructor() {
    const requestAdapter = async (options?: GPURequestAdapterOptions) => {
      const adapter = this.gone ? null : await navigator.gpu.requestAdapter(options);
      if (!adapter) return null;
      const requestDevice = adapter.requestDevice.bind(adapter);
      adapter.requestDevice = async (descriptor) => {
        const device = await requestDevice(descriptor);
        this.devices.push(device);
        return device;
      };
      return adapter;
    };
    this.loader = { ...browserOrt(), gpu: { requestAdapter } as GPU };
  }
}

const PROMPTS = Array.from(
  { length: 3 },
  (_, i): Prompt => ({
    text: 'tree west\ncow low health\nwater',
    grammar: { plan: 'must', maxPlanTokens: 4, actions: VOCABULARY.actions },
    seed: 100 + i,
  }),
);

describe('a model whose GPU is lost in the middle of its answers', () => {
  it('opens the GPU again, or WASM where there is none left, and gives the same answers', async () => {
    const files = await loadModelFiles(memoryReader(tinyModel()));
    const gpu = new FragileGpu();
    const notices: string[] = [];
    const model = await PocketModel.open(files, {
      loader: gpu.loader,
      preference: 'webgpu',
      onNotice: (text) => notices.push(text),
    });
    expect(model.runtime.kind).toBe('webgpu');
    const texts = async () =>
      (await model.complete(PROMPTS, { temperature: 1 })).map((completion) => completion.text);
    const undisturbed = await texts();

    const first = texts();
    gpu.devices.at(-1)!.destroy();
    expect(await first).toEqual(undisturbed);
    expect(model.runtime.kind).toBe('webgpu');
    expect(model.runtime.why).toContain('after the GPU was lost');

    const second = texts();
    gpu.gone = true;
    gpu.devices.at(-1)!.destroy();
    expect(await second).toEqual(undisturbed);
    expect(model.runtime.kind).toBe('wasm');
    expect(notices.length).toBe(2);
    expect(notices[1]).toMatch(/^The GPU was lost; the model goes on: WASM on \d threads?: no WebGPU here/);
    await model.dispose();
  }, 180_000);
});
