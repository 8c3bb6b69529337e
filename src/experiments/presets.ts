// Experiments that are ready to start. The short ones are made to answer within three minutes on a laptop without a
// graphics card: worlds are played in order, all configurations of a world side by side, and no new ones begin when the
// time is up, so a slow machine gives fewer worlds and wider intervals, never half a comparison. Each says what it can show
// and what it cannot.

import type { AgentConfig, Schedule } from '../agents/agent.ts';
import { FIRST_UNSEEN } from './seeds.ts';
import type { Configuration, Sweep } from './sweep.ts';

export interface Preset {
  readonly id: string;
  readonly label: string;
  /** The question it asks, one sentence. */
  readonly question: string;
  readonly canShow: string;
  readonly cannotShow: string;
  readonly sweep: Sweep;
  /** Ends after this time at the latest, in ms; 0 = when all is played. */
  readonly maxMs: number;
}

/** With loading the model and playing the last worlds to their ends, this stays below three minutes. */
const SHORT_MS = 135_000;
const DYNAMIC = 'pocket-crafter';
const NAIVE = 'pocket-crafter-naive';
const BASE = 'pocket-crafter-base';

/** Presets whose models are all here. @param models ids of the shipped models */
export function presets(models: readonly string[]): Preset[] {
  const here = new Set([...models, 'teacher']);
  return [goldilocks(), naiveOrDynamic(here), humanPlans(), full()].filter(({ sweep }) =>
    sweep.configurations.every(({ agent }) => here.has(agent.model)),
  );
}

function goldilocks(): Preset {
  const schedules: Schedule[] = ['never', 'every-8', 'every-4', 'every-2', 'always', 'dynamic'];
  return {
    id: 'goldilocks',
    label: 'Goldilocks, in three minutes',
    question: 'How often should it plan: never, always, or now and then?',
    canShow: 'The tokens each schedule costs, and gaps of two or three achievements between schedules.',
    cannotShow:
      'Which of two neighbours on the curve is better, or where exactly its top is: that takes some 400 episodes for each schedule. With 300 steps it shows the early game only; that planning at every step costs progress shows in longer ones.',
    sweep: {
      name: 'Goldilocks, in three minutes',
      configurations: schedules.map((schedule) => alone(DYNAMIC, schedule, shortLabel(schedule))),
      ...worlds(40, 300),
    },
    maxMs: SHORT_MS,
  };
}

function naiveOrDynamic(here: ReadonlySet<string>): Preset {
  const all = [
    alone(DYNAMIC, 'dynamic', 'Dynamic: learned with plans'),
    alone(NAIVE, 'never', 'Naive: learned without plans'),
    alone(BASE, 'dynamic', 'Base: knows the words, not the game'),
  ];
  const needed = all.slice(0, 2);
  return {
    id: 'naive-or-dynamic',
    label: 'Learned with plans, or without',
    question: 'Does a model that learned from plans play better than one that saw the same actions alone?',
    canShow:
      'A gap of one or two achievements between the two, and how far both are from an untrained model.',
    cannotShow: 'Whether another training of either would say the same: each is here once.',
    sweep: {
      name: 'Learned with plans, or without',
      configurations: all.every(({ agent }) => here.has(agent.model)) ? all : needed,
      ...worlds(60, 400),
    },
    maxMs: SHORT_MS,
  };
}

function humanPlans(): Preset {
  return {
    id: 'human-plans',
    label: 'A coach beside it',
    question: 'How much further does it get when somebody else writes its plans?',
    canShow: 'How much progress and depth plans from outside add, and that they cost the model no tokens.',
    cannotShow:
      'What people would write: the coach is a script that sees what a person would see. Diamonds take longer episodes than these.',
    sweep: {
      name: 'A coach beside it',
      configurations: [
        { ...alone(DYNAMIC, 'human', 'with the coach'), coach: 'scripted' },
        alone(DYNAMIC, 'dynamic', 'alone'),
        alone(DYNAMIC, 'never', 'alone, without plans'),
      ],
      ...worlds(40, 600),
    },
    maxMs: SHORT_MS,
  };
}

function full(): Preset {
  const intervals = [24, 16, 12, 8, 6, 4, 3, 2].map((k): Schedule => `every-${k}`);
  return {
    id: 'full',
    label: 'The whole curve, for a night',
    question: 'Where exactly on the curve of planning frequency is the top?',
    canShow: 'Differences of half an achievement between any two of eleven schedules, 400 worlds each.',
    cannotShow:
      'What another training of the model would give: for that, run lab sweep over several model folders.',
    sweep: {
      name: 'The whole curve',
      configurations: (['never', ...intervals, 'always', 'dynamic'] as Schedule[]).map((schedule) =>
        alone(DYNAMIC, schedule, shortLabel(schedule)),
      ),
      ...worlds(400, 2000),
    },
    maxMs: 0,
  };
}

/** `count` worlds that no model was trained on, the map as large as Crafter's. */
function worlds(count: number, maxSteps: number): Pick<Sweep, 'seeds' | 'maxSteps' | 'area'> {
  return { seeds: Array.from({ length: count }, (_, i) => FIRST_UNSEEN + i), maxSteps, area: [64, 64] };
}

function alone(model: string, schedule: Schedule, label: string): Configuration {
  const agent: AgentConfig = { model, weights: '', schedule, temperature: 1, seed: 0 };
  return { label, agent };
}

function shortLabel(schedule: Schedule): string {
  return schedule.replace('every-', 'every ');
}
