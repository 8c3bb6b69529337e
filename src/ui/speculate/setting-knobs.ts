// How far A runs ahead, as knobs and as the one word that links, tables and the command line write for them.

import { LabError } from '../../lab-error.ts';
import { K_PREDICTOR_HYPERPARAMETERS } from '../../learning/k-predictor/hyperparameters.ts';
import { parseSetting, settingWord } from '../../speculation/settings.ts';
import type { KnobTable, KnobValues } from '../knobs.ts';

/** How far A runs ahead; in an address these are one word, such as `setting=tau-0.9-beta-1`. */
export const SETTING_KNOBS = {
  kind: {
    kind: 'choice',
    label: 'How far A runs ahead',
    sentence:
      'Learned k is the paper’s; the others are what it is compared with. The oracle knows the truth, so nothing can beat it.',
    initial: 'dynamic',
    choices: [
      ['dynamic', 'learned k, with τ and β'],
      ['fixed', 'always the same k'],
      ['supervised', 'learned by plain regression'],
      ['bayesian', 'one estimate for all places (Bayesian)'],
      ['oracle', 'oracle: knows where A will fail'],
      ['sequential', 'not at all: T alone'],
    ],
  },
  k: {
    kind: 'number',
    label: 'k',
    sentence: 'Steps that A runs ahead before it waits for T. The paper compares 2, 4 and 6.',
    initial: 2,
    min: 1,
    max: 16,
    step: 1,
    slider: true,
  },
  tau: {
    kind: 'number',
    label: 'τ (expectile)',
    sentence: `${K_PREDICTOR_HYPERPARAMETERS.tau.meaning} ${K_PREDICTOR_HYPERPARAMETERS.tau.source}`,
    initial: 0.9,
    min: 0.01,
    max: 0.99,
    step: 0.01,
  },
  beta: {
    kind: 'number',
    label: 'β (offset)',
    sentence: `${K_PREDICTOR_HYPERPARAMETERS.offset.meaning} ${K_PREDICTOR_HYPERPARAMETERS.offset.source}`,
    initial: 0,
    min: 0,
    max: 16,
    step: 1,
    slider: true,
  },
  ends: {
    kind: 'choice',
    label: 'Runs that the task’s end cuts short',
    sentence:
      'The paper learns only from runs in which A really failed. Learning from the others as well makes short tasks count.',
    initial: 'no',
    choices: [
      ['no', 'are left out, as in the paper'],
      ['yes', 'are learned from, too'],
    ],
  },
  hidden: {
    kind: 'choice',
    label: 'The predictor reads',
    sentence:
      'The paper’s reads the text. What A’s model holds in its last layer may tell more about whether it is sure.',
    initial: 'no',
    choices: [
      ['no', 'the task and the steps'],
      ['yes', 'those and A’s last hidden state'],
    ],
  },
} as const satisfies KnobTable;

type SettingValues = KnobValues<typeof SETTING_KNOBS>;

/** The word of the chosen setting: `fixed-2`, `tau-0.9`. */
export function settingOf({ kind, k, tau, beta, ends, hidden }: SettingValues): string {
  switch (kind) {
    case 'fixed':
      return settingWord({ kind, k });
    case 'dynamic':
      return settingWord({ kind, tau, offset: beta, taskEnds: ends === 'yes', hidden: hidden === 'yes' });
    case 'supervised':
    case 'bayesian':
      return settingWord({ kind, offset: beta });
    default:
      return settingWord({ kind: kind as 'sequential' | 'oracle' });
  }
}

/** The knobs that say the same as a setting's word; those that it does not have are left out. @throws LabError bad-argument */
export function readSetting(word: string): Partial<SettingValues> {
  const setting = parseSetting(word);
  switch (setting.kind) {
    case 'fixed':
      return { kind: setting.kind, k: shown('k', setting.k) };
    case 'dynamic': {
      const { kind, tau, offset, taskEnds, hidden } = setting;
      return { kind, tau: shown('tau', tau), beta: offset, ends: yesNo(taskEnds), hidden: yesNo(hidden) };
    }
    case 'supervised':
    case 'bayesian':
      return { kind: setting.kind, beta: setting.offset };
    default:
      return { kind: setting.kind };
  }
}

function yesNo(is: boolean): 'yes' | 'no' {
  return is ? 'yes' : 'no';
}

/** Of a learned k, beside τ and β. */
export const PREDICTOR_KEYS = ['ends', 'hidden'] as const;

/** Keys of the knobs that a kind of setting has, in the form's order; those of the predictor stand elsewhere. */
export function settingKeys(kind: string): readonly (keyof SettingValues)[] {
  if (kind === 'fixed') return ['kind', 'k'];
  if (kind === 'dynamic') return ['kind', 'tau', 'beta'];
  return kind === 'supervised' || kind === 'bayesian' ? ['kind', 'beta'] : ['kind'];
}

/** What the page's sliders cannot show is refused, though the command line may take it. */
function shown(key: 'k' | 'tau', value: number): number {
  const { min, max, label } = SETTING_KNOBS[key];
  if (value >= min && value <= max) return value;
  const hint = `${label} is ${min} to ${max} here.`;
  throw new LabError('bad-argument', `A setting with ${label} = ${value} is beyond this page.`, hint);
}
