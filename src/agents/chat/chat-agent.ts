// A planning agent around a chat model: BALROG's prose and the last turns in, free text out. What the text says is read as BALROG
// reads it (chat-answer.ts): an answer that names no action is a Noop, and the next observation says so. The schedule chooses
// the rule for the answer; nothing masks a token, so a model may plan unasked. Such a plan is not taken: the schedule decides.
//
// All randomness is the model's, keyed by (agent seed, step) as for `LanguageAgent`.

import { LabError } from '../../lab-error.ts';
import type { ChatMessage, Completion, LanguageModel, Prompt } from '../../language/language-model.ts';
import { afterInvalidReply, BALROG_ACTIONS } from '../../worlds/crafter/balrog.ts';
import { describeSeen, type ProseText } from '../../worlds/crafter/describe-prose.ts';
import type { CrafterObservation } from '../../worlds/crafter/names.ts';
import type { AgentConfig, Decision, PastStep, PlanningAgent } from '../agent.ts';
import { parseChatAnswer } from '../chat-answer.ts';
import { afterPersonsPlan, type CurrentPlan } from '../plan.ts';
import { type PlanMode, planMode } from '../schedule.ts';
import { conversation, conversationText, History } from './conversation.ts';
import { instructionVariant } from './instruction.ts';

/** Longest plan a constrained answer may hold; a free one is cut by its characters alone (MAX_PLAN_CHARACTERS). */
const MAX_CHAT_PLAN_TOKENS = 100;

export interface ChatAgentOptions {
  /** Say "1 step south and 4 steps west" in place of "5 steps to your south-west". Not BALROG's default. */
  readonly precise?: boolean;
  /** Hold answers to the grammar, where the model's server can. Off by default: it changes the benchmark. */
  readonly constrained?: boolean;
}

/** One decision as the model met it; nothing is left out or made nicer. */
export interface ChatExchange {
  /** The messages as one text. */
  readonly text: string;
  readonly messages: readonly ChatMessage[];
  readonly answer: string;
  /** What a thinking model wrote before its answer. */
  readonly thoughts?: string;
  /** The limit of tokens ended the answer. */
  readonly cut?: boolean;
  /** false: it named no action and became a Noop. */
  readonly valid: boolean;
}

/** What the agent has read and not answered yet. */
interface Pending {
  readonly prose: ProseText;
  readonly mode: PlanMode;
  readonly messages: readonly ChatMessage[];
}

export class ChatAgent implements PlanningAgent {
  readonly config: AgentConfig;
  lastExchange: ChatExchange | null = null;
  readonly #model: LanguageModel;
  readonly #options: ChatAgentOptions;
  readonly #history = new History();
  #plan: CurrentPlan | null = null;
  #pending: Pending | null = null;
  /** The last answer named no action. */
  #wasInvalid = false;
  #step = 0;

  /** @throws LabError bad-argument for the schedule `gate`, which looks at a pocket model's memory */
  constructor(config: AgentConfig, model: LanguageModel, options: ChatAgentOptions = {}) {
    if (config.schedule === 'gate')
      throw new LabError(
        'bad-argument',
        'A chat model cannot play under a gate.',
        'Choose never, always, every k or dynamic.',
      );
    this.config = config;
    this.#model = model;
    this.#options = options;
  }

  get plan(): CurrentPlan | null {
    return this.#plan;
  }

  reset(): void {
    this.#history.clear();
    this.#plan = null;
    this.#pending = null;
    this.#wasInvalid = false;
    this.#step = 0;
  }

  /** Another agent at the same point of the episode; from here on the two go their own ways. @param seed of its own chance */
  fork(seed = this.config.seed): ChatAgent {
    const twin = new ChatAgent({ ...this.config, seed }, this.#model, this.#options);
    twin.#history.copyFrom(this.#history);
    twin.#plan = this.#plan;
    twin.#wasInvalid = this.#wasInvalid;
    twin.#step = this.#step;
    return twin;
  }

  setPlan(text: string): void {
    this.#plan = afterPersonsPlan(this.#plan, text);
  }

  /** @throws LabError what the model throws; the agent is then where it was, and can be asked again */
  async decide(observation: CrafterObservation, signal?: AbortSignal): Promise<Decision> {
    const prompt = this.prepare(observation);
    const { temperature } = this.config;
    const [completion] = await this.#model.complete([prompt], { temperature }, signal);
    return this.conclude(completion);
  }

  /** First half of a decision: what the model shall read. Safe to repeat. */
  prepare(observation: CrafterObservation): Prompt {
    const { schedule, seed } = this.config;
    const mode = planMode(schedule, this.#step, this.#plan?.by === 'person');
    const prose = this.#see(observation);
    const variant = instructionVariant(mode, this.#plan !== null);
    const messages = conversation(this.#history.turns, prose, this.#plan, variant);
    this.#pending = { prose, mode, messages };
    return {
      text: conversationText(messages),
      messages,
      grammar: { plan: mode, maxPlanTokens: MAX_CHAT_PLAN_TOKENS, actions: BALROG_ACTIONS },
      ...(this.#options.constrained && { constrained: true }),
      seed: seed * 0x1_0000 + this.#step,
    };
  }

  /** Second half: takes the model's answer, whatever it says. @throws LabError internal without a `prepare` before */
  conclude(completion: Completion): Decision {
    const { prose, mode, messages } = this.#take();
    const { action, valid, plan } = parseChatAnswer(completion.text);
    const newPlan = mode === 'never' ? undefined : plan;
    const { text: answer, thoughts, cut } = completion;
    this.lastExchange = {
      text: conversationText(messages),
      messages,
      answer,
      ...(thoughts && { thoughts }),
      ...(cut && { cut }),
      valid,
    };
    this.#act(prose, action, newPlan, valid);
    return {
      action,
      plan: newPlan,
      planTokens: newPlan === undefined ? 0 : completion.planTokens,
      tokens: completion.generatedTokens,
      promptTokens: completion.promptTokens,
    };
  }

  /**
   * What a record does not hold, a replay cannot bring back: that a Noop was an answer without an action. The notice of it is
   * then missing from the turns that were replayed.
   */
  replay(observation: CrafterObservation, step: PastStep): void {
    if (step.plan !== undefined && step.planBy === 'person') this.setPlan(step.plan);
    const own = step.planBy === 'agent' ? step.plan : undefined;
    this.#act(this.#see(observation), step.action, own, true);
  }

  #see(observation: CrafterObservation): ProseText {
    const prose = describeSeen(observation, { precise: this.#options.precise });
    return this.#wasInvalid ? { ...prose, longTerm: afterInvalidReply(prose.longTerm) } : prose;
  }

  #take(): Pending {
    const pending = this.#pending;
    if (!pending) throw new LabError('internal', 'An answer came that nobody asked for.');
    this.#pending = null;
    return pending;
  }

  #act({ longTerm }: ProseText, action: number, plan: string | undefined, valid: boolean): void {
    this.#history.add({ longTerm, action });
    if (plan !== undefined) this.#plan = { text: plan, age: 0, by: 'agent' };
    if (this.#plan) this.#plan = { ...this.#plan, age: this.#plan.age + 1 };
    this.#wasInvalid = !valid;
    this.#step++;
  }
}
