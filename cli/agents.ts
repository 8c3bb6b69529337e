// Agents on the command line: the teacher, a shipped model by its id, a model folder or file by its path, or a remote chat model.

import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentConfig, PlanningAgent } from '../src/agents/agent.ts';
import { isChatModel } from '../src/agents/chat-models.ts';
import type { Gate } from '../src/agents/gate.ts';
import { readGate } from '../src/agents/gate-file.ts';
import { addGate, DEFAULT_GATE, gateFor } from '../src/agents/gates.ts';
import { agentWith } from '../src/agents/model-agent.ts';
import { canonicalWord } from '../src/agents/plan-words.ts';
import { parseSchedule } from '../src/agents/schedule.ts';
import { LabError } from '../src/lab-error.ts';
import type { LanguageModel } from '../src/language/language-model.ts';
import { ADAPTER_FILE, type AdapterFile, readAdapter } from '../src/language/pocket/adapter-file.ts';
import {
  CARD_FILE,
  type FileReader,
  loadModelFiles,
  type ModelFiles,
} from '../src/language/pocket/model-files.ts';
import { folderReader } from '../src/language/pocket/model-files-node.ts';
import { nodeOrt } from '../src/language/pocket/ort-node.ts';
import { readerOf } from '../src/language/pocket/own-model.ts';
import { PocketModel } from '../src/language/pocket/pocket-model.ts';
import {
  checkPlays,
  isOwnModel,
  keptModelId,
  SHIPPED_MODELS,
  WEIGHTS_DIGITS,
} from '../src/language/pocket/shipped.ts';
import { isRemoteModel } from '../src/language/remote/endpoint.ts';
import type { RemoteModel } from '../src/language/remote/remote-model.ts';
import type { Arguments } from './arguments.ts';
import { endpointOf, openRemote, remoteIdentity } from './endpoint.ts';
import { checkWords, isModelFile, readModelFile } from './model-file.ts';

export const DEFAULT_MODEL = 'pocket-crafter';
/** Temperature at which the shipped model's card was measured. */
const DEFAULT_TEMPERATURE = 1;

/** A model ready to play; null for the teacher, which is a script. */
export interface OpenModel {
  readonly config: AgentConfig;
  readonly model: PocketModel | RemoteModel | null;
}

/**
 * `--model`, `--schedule`, `--gate`, `--temperature`, `--agent-seed`, and where a remote model is served.
 * @throws LabError bad-argument, model-missing, bad-model
 */
export async function openModel(args: Arguments): Promise<OpenModel> {
  const asked = agentOf(args);
  const endpoint = endpointOf(args, asked.model);
  if (endpoint) return { config: asked, model: openRemote(endpoint) };
  checkPlays(asked.model, 'Crafter-v1');
  const { id, weights, model } = await openNamed(asked.model);
  if (model && isOwnModel(id)) checkWords(asked.model, model.tokenizer.vocabulary, 'Crafter-v1');
  return { config: { ...asked, model: id, weights }, model };
}

/** The configuration the arguments ask for; `model` is as it was named, `weights` are open. @throws LabError bad-argument */
export function agentOf(args: Arguments): AgentConfig {
  const model = args.text('model', DEFAULT_MODEL);
  const schedule = parseSchedule(args.text('schedule', 'dynamic'));
  const temperature = args.number('temperature', DEFAULT_TEMPERATURE);
  if (temperature < 0 || temperature > 10) throw new LabError('bad-argument', '--temperature is 0 to 10.');
  const seed = args.integer('agent-seed', 0);
  const constrained = args.flag('constrained');
  if (isChatModel(model) ? schedule === 'gate' : constrained)
    throw new LabError(
      'bad-argument',
      constrained ? '--constrained goes with a chat model.' : 'A chat model cannot play under a gate.',
      'Choose never, always, every-k or dynamic.',
    );
  return {
    model,
    weights: '',
    schedule,
    temperature,
    seed,
    ...gateFor(schedule, gateNamed(args, schedule)),
    ...(constrained && { constrained }),
  };
}

/** `--gate FILE`, the shipped one without. @throws LabError bad-argument, bad-model */
function gateNamed(args: Arguments, schedule: string): Gate {
  const path = args.text('gate', '');
  if (path === '') return DEFAULT_GATE;
  if (schedule !== 'gate') throw new LabError('bad-argument', '--gate goes with --schedule gate.');
  if (!existsSync(path)) throw new LabError('bad-argument', `There is no file ${path}.`);
  const gate = readGate(readFileSync(path, 'utf8'));
  addGate(gate);
  return gate;
}

/** What a model's name on the command line stands for. */
export interface NamedModel {
  readonly id: string;
  /** As records name them; '' for the teacher. */
  readonly weights: string;
}

/**
 * @param name `teacher`, a shipped model's id, or the path of a model folder, an .onnx or a .safetensors file
 * @param threads WASM threads; fixed by the first model that this process opens
 * @throws LabError bad-argument, model-missing, bad-model
 */
export async function openNamed(
  name: string,
  threads?: number,
): Promise<NamedModel & { model: PocketModel | null }> {
  if (name === 'teacher') return { id: name, weights: '', model: null };
  if (isRemoteModel(name))
    throw new LabError(
      'bad-argument',
      'A remote model cannot do this.',
      'Take a pocket model, or the teacher.',
    );
  const found = await findModel(name);
  const files = await loadModelFiles(found.read);
  const model = await PocketModel.open(files, {
    preference: 'wasm',
    loader: nodeOrt(threads),
    canonical: canonicalWord,
  });
  if (found.adapter) await model.setAdapter(found.adapter.loraFor(files.card.config));
  return { ...found.identity(files), model };
}

/** The same without opening it. @throws LabError bad-argument, model-missing, bad-model */
export async function identify(name: string): Promise<NamedModel> {
  if (name === 'teacher') return { id: name, weights: '' };
  if (isRemoteModel(name)) return remoteIdentity(name);
  const found = await findModel(name);
  return found.identity(await loadModelFiles(found.read));
}

/**
 * The files of a pocket model, whatever names it: those below the adapter where there is one.
 * @throws LabError bad-argument, too-large, bad-model, wrong-hash
 */
export async function namedFiles(
  name: string,
): Promise<NamedModel & { files: ModelFiles; adapter: AdapterFile | null }> {
  const { read, adapter, identity } = await findModel(name);
  const files = await loadModelFiles(read);
  return { ...identity(files), files, adapter };
}

interface FoundModel {
  /** Reads the weights; those below the adapter where there is one. */
  readonly read: FileReader;
  readonly adapter: AdapterFile | null;
  readonly identity: (files: ModelFiles) => NamedModel;
}

/** @throws LabError bad-argument, bad-model */
async function findModel(name: string): Promise<FoundModel> {
  if (isModelFile(name)) return findInFile(name);
  const folder = modelFolder(name);
  const path = join(folder, ADAPTER_FILE);
  if (!existsSync(path)) {
    const identity = ({ card }: ModelFiles) => ({ id: card.id, weights: weightsIn(card) });
    return { read: folderReader(folder), adapter: null, identity };
  }
  return overBase(name, readAdapter(await readFile(path)));
}

/** @throws LabError bad-argument, too-large, bad-model, wrong-hash */
async function findInFile(path: string): Promise<FoundModel> {
  const { adapter, model } = await readModelFile(path);
  if (adapter) return overBase(path, adapter);
  const { id, hash, files } = model!;
  const weights = hash.slice(0, WEIGHTS_DIGITS);
  return { read: readerOf(files), adapter: null, identity: () => ({ id, weights }) };
}

function overBase(name: string, adapter: AdapterFile): FoundModel {
  const { base } = adapter.header;
  const id = Object.hasOwn(SHIPPED_MODELS, name) ? name : keptModelId(adapter.weights);
  const identity = ({ card }: ModelFiles) => {
    if (weightsIn(card) === base.weights) return { id, weights: adapter.weights };
    throw new LabError(
      'bad-model',
      `"${name}" was learned over other weights of ${base.model} than are here.`,
    );
  };
  return { read: folderReader(modelFolder(base.model)), adapter, identity };
}

function weightsIn(card: ModelFiles['card']): string {
  return card.files.weights.sha256.slice(0, WEIGHTS_DIGITS);
}

/** An agent for one episode. */
export function newAgent(config: AgentConfig, model: LanguageModel | null): PlanningAgent {
  return agentWith(config, model);
}

export function modelFolder(name: string): string {
  const shipped = fileURLToPath(new URL(`../public/models/${name}`, import.meta.url));
  const isModel = (folder: string) =>
    existsSync(join(folder, CARD_FILE)) || existsSync(join(folder, ADAPTER_FILE));
  const folder = /^[a-z0-9.-]+$/.test(name) && isModel(shipped) ? shipped : name;
  if (!isModel(folder)) {
    throw new LabError('bad-argument', `"${name}" is neither a shipped model nor a model folder.`);
  }
  return folder;
}
