// A GPU device of our own for the runtime, so that we know which adapter it came from, may leave out the `subgroups`
// feature (onnxruntime's kernels gave wrong logits with it on SwiftShader), and hear at once when the device is lost.

import { LabError } from '../../lab-error.ts';

export interface GpuDevice {
  readonly device: GPUDevice;
  readonly subgroups: boolean;
  /** Rejects with LabError device-lost when the device goes; never resolves. */
  readonly lost: Promise<never>;
}

export interface AdapterFound {
  readonly adapter: GPUAdapter;
  readonly name: string;
  /** A software adapter: slower than WASM. */
  readonly software: boolean;
}

const FEATURES = ['subgroups', 'shader-f16'] as const;
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
] as const;

export async function findAdapter(gpu: GPU | null): Promise<AdapterFound | null> {
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return null;
  const { info } = adapter;
  const name = [info.vendor, info.architecture || info.description].filter(Boolean).join(' ') || 'GPU';
  const software = info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(name);
  return { adapter, name, software };
}

/** @throws LabError device-lost if the adapter gives no device */
export async function openDevice({ adapter }: AdapterFound, subgroups: boolean): Promise<GpuDevice> {
  const requiredFeatures = FEATURES.filter(
    (feature) => adapter.features.has(feature) && (subgroups || feature !== 'subgroups'),
  );
  const requiredLimits = Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  try {
    const device = await adapter.requestDevice({ requiredFeatures, requiredLimits });
    const lost = device.lost.then(({ reason, message }): never => {
      throw new LabError('device-lost', `The GPU was lost (${reason}). ${message}`.trim(), RECOVER);
    });
    lost.catch(() => {});
    return { device, subgroups, lost };
  } catch (cause) {
    throw new LabError('device-lost', 'The GPU could not be opened.', RECOVER, cause);
  }
}

const RECOVER = 'The lab goes on by itself on another GPU session or on WASM.';
