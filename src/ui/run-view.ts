// What a page knows of one run: the worker's events folded into plain data (live), or a record laid out (replay). Both
// pages show the same view through the same components; `step` is where the eye is, which replay may move.

import type { LabErrorData } from '../lab-error.ts';
import type { Usage } from '../language/remote/usage.ts';
import type { Actor, Outcome, RunConfig, RunRecord, StepRecord } from '../records/record.ts';
import type { BalrogEvent } from '../services/agent-balrog.ts';
import type { AgentEvent, PromptEvent, RunPhase, RuntimeKind, StepEvent } from '../services/agent-service.ts';
import type { CrafterFrame } from '../worlds/crafter/names.ts';

/** A plan that came into force with a step. An empty text hands planning back to the schedule. */
export interface PlanMark {
  readonly step: number;
  readonly text: string;
  readonly by: Actor;
  readonly tokens: number;
}

export interface AchievementMark {
  readonly step: number;
  readonly name: string;
}

/** Characters of all exchanges that are kept; the oldest go first. A chat model's 2,000 steps are about 15 million. */
const MAX_EXCHANGE_CHARACTERS = 30_000_000;

/** One decision as the model met it. */
export type Exchange = Omit<PromptEvent, 'type'>;

/** Exchanges by their steps, as many as fit into memory. */
export class ExchangeLog {
  #exchanges: Exchange[] = [];
  #characters = 0;
  readonly #most: number;

  constructor(most = MAX_EXCHANGE_CHARACTERS) {
    this.#most = most;
  }

  /** Of the oldest one that is kept; 0 without any. */
  get first(): number {
    return this.#exchanges[0]?.step ?? 0;
  }

  /** Of the newest one; 0 without any. */
  get last(): number {
    return this.#exchanges.at(-1)?.step ?? 0;
  }

  /** The one of this step, else of the nearest step before it, else the oldest; null without any. */
  near(step: number): Exchange | null {
    return this.#exchanges.findLast((exchange) => exchange.step <= step) ?? this.#exchanges[0] ?? null;
  }

  add({ step, text, answer, messages, thoughts, cut, valid }: Exchange): void {
    this.#exchanges.push({ step, text, answer, messages, thoughts, cut, valid });
    this.#characters += sizeOf({ step, text, answer, messages, thoughts });
    while (this.#characters > this.#most && this.#exchanges.length > 1)
      this.#characters -= sizeOf(this.#exchanges.shift()!);
  }
}

function sizeOf({ text, answer, messages, thoughts = '' }: Exchange): number {
  // The messages hold the text a second time.
  return text.length * (messages ? 2 : 1) + answer.length + thoughts.length;
}

export interface RunView {
  config: RunConfig | null;
  runId: string;
  phase: RunPhase;
  /** Measured over the last two seconds of play; 0 at rest. */
  stepsPerSecond: number;
  /** The step shown: 0 is the state after reset. */
  step: number;
  frame: CrafterFrame | null;
  steps: StepRecord[];
  plans: PlanMark[];
  achievements: AchievementMark[];
  planTokens: number;
  /** Tokens that were no plan: tags and actions; a script's plan costs words but no generated tokens. */
  actionTokens: number;
  planProbability: number | null;
  episodeReturn: number;
  runtime: { kind: RuntimeKind; why: string } | null;
  progress: { what: string; loaded: number; total: number } | null;
  /** What the model read and wrote, of the steps that this page saw it decide; the newest last. */
  exchanges: ExchangeLog;
  /** What was asked of a chat model since the run was opened here. */
  usage: Usage | null;
  /** Episodes by BALROG's protocol beside the run. */
  balrog: BalrogEvent | null;
  saved: number;
  outcome: Outcome | null;
  digest: string;
  error: LabErrorData | null;
}

export function emptyView(config: RunConfig | null = null): RunView {
  return {
    config,
    runId: '',
    phase: 'idle',
    stepsPerSecond: 0,
    step: 0,
    frame: null,
    steps: [],
    plans: [],
    achievements: [],
    planTokens: 0,
    actionTokens: 0,
    planProbability: null,
    episodeReturn: 0,
    runtime: null,
    progress: null,
    exchanges: new ExchangeLog(),
    usage: null,
    balrog: null,
    saved: 0,
    outcome: null,
    digest: '',
    error: null,
  };
}

/** Folds one event into the view, in place. `notice` events are not kept: the page shows them as they come. */
export function applyEvent(view: RunView, event: AgentEvent): void {
  switch (event.type) {
    case 'started':
      // The worker draws the world first: a frame that is already there belongs to this run.
      Object.assign(view, emptyView(event.config), {
        runId: event.runId,
        phase: view.phase,
        runtime: view.runtime,
        frame: view.frame,
      });
      break;
    case 'step':
      applyStep(view, event);
      break;
    case 'frame':
      view.frame = event.frame;
      break;
    case 'phase':
      view.phase = event.phase;
      if (event.phase !== 'loading') view.progress = null;
      // What was said of the model before is about another one.
      else view.runtime = null;
      break;
    case 'runtime':
      view.runtime = { kind: event.kind, why: event.why };
      break;
    case 'progress':
      view.progress = event.loaded < event.total ? event : null;
      break;
    case 'prompt':
      view.exchanges.add(event);
      break;
    case 'usage':
      view.usage = event.usage;
      break;
    case 'balrog':
      view.balrog = event;
      break;
    case 'saved':
      view.saved = event.steps;
      break;
    case 'over':
      view.phase = 'over';
      view.outcome = event.outcome;
      view.digest = event.digest;
      break;
    case 'error':
      view.error = event.error;
      break;
  }
}

function applyStep(view: RunView, event: StepEvent): void {
  view.step = event.step;
  // What went wrong before is over.
  view.error = null;
  if (event.frame) view.frame = event.frame;
  view.episodeReturn = event.episodeReturn;
  view.planProbability = event.planProbability ?? view.planProbability;
  if (event.action === null) return;
  const { action, by, plan, planBy, planTokens, tokens } = event;
  view.steps[event.step - 1] = { action, by, plan, planBy, planTokens, tokens };
  addMarks(view, event.step, view.steps[event.step - 1], event.unlocked);
}

function addMarks(view: RunView, step: number, taken: StepRecord, unlocked: readonly string[]): void {
  view.planTokens += taken.planTokens;
  view.actionTokens += actionTokensOf(taken);
  if (taken.plan !== undefined) {
    view.plans.push({ step, text: taken.plan, by: taken.planBy ?? 'agent', tokens: taken.planTokens });
  }
  for (const name of unlocked) view.achievements.push({ step, name });
}

/** The whole of a record as a view at step 0; frames come from a replay. */
export function viewOfRecord(record: RunRecord): RunView {
  const view = emptyView(record.config);
  const unlockedAt = new Map<number, string[]>();
  for (const [name, step] of Object.entries(record.outcome.achievements)) {
    unlockedAt.set(step, [...(unlockedAt.get(step) ?? []), name]);
  }
  record.steps.forEach((step, i) => {
    addMarks(view, i + 1, step, unlockedAt.get(i + 1) ?? []);
  });
  view.steps = [...record.steps];
  view.outcome = record.outcome;
  view.digest = record.digest;
  view.phase = 'paused';
  return view;
}

/** The last plan written at or before `step`, unless it was taken back; null without one. */
export function planAt(view: RunView, step: number): PlanMark | null {
  let low = 0;
  let high = view.plans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (view.plans[middle].step <= step) low = middle + 1;
    else high = middle;
  }
  const plan = view.plans[low - 1];
  return plan && plan.text !== '' ? plan : null;
}

/** Whether a person wrote a plan in it. */
export function isSteered(view: RunView): boolean {
  return view.plans.some(({ by, text }) => by === 'person' && text !== '');
}

/** Plans written by the agent itself or a person up to and including `step`. */
export function plansUntil(view: RunView, step: number): number {
  let found = 0;
  for (const plan of view.plans) if (plan.step <= step) found++;
  return found;
}

/** Tokens spent up to and including `step`. */
export function tokensUntil(view: RunView, step: number): { plan: number; action: number } {
  if (step >= view.steps.length) return { plan: view.planTokens, action: view.actionTokens };
  let plan = 0;
  let action = 0;
  for (let i = 0; i < step; i++) {
    plan += view.steps[i].planTokens;
    action += actionTokensOf(view.steps[i]);
  }
  return { plan, action };
}

function actionTokensOf({ tokens, planTokens }: StepRecord): number {
  return Math.max(0, tokens - planTokens);
}
