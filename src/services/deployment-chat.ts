// Deploying a chat model: opened with the first request, so that curating alone asks for no endpoint and loads no weights; asked
// request by request, each of which may take a minute; and what it has answered is not asked again when a stage is taken up after
// a failure or a pause, since answers may cost money.

import type { PlanAnswer, Planner } from '../agents/planner/planner.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { isRemoteModel, servedName } from '../language/remote/endpoint.ts';
import type { ChatModel, ChatOpeners } from './agent-chat.ts';
import { openerOf } from './agent-chat.ts';
import type { Listener, OpenPlanner, PlannerSource, PlannerSurroundings } from './deployment-planner.ts';

/** As `PlannerSource.open`, for a chat model. @throws LabError bad-argument (generations after the base), model-missing */
export async function openChatPlanner(
  openers: ChatOpeners,
  ...[plan, options, report, signal]: Parameters<PlannerSource['open']>
): Promise<OpenPlanner> {
  const { chatSurroundings } = await import('../deployment/chat-surroundings.ts');
  const opener = openerOf(openers, plan.model);
  let opening: Promise<ChatModel> | null = null;
  let opened: ChatModel | null = null;
  const model: Pick<LanguageModel, 'complete'> = {
    async complete(prompts, how, stop) {
      opening ??= opener(plan.model, options, report, signal);
      opened = await opening;
      return opened.complete(prompts, how, stop);
    },
  };
  return {
    runtime: runtimeOf(plan.model),
    around: chatSurroundings(plan, model),
    usage: () => opened?.usage ?? null,
    async checkGradient() {
      throw new LabError('bad-argument', 'A chat model has no gradients here: its weights are elsewhere.');
    },
    async dispose() {
      const open = await opening?.catch(() => null);
      await open?.dispose();
    },
  };
}

/** Says no address: events are for everybody. */
function runtimeOf(id: string): OpenPlanner['runtime'] {
  return isRemoteModel(id)
    ? { kind: 'remote', why: `${servedName(id)} answers from its endpoint.` }
    : { kind: 'web-llm', why: 'It runs on this machine’s graphics card.' };
}

/** Answers of the stage in the making, for as long as this worker lives. */
export class KeptAnswers {
  #id = '';
  readonly #answers = new Map<string, Map<number, PlanAnswer>>();

  /** Those of this deployment; another one's are forgotten. */
  of(id: string): this {
    if (id !== this.#id) this.clear();
    this.#id = id;
    return this;
  }

  /** The stage is over. */
  clear(): void {
    this.#answers.clear();
  }

  get(problem: string, seed: number): PlanAnswer | undefined {
    return this.#answers.get(problem)?.get(seed);
  }

  set(problem: string, seed: number, answer: PlanAnswer): void {
    const ofProblem = this.#answers.get(problem) ?? new Map<number, PlanAnswer>();
    this.#answers.set(problem, ofProblem.set(seed, answer));
  }
}

/** The same surroundings, each answer reported and kept as it comes. */
export function listeningChat(
  around: PlannerSurroundings,
  { onStep }: Pick<Listener, 'onStep'>,
  kept: KeptAnswers,
): PlannerSurroundings {
  return { ...around, planner: async (adapter) => oneByOne(await around.planner(adapter), onStep, kept) };
}

/** Requests side by side, as many as the model takes. One planner serves one stage, so it counts from 0. */
function oneByOne(planner: Planner, onStep: Listener['onStep'], kept: KeptAnswers): Planner {
  let done = 0;
  const answer = async (
    request: Parameters<Planner['plan']>[0][number],
    temperature: number,
    signal: AbortSignal,
  ) => {
    const { problem, seed } = request;
    const known = kept.get(problem.text, seed) ?? (await planner.plan([request], temperature, signal))[0];
    kept.set(problem.text, seed, known);
    onStep({ done: ++done });
    return known;
  };
  return {
    plan: (requests, temperature, signal) =>
      allOrNone(requests, signal, (request, stop) => answer(request, temperature, stop)),
  };
}

/** Where one fails, the others are stopped and waited for: nothing is under way when this settles. */
async function allOrNone<Item, Result>(
  items: readonly Item[],
  signal: AbortSignal | undefined,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const stop = new AbortController();
  const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const results = items.map((item) =>
    work(item, both).catch((error: unknown) => {
      stop.abort(error);
      throw error;
    }),
  );
  try {
    return await Promise.all(results);
  } finally {
    await Promise.allSettled(results);
  }
}
