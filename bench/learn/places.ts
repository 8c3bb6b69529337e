// jax-js and tfjs on WASM, then on WebGPU, in one page and in turn. Threads must be ready before this is loaded.

import { defaultDevice, init } from '@jax-js/jax';
import { LabError } from '../../src/lab-error.ts';
import { findAdapter } from '../../src/language/pocket/gpu-device.ts';
import { jaxCompiler } from '../../src/learning/program.ts';
import type { Figure } from '../figures.ts';
import { type Contender, measureContenders } from './contender.ts';
import { jaxContender } from './jax-contender.ts';
import type { PageFigures, PagePlan } from './page.ts';
import type { TfjsBundle } from './tfjs.ts';
import { tfjsContender } from './tfjs-contender.ts';
import { measureUpdates } from './updates.ts';
import { type PlainBatch, type Policy, randomBatches, shippedPolicy } from './workload.ts';

const ROUNDS = 5;
/** Of a software adapter, where a round takes a quarter of a minute. */
const SOFTWARE_ROUNDS = 2;
/** Decisions of each lane in a whole update, and updates. */
const UPDATES = { steps: 32, runs: 2 };

/** A device, by the name that jax-js and tfjs share for it. */
interface Place {
  /** How its figures' names begin. */
  readonly name: string;
  readonly device: 'wasm' | 'webgpu';
  readonly isSoftware: boolean;
}

/** @param tfjs if it is here */
export async function measurePlaces(
  plan: PagePlan,
  threads: number,
  tfjs: TfjsBundle | null,
): Promise<PageFigures> {
  const wasm = `Chromium on WASM, ${threads} thread${threads === 1 ? '' : 's'}`;
  const places: Place[] = [{ name: wasm, device: 'wasm', isSoftware: false }];
  const notes: string[] = [];
  const gpu = await openGpu();
  if (gpu) places.push(gpu);
  else notes.push('this Chromium has no WebGPU adapter, so there are no figures for WebGPU.');
  const figures: Record<string, Figure> = {};
  for (const place of places) Object.assign(figures, await measurePlace(place, plan, tfjs, notes));
  return { figures, notes };
}

/** WebGPU under a name that says whether it is a GPU; null without an adapter. */
async function openGpu(): Promise<Place | null> {
  const found = await findAdapter(navigator.gpu ?? null);
  if (!found || !(await init('webgpu')).includes('webgpu')) return null;
  const kind = found.software ? `software adapter: ${found.name}` : found.name;
  return { name: `Chromium on WebGPU (${kind})`, device: 'webgpu', isSoftware: found.software };
}

async function measurePlace(place: Place, plan: PagePlan, tfjs: TfjsBundle | null, notes: string[]) {
  defaultDevice(place.device);
  const policy = shippedPolicy();
  const contenders: Contender[] = [jaxContender('jax-js', policy, jaxCompiler)];
  const other = tfjs && (await openContender(tfjs, place, policy, notes));
  if (other) contenders.push(other);
  const figures = await measureContenders(place.name, contenders, batchesFor(place, plan, policy), {
    rounds: plan.quick ? 1 : place.isSoftware ? SOFTWARE_ROUNDS : ROUNDS,
  });
  for (const contender of contenders) contender.dispose();
  if (plan.quick || place.isSoftware) return figures;
  const updates = { ...UPDATES, place: `${place.name}, jax-js`, policy, compiler: jaxCompiler };
  return { ...figures, ...(await measureUpdates(updates)) };
}

/** On a software adapter few rows, whose kernels alone take half a minute to compile; in quick only one shape of them. */
function batchesFor({ isSoftware }: Place, { quick }: PagePlan, policy: Policy): PlainBatch[] {
  const batches = randomBatches(policy, isSoftware ? 'few' : 'usual');
  return quick && isSoftware ? batches.slice(0, 1) : batches;
}

/** tfjs on the place's device, or a note why not. */
async function openContender({ core }: TfjsBundle, place: Place, policy: Policy, notes: string[]) {
  try {
    if (!(await core.setBackend(place.device))) throw new LabError('internal', 'the backend does not open.');
    await core.ready();
    return tfjsContender(core, policy);
  } catch (error) {
    notes.push(`no tfjs in ${place.name}: ${LabError.from(error).message}`);
    return null;
  }
}
