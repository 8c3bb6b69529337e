// What `lab train rl` leaves behind to play with: an adapter over the model it started from, or, where all weights were trained,
// a model folder of its own.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADAPTER_FILE, readAdapter, writeAdapter } from '../src/language/pocket/adapter-file.ts';
import { type ModelFiles, packModel } from '../src/language/pocket/model-files.ts';
import { writeModelFolder } from '../src/language/pocket/model-files-node.ts';
import { dequantize, quantizeWeights } from '../src/language/pocket/quantize.ts';
import { writeSafetensors } from '../src/language/pocket/safetensors.ts';
import { makeSelfCheck } from '../src/language/pocket/self-check.ts';
import { sha256Hex } from '../src/sha256.ts';
import { SHIPPED_FOLDER, shipped } from './shipped-list.ts';

export interface Policy {
  readonly name: string;
  readonly files: ModelFiles;
  readonly start: { readonly model: string; readonly weights: string };
  /** As `PpoLearner` names what it trained. */
  readonly trained: ReadonlyMap<string, Float32Array>;
  readonly lora: { readonly rank: number; readonly alpha: number } | null;
  /** For people. */
  readonly training: Readonly<Record<string, unknown>>;
}

/** @param folder that holds model folders @returns the files written */
export async function writePolicy(policy: Policy, folder: string): Promise<string[]> {
  const target = join(folder, policy.name);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  return policy.lora ? writeAsAdapter(policy, folder, target) : writeAsModel(policy, target);
}

async function writeAsAdapter(policy: Policy, folder: string, target: string): Promise<string[]> {
  const { name, files, start, trained, lora, training } = policy;
  const { actingAdapter } = await import('../src/learning/lora.ts');
  const { config } = files.card;
  const header = { name, base: start, rank: lora!.rank, training };
  const bytes = writeAdapter(config, header, actingAdapter(config, trained, lora!));
  const path = join(target, ADAPTER_FILE);
  await writeFile(path, bytes);
  if (folder === SHIPPED_FOLDER) {
    const { weights } = readAdapter(await readFile(path));
    await shipped(name, { weights, bytes: bytes.length, base: start.model, sha256: sha256Hex(bytes) });
  }
  return [path];
}

async function writeAsModel({ name, files, trained, training }: Policy, target: string): Promise<string[]> {
  const { config, vocabulary, selfCheck: old } = files.card;
  const quantized = quantizeWeights(config, trained, { bits: 8, symmetric: true });
  const selfCheck = makeSelfCheck(config, dequantize(config, quantized), Int32Array.from(old.tokens));
  const packed = packModel(
    { id: name, config, vocabulary, selfCheck, training },
    writeSafetensors(quantized),
  );
  await writeModelFolder(target, packed);
  return [...packed.keys()].map((file) => join(target, file));
}
