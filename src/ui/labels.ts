// Plain words for what the lab counts and names: actions, achievements, schedules, phases, amounts.

import type { Schedule } from '../agents/agent.ts';
import { isChatModel } from '../agents/chat-models.ts';
import type { PlanHold } from '../agents/plan-hold.ts';
import type { Actor } from '../records/record.ts';
import type { RunPhase, RuntimeKind } from '../services/agent-service.ts';
import { ACHIEVEMENTS, ACTIONS } from '../worlds/crafter/names.ts';

const ACTION_LABELS = [
  'wait',
  'walk west',
  'walk east',
  'walk north',
  'walk south',
  'use',
  'sleep',
  'place stone',
  'place table',
  'place furnace',
  'plant sapling',
  'make wood pickaxe',
  'make stone pickaxe',
  'make iron pickaxe',
  'make wood sword',
  'make stone sword',
  'make iron sword',
];

/** An action's name for people; `use` is Crafter's `do` (collect, eat, drink, hit). */
export function actionLabel(action: number | null): string {
  return action === null ? '–' : (ACTION_LABELS[action] ?? ACTIONS[action] ?? `action ${action}`);
}

/** `collect_wood` → `Collect wood`. */
export function achievementLabel(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `wood_pickaxe` → `wood pickaxe`. */
export function itemLabel(name: string): string {
  return name.replaceAll('_', ' ');
}

export const ACHIEVEMENT_COUNT = ACHIEVEMENTS.length;

/** How often the agent plans, in words. */
export function scheduleLabel(schedule: Schedule): string {
  if (schedule.startsWith('every-')) {
    const k = schedule.slice('every-'.length);
    return k === '1' ? 'every step' : `every ${k} steps`;
  }
  const words: Record<string, string> = {
    never: 'never',
    always: 'at every step',
    dynamic: 'when it wants to',
    gate: 'when its gate says so',
    human: 'a person plans',
  };
  return words[schedule] ?? schedule;
}

/** How long a person's plan is kept, in words. */
export function holdLabel(hold: PlanHold): string {
  if (hold === 'pinned') return 'kept until you replace it';
  if (hold === 'done') return 'kept until it is done';
  return `kept for ${plural(Number(hold.slice('steps-'.length)), 'step')}`;
}

export function actorLabel(by: Actor): string {
  return by === 'person' ? 'you' : 'the agent';
}

export const PHASE_LABELS: Readonly<Record<RunPhase, string>> = {
  idle: 'Ready',
  loading: 'Loading the model',
  playing: 'Playing',
  paused: 'Paused',
  over: 'Run over',
};

export const RUNTIME_LABELS: Readonly<Record<RuntimeKind, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WASM',
  script: 'Script',
  'web-llm': 'web-llm, on WebGPU',
  remote: 'Remote endpoint',
};

/** Names of models by id; those of kept adapters come and go (kept-models.ts). */
export const MODEL_LABELS: Record<string, string> = {
  'pocket-crafter': 'Pocket model',
  'pocket-crafter-rl': 'Pocket model, learned by reward',
  'pocket-crafter-naive': 'Pocket model, learned without plans',
  'pocket-crafter-base': 'Pocket model, words only',
  'pocket-toolchain': 'Pocket model for tools',
  'pocket-pogs': 'Pocket model for graphs',
  teacher: 'Teacher (script)',
};

/** A model's name for people; of one that is not known, its id. */
export function modelName(id: string): string {
  if (Object.hasOwn(MODEL_LABELS, id)) return MODEL_LABELS[id];
  // A chat model's runtime stands before its name.
  const colon = isChatModel(id) ? id.indexOf(':') : -1;
  return colon < 0 ? id : `${id.slice(colon + 1)} (${id.slice(0, colon)})`;
}

/** Bytes as people write them: `312 KB`, `2.4 MB`, `10.7 GB` (powers of 1000). */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 999_500) return `${Math.round(count / 1000)} KB`;
  if (count < 999_950_000) return `${(count / 1_000_000).toFixed(1)} MB`;
  return `${(count / 1e9).toFixed(1)} GB`;
}

/** `12,345`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `0.0042`, `1.27`: money in whatever currency the prices were given in, with two digits that say something. */
export function moneyText(amount: number): string {
  if (amount === 0) return '0';
  const digits = amount >= 1 ? 2 : Math.min(8, 2 - Math.ceil(Math.log10(amount)));
  return amount.toFixed(Math.max(2, digits));
}

/** `1 step`, `2 steps`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `27 Nov, 14:05`: when something was kept. @param time ms since 1970 */
export function timeText(time: number): string {
  return new Date(time).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** `about 2 min left`; the first estimate takes a moment. */
export function timeLeftText(ms: number | null): string {
  if (ms === null) return 'estimating the time left …';
  const seconds = ms / 1000;
  if (seconds < 8) return 'a few seconds left';
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10} s left`;
  if (seconds < 90) return 'about 1 min left';
  if (seconds < 3300) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${(seconds / 3600).toFixed(1)} h left`;
}
