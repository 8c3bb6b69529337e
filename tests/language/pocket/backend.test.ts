import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/lab-error.ts';
import {
  type Backend,
  type BackendOptions,
  preloadBackend,
  startOnBackend,
} from '../../../src/language/pocket/backend.ts';
import type { Ort } from '../../../src/language/pocket/ort-loader.ts';

interface Machine {
  readonly adapters: number;
  readonly software?: boolean;
  readonly subgroups?: boolean;
}

/** A machine with as many adapters to give as told, each good for one device; notes what is loaded. */
function machine({ adapters, software = false, subgroups = true }: Machine) {
  const loaded: string[] = [];
  let left = adapters;
  const features = new Set(subgroups ? ['subgroups'] : []);
  const info = { vendor: 'acme', architecture: 'one', description: '', isFallbackAdapter: software };
  const requestDevice = async ({ requiredFeatures }: GPUDeviceDescriptor) => ({
    features: new Set(requiredFeatures),
    lost: new Promise(() => {}),
  });
  const requestAdapter = async () => (left-- > 0 ? { features, info, limits: {}, requestDevice } : null);
  const loader: BackendOptions['loader'] = {
    gpu: { requestAdapter } as unknown as GPU,
    threads: 2,
    load: async (build) => {
      loaded.push(build);
      return {} as Ort;
    },
  };
  return { loader, loaded };
}

/** Starts only where it is told to: `wasm`, `subgroups`, `plain`. */
function startOn(...good: string[]) {
  return async ({ gpu, why }: Backend) => {
    const kind = gpu === null ? 'wasm' : gpu.subgroups ? 'subgroups' : 'plain';
    if (!good.includes(kind)) throw new LabError('wrong-logits', 'Its logits are off by 2.');
    return { kind, why };
  };
}

describe('the order of backends', () => {
  it('takes WebGPU where it works', async () => {
    const { loader, loaded } = machine({ adapters: 1 });
    const started = await startOnBackend({ loader, preference: 'auto' }, startOn('subgroups', 'wasm'));
    expect(started).toEqual({ kind: 'subgroups', why: 'WebGPU on acme one.' });
    expect(loaded).toEqual(['webgpu']);
  });

  it('goes on without subgroups when they compute wrong logits, and says so', async () => {
    const { loader } = machine({ adapters: 2 });
    const started = await startOnBackend({ loader, preference: 'auto' }, startOn('plain', 'wasm'));
    expect(started.kind).toBe('plain');
    expect(started.why).toBe(
      'WebGPU on acme one without subgroups (acme one failed: Its logits are off by 2).',
    );
  });

  it('ends on WASM when WebGPU computes wrong logits both ways, and names both', async () => {
    const { loader, loaded } = machine({ adapters: 2 });
    const started = await startOnBackend({ loader, preference: 'auto' }, startOn('wasm'));
    expect(started.why).toBe(
      'WASM on 2 threads: acme one failed: Its logits are off by 2; acme one without subgroups failed: Its logits are off by 2.',
    );
    expect(loaded).toEqual(['webgpu', 'webgpu', 'wasm']);
  });

  it('leaves a software GPU alone unless it is asked for', async () => {
    const auto = machine({ adapters: 1, software: true });
    const started = await startOnBackend(
      { loader: auto.loader, preference: 'auto' },
      startOn('subgroups', 'wasm'),
    );
    expect(started.why).toBe('WASM on 2 threads: the only GPU is a software one (acme one).');
    expect(auto.loaded).toEqual(['wasm']);
    const asked = machine({ adapters: 1, software: true });
    const forced = await startOnBackend({ loader: asked.loader, preference: 'webgpu' }, startOn('subgroups'));
    expect(forced.kind).toBe('subgroups');
  });

  it('does not try subgroups where there are none or where they are known to be wrong', async () => {
    const none = machine({ adapters: 1, subgroups: false });
    const plain = await startOnBackend({ loader: none.loader, preference: 'auto' }, startOn('plain'));
    expect(plain).toEqual({ kind: 'plain', why: 'WebGPU on acme one.' });
    const known = machine({ adapters: 1 });
    const options = { loader: known.loader, preference: 'auto', withoutSubgroups: true } as const;
    expect((await startOnBackend(options, startOn('plain'))).why).toBe(
      'WebGPU on acme one without subgroups.',
    );
  });

  it('never touches the GPU when WASM is chosen', async () => {
    const { loader, loaded } = machine({ adapters: 1 });
    const started = await startOnBackend({ loader, preference: 'wasm' }, startOn('subgroups', 'wasm'));
    expect(started.why).toBe('WASM on 2 threads: as chosen.');
    expect(loaded).toEqual(['wasm']);
  });

  it('stops at once when loading is cancelled or the model is bad', async () => {
    for (const code of ['aborted', 'bad-model'] as const) {
      const { loader, loaded } = machine({ adapters: 2 });
      const start = async () => Promise.reject(new LabError(code, 'No.'));
      await expect(startOnBackend({ loader, preference: 'auto' }, start)).rejects.toMatchObject({ code });
      expect(loaded).toEqual(['webgpu']);
    }
  });

  it('preloads the build that will be tried first', async () => {
    for (const [software, build] of [
      [false, 'webgpu'],
      [true, 'wasm'],
    ] as const) {
      const { loader, loaded } = machine({ adapters: 1, software });
      await preloadBackend({ loader, preference: 'auto' });
      expect(loaded).toEqual([build]);
    }
  });
});
