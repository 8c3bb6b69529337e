// `lab evaluate --protocol balrog`: a model by BALROG's settings, beside the published table, with all that was not by them.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { AgentConfig } from '../src/agents/agent.ts';
import { ChatAgent } from '../src/agents/chat/chat-agent.ts';
import { isChatModel } from '../src/agents/chat-models.ts';
import type { LaneMoment } from '../src/agents/lanes.ts';
import { BALROG_PROTOCOL, type BalrogRow, playBalrog } from '../src/experiments/balrog.ts';
import { BALROG_PUBLISHED, BALROG_SOURCE } from '../src/experiments/balrog-published.ts';
import { parseEvaluationSeeds } from '../src/experiments/seeds.ts';
import { LabError } from '../src/lab-error.ts';
import { openModel } from './agents.ts';
import type { Arguments } from './arguments.ts';
import { ENDPOINT_USAGE, usageText } from './endpoint.ts';
import type { CommandResult } from './main.ts';
import { log } from './rl-log.ts';

export const BALROG_USAGE =
  `evaluate --protocol balrog --model M [--episodes ${BALROG_PROTOCOL.episodes} | --seeds 100..109] [--schedule never] [--agent-seed 0] [--lanes 10]` +
  ` [--transcript FILE] ${ENDPOINT_USAGE} [--json]\n` +
  `([--temperature T], [--max-steps N], [--extra JSON] and --max-tokens other than ${BALROG_PROTOCOL.maxTokens} leave the protocol, and the result says so; a transcript holds every prompt and reply, a line each)`;

const MAX_LANES = 64;
/** Decisions between two signs of life. */
const TOLD_EVERY = 500;

/** @throws LabError bad-argument, model-missing, bad-model, and what the model throws */
export async function evaluateBalrog(args: Arguments): Promise<CommandResult> {
  const seeds = seedsOf(args);
  const maxSteps = args.integer('max-steps', BALROG_PROTOCOL.maxSteps);
  if (maxSteps < 1 || maxSteps > BALROG_PROTOCOL.maxSteps)
    throw new LabError('bad-argument', `--max-steps is 1 to ${BALROG_PROTOCOL.maxSteps}.`);
  const lanes = args.integer('lanes', Math.min(seeds.length, MAX_LANES));
  if (lanes < 1 || lanes > MAX_LANES) throw new LabError('bad-argument', `--lanes is 1 to ${MAX_LANES}.`);
  const path = args.text('transcript', '');
  const { config: agent, model } = await openModel(withTheirs(args));
  args.refuseUnknown();
  if (!model)
    throw new LabError('bad-argument', 'The teacher is a script: it reads no text, so it has no place here.');
  const transcript = path === '' ? null : new Transcript(path);
  const note = progressNote(seeds.length * maxSteps);
  const row = await playBalrog(
    { agent, model, seeds, maxSteps, lanes, ...('asking' in model && { asking: model.asking }) },
    {
      onEpisode: ({ seed, steps, unlocked }) =>
        log(`seed ${seed}: ${unlocked.length} achievements, ${steps} steps`),
      onDecision: (moment) => {
        note();
        transcript?.add(moment);
      },
    },
  );
  await model.dispose();
  await transcript?.close();
  const usage = 'usage' in model ? model.usage : undefined;
  const json = {
    protocol: 'balrog',
    settings: BALROG_PROTOCOL,
    agent: settingsOf(agent),
    ...row,
    published: { source: BALROG_SOURCE, rows: BALROG_PUBLISHED },
    ...(usage && { usage }),
  };
  return { json, text: textOf(row) + usageText(usage), ok: true };
}

/** `--episodes N`, or `--seeds`. */
function seedsOf(args: Arguments): number[] {
  const seeds = args.text('seeds', '');
  const episodes = args.integer('episodes', BALROG_PROTOCOL.episodes);
  return parseEvaluationSeeds(seeds === '' ? String(episodes) : seeds);
}

/** BALROG's agent writes no plans, and its answers have much room; a pocket model plays as it does elsewhere. */
function withTheirs(args: Arguments): Arguments {
  if (!isChatModel(args.text('model'))) return args.withDefault('schedule', 'dynamic');
  const { schedule, maxTokens } = BALROG_PROTOCOL;
  return args.withDefault('schedule', schedule).withDefault('max-tokens', String(maxTokens));
}

function settingsOf({ schedule, temperature, seed, constrained }: AgentConfig) {
  return { schedule, temperature, seed, constrained: constrained === true };
}

function progressNote(most: number): () => void {
  let decisions = 0;
  return () => {
    if (++decisions % TOLD_EVERY === 0) log(`${decisions} of at most ${most} steps`);
  };
}

/** Every decision as a line of JSON: nothing about what the model saw is hidden. */
class Transcript {
  readonly #file;

  constructor(path: string) {
    this.#file = createWriteStream(path);
    this.#file.on('error', (error) => log(`The transcript is not written: ${error.message}`));
  }

  add({ lane, prompt, completion, decision }: LaneMoment): void {
    const { text, thoughts, cut } = completion;
    const asked = prompt.messages ? { messages: prompt.messages } : { text: prompt.text };
    const valid = lane.agent instanceof ChatAgent ? lane.agent.lastExchange?.valid : true;
    const { action, plan } = decision;
    const line = {
      seed: lane.seed,
      step: lane.steps + 1,
      ...asked,
      reply: text,
      thoughts,
      cut,
      valid,
      action,
      plan,
    };
    this.#file.write(`${JSON.stringify(line)}\n`);
  }

  async close(): Promise<void> {
    this.#file.end();
    if (!this.#file.writableFinished && !this.#file.destroyed) await once(this.#file, 'close');
  }
}

function textOf(row: BalrogRow): string {
  const { model, progress, departures, comparable, episodes, seeds, invalidShare } = row;
  const invalid =
    invalidShare === null
      ? 'answers held to a grammar'
      : `${(100 * invalidShare).toFixed(1)} % of replies invalid`;
  const label = comparable === 'near' ? 'near to the protocol' : 'NOT by the protocol';
  return [
    `${model}: progress ${figure(progress)} % (n = ${episodes.length}, seeds ${seeds}, ${row.tokens.toFixed(0)} tokens an episode, ${invalid}), ${label}:`,
    ...departures.map((departure) => `- ${departure}`),
    `Beside it, ${BALROG_SOURCE}:`,
    ...tableOf(row),
  ].join('\n');
}

/** The published rows with this one among them. */
function tableOf({ model, progress: { mean, se }, comparable }: BalrogRow): string[] {
  const own = {
    model: `${model} (here${comparable === 'near' ? '' : ', another protocol'})`,
    progress: mean,
    se,
  };
  return [...BALROG_PUBLISHED, own]
    .sort((one, other) => other.progress - one.progress)
    .map(
      (row) =>
        `${row === own ? '>' : ' '} ${figure({ mean: row.progress, se: row.se }).padEnd(13)} ${row.model}`,
    );
}

function figure({ mean, se }: { readonly mean: number; readonly se: number | null }): string {
  return `${mean.toFixed(1)}${se === null ? '' : ` ± ${se.toFixed(1)}`}`;
}
