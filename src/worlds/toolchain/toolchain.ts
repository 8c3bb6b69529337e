// Toolchain-v1: tool-planning tasks in the manner of OpenAGI. Only planning is played: no tool ever runs. An episode is one
// task; every step names a tool, and TERMINATE ends the plan, with reward 1 if it is right (see needs.ts) and 0 if not.
// Nothing here is left to chance once the seed has picked the task.

import { crc32 } from '../../crc32.ts';
import { LabError } from '../../lab-error.ts';
import { type SnapshotKind, seal, unseal, unusable } from '../snapshot-seal.ts';
import { registerWorld, type StepResult, type World } from '../world.ts';
import { checkSeed, taskOfSeed } from './grammar-tasks.ts';
import { ACTIONS, STEP_LIMIT, TERMINATE } from './names.ts';
import { isRight, type Need, NOTHING_DONE, needsOf, type Progress, progressAfter } from './needs.ts';
import { type Task, taskLine } from './task.ts';
import { parseTask } from './task-parser.ts';

export interface ToolchainOptions {
  /** Lines of tasks (see `parseTaskFile`); seed s plays number s modulo their count. Without them, see `taskOfSeed`. */
  readonly tasks?: readonly string[];
}

export interface ToolchainObservation {
  /** One English line. */
  readonly task: string;
  /** Action numbers so far. */
  readonly steps: readonly number[];
}

/** The magic, then how many steps there are. */
const KIND: SnapshotKind = { magic: 'TC1', world: 'Toolchain-v1', least: 4 };

/** The task and the steps say it all; the rest follows from them. */
interface Episode {
  readonly task: Task;
  readonly line: string;
  readonly needs: readonly Need[];
  steps: readonly number[];
  progress: Progress;
}

export class Toolchain implements World<ToolchainObservation> {
  readonly id = 'Toolchain-v1';
  readonly actions: readonly string[] = ACTIONS;
  readonly #tasks: readonly Task[];
  #episode: Episode | null = null;

  /** @throws LabError bad-argument, too-large for tasks that are not understood */
  constructor({ tasks = [] }: ToolchainOptions = {}) {
    if (!Array.isArray(tasks) || !tasks.every((line) => typeof line === 'string'))
      throw new LabError('bad-argument', 'The option "tasks" is a list of lines.');
    this.#tasks = tasks.map((line, i) => parseTask(line, i + 1));
  }

  /** Starts the task of `seed`, any integer 0..2^53-1. @throws LabError bad-seed */
  reset(seed: number): StepResult<ToolchainObservation> {
    checkSeed(seed);
    const own = this.#tasks;
    this.#episode = startEpisode(own.length === 0 ? taskOfSeed(seed) : own[seed % own.length]);
    return this.#result(this.#episode);
  }

  /** @throws LabError bad-action, episode-over */
  step(action: number): StepResult<ToolchainObservation> {
    checkAction(action);
    const episode = this.#episode;
    if (episode === null || isOver(episode.steps))
      throw new LabError('episode-over', 'There is no running episode.', 'Reset the world first.');
    extend(episode, [...episode.steps, action]);
    return this.#result(episode);
  }

  snapshot(): Uint8Array {
    return seal(this.#state());
  }

  /** @throws LabError bad-argument (damaged, or of another world); the world is then unchanged */
  restore(snapshot: Uint8Array): void {
    const { line, steps } = readSnapshot(snapshot);
    const episode = startEpisode(parseTask(line));
    extend(episode, steps);
    this.#episode = episode;
  }

  /** CRC-32 of the task and the steps. */
  checksum(): number {
    return crc32(this.#state());
  }

  /** The task of the running episode. @throws LabError episode-over before the first reset */
  get task(): Task {
    return this.#running().task;
  }

  #state(): Uint8Array {
    const { line, steps } = this.#running();
    const text = new TextEncoder();
    return Uint8Array.of(...text.encode(KIND.magic), steps.length, ...steps, ...text.encode(line));
  }

  #running(): Episode {
    if (this.#episode === null)
      throw new LabError('episode-over', 'No episode was started.', 'Reset the world first.');
    return this.#episode;
  }

  #result({ line, steps, needs, progress }: Episode): StepResult<ToolchainObservation> {
    const terminated = steps.at(-1) === TERMINATE;
    return {
      observation: { task: line, steps },
      reward: terminated && isRight(needs, progress) ? 1 : 0,
      terminated,
      truncated: !terminated && steps.length >= STEP_LIMIT,
      info: { needs: needs.length, done: bitCount(progress.done), spoilt: progress.spoilt },
    };
  }
}

/** Whether no action may follow these. */
export function isOver(steps: readonly number[]): boolean {
  return steps.at(-1) === TERMINATE || steps.length >= STEP_LIMIT;
}

/** @throws LabError bad-action */
export function checkAction(action: number): void {
  if (!Number.isInteger(action) || action < 0 || action >= ACTIONS.length)
    throw new LabError('bad-action', `${action} is not an action: actions are 0 to ${ACTIONS.length - 1}.`);
}

function startEpisode(task: Task): Episode {
  return { task, line: taskLine(task), needs: needsOf(task), steps: [], progress: NOTHING_DONE };
}

function extend(episode: Episode, steps: readonly number[]): void {
  episode.steps = steps;
  episode.progress = progressAfter(episode.task, episode.needs, steps);
}

function readSnapshot(bytes: Uint8Array): { line: string; steps: number[] } {
  const content = unseal(bytes, KIND);
  const text = KIND.least + content[KIND.least - 1];
  const steps = Array.from(content.subarray(KIND.least, text));
  if (steps.length > STEP_LIMIT || steps.some((action) => action >= ACTIONS.length))
    throw unusable('its steps are no plan');
  return { steps, line: new TextDecoder().decode(content.subarray(text)) };
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

registerWorld('Toolchain-v1', (options) => new Toolchain(options as ToolchainOptions | undefined));
