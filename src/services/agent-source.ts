// Where the worker's agents come from: the scripted teacher at once, language models from their folder on this origin.
// A model stays open between runs of the same choice, so that a restart needs no second load. Chat models are loaded through
// here as well, by agent-chat.ts.

import { isChatModel } from '../agents/chat-models.ts';
import { LanguageAgent } from '../agents/language-agent.ts';
import { canonicalWord } from '../agents/plan-words.ts';
import { TeacherAgent } from '../agents/teacher/teacher-agent.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { ADAPTER_FILE, type AdapterFile, readAdapter } from '../language/pocket/adapter-file.ts';
import { fetchBytes } from '../language/pocket/fetch-bytes.ts';
import { httpReader, type WeightsCache } from '../language/pocket/model-files.ts';
import type { OrtLoader } from '../language/pocket/ort-loader.ts';
import { PocketModel } from '../language/pocket/pocket-model.ts';
import {
  checkPlays,
  isKeptModel,
  isOwnModel,
  SHIPPED_MODELS,
  type ShippedModel,
  weightsOfModel,
} from '../language/pocket/shipped.ts';
import type { RunConfig } from '../records/record.ts';
import { ChatModels } from './agent-chat.ts';
import type { AgentSource, LoadedAgent, LoadOptions, LoadReport } from './agent-host.ts';
import type { RuntimePreference } from './agent-service.ts';
import { CHAT_OPENERS } from './chat-openers.ts';
import { bringGate, type GateShelf } from './gate-shelf.ts';
import type { OwnModelShelf } from './own-model-shelf.ts';

export interface PageSurroundings {
  /** onnxruntime for this thread; called when the first model is wanted, so that a scripted run never loads it. */
  readonly loader: () => Promise<OrtLoader>;
  /** Address of the folder that holds the model folders. */
  readonly models: string;
  readonly cache?: WeightsCache;
  /** Adapters kept in this browser; none by default. */
  readonly adapters?: AdapterShelf;
  /** Whole models kept in this browser; none by default. */
  readonly ownModels?: OwnModelShelf;
  /** Gates kept in this browser; none by default. */
  readonly gates?: GateShelf;
}

/** Where kept adapters lie. */
export interface AdapterShelf {
  /** The file of an adapter, by its id. @throws LabError model-missing, storage-refused */
  read(id: string): Promise<Uint8Array>;
}

/** Opens a model by its id. @throws LabError model-missing, aborted, and what loading throws */
export type ModelLoader = (
  id: string,
  runtime: RuntimePreference,
  signal: AbortSignal,
  report: LoadReport,
) => Promise<LanguageModel>;

interface OpenModel {
  /** Weights below and preferred runtime. */
  readonly key: string;
  readonly model: PocketModel;
  /** What is played: the model itself, or an adapter over it; '' where nobody knows. */
  id: string;
}

export class PageAgentSource implements AgentSource {
  readonly #page: PageSurroundings;
  readonly #chat = new ChatModels(CHAT_OPENERS);
  #open: OpenModel | null = null;
  /** Where notices of the open model go now. */
  #report: LoadReport | null = null;

  constructor(page: PageSurroundings) {
    this.#page = page;
  }

  async load(
    config: RunConfig,
    options: LoadOptions,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<LoadedAgent> {
    if (isChatModel(config.agent.model)) return this.#chat.load(config, options, report, signal);
    checkPlays(config.agent.model, config.world.id);
    await this.#chat.close();
    await bringGate(this.#page.gates, config.agent);
    refuseAborted(signal);
    if (config.agent.model === 'teacher') {
      const why = 'A script: it needs no model.';
      return { agent: new TeacherAgent(config.agent), runtime: () => ({ kind: 'script', why }) };
    }
    this.#report = report;
    const model = await this.#model(config.agent.model, options.runtime, report, signal);
    refuseAborted(signal);
    return { agent: new LanguageAgent(config.agent, model), runtime: () => model.runtime };
  }

  async discard(): Promise<void> {
    await Promise.all([this.#chat.close(), this.#close()]);
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.model.dispose();
  }

  async #model(
    id: string,
    preference: RuntimePreference,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<PocketModel> {
    const notices = {
      progress: (what: string, loaded: number, total: number) => report.progress(what, loaded, total),
      notice: (text: string) => this.#report?.notice(text),
    };
    const adapter = await readKnownAdapter(this.#page, id, signal, notices);
    // The model that is open may be another run's by now.
    refuseAborted(signal);
    const key = `${adapter?.header.base.model ?? id} ${preference}`;
    if (this.#open?.key === key) return swapped(this.#open, id, adapter);
    await this.#close();
    const model = await openWith(this.#page, id, adapter, preference, signal, notices);
    this.#open = { key, model, id };
    return model;
  }
}

/** The open model with another adapter over it, or none: the weights below stay where they are. */
async function swapped(open: OpenModel, id: string, adapter: AdapterFile | null): Promise<PocketModel> {
  if (open.id === id) return open.model;
  const lora = adapter?.loraFor(open.model.config) ?? null;
  // Before it is done: whoever wants this model meanwhile must not take it for what it was.
  open.id = id;
  try {
    await open.model.setAdapter(lora);
  } catch (error) {
    open.id = '';
    throw error;
  }
  return open.model;
}

/** Nobody waits for it any more. @throws LabError aborted */
function refuseAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new LabError('aborted', 'Loading was cancelled.', '', signal.reason);
}

/**
 * Opens a model of this origin, or an adapter (shipped, or kept in this browser) over one.
 * @throws LabError model-missing, aborted, bad-model, and as `PocketModel.load`
 */
export async function loadModel(
  page: PageSurroundings,
  id: string,
  preference: RuntimePreference,
  signal: AbortSignal,
  report: LoadReport,
): Promise<PocketModel> {
  const adapter = await readKnownAdapter(page, id, signal, report);
  return openWith(page, id, adapter, preference, signal, report);
}

async function openWith(
  page: PageSurroundings,
  id: string,
  adapter: AdapterFile | null,
  preference: RuntimePreference,
  signal: AbortSignal,
  report: LoadReport,
): Promise<PocketModel> {
  const own = isOwnModel(id) ? page.ownModels : undefined;
  const read = own ? await own.reader(id) : httpReader(`${page.models}/${adapter?.header.base.model ?? id}`);
  const model = await PocketModel.load(read, {
    preference,
    loader: await page.loader(),
    canonical: canonicalWord,
    signal,
    // What somebody brought along is in this browser already.
    cache: own ? undefined : page.cache,
    onProgress: (loaded, total) => report.progress(id, loaded, total),
    onNotice: (text) => report.notice(text),
  });
  try {
    if (adapter) await model.setAdapter(adapter.loraFor(model.config));
    refuseAborted(signal);
    return model;
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** The adapter that an id stands for; null for a model of its own weights. @throws LabError model-missing, wrong-hash, bad-model */
export async function readKnownAdapter(
  page: PageSurroundings,
  id: string,
  signal: AbortSignal,
  report: LoadReport,
): Promise<AdapterFile | null> {
  const shipped = Object.hasOwn(SHIPPED_MODELS, id) ? SHIPPED_MODELS[id] : null;
  if (shipped && shipped.base === undefined) return null;
  if (isOwnModel(id) && page.ownModels) return null;
  if (!shipped && !(isKeptModel(id) && !isOwnModel(id) && page.adapters)) throw noSuchModel(id);
  const bytes = shipped
    ? await shippedAdapter(page, id, shipped, signal, report)
    : await page.adapters!.read(id);
  const adapter = readAdapter(bytes);
  if (adapter.weights !== weightsOfModel(id))
    throw new LabError(
      'wrong-hash',
      `The adapter "${id}" is not the one that is asked for.`,
      'Load it again.',
    );
  checkBase(id, adapter);
  return adapter;
}

/** From this browser's cache where it is there, whole, so that it plays without a network. */
async function shippedAdapter(
  { cache, models }: PageSurroundings,
  id: string,
  { bytes: limit, sha256 = '' }: ShippedModel,
  signal: AbortSignal,
  report: LoadReport,
): Promise<Uint8Array> {
  const cached = await cache?.get(sha256).catch(() => null);
  if (cached) return cached;
  const bytes = await fetchBytes(`${models}/${id}/${ADAPTER_FILE}`, {
    limit,
    total: limit,
    signal,
    onProgress: (loaded, total) => report.progress(id, loaded, total),
  });
  // Refused where it is another file, which is found out below.
  await cache?.put(sha256, bytes, id).catch(() => {});
  return bytes;
}

/** @throws LabError model-missing */
function checkBase(id: string, { header: { base } }: AdapterFile): void {
  if (Object.hasOwn(SHIPPED_MODELS, base.model) && SHIPPED_MODELS[base.model].weights === base.weights)
    return;
  throw new LabError(
    'model-missing',
    `"${id}" was learned over other weights of ${base.model} (${base.weights}) than are here.`,
    'Train it again, over the model that is here.',
  );
}

function noSuchModel(id: string): LabError {
  return new LabError(
    'model-missing',
    `There is no model "${id.slice(0, 64)}" in this browser.`,
    'Choose another model, or import the adapter on the Train page.',
  );
}
