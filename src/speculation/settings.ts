// The settings that are compared: T alone, fixed k, the learned k with τ and β, and what it is measured against. A setting is a
// short word, the same in a link, on the command line and in a table.

import { LabError } from '../lab-error.ts';
import { MAX_AHEAD } from '../learning/k-predictor/match-run.ts';

/** k learned online. */
export interface DynamicSetting {
  readonly kind: 'dynamic';
  /** Expectile τ. */
  readonly tau: number;
  /** β. */
  readonly offset: number;
  /** Runs of matches that the task's end cut short are learned from, too; the paper drops them. */
  readonly taskEnds: boolean;
  /** The predictor reads A's first answer besides the text: its last hidden state, and how sure it was. */
  readonly hidden: boolean;
}

export type Setting =
  | { readonly kind: 'sequential' }
  | { readonly kind: 'fixed'; readonly k: number }
  | DynamicSetting
  | { readonly kind: 'supervised' | 'bayesian'; readonly offset: number }
  | { readonly kind: 'oracle' };

/** The rows of the paper's table, and the comparisons of its ablations. */
export const STANDARD_SETTINGS: readonly string[] = [
  'sequential',
  'fixed-2',
  'fixed-4',
  'fixed-6',
  'tau-0.5',
  'tau-0.8',
  'tau-0.9',
  'tau-0.95',
  'tau-0.99',
  'tau-0.5-beta-1',
  'tau-0.5-beta-2',
  'tau-0.5-ends',
  'tau-0.9-beta-1-ends-hidden',
  'supervised',
  'bayesian',
  'oracle',
];

const DYNAMIC = /^tau-(?<tau>0\.\d{1,3})(?:-beta-(?<beta>\d{1,2}))?(?<ends>-ends)?(?<hidden>-hidden)?$/;

/**
 * `sequential`, `fixed-4`, `tau-0.9`, `tau-0.5-beta-2-ends-hidden`, `supervised`, `bayesian-beta-1`, `oracle`.
 * @throws LabError bad-argument
 */
export function parseSetting(word: string): Setting {
  if (word === 'sequential' || word === 'oracle') return { kind: word };
  const [, k] = /^fixed-(\d{1,2})$/.exec(word) ?? [];
  if (k !== undefined && Number(k) >= 1 && Number(k) <= MAX_AHEAD) return { kind: 'fixed', k: Number(k) };
  const learned = DYNAMIC.exec(word)?.groups;
  if (learned && Number(learned.tau) > 0)
    return {
      kind: 'dynamic',
      tau: Number(learned.tau),
      offset: offsetOf(learned.beta ?? '0'),
      taskEnds: learned.ends !== undefined,
      hidden: learned.hidden !== undefined,
    };
  const [, kind, offset = '0'] = /^(supervised|bayesian)(?:-beta-(\d{1,2}))?$/.exec(word) ?? [];
  if (kind !== undefined) return { kind: kind as 'supervised' | 'bayesian', offset: offsetOf(offset) };
  throw new LabError(
    'bad-argument',
    `"${word.slice(0, 40)}" is no setting.`,
    `Settings are sequential, fixed-1 to fixed-${MAX_AHEAD}, tau-0.5, tau-0.5-beta-2, supervised, bayesian and oracle.`,
  );
}

/** The word that `parseSetting` reads. */
export function settingWord(setting: Setting): string {
  if (setting.kind === 'fixed') return `fixed-${setting.k}`;
  if (setting.kind === 'sequential' || setting.kind === 'oracle') return setting.kind;
  const name = setting.kind === 'dynamic' ? `tau-${setting.tau}` : setting.kind;
  const beta = setting.offset > 0 ? `-beta-${setting.offset}` : '';
  if (setting.kind !== 'dynamic') return name + beta;
  return name + beta + (setting.taskEnds ? '-ends' : '') + (setting.hidden ? '-hidden' : '');
}

/** Whether the order of tasks matters: what learns goes through them one by one. */
export function learns({ kind }: Setting): boolean {
  return kind === 'dynamic' || kind === 'supervised' || kind === 'bayesian';
}

function offsetOf(text: string): number {
  const offset = Number(text);
  if (offset <= 16) return offset;
  throw new LabError('bad-argument', `β is 0 to 16, not ${offset}.`);
}
