import { describe, expect, it } from 'vitest';
import { findAdapter } from '../../../src/language/pocket/gpu-device.ts';
import { VOCABULARY } from './tiny-files.ts';
import type { WorkerReport } from './worker-fixture.ts';

describe('the pocket model in a worker', () => {
  it('runs on WASM where there is no real GPU, on half of the cores, says why, and counts the bytes it loads', async () => {
    const worker = new Worker(new URL('./worker-fixture.ts', import.meta.url), { type: 'module' });
    const report = await new Promise<WorkerReport>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data as WorkerReport);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
    worker.terminate();
    expect(self.crossOriginIsolated).toBe(true);
    const adapter = await findAdapter(navigator.gpu ?? null);
    if (adapter && !adapter.software) return expect(report.why).toContain(`WebGPU on ${adapter.name}`);
    const reason = adapter ? `the only GPU is a software one (${adapter.name})` : 'no WebGPU here';
    const threads = Math.max(1, Math.min(4, Math.floor(navigator.hardwareConcurrency / 2)));
    expect(report.why).toBe(`WASM on ${threads} thread${threads === 1 ? '' : 's'}: ${reason}.`);
    expect(VOCABULARY.actions).toContain(report.text);
    const [loaded, total] = report.progress.at(-1)!;
    expect(loaded).toBe(total);
    // The WASM build of onnxruntime-web 1.30.0, unpacked, and the tiny model's weights.
    expect(total - 14_239_897).toBeGreaterThan(20_000);
    expect(total - 14_239_897).toBeLessThan(200_000);
  });
});
