// Every knob of the Play page in one table: its key in the URL, its default, its limits and the sentence its tooltip
// shows. The form, the address and the run's configuration are all read from it, so a knob exists once.
// `hide=seed,model` in an address hides knobs: a teacher sets up a lesson and shares the address.

import type { Schedule } from '../agents/agent.ts';
import { isChatModel } from '../agents/chat-models.ts';
import { DEFAULT_GATE, gateFor } from '../agents/gates.ts';
import { type ErrorCode, LabError } from '../lab-error.ts';
import { isKeptModel } from '../language/pocket/shipped.ts';
import { MAX_RECORD_STEPS, type RunConfig } from '../records/record.ts';
import type { RuntimePreference } from '../services/agent-service.ts';
import { modelList } from './kept-models.ts';

interface KnobText {
  readonly label: string;
  /** What it does, one sentence. */
  readonly sentence: string;
  /** The run must start anew for it to count. */
  readonly restarts: boolean;
}
export interface NumberKnob extends KnobText {
  readonly kind: 'number';
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  /** 1 for whole numbers. */
  readonly step: number;
}
export interface ChoiceKnob extends KnobText {
  readonly kind: 'choice';
  readonly initial: string;
  readonly choices: readonly (readonly [value: string, label: string])[];
  /** Values that are no choice now but may be read: an adapter that another browser keeps. */
  readonly alsoReads?: (value: string) => boolean;
}
export type Knob = NumberKnob | ChoiceKnob;

/** In the form's order; keys are the URL's keys. */
export const KNOBS = {
  seed: {
    kind: 'number',
    label: 'World seed',
    sentence: 'Fixes the world: the same seed is the same map, animals and nights, on every machine.',
    initial: 8,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    step: 1,
    restarts: true,
  },
  size: {
    kind: 'choice',
    label: 'World size',
    sentence: 'Cells along each side of the map; Crafter uses 64.',
    initial: '64',
    choices: [
      ['32', '32 × 32'],
      ['48', '48 × 48'],
      ['64', '64 × 64'],
      ['96', '96 × 96'],
    ],
    restarts: true,
  },
  cap: {
    kind: 'number',
    label: 'Step limit',
    sentence: 'The run ends after this many steps if the player lives that long; Crafter allows 10,000.',
    initial: 1000,
    min: 1,
    max: MAX_RECORD_STEPS,
    step: 1,
    restarts: true,
  },
  schedule: {
    kind: 'choice',
    label: 'Plans',
    sentence: 'Who decides when to plan: a fixed rhythm, the model itself, a small trained gate, or you.',
    initial: 'dynamic',
    choices: [
      ['never', 'never'],
      ['always', 'at every step'],
      ['every', 'every k steps'],
      ['dynamic', 'when it wants to'],
      ['gate', 'when its gate says so'],
      ['human', 'I write them'],
    ],
    restarts: true,
  },
  k: {
    kind: 'number',
    label: 'k',
    sentence: 'Steps from one plan to the next.',
    initial: 4,
    min: 1,
    max: 1000,
    step: 1,
    restarts: true,
  },
  gate: {
    kind: 'choice',
    label: 'Gate',
    sentence: 'The small network that decides when to plan; the Train page trains others, for any model.',
    initial: DEFAULT_GATE.id,
    choices: modelList.gates,
    alsoReads: isGateId,
    restarts: true,
  },
  temperature: {
    kind: 'number',
    label: 'Temperature',
    sentence: 'How freely the model chooses its words: 0 always takes the likeliest, 1 as it was trained.',
    initial: 1,
    min: 0,
    max: 2,
    step: 0.1,
    restarts: true,
  },
  luck: {
    kind: 'number',
    label: 'Agent seed',
    sentence: 'Fixes the agent’s own dice: change it to see another run in the same world.',
    initial: 0,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    step: 1,
    restarts: true,
  },
  model: {
    kind: 'choice',
    label: 'Agent',
    sentence:
      'An embedded language model, one trained in this browser, the scripted teacher they learned from, or a chat model.',
    initial: 'pocket-crafter',
    choices: modelList.choices,
    alsoReads: (id) => isKeptModel(id) || isChatModelId(id),
    restarts: true,
  },
  answers: {
    kind: 'choice',
    label: 'Answers',
    sentence:
      'Free, as benchmarks ask for them, or held to their form by the model’s server: such runs are not to be set beside published ones.',
    initial: 'free',
    choices: [
      ['free', 'free'],
      ['constrained', 'held to their form (changes the benchmark)'],
    ],
    restarts: true,
  },
  runtime: {
    kind: 'choice',
    label: 'Runs on',
    sentence: 'WebGPU uses the graphics card, WASM the processor; automatic tries them in this order.',
    initial: 'auto',
    choices: [
      ['auto', 'automatic'],
      ['webgpu', 'WebGPU'],
      ['wasm', 'WASM'],
    ],
    restarts: true,
  },
  speed: {
    kind: 'choice',
    label: 'Speed',
    sentence: 'Decisions per second at the most; the machine may be slower.',
    initial: '5',
    choices: [
      ['1', '1'],
      ['2', '2'],
      ['5', '5'],
      ['10', '10'],
      ['30', '30'],
      ['0', 'max'],
    ],
    restarts: false,
  },
} as const satisfies Record<string, Knob>;

/** Whether this may be a chat model's id, as a record holds it. */
export function isChatModelId(text: string): boolean {
  return isChatModel(text) && /^[\x21-\x7e][\x20-\x7e]{0,199}$/.test(text) && !text.endsWith(':');
}

/** Whether this may be a gate's id: one that only another browser keeps is said to be missing when a run asks for it. */
function isGateId(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}

export type KnobKey = keyof typeof KNOBS;
export const KNOB_KEYS = Object.keys(KNOBS) as KnobKey[];

/** A value for every knob, numbers as numbers, choices as their text. */
export type Settings = {
  readonly [Key in KnobKey]: (typeof KNOBS)[Key]['kind'] extends 'number' ? number : string;
};

export const INITIAL_SETTINGS: Settings = Object.fromEntries(
  KNOB_KEYS.map((key) => [key, KNOBS[key].initial]),
) as unknown as Settings;

/** Reads one knob's value from text. @throws LabError bad-seed, bad-argument */
export function readKnob(key: KnobKey, text: string): number | string {
  const knob: Knob = KNOBS[key];
  if (knob.kind === 'choice') return readChoice(knob, text);
  return readNumber(knob, text, key === 'seed' || key === 'luck' ? 'bad-seed' : 'bad-argument');
}

/** One of a knob's choices. @throws LabError bad-argument */
export function readChoice(knob: Pick<ChoiceKnob, 'label' | 'choices' | 'alsoReads'>, text: string): string {
  if (knob.choices.some(([value]) => value === text) || knob.alsoReads?.(text)) return text;
  const known = knob.choices.map(([value]) => value).join(', ');
  throw new LabError(
    'bad-argument',
    `${knob.label} cannot be "${text.slice(0, 30)}".`,
    `Choose one of: ${known}.`,
  );
}

/** A number within a knob's limits. @throws LabError with this code */
export function readNumber(
  knob: Omit<NumberKnob, 'restarts'>,
  text: string,
  code: ErrorCode = 'bad-argument',
): number {
  const value = Number(text);
  const whole = knob.step !== 1 || /^\d+$/.test(text.trim());
  if (text.trim() !== '' && whole && value >= knob.min && value <= knob.max) return value;
  const kind = knob.step === 1 ? 'a whole number' : 'a number';
  const range = `from ${knob.min} to ${knob.max.toLocaleString('en-US')}`;
  throw new LabError(
    code,
    `${knob.label} cannot be "${text.slice(0, 30)}".`,
    `It is ${kind} ${range}${code === 'bad-seed' ? ' (2^53 − 1)' : ''}.`,
  );
}

/** What an address says: settings, hidden knobs, and what could not be read (which stays at its default). */
export interface UrlState {
  readonly settings: Settings;
  readonly hidden: readonly KnobKey[];
  readonly problems: readonly LabError[];
}

/** Reads `seed=7&schedule=every&k=4&hide=model`. Never throws. */
export function readUrl(query: string): UrlState {
  const given = new URLSearchParams(query.slice(0, 2000));
  const settings: Record<string, number | string> = { ...INITIAL_SETTINGS };
  const problems: LabError[] = [];
  for (const key of KNOB_KEYS) {
    const text = given.get(key);
    if (text === null) continue;
    try {
      settings[key] = readKnob(key, text);
    } catch (error) {
      problems.push(LabError.from(error));
    }
  }
  const hide = (given.get('hide') ?? '').split(',');
  const hidden = KNOB_KEYS.filter((key) => hide.includes(key));
  return { settings: settings as unknown as Settings, hidden, problems };
}

/** The query for these settings; defaults are left out, so a plain page has a plain address. */
export function writeUrl(settings: Settings, hidden: readonly KnobKey[] = []): string {
  const query = new URLSearchParams();
  for (const key of KNOB_KEYS) {
    if (settings[key] !== KNOBS[key].initial) query.set(key, String(settings[key]));
  }
  if (hidden.length > 0) query.set('hide', hidden.join(','));
  return query.toString();
}

/** The run these settings ask for. The worker fills in the hash of the weights once it has them. */
export function runConfigOf(settings: Settings): RunConfig {
  const size = Number(settings.size);
  const schedule = (settings.schedule === 'every' ? `every-${settings.k}` : settings.schedule) as Schedule;
  return {
    world: { id: 'Crafter-v1', area: [size, size], length: settings.cap },
    seed: settings.seed,
    agent: {
      model: settings.model,
      weights: '',
      schedule,
      temperature: settings.temperature,
      seed: settings.luck,
      ...gateFor(schedule, { id: settings.gate }),
      ...(isChatModel(settings.model) &&
        settings.answers === 'constrained' && { constrained: true as const }),
    },
  };
}

/** The knobs that lead to this run; what a run does not say (speed, runtime) is taken from `base`. */
export function settingsOfConfig(config: RunConfig, base: Settings): Settings {
  const { schedule } = config.agent;
  const every = schedule.startsWith('every-');
  return {
    ...base,
    seed: config.seed,
    size: String(config.world.area[0]),
    cap: config.world.length,
    schedule: every ? 'every' : schedule,
    k: every ? Number(schedule.slice('every-'.length)) : base.k,
    gate: config.agent.gate ?? base.gate,
    temperature: config.agent.temperature,
    luck: config.agent.seed,
    model: config.agent.model,
    answers: config.agent.constrained ? 'constrained' : 'free',
  };
}

/** The speed that many buttons up or down; the same at either end. */
export function nextSpeed(speed: string, by: 1 | -1): string {
  const speeds: readonly string[] = KNOBS.speed.choices.map(([value]) => value);
  return speeds[speeds.indexOf(speed) + by] ?? speed;
}

/** Whether these settings ask for the very run that `config` is (its weights aside, which no knob sets). */
export function asksFor(settings: Settings, config: RunConfig): boolean {
  const key = (run: RunConfig) => JSON.stringify([run.seed, run.world, { ...run.agent, weights: '' }]);
  return key(config) === key(runConfigOf(settings));
}

/** The two settings that are no part of a run's configuration, as the service wants them. */
export function optionsOf(settings: Settings): { runtime: RuntimePreference; speed: number } {
  return { runtime: settings.runtime as RuntimePreference, speed: Number(settings.speed) };
}
