// Chat models for the agent worker: remote ones, which are somewhere else, and web-llm's, which hold a graphics card's memory
// while they are open. Which is which, an id's beginning says. One is open at a time.

import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { isRemoteModel, servedName } from '../language/remote/endpoint.ts';
import type { Asking } from '../language/remote/remote-model.ts';
import type { Usage } from '../language/remote/usage.ts';
import type { RunConfig } from '../records/record.ts';
import type { LoadedAgent, LoadOptions, LoadReport } from './agent-host.ts';

/** A model that may count what it was asked, and say how it asks. */
export type ChatModel = LanguageModel & { readonly usage?: Usage; readonly asking?: Asking };

/** @throws LabError model-missing, aborted, and what opening throws */
export type ChatOpener = (
  id: string,
  options: LoadOptions,
  report: LoadReport,
  signal: AbortSignal,
) => Promise<ChatModel>;

/** By what an id begins with, such as `remote:`. */
export type ChatOpeners = Readonly<Record<string, ChatOpener>>;

/** @throws LabError model-missing */
export function openerOf(openers: ChatOpeners, id: string): ChatOpener {
  const opener = Object.entries(openers).find(([prefix]) => id.startsWith(prefix))?.[1];
  if (opener) return opener;
  throw new LabError(
    'model-missing',
    `There is no model "${id.slice(0, 64)}" in this browser.`,
    'Choose another model.',
  );
}

export class ChatModels {
  readonly #openers: ChatOpeners;
  #open: { readonly id: string; readonly model: ChatModel } | null = null;

  constructor(openers: ChatOpeners) {
    this.#openers = openers;
  }

  /** @throws LabError model-missing, bad-argument for a gate, and what opening throws */
  async load(
    { agent }: RunConfig,
    options: LoadOptions,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<LoadedAgent> {
    const { modelAgent } = await import('../agents/model-agent.ts');
    const model = await this.#model(agent.model, options, report, signal);
    return {
      agent: modelAgent(agent, model),
      runtime: () => model.runtime,
      usage: () => model.usage ?? null,
      slow: true,
      chat: model,
    };
  }

  /** Lets go of the model that is open. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.model.dispose();
  }

  async #model(
    id: string,
    options: LoadOptions,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<ChatModel> {
    // A remote model is opened anew each time: it costs nothing, its endpoint may be another one, and its counts begin at 0.
    if (this.#open?.id === id && !isRemoteModel(id)) return this.#open.model;
    await this.close();
    const model = await openerOf(this.#openers, id)(id, options, report, signal);
    // Nobody waits for it any more, and the next one may be open by now.
    if (signal.aborted) {
      await model.dispose();
      throw LabError.from(signal.reason);
    }
    this.#open = { id, model };
    return model;
  }
}

/** A remote model at the endpoint that serves it. */
export const openRemote: ChatOpener = async (id, { endpoints = [] }) => {
  const name = servedName(id);
  const endpoint = endpoints.find(({ model }) => model === name);
  if (!endpoint)
    throw new LabError(
      'model-missing',
      `“${name}” answers from an endpoint, and this page knows none that serves it.`,
      'Choose its endpoint; a record or a link never holds one.',
    );
  const { openEndpoint } = await import('./endpoint-model.ts');
  return openEndpoint(endpoint, { page: globalThis.location?.origin });
};
