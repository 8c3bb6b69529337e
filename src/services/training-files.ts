// Files of trainings, held against the models that are here: what a file from anybody holds, and what was learned as a file for
// the other pages. Import it only after `prepareLearner`: jax-js comes with it.

import { GATE_FEATURES } from '../agents/gate-features.ts';
import { readGate, writeGate } from '../agents/gate-file.ts';
import { LabError } from '../lab-error.ts';
import { type AdapterFile, readAdapter } from '../language/pocket/adapter-file.ts';
import type { ModelFiles } from '../language/pocket/model-files.ts';
import { exportOnnx } from '../language/pocket/onnx-export.ts';
import { isOwnModel, SHIPPED_MODELS, weightsOfModel } from '../language/pocket/shipped.ts';
import { type GateCheckpoint, readGateCheckpoint } from '../training/rl/gate-checkpoint.ts';
import { gateOfTrained } from '../training/rl/gate-run.ts';
import { aboutRlCheckpoint, readRlCheckpoint } from '../training/rl/rl-checkpoint.ts';
import type { LoadReport } from './agent-host.ts';
import { type PageSurroundings, readKnownAdapter } from './agent-source.ts';
import { adapterFileOf, bestPolicy, wholeModelOf } from './learned-policy.ts';
import type { CheckedFile, LearnedFile } from './trainer.ts';
import { baseOf, loadBase, shapeOf } from './training-base.ts';
import type { TrainingBase } from './training-keeper.ts';

const QUIET: LoadReport = { progress: () => {}, notice: () => {} };

/** What a file holds, checked against a model that is here. @throws LabError too-large, bad-model, model-missing */
export async function checkFile(page: PageSurroundings, bytes: Uint8Array): Promise<CheckedFile> {
  if (isText(bytes)) return checkText(page, new TextDecoder().decode(bytes));
  const adapter = adapterIn(bytes);
  if (adapter) {
    const { base } = adapter.header;
    adapter.loraFor((await baseFor(page, base)).card.config);
    return { kind: 'adapter' };
  }
  const { start } = aboutRlCheckpoint(bytes);
  const files = await baseFor(page, start);
  const { plan, state } = readRlCheckpoint(bytes, (of) => shapeOf(files, of));
  return { kind: 'checkpoint', training: { kind: 'policy', plan }, base: start, state };
}

/** What a checkpoint has learned at its best. @throws LabError bad-model */
export async function learnedOf(
  page: PageSurroundings,
  bytes: Uint8Array,
  name: string,
): Promise<LearnedFile> {
  if (isText(bytes)) return { kind: 'gate', bytes: gateFileOf(new TextDecoder().decode(bytes)) };
  const files = await baseFor(page, aboutRlCheckpoint(bytes).start);
  const { plan, state } = readRlCheckpoint(bytes, (of) => shapeOf(files, of));
  const policy = bestPolicy(state);
  if (plan.hyper.rank > 0) return { kind: 'adapter', bytes: adapterFileOf(files, plan, policy, name) };
  return { kind: 'model', bytes: exportOnnx(wholeModelOf(files, plan, policy)).slice() };
}

/** An adapter by its model's id, shipped or kept here. @throws LabError model-missing, not-found, wrong-hash, bad-model */
export async function adapterOf(page: PageSurroundings, id: string): Promise<AdapterFile> {
  const adapter = await readKnownAdapter(page, id, new AbortController().signal, QUIET);
  if (adapter) return adapter;
  throw new LabError('internal', `${id} has weights of its own.`);
}

/** JSON: a safetensors file begins with a length in eight bytes, of which the last ones are 0. */
function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 8);
  return head[0] === 0x7b && !head.includes(0);
}

/** A gate, or the checkpoint of a gate's training. */
async function checkText(page: PageSurroundings, text: string): Promise<CheckedFile> {
  if (isGate(text)) return { kind: 'gate' };
  const { plan, model, state } = knownFeatures(readGateCheckpoint(text));
  const base = { model: model.id, weights: model.weights };
  await checkPlayer(page, base);
  return { kind: 'checkpoint', training: { kind: 'gate', plan }, base, state };
}

function isGate(text: string): boolean {
  try {
    readGate(text);
    return true;
  } catch {
    return false;
  }
}

/** @throws LabError bad-model for a gate that looks at other things than agents here know */
export function knownFeatures(run: GateCheckpoint): GateCheckpoint {
  if (run.features.join() === GATE_FEATURES.map(({ name }) => name).join()) return run;
  throw new LabError(
    'bad-model',
    'This gate looks at other things than agents here know.',
    'Train it anew, with this version of the lab.',
  );
}

/** The gate at its best, or at last where nothing was evaluated. */
function gateFileOf(checkpoint: string): Uint8Array<ArrayBuffer> {
  const { plan, model, features, state } = knownFeatures(readGateCheckpoint(checkpoint));
  const { best, learner, globalStep } = state;
  const facts = {
    model: model.id,
    weights: model.weights,
    made: `Train page, seed ${plan.seed}, ${globalStep} steps, after update ${best?.update ?? learner.updates}`,
    price: String(plan.hyper.price),
    ...(best && { progress: `${best.score.mean.toFixed(1)} %, n = ${best.score.episodes}` }),
  };
  return new TextEncoder().encode(writeGate(gateOfTrained(features, best ?? learner), facts));
}

/** null for a file of another kind. */
function adapterIn(bytes: Uint8Array): AdapterFile | null {
  try {
    return readAdapter(bytes);
  } catch {
    return null;
  }
}

/** The model that a gate was trained for is here, with the same weights. @throws LabError model-missing, bad-model, not-found */
async function checkPlayer(page: PageSurroundings, base: TrainingBase): Promise<void> {
  const shipped = Object.hasOwn(SHIPPED_MODELS, base.model) ? SHIPPED_MODELS[base.model] : null;
  const own = isOwnModel(base.model) ? weightsOfModel(base.model) : null;
  const weights = shipped?.weights ?? own ?? (await adapterOf(page, base.model)).weights;
  if (weights !== base.weights) throw otherWeights(base);
}

/** Files of the very model that something was learned over. @throws LabError model-missing, bad-model */
async function baseFor(page: PageSurroundings, base: TrainingBase): Promise<ModelFiles> {
  const files = await loadBase(page, base.model, QUIET, new AbortController().signal);
  if (baseOf(files).weights === base.weights) return files;
  throw otherWeights(base);
}

function otherWeights({ model }: TrainingBase): LabError {
  return new LabError(
    'bad-model',
    `This was learned over other weights of ${model.slice(0, 64)} than are here.`,
    'It can be used only where it was made, or with the same version of the lab.',
  );
}
