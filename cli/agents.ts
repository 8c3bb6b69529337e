// Agents on the command line: the teacher, a shipped model by its id, or a model folder by its path.

import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentConfig, PlanningAgent } from '../src/agents/agent.ts';
import type { Gate } from '../src/agents/gate.ts';
import { readGate } from '../src/agents/gate-file.ts';
import { addGate, DEFAULT_GATE, gateFor } from '../src/agents/gates.ts';
import { LanguageAgent } from '../src/agents/language-agent.ts';
import { canonicalWord } from '../src/agents/plan-words.ts';
import { parseSchedule } from '../src/agents/schedule.ts';
import { TeacherAgent } from '../src/agents/teacher/teacher-agent.ts';
import { LabError } from '../src/lab-error.ts';
import { ADAPTER_FILE, type AdapterFile, readAdapter } from '../src/language/pocket/adapter-file.ts';
import { CARD_FILE, loadModelFiles, type ModelFiles } from '../src/language/pocket/model-files.ts';
import { folderReader } from '../src/language/pocket/model-files-node.ts';
import { nodeOrt } from '../src/language/pocket/ort-node.ts';
import { PocketModel } from '../src/language/pocket/pocket-model.ts';
import { checkPlays, keptModelId, SHIPPED_MODELS, WEIGHTS_DIGITS } from '../src/language/pocket/shipped.ts';
import type { Arguments } from './arguments.ts';

export const DEFAULT_MODEL = 'pocket-crafter';
/** Temperature at which the shipped model's card was measured. */
const DEFAULT_TEMPERATURE = 1;

/** A model ready to play; null for the teacher, which is a script. */
export interface OpenModel {
  readonly config: AgentConfig;
  readonly model: PocketModel | null;
}

/** `--model`, `--schedule`, `--gate`, `--temperature`, `--agent-seed`. @throws LabError bad-argument, model-missing, bad-model */
export async function openModel(args: Arguments): Promise<OpenModel> {
  const asked = agentOf(args);
  checkPlays(asked.model, 'Crafter-v1');
  const { id, weights, model } = await openNamed(asked.model);
  return { config: { ...asked, model: id, weights }, model };
}

/** The configuration the arguments ask for; `model` is as it was named, `weights` are open. @throws LabError bad-argument */
export function agentOf(args: Arguments): AgentConfig {
  const model = args.text('model', DEFAULT_MODEL);
  const schedule = parseSchedule(args.text('schedule', 'dynamic'));
  const temperature = args.number('temperature', DEFAULT_TEMPERATURE);
  if (temperature < 0 || temperature > 10) throw new LabError('bad-argument', '--temperature is 0 to 10.');
  const seed = args.integer('agent-seed', 0);
  return { model, weights: '', schedule, temperature, seed, ...gateFor(schedule, gateNamed(args, schedule)) };
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
 * @param name `teacher`, a shipped model's id, or the path of a model folder
 * @param threads WASM threads; fixed by the first model that this process opens
 * @throws LabError bad-argument, model-missing, bad-model
 */
export async function openNamed(
  name: string,
  threads?: number,
): Promise<NamedModel & { model: PocketModel | null }> {
  if (name === 'teacher') return { id: name, weights: '', model: null };
  const found = await findModel(name);
  const files = await loadModelFiles(folderReader(found.folder));
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
  const found = await findModel(name);
  return found.identity(await loadModelFiles(folderReader(found.folder)));
}

interface FoundModel {
  /** Of the weights; those below the adapter where there is one. */
  readonly folder: string;
  readonly adapter: AdapterFile | null;
  readonly identity: (files: ModelFiles) => NamedModel;
}

/** @throws LabError bad-argument, bad-model */
async function findModel(name: string): Promise<FoundModel> {
  const folder = modelFolder(name);
  const path = join(folder, ADAPTER_FILE);
  if (!existsSync(path)) {
    const identity = ({ card }: ModelFiles) => ({ id: card.id, weights: weightsIn(card) });
    return { folder, adapter: null, identity };
  }
  const adapter = readAdapter(await readFile(path));
  const { base } = adapter.header;
  const id = Object.hasOwn(SHIPPED_MODELS, name) ? name : keptModelId(adapter.weights);
  const identity = ({ card }: ModelFiles) => {
    if (weightsIn(card) === base.weights) return { id, weights: adapter.weights };
    throw new LabError(
      'bad-model',
      `"${name}" was learned over other weights of ${base.model} than are here.`,
    );
  };
  return { folder: modelFolder(base.model), adapter, identity };
}

function weightsIn(card: ModelFiles['card']): string {
  return card.files.weights.sha256.slice(0, WEIGHTS_DIGITS);
}

/** An agent for one episode. */
export function newAgent(config: AgentConfig, model: PocketModel | null): PlanningAgent {
  return model ? new LanguageAgent(config, model) : new TeacherAgent(config);
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
