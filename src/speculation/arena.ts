// Where a set-up is played: the places of its world, and its two agents over the models that are there.

import { MAX_PLAN_TOKENS } from '../agents/agent.ts';
import { MAX_PLAN_WORDS } from '../agents/pogs/prompt.ts';
import { promptOf } from '../agents/toolchain/prompt.ts';
import { MAX_THOUGHT_WORDS } from '../agents/toolchain/thought.ts';
import { ACTION_WORDS } from '../agents/toolchain/vocabulary.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { ACTIONS as CRAFTER_ACTIONS } from '../worlds/crafter/names.ts';
import { POGS_DIALS } from '../worlds/pogs/options.ts';
import { type PogsId, pogsActions } from '../worlds/pogs/pogs.ts';
import { taskOfSeed } from '../worlds/toolchain/grammar-tasks.ts';
import { ACTIONS as TOOLS } from '../worlds/toolchain/names.ts';
import { taskLine } from '../worlds/toolchain/task.ts';
import { parseTask } from '../worlds/toolchain/task-parser.ts';
import type { ReadablePlace } from './ahead.ts';
import { actionNamed, toolchainMessages } from './chat-wording.ts';
import { CrafterPlace } from './crafter-place.ts';
import type { AgentsByRole } from './executor.ts';
import {
  type AgentOptions,
  chainOfThoughtAgent,
  directAgent,
  reactAgent,
  voteAgent,
  type Wording,
} from './language-agents.ts';
import { matchBy } from './match.ts';
import { PogsPlace } from './pogs-place.ts';
import { readsHidden } from './policies.ts';
import type { Match, Who } from './segment.ts';
import type { Setting } from './settings.ts';
import type { SpeculationSetup } from './setup.ts';
import { ToolchainPlace } from './toolchain-place.ts';

/** A world for speculation. */
export interface Field<P extends ReadablePlace> {
  /** Names of the actions, in action order. */
  readonly actions: readonly string[];
  readonly wording: Wording<P>;
  /** Where a task begins. @param task number of the task in the set-up, from 0 @throws LabError bad-argument (a line that is no task) */
  start(task: number): P;
  /** The task in words. */
  title(task: number): string;
  /** Whether a task that ends here was solved; null where the world has no such verdict. */
  solved(end: P): boolean | null;
}

/** Everything that a set-up is played with. */
export interface Stage {
  readonly setup: SpeculationSetup;
  readonly field: Field<ReadablePlace>;
  readonly agents: AgentsByRole<ReadablePlace>;
  /** Numbers of the hidden state that A tells; 0 for none. */
  readonly hiddenSize: number;
  readonly match: Match;
}

/** @param field of the set-up, see `fieldOf` @param settings that its agents are to be played under */
export function stageOf(
  setup: SpeculationSetup,
  field: Field<ReadablePlace>,
  models: Readonly<Record<Who, LanguageModel>>,
  settings: readonly Setting[],
): Stage {
  return {
    setup,
    field,
    agents: agentsOf(setup, field.wording, models, settings),
    hiddenSize: models.A.hiddenSize ?? 0,
    match: matchBy(setup.match, field.actions),
  };
}

/** @throws LabError bad-argument for lines that are no tasks */
export function fieldOf(setup: SpeculationSetup): Field<ReadablePlace> {
  return fieldIn(setup) as Field<ReadablePlace>;
}

function fieldIn(setup: SpeculationSetup) {
  const { world } = setup;
  if (world === 'Toolchain-v1') return toolchain(setup);
  return world === 'Crafter-v1' ? crafter(setup) : pogs(world, setup);
}

/** The two agents of a set-up, as these settings need them. Both draw alike from one seed: what they say differs because they are asked differently. */
export function agentsOf<P extends ReadablePlace>(
  { pair, temperature, seed }: SpeculationSetup,
  wording: Wording<P>,
  models: Readonly<Record<Who, LanguageModel>>,
  settings: readonly Setting[] = [],
): AgentsByRole<P> {
  const options = (who: Who): AgentOptions<P> => {
    const hidden = who === 'A' && settings.some(readsHidden);
    return { wording, model: models[who], temperature, seed, hidden };
  };
  return pair === 'direct-react'
    ? { A: directAgent(options('A')), T: reactAgent(options('T')) }
    : { A: chainOfThoughtAgent(options('A')), T: voteAgent(options('T')) };
}

function toolchain({ firstTask, lines }: SpeculationSetup): Field<ToolchainPlace> {
  const own = lines?.map((line, i) => parseTask(line, i + 1));
  const taskAt = (task: number) => own?.[task] ?? taskOfSeed(firstTask + task);
  return {
    actions: TOOLS,
    wording: {
      promptOf: ({ task, steps }) => promptOf(task, steps),
      actions: ACTION_WORDS,
      maxThought: MAX_THOUGHT_WORDS,
      chat: { messagesOf: toolchainMessages, actionIn: (reply) => actionNamed(reply, TOOLS) },
    },
    start: (task) => ToolchainPlace.start(taskAt(task)),
    title: (task) => taskLine(taskAt(task)),
    solved: ({ solved }) => solved,
  };
}

function crafter({ firstTask, maxSteps }: SpeculationSetup): Field<CrafterPlace> {
  return {
    actions: CRAFTER_ACTIONS,
    wording: { promptOf: ({ prompt }) => prompt, actions: CRAFTER_ACTIONS, maxThought: MAX_PLAN_TOKENS },
    start: (task) => CrafterPlace.start(firstTask + task, maxSteps),
    title: (task) => `Crafter, world ${firstTask + task}, ${maxSteps} steps at most`,
    solved: () => null,
  };
}

/** The published size, sight and 30 steps. */
function pogs(world: PogsId, { firstTask }: SpeculationSetup): Field<PogsPlace> {
  const start = (task: number) => PogsPlace.start(world, firstTask + task);
  const actions = pogsActions(POGS_DIALS.nodes.usual);
  return {
    actions,
    wording: { promptOf: ({ prompt }) => prompt, actions, maxThought: MAX_PLAN_WORDS },
    start,
    title: (task) => {
      const { current, target } = start(task).memory.known;
      return `${world}, tree ${firstTask + task}, from node ${current} to node ${target}`;
    },
    solved: ({ solved }) => solved,
  };
}
