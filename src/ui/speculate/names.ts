// Plain words for what speculation counts and names: settings, actions, times, money.

import { type DynamicSetting, parseSetting } from '../../speculation/settings.ts';
import type { SpeculationWorld } from '../../speculation/setup.ts';
import { ACTIONS as TOOLS } from '../../worlds/toolchain/names.ts';
import { actionLabel } from '../labels.ts';

/** `fixed-2` → `fixed 2`, `tau-0.9-beta-1` → `τ 0.9, β 1`. A word that is none stays as it is. */
export function settingLabel(word: string): string {
  try {
    const setting = parseSetting(word);
    switch (setting.kind) {
      case 'sequential':
        return 'T alone';
      case 'oracle':
        return 'oracle';
      case 'fixed':
        return `fixed ${setting.k}`;
      case 'dynamic':
        return dynamicLabel(setting);
      default:
        return setting.kind + betaLabel(setting.offset);
    }
  } catch {
    return word;
  }
}

function dynamicLabel({ tau, offset, taskEnds, hidden }: DynamicSetting): string {
  return `τ ${tau}${betaLabel(offset)}${taskEnds ? ', task ends' : ''}${hidden ? ', hidden state' : ''}`;
}

function betaLabel(offset: number): string {
  return offset > 0 ? `, β ${offset}` : '';
}

/** An action's name in its world; `end` for what ends a plan of tools, `to 7` for a node of a graph. */
export function stepLabel(world: SpeculationWorld, action: number | null): string {
  if (action === null || world === 'Crafter-v1') return actionLabel(action);
  if (world !== 'Toolchain-v1') return `to ${action}`;
  const name = TOOLS[action] ?? `action ${action}`;
  return name === 'TERMINATE' ? 'end of the plan' : name;
}

/** `843 ms`, `12.4 s`, `3 min 20 s`. */
export function msText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** What a thousand such tasks cost, in the currency of the prices: one costs far less than a unit. */
export function moneyOfThousand(money: number): string {
  return money === 0 ? '0' : (1000 * money).toPrecision(3);
}
