// The four agents of the speculative-planning paper over any language model and any world: direct generation, ReAct, chain of
// thought and a vote (for multi-agent debate). All chance comes from the place's key and the agent's own seed, so one place has
// one answer, whoever ran ahead. Source: Dynamic Speculative Agent Planning (arXiv 2509.01920), settings 1 and 2.

import { planOfAnswer } from '../agents/plan.ts';
import { LabError } from '../lab-error.ts';
import type { ChatMessage, Completion, LanguageModel, Prompt } from '../language/language-model.ts';
import { Random } from '../random.ts';
import { type Answer, type Place, type SpeculativeAgent, wordsOf } from './place.ts';

/** How a world's places are put to a model. */
export interface Wording<P extends Place> {
  promptOf(place: P): string;
  /** The model's words for the actions, in action order. */
  readonly actions: readonly string[];
  /** Longest thought, in words. */
  readonly maxThought: number;
  /** The same for chat models, and where they name an action: its number, or −1. Absent where a world has no words for them. */
  readonly chat?: {
    messagesOf(place: P, plan: 'never' | 'must'): readonly ChatMessage[];
    actionIn(reply: string): number;
  };
}

export interface AgentOptions<P extends Place> {
  readonly wording: Wording<P>;
  readonly model: LanguageModel;
  /** 0 = greedy. */
  readonly temperature: number;
  /** Of this agent's own chance; two agents with one seed draw alike. */
  readonly seed: number;
  /** Answers tell the model's hidden state, for a predictor to read. */
  readonly hidden?: boolean;
}

/** How an agent asks: whether it thinks first, how often it samples, and what that is billed as. */
interface Manner {
  readonly name: string;
  readonly plan: 'never' | 'must';
  readonly samples: number;
  readonly bill: Bill;
}

/** The action at once, in one call. */
export function directAgent<P extends Place>(options: AgentOptions<P>): SpeculativeAgent<P> {
  return newAgent(options, { name: 'direct', plan: 'never', samples: 1, bill: onceRead });
}

/** A thought, then the action, in one call. */
export function chainOfThoughtAgent<P extends Place>(options: AgentOptions<P>): SpeculativeAgent<P> {
  return newAgent(options, { name: 'thought', plan: 'must', samples: 1, bill: onceRead });
}

/**
 * A thought, then the action, each a call of its own as in the paper: the second call reads the prompt again with the thought
 * behind it. Here one pass of the model makes both; the tokens are counted as two calls bill them.
 */
export function reactAgent<P extends Place>(options: AgentOptions<P>): SpeculativeAgent<P> {
  return newAgent(options, { name: 'react', plan: 'must', samples: 1, bill: twiceRead });
}

/**
 * What most of several samples with thoughts say, the first said of equals; the samples are one batch. It stands for the
 * paper's debate (2 agents × 2 rounds and a last word: 5 calls, of which 3 wait for each other) and is billed like it.
 */
export function voteAgent<P extends Place>(options: AgentOptions<P>, samples = 5): SpeculativeAgent<P> {
  if (!Number.isInteger(samples) || samples < 1 || samples > 64)
    throw new LabError('bad-argument', `A vote has 1 to 64 samples, not ${samples}.`);
  return newAgent(options, { name: `vote-${samples}`, plan: 'must', samples, bill: inRounds });
}

type Bill = (
  completions: readonly Completion[],
) => Pick<Answer, 'promptTokens' | 'generatedTokens' | 'calls' | 'rounds'>;

const onceRead: Bill = (completions) => ({
  promptTokens: sum(completions, ({ promptTokens }) => promptTokens),
  generatedTokens: sum(completions, ({ generatedTokens }) => generatedTokens),
  calls: completions.length,
  rounds: 1,
});

const twiceRead: Bill = (completions) => {
  const { promptTokens, generatedTokens, calls } = onceRead(completions);
  const thought = generatedTokens - completions.length;
  return { promptTokens: 2 * promptTokens + thought, generatedTokens, calls: 2 * calls, rounds: 2 };
};

/** Two at a time, and the last by itself. */
const inRounds: Bill = (completions) => ({
  ...onceRead(completions),
  rounds: Math.ceil((completions.length + 1) / 2),
});

function newAgent<P extends Place>(options: AgentOptions<P>, manner: Manner): SpeculativeAgent<P> {
  const { model, wording } = options;
  const { temperature, hidden } = options;
  return {
    id: `${model.id} ${manner.name}`,
    async act(place, signal) {
      const completions = await model.complete(
        promptsAt(place, options, manner),
        { temperature, hidden },
        signal,
      );
      const action = mostSaid(completions.map(({ text }) => actionOf(text, wording)));
      const text = completions.map((completion) => completion.text).join('\n');
      return { action, ...manner.bill(completions), text, ...insightOf(completions[0]) };
    },
  };
}

/** What an answer tells of its model, beyond the answer. */
function insightOf({ logProbs, hidden }: Completion): Pick<Answer, 'sureness' | 'hidden'> {
  return {
    ...(logProbs && { sureness: Math.exp(logProbs[logProbs.length - 1]) }),
    ...(hidden && { hidden }),
  };
}

function promptsAt<P extends Place>(
  place: P,
  { wording, seed }: AgentOptions<P>,
  { plan, samples }: Manner,
): Prompt[] {
  if (place.over) throw new LabError('episode-over', 'The task has ended: nobody is asked how to go on.');
  const text = wording.promptOf(place);
  const messages = wording.chat?.messagesOf(place, plan);
  const grammar = { plan, maxPlanTokens: wording.maxThought, actions: wording.actions };
  const random = new Random(...wordsOf(place.key), seed);
  return Array.from({ length: samples }, () => ({
    text,
    ...(messages && { messages }),
    grammar,
    seed: random.nextUint32(),
  }));
}

/** @throws LabError bad-model for an answer that ends in no action */
function actionOf<P extends Place>(answer: string, { actions, chat }: Wording<P>): number {
  const { action } = planOfAnswer(answer);
  const exact = actions.indexOf(action);
  const number = exact < 0 && chat ? chat.actionIn(action) : exact;
  if (number < 0)
    throw new LabError('bad-model', `The model answered "${action.slice(0, 60)}", which is no action.`);
  return number;
}

function mostSaid(actions: readonly number[]): number {
  const votes = Map.groupBy(actions, (action) => action);
  return [...votes.values()].reduce((most, votes) => (votes.length > most.length ? votes : most))[0];
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
