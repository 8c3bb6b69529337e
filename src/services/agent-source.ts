// Where the worker's agents come from: the scripted teacher at once, language models from their folder on this origin.
// A model stays open between runs of the same choice, so that a restart needs no second load.

import { LanguageAgent } from '../agents/language-agent.ts';
import { canonicalWord } from '../agents/plan-words.ts';
import { TeacherAgent } from '../agents/teacher/teacher-agent.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { httpReader, type WeightsCache } from '../language/pocket/model-files.ts';
import type { OrtLoader } from '../language/pocket/ort-loader.ts';
import { PocketModel } from '../language/pocket/pocket-model.ts';
import { SHIPPED_MODELS } from '../language/pocket/shipped.ts';
import type { RunConfig } from '../records/record.ts';
import type { AgentSource, LoadedAgent, LoadReport } from './agent-host.ts';
import type { RuntimePreference } from './agent-service.ts';

export interface PageSurroundings {
  /** onnxruntime for this thread; called when the first model is wanted, so that a scripted run never loads it. */
  readonly loader: () => Promise<OrtLoader>;
  /** Address of the folder that holds the model folders. */
  readonly models: string;
  readonly cache?: WeightsCache;
}

/** Opens a model by its id. @throws LabError model-missing, aborted, and what loading throws */
export type ModelLoader = (
  id: string,
  runtime: RuntimePreference,
  signal: AbortSignal,
  report: LoadReport,
) => Promise<LanguageModel>;

interface OpenModel {
  readonly key: string;
  readonly model: PocketModel;
}

export class PageAgentSource implements AgentSource {
  readonly #page: PageSurroundings;
  #open: OpenModel | null = null;
  /** Where notices of the open model go now. */
  #report: LoadReport | null = null;

  constructor(page: PageSurroundings) {
    this.#page = page;
  }

  async load(
    config: RunConfig,
    runtime: RuntimePreference,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<LoadedAgent> {
    if (config.agent.model === 'teacher') {
      const why = 'A script: it needs no model.';
      return { agent: new TeacherAgent(config.agent), runtime: () => ({ kind: 'script', why }) };
    }
    this.#report = report;
    const model = await this.#model(config.agent.model, runtime, report, signal);
    return { agent: new LanguageAgent(config.agent, model), runtime: () => model.runtime };
  }

  async #model(
    id: string,
    preference: RuntimePreference,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<PocketModel> {
    const key = `${id} ${preference}`;
    if (this.#open?.key === key) return this.#open.model;
    await this.#open?.model.dispose();
    this.#open = null;
    const model = await loadShipped(this.#page, id, preference, signal, {
      progress: (what, loaded, total) => report.progress(what, loaded, total),
      notice: (text) => this.#report?.notice(text),
    });
    this.#open = { key, model };
    return model;
  }
}

/** Opens a model of this origin. @throws LabError model-missing, aborted, and as `PocketModel.load` */
export async function loadShipped(
  page: PageSurroundings,
  id: string,
  preference: RuntimePreference,
  signal: AbortSignal,
  report: LoadReport,
): Promise<PocketModel> {
  if (!Object.hasOwn(SHIPPED_MODELS, id)) {
    throw new LabError(
      'model-missing',
      `There is no model "${id.slice(0, 64)}" here.`,
      'Choose another model.',
    );
  }
  return PocketModel.load(httpReader(`${page.models}/${id}`), {
    preference,
    loader: await page.loader(),
    canonical: canonicalWord,
    signal,
    cache: page.cache,
    onProgress: (loaded, total) => report.progress(id, loaded, total),
    onNotice: (text) => report.notice(text),
  });
}
