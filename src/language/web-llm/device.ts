// Whether a device can hold a model, and if not, why, in one sentence. A browser tells little of its graphics card: its features
// and limits, but not its memory. That is guessed from the machine's own, of which most browsers tell at most 8 GB, or nothing;
// so a person may say it, and everything may be tried.

import type { WebLlmEntry } from './catalog.ts';

/** What is known of a device; plain data. */
export interface WebLlmDevice {
  /** Why no model of web-llm can run here, in one sentence; null where one can. */
  readonly unusable: string | null;
  /** 16-bit floats on the GPU (`shader-f16`). */
  readonly f16: boolean;
  /** The GPU is a program on the processor: everything works, slowly. */
  readonly software: boolean;
  /** Its name, as far as the browser tells; '' otherwise. */
  readonly name: string;
  /** Bytes of the largest buffer a kernel may read. */
  readonly bufferBytes: number;
  /** Bytes that a model may take, as a guess; null where nothing is known. */
  readonly memoryBytes: number | null;
  /** A phone or a tablet. */
  readonly mobile: boolean;
}

type Navigator = Pick<WorkerNavigator, 'userAgent'> & { readonly gpu?: GPU; readonly deviceMemory?: number };

/** What the library asks of every device, whatever the model. Source: `detectGPUDevice` of web-llm 0.2.86. */
const NEEDED = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxComputeWorkgroupStorageSize: 2 ** 15,
  maxStorageBuffersPerShaderStage: 10,
} as const;

/** Asks the browser for its GPU; opens none. */
export async function describeDevice(navigator: Navigator = globalThis.navigator): Promise<WebLlmDevice> {
  const adapter = await findAdapter(navigator.gpu);
  const { vendor = '', architecture = '', description = '' } = adapter?.info ?? {};
  const name = [vendor, architecture || description].filter(Boolean).join(' ');
  return {
    unusable: whyUnusable(navigator.gpu, adapter),
    f16: adapter?.features.has('shader-f16') ?? false,
    software: adapter?.info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(name),
    name,
    bufferBytes: adapter?.limits.maxStorageBufferBindingSize ?? 0,
    memoryBytes: memoryFor(navigator.deviceMemory),
    mobile: /Mobi|Android|iPhone|iPad/i.test(navigator.userAgent),
  };
}

/** Why a model cannot run on a device, in one sentence; null where it should. */
export function obstacle(entry: WebLlmEntry, device: WebLlmDevice): string | null {
  const { needsF16, bytesOfVram, bufferBytes, lowResource, own } = entry;
  if (device.unusable) return device.unusable;
  if (needsF16 && !device.f16)
    return 'It computes in 16-bit floats, which this GPU does not have; take its f32 form.';
  if ((bufferBytes ?? 0) > device.bufferBytes)
    return `It needs a buffer of ${megabytes(bufferBytes!)}; this GPU allows ${megabytes(device.bufferBytes)}.`;
  if (device.mobile && !lowResource && !own) return 'It is too large for a phone or a tablet.';
  if (device.memoryBytes !== null && (bytesOfVram ?? 0) > device.memoryBytes)
    return `It takes about ${gigabytes(bytesOfVram!)} of graphics memory; this device may have ${gigabytes(device.memoryBytes)}.`;
  return null;
}

async function findAdapter(gpu: GPU | undefined): Promise<GPUAdapter | null> {
  return (await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null)) ?? null;
}

function whyUnusable(gpu: GPU | undefined, adapter: GPUAdapter | null): string | null {
  if (!gpu) return 'This browser has no WebGPU, or keeps it from this page (it needs https or localhost).';
  if (!adapter) return 'This browser has WebGPU, but finds no GPU that it can use.';
  const short = Object.entries(NEEDED).find(
    ([limit, least]) => adapter.limits[limit as keyof typeof NEEDED] < least,
  );
  return short ? `This GPU is too small: its ${short[0]} is below ${short[1]}.` : null;
}

/**
 * Three quarters of what is told from 8 GB on (it may be far more: browsers stop counting there), half of less.
 * @param gigabytes of the machine, as browsers round it
 */
function memoryFor(gigabytes: number | undefined): number | null {
  if (gigabytes === undefined) return null;
  return gigabytes * 2 ** 30 * (gigabytes >= 8 ? 0.75 : 0.5);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
