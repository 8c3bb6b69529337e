// What `lab train rl --start NAME` starts from: a model with weights of its own, or an adapter (a shipped one by its id, a folder
// or a file of one by its path), which goes on learning over the model below it.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../src/lab-error.ts';
import { ADAPTER_FILE, type AdapterFile, readAdapter } from '../src/language/pocket/adapter-file.ts';
import { loadModelFiles, type ModelFiles } from '../src/language/pocket/model-files.ts';
import { folderReader } from '../src/language/pocket/model-files-node.ts';
import { keptModelId, WEIGHTS_DIGITS } from '../src/language/pocket/shipped.ts';
import type { RlPlan } from '../src/training/rl/rl-plan.ts';
import { modelFolder } from './agents.ts';

export interface RlStart {
  /** Of the model below what is trained, and how records name it. */
  readonly files: ModelFiles;
  readonly base: { readonly model: string; readonly weights: string };
  /** What training goes on from; null for the model itself. */
  readonly adapter: AdapterFile | null;
}

/** @throws LabError bad-argument, bad-model */
export async function findRlStart(name: string): Promise<RlStart> {
  const path = name.endsWith('.safetensors') ? name : join(modelFolder(name), ADAPTER_FILE);
  if (existsSync(path)) return overBase(name, await readNamed(path));
  if (path === name) throw new LabError('bad-argument', `There is no file ${name}.`);
  const files = await loadModelFiles(folderReader(modelFolder(name)));
  return { files, base: baseOf(files), adapter: null };
}

/** @throws LabError too-large, bad-model; they name the file */
async function readNamed(path: string): Promise<AdapterFile> {
  const bytes = await readFile(path);
  try {
    return readAdapter(bytes);
  } catch (error) {
    const { code, message, hint } = LabError.from(error);
    throw new LabError(code, `${path}: ${message}`, hint, error);
  }
}

async function overBase(name: string, adapter: AdapterFile): Promise<RlStart> {
  const { model, weights } = adapter.header.base;
  const files = await loadModelFiles(folderReader(modelFolder(model)));
  const base = baseOf(files);
  if (base.weights === weights) return { files, base, adapter };
  throw new LabError(
    'bad-model',
    `"${name}" was learned over other weights of ${model} (${weights}) than are here (${base.weights}).`,
    'Train it anew, over the model that is here.',
  );
}

function baseOf({ card }: ModelFiles): RlStart['base'] {
  return { model: card.id, weights: card.files.weights.sha256.slice(0, WEIGHTS_DIGITS) };
}

/**
 * The plan with the rank that the start has.
 * @param isGiven the rank was asked for, not a default
 * @throws LabError bad-argument where another one was asked for
 */
export function withStartRank(plan: RlPlan, adapter: AdapterFile | null, isGiven: boolean): RlPlan {
  if (adapter === null) return plan;
  const { rank } = adapter.header;
  if (isGiven && plan.hyper.rank !== rank)
    throw new LabError(
      'bad-argument',
      `--rank ${plan.hyper.rank} was asked for, but the adapter to start from has rank ${rank}.`,
      'Leave --rank out: an adapter goes on with the rank it has.',
    );
  return { ...plan, hyper: { ...plan.hyper, rank } };
}

/** As the policy's file names what it was learned from. */
export function startFacts({ adapter }: RlStart): { readonly start?: string } {
  return adapter ? { start: keptModelId(adapter.weights) } : {};
}
