// Where training rows come from. First the teacher plays and is copied. A student trained on that alone drifts into
// states the teacher never visits, so later the student plays and the teacher says what it would have done there:
// DAgger (Ross et al. 2011, arXiv 1011.0686).
//
// A NAIVE student gets the same decisions with the plan text removed, from prompt and answer alike: what the paper calls
// Primed-Naive. A BASE model gets no decisions at all: its rows hold random plans and random actions in well-formed
// answers, so that it knows the words but not the game.

import type { AgentConfig } from '../agents/agent.ts';
import { promptLines } from '../agents/crafter-prompt.ts';
import { type EpisodeSummary, type Lane, playLanes } from '../agents/lanes.ts';
import { TeacherAgent } from '../agents/teacher/teacher-agent.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { Random } from '../random.ts';
import { Crafter } from '../worlds/crafter/crafter.ts';
import { describeGrid } from '../worlds/crafter/describe-grid.ts';
import { ACTIONS } from '../worlds/crafter/names.ts';
import type { RowWriter } from './row-writer.ts';

/** Share of episodes played without any plan, so that the model also knows how to act on none. */
const PLANLESS = 0.08;
/** Nothing is decided while asleep: most of those steps are left out. */
const KEEP_ASLEEP = 0.12;
/** Share of rows whose plan gets a word nobody knows, so that byte pieces are no surprise. */
const STRANGE_WORD = 0.04;

export interface RolloutFigures {
  readonly episodes: number;
  readonly steps: number;
  readonly rows: number;
  /** Mean achievements of 22. */
  readonly achievements: number;
}

/** What a student is taught: decisions with the plans in them, or the actions alone. */
export type Teaching = 'dynamic' | 'naive';

/** The teacher plays `seeds` to the end; every decision becomes a row. */
export function teacherRows(
  seeds: readonly number[],
  maxSteps: number,
  writer: RowWriter,
  teaching: Teaching = 'dynamic',
): RolloutFigures {
  let steps = 0;
  let rows = 0;
  let unlocked = 0;
  for (const seed of seeds) {
    const random = new Random(seed, 0x7ea);
    const agent = new TeacherAgent(teacherConfig(seed, random.uniform() < PLANLESS));
    agent.reset();
    const world = new Crafter({ length: maxSteps });
    for (let state = world.reset(seed); !state.terminated && !state.truncated; steps++) {
      const { plan } = agent;
      const decision = agent.decideSync(state.observation);
      if (!state.observation.sleeping || random.uniform() < KEEP_ASLEEP) {
        const shown = disturb(plan, random);
        const isNaive = teaching === 'naive';
        const text = promptLines(describeGrid(state.observation), agent.memory, isNaive ? null : shown);
        writer.add(text, {
          plan: isNaive ? undefined : decision.plan,
          action: ACTIONS[decision.action],
        });
        rows++;
      }
      state = world.step(decision.action);
    }
    unlocked += world.state.achievements.filter((count) => count > 0).length;
  }
  return { episodes: seeds.length, steps, rows, achievements: unlocked / seeds.length };
}

export interface StudentOptions {
  readonly model: LanguageModel;
  readonly seeds: readonly number[];
  readonly maxSteps: number;
  readonly lanes: number;
  readonly temperature: number;
  /** `dynamic` by default. */
  readonly teaching?: Teaching;
  readonly onEpisode?: (summary: EpisodeSummary) => void;
  readonly signal?: AbortSignal;
}

/** The student plays; every state it reaches becomes a row with the teacher's label. */
export async function studentRows(options: StudentOptions, writer: RowWriter): Promise<RolloutFigures> {
  if (options.teaching === 'naive') {
    const { unlocked, ...figures } = await labelledLanes(options, options.seeds, 'never', writer);
    return { ...figures, achievements: unlocked / figures.episodes };
  }
  const planless = options.seeds.filter((seed) => new Random(seed, 0x7ea).uniform() < PLANLESS);
  const planning = options.seeds.filter((seed) => !planless.includes(seed));
  const parts = [
    await labelledLanes(options, planning, 'dynamic', writer),
    await labelledLanes(options, planless, 'never', writer),
  ];
  const episodes = parts[0].episodes + parts[1].episodes;
  return {
    episodes,
    steps: parts[0].steps + parts[1].steps,
    rows: parts[0].rows + parts[1].rows,
    achievements: (parts[0].unlocked + parts[1].unlocked) / episodes,
  };
}

async function labelledLanes(
  options: StudentOptions,
  seeds: readonly number[],
  schedule: 'dynamic' | 'never',
  writer: RowWriter,
): Promise<{ episodes: number; steps: number; rows: number; unlocked: number }> {
  const shadows = new WeakMap<Lane, { teacher: TeacherAgent; random: Random }>();
  let rows = 0;
  const { model, maxSteps, lanes, temperature, signal, onEpisode } = options;
  // The naive student's teacher plans in its head: it acts under plans that the student never reads.
  const isNaive = options.teaching === 'naive';
  const config: AgentConfig = { model: model.id, weights: '', schedule, temperature, seed: 0 };
  const summaries = await playLanes({
    model,
    config,
    seeds,
    maxSteps,
    lanes,
    signal,
    onEpisode,
    onDecision({ lane, observation, prompt, decision }) {
      const shadow = shadows.get(lane) ?? newShadow(lane.seed, schedule === 'never' && !isNaive);
      shadows.set(lane, shadow);
      const label = shadow.teacher.advise(observation);
      if (!observation.sleeping || shadow.random.uniform() < KEEP_ASLEEP) {
        writer.add(prompt.text, {
          plan: isNaive ? undefined : label.plan,
          action: ACTIONS[label.action],
        });
        rows++;
      }
      const plan = isNaive ? label.plan : decision.plan;
      const planBy = plan === undefined ? undefined : ('agent' as const);
      shadow.teacher.replay(observation, { action: decision.action, by: 'agent', plan, planBy });
    },
  });
  const unlocked = summaries.reduce((sum, episode) => sum + episode.unlocked.length, 0);
  const steps = summaries.reduce((sum, episode) => sum + episode.steps, 0);
  return { episodes: seeds.length, steps, rows, unlocked };
}

function newShadow(seed: number, planless: boolean): { teacher: TeacherAgent; random: Random } {
  const teacher = new TeacherAgent(teacherConfig(seed, planless));
  teacher.reset();
  return { teacher, random: new Random(seed, 0xda6) };
}

function teacherConfig(seed: number, planless: boolean): AgentConfig {
  return { model: 'teacher', weights: '', schedule: planless ? 'never' : 'dynamic', temperature: 0, seed };
}

type PlanInPrompt = { readonly text: string; readonly age: number } | null;

function disturb(plan: PlanInPrompt, random: Random): PlanInPrompt {
  if (plan === null || random.uniform() >= STRANGE_WORD) return plan;
  const letters = Array.from({ length: 3 + random.int(6) }, () => String.fromCharCode(97 + random.int(26)));
  const words = plan.text.split(' ');
  words.splice(random.int(words.length + 1), 0, letters.join(''));
  return { text: words.join(' '), age: plan.age };
}
