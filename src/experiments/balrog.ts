// BALROG's protocol for Crafter: its settings in one place, episodes played by them, and what of a run is not by them. A figure
// belongs beside the published ones only as far as that list allows, so it goes with every result.
// Source: balrog-ai/BALROG, its Crafter wrapper and prompt builder.

import type { AgentConfig, Schedule } from '../agents/agent.ts';
import { ChatAgent } from '../agents/chat/chat-agent.ts';
import { isChatModel } from '../agents/chat-models.ts';
import { type EpisodeSummary, type LaneMoment, playLanes } from '../agents/lanes.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import type { Asking } from '../language/remote/remote-model.ts';
import { BALROG_HISTORY, BALROG_MAX_STEPS } from '../worlds/crafter/balrog.ts';
import { ACHIEVEMENTS } from '../worlds/crafter/names.ts';
import { formatEvaluationSeeds } from './seeds.ts';
import { summarise } from './statistics.ts';

/** What BALROG plays by. */
export const BALROG_PROTOCOL = {
  /** At the least. */
  episodes: 10,
  /** Steps of the agent at the most. */
  maxSteps: BALROG_MAX_STEPS,
  /** Noops between the world's reset and the agent's first look. */
  opening: 1,
  temperature: 1,
  /** Of an answer at the most. */
  maxTokens: 4096,
  /** Its plain agent answers with an action and writes no plan. */
  schedule: 'never',
  /** Turns of a conversation that are kept. */
  history: BALROG_HISTORY,
} as const satisfies {
  readonly schedule: Schedule;
  readonly [setting: string]: number | string;
};

export interface BalrogRun {
  /** `seed` is added to each world's seed. */
  readonly agent: AgentConfig;
  readonly model: LanguageModel;
  readonly seeds: readonly number[];
  readonly maxSteps: number;
  /** Episodes side by side. */
  readonly lanes: number;
  readonly signal?: AbortSignal;
  /** How an endpoint is asked; absent for a model that is none. */
  readonly asking?: Asking;
}

export interface BalrogReports {
  /** Every decision, with what the model read and wrote. */
  readonly onDecision?: (moment: LaneMoment) => void;
  readonly onEpisode?: (summary: EpisodeSummary) => void;
}

export interface BalrogEpisode {
  readonly seed: number;
  readonly steps: number;
  /** In % of the 22 achievements. */
  readonly progress: number;
  readonly unlocked: readonly string[];
  /** Replies that named no action and became a Noop. */
  readonly invalidReplies: number;
}

export interface BalrogRow {
  readonly model: string;
  readonly weights: string;
  /** What the model read: BALROG's prose, or the lab's own short text. */
  readonly observations: 'prose' | 'grid';
  /** `near`: BALROG's protocol, but for the sentences of the instruction and the seeds; `no`: another one, by the same score. */
  readonly comparable: 'near' | 'no';
  /** In what this was not BALROG's protocol, a sentence each. */
  readonly departures: readonly string[];
  readonly seeds: string;
  readonly maxSteps: number;
  /** Mean in % and its standard error (population deviation / √n, as BALROG has it); null for one episode. */
  readonly progress: { readonly mean: number; readonly se: number | null };
  /** Generated tokens of an episode, on average. */
  readonly tokens: number;
  /** Share of replies that named no action, 0..1; null for a model whose answers are held to their form. */
  readonly invalidShare: number | null;
  readonly episodes: readonly BalrogEpisode[];
}

/** Plays the episodes. @throws LabError bad-argument, and what the model throws */
export async function playBalrog(run: BalrogRun, reports: BalrogReports = {}): Promise<BalrogRow> {
  const { agent, model, seeds, maxSteps } = run;
  if (seeds.length === 0) throw new LabError('bad-argument', 'At least one episode must be played.');
  const invalid = new Map<number, number>(seeds.map((seed) => [seed, 0]));
  const summaries = await playLanes({
    model,
    config: agent,
    seeds,
    maxSteps,
    lanes: run.lanes,
    signal: run.signal,
    opening: BALROG_PROTOCOL.opening,
    onEpisode: reports.onEpisode,
    onDecision: (moment) => {
      if (isInvalid(moment)) invalid.set(moment.lane.seed, invalid.get(moment.lane.seed)! + 1);
      reports.onDecision?.(moment);
    },
  });
  return rowOf(run, summaries, invalid);
}

function isInvalid({ lane }: LaneMoment): boolean {
  return lane.agent instanceof ChatAgent && lane.agent.lastExchange?.valid === false;
}

function rowOf(
  run: BalrogRun,
  summaries: readonly EpisodeSummary[],
  invalid: ReadonlyMap<number, number>,
): BalrogRow {
  const { agent, seeds, maxSteps } = run;
  const episodes = summaries.map(
    ({ seed, steps, unlocked }): BalrogEpisode => ({
      seed,
      steps,
      progress: (100 * unlocked.length) / ACHIEVEMENTS.length,
      unlocked,
      invalidReplies: invalid.get(seed)!,
    }),
  );
  const { mean, se } = summarise(episodes.map(({ progress }) => progress));
  const chat = isChatModel(agent.model);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const steps = sum(summaries.map((summary) => summary.steps));
  return {
    model: agent.model,
    weights: agent.weights,
    observations: chat ? 'prose' : 'grid',
    comparable: chat && ownDepartures(run).length === 0 ? 'near' : 'no',
    departures: departuresOf(run),
    seeds: formatEvaluationSeeds(seeds),
    maxSteps,
    progress: { mean, se },
    tokens: sum(summaries.map(({ tokens }) => tokens)) / summaries.length,
    invalidShare: chat ? sum([...invalid.values()]) / steps : null,
    episodes,
  };
}

type Settings = Pick<BalrogRun, 'agent' | 'seeds' | 'maxSteps' | 'asking'>;

/** In what a run is not BALROG's protocol, a sentence each; the ones that always hold come last. */
export function departuresOf(run: Settings): string[] {
  const always = isChatModel(run.agent.model) ? CHAT_DEPARTURES : POCKET_DEPARTURES;
  return [...ownDepartures(run), ...always, SEEDS_DEPARTURE];
}

/** Those that other settings would not have. */
function ownDepartures({ agent, seeds, maxSteps, asking }: Settings): string[] {
  const { schedule, temperature, constrained } = agent;
  const theirs = BALROG_PROTOCOL;
  const rules: readonly (readonly [departs: boolean, sentence: string])[] = [
    [constrained === true, 'Its answers were held to their form, so it could not go wrong in it.'],
    [
      schedule !== theirs.schedule,
      `It wrote plans (schedule ${schedule}); BALROG’s plain agent writes none.`,
    ],
    [temperature !== theirs.temperature, `Its temperature was ${temperature}, not ${theirs.temperature}.`],
    [maxSteps !== theirs.maxSteps, `Episodes had ${maxSteps} steps at the most, not ${theirs.maxSteps}.`],
    [seeds.length < theirs.episodes, `${seeds.length} of at least ${theirs.episodes} episodes were played.`],
  ];
  return [
    ...rules.filter(([departs]) => departs).map(([, sentence]) => sentence),
    ...askingDepartures(asking),
  ];
}

/** A field's value may be anything, its name is what a reader can look up. */
function askingDepartures(asking: Asking | undefined): string[] {
  if (!asking) return [];
  const { maxTokens, extra } = asking;
  const theirs = BALROG_PROTOCOL.maxTokens;
  const fields = extra.map((name) => `Each request had an additional field, "${name.slice(0, 64)}".`);
  if (maxTokens !== theirs) fields.unshift(`An answer had ${maxTokens} tokens at the most, not ${theirs}.`);
  return fields;
}

const SEEDS_DEPARTURE = 'The worlds’ seeds are ours, and named; BALROG’s are not fixed.';

const CHAT_DEPARTURES = [
  'The instruction has BALROG’s parts in their order and its names of actions to the letter; its sentences are ours.',
];

/** A pocket model cannot read prose: its words are those of the short text and of plans. */
const POCKET_DEPARTURES = [
  'It does not read BALROG’s prose but the lab’s own short text of the view, with its memory of what was seen before in place of the last turns.',
  'Its answers are held to a grammar: none of them can be invalid.',
  'It was trained on Crafter; the published models were not.',
];
