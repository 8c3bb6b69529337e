// "What did our curation reward?" as a picture: two marks a feature, how much more of it the kept attempts have than the discarded
// ones, in standard deviations, with their intervals: over all attempts, which is also about tasks being easy, and between
// attempts at the same task, which is about the plans alone. What crosses 0 is not rewarded for sure.

import { html, svg } from 'lit';
import type { Effect, RewardedFeature } from '../../deployment/effects.ts';
import { ChartElement, type Mark } from '../charts/chart-element.ts';
import type { TableData } from '../charts/data-table.ts';
import { makeScale, niceDomain } from '../charts/scale.ts';
import { shapePath } from '../charts/shapes.ts';
import { plain } from '../parts/lab-element.ts';

const ROW = 32;
const TOP = 8;
const FOOT = 44;
const RIGHT = 16;
/** Features that are drawn: those with the largest effects; the table has all. */
const MOST_DRAWN = 12;

export function rewardTable(rewarded: readonly RewardedFeature[]): TableData {
  const effect = ['effect', 'low', 'high'];
  return {
    caption: 'Features of the kept attempts against those of the discarded; effects in standard deviations',
    columns: [
      'Feature',
      'Mean, kept',
      'Mean, discarded',
      ...effect.map((name) => `All attempts: ${name}`),
      ...effect.map((name) => `Same task: ${name}`),
      'Tasks with both kinds',
    ],
    rows: rewarded.map(({ feature, kept, discarded, effect: all, ci95, sameTask }) => [
      feature,
      kept,
      discarded,
      all,
      ...ci95,
      ...(sameTask ? [sameTask.effect, ...sameTask.ci95, sameTask.tasks] : [null, null, null, null]),
    ]),
    decimals: [undefined, 2, 2, 2, 2, 2, 2, 2, 2],
  };
}

/** What the curation favours and avoids beyond doubt: in the plans themselves, where that can be told. */
export function rewardReading(rewarded: readonly RewardedFeature[]): string {
  const told = rewarded.flatMap(({ feature, sameTask }) => (sameTask ? [{ feature, ...sameTask }] : []));
  const among = told.length > 0 ? 'Of attempts at the same task, what was kept' : 'What was kept';
  const sure = (told.length > 0 ? told : rewarded).filter(({ ci95: [low, high] }) => low > 0 || high < 0);
  const names = (wanted: (effect: number) => boolean) =>
    sure
      .filter(({ effect }) => wanted(effect))
      .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
      .slice(0, 3)
      .map(({ feature }) => feature)
      .join(', ');
  const [more, less] = [names((effect) => effect > 0), names((effect) => effect < 0)];
  if (more === '' && less === '')
    return `${among} differs from what was discarded in no feature beyond doubt.`;
  const parts = [more && `more of: ${more}`, less && `less of: ${less}`].filter((part) => part !== '');
  return `${among} has ${parts.join('; ')}. The next generation is drawn that way, though nobody wrote it down.`;
}

/** One mark: a feature's effect over all attempts, or within tasks. */
interface EffectMark extends Effect {
  readonly row: number;
  readonly isSameTask: boolean;
  readonly title: string;
}

function marksOf(rewarded: readonly RewardedFeature[]): EffectMark[] {
  return rewarded.flatMap((each, row) => {
    const { effect, ci95, sameTask } = each;
    const all = { row, effect, ci95, isSameTask: false, title: titleOf(each) };
    if (!sameTask) return [all];
    const title = `${each.feature}, between attempts at the same task (${sameTask.tasks} tasks): effect ${rangeText(sameTask)}.`;
    return [all, { row, effect: sameTask.effect, ci95: sameTask.ci95, isSameTask: true, title }];
  });
}

export class EffectsChart extends ChartElement {
  static override properties = { ...ChartElement.properties, rewarded: plain };

  rewarded: readonly RewardedFeature[] = [];
  protected marks: readonly Mark[] = [];
  #shown: readonly RewardedFeature[] = [];
  #effects: readonly EffectMark[] = [];

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('rewarded')) return;
    this.#shown = this.rewarded.slice(0, MOST_DRAWN);
    this.#effects = marksOf(this.#shown);
    this.marks = this.#effects.map(({ title, row, isSameTask }) => ({ id: `${row} ${isSameTask}`, title }));
  }

  protected override render() {
    const width = this.width || 640;
    const left = Math.min(170, width * 0.42);
    const bottom = TOP + this.#shown.length * ROW;
    const domain = niceDomain([0, ...this.#effects.flatMap(({ ci95 }) => ci95)], { span: 1 });
    const x = makeScale('linear', domain, [left, width - RIGHT], Math.floor((width - left) / 70));
    return html`<svg class="chart" role="group" aria-label="Effect of each feature on being kept" viewBox="0 0 ${width} ${bottom + FOOT}" width=${width} height=${bottom + FOOT}
        @pointerover=${this.onPoint} @pointerleave=${this.onLeave} @focusin=${this.onPoint} @focusout=${this.onLeave} @keydown=${this.onKey}>
        <g aria-hidden="true">
          ${x.ticks.map((tick) => svg`<path class=${tick === 0 ? 'chart-axis' : 'chart-grid'} d="M${x.at(tick).toFixed(1)} ${TOP}V${bottom}" /><text class="chart-tick" x=${x.at(tick)} y=${bottom + 16} text-anchor="middle">${tick}</text>`)}
          ${this.#shown.map(({ feature }, row) => svg`<text class="chart-tick" x=${left - 10} y=${TOP + (row + 0.5) * ROW + 4} text-anchor="end">${feature}</text>`)}
          <text class="chart-title" x=${width - RIGHT} y=${bottom + 36} text-anchor="end">more among the kept →, standard deviations</text></g>
        ${this.#effects.map((each, i) => this.#mark(each, i, x.at))}
      </svg>${this.note('Point at a mark to read it.')}`;
  }

  #mark(
    { row, effect, ci95: [low, high], isSameTask, title }: EffectMark,
    i: number,
    x: (value: number) => number,
  ) {
    const y = TOP + (row + 0.5) * ROW + (isSameTask ? 6 : -5);
    const tone = low > 0 ? 'goal' : high < 0 ? 'bad' : 'muted';
    const shape = shapePath(isSameTask ? 'square' : 'diamond', 4.5);
    return svg`<g class="chart-mark tone-${tone}" data-mark=${i} tabindex=${this.tabIndexOf(i)} role="img" aria-label=${title}><title>${title}</title>
      <path class="chart-whisker" d="M${x(low).toFixed(1)} ${y}H${x(high).toFixed(1)}" />
      <path class="chart-shape" transform="translate(${x(effect).toFixed(1)} ${y})" d=${shape} /></g>`;
  }
}

function titleOf({ feature, kept, discarded, ...effect }: RewardedFeature): string {
  return `${feature}: mean ${kept.toFixed(2)} among the kept, ${discarded.toFixed(2)} among the discarded; effect ${rangeText(effect)}.`;
}

function rangeText({ effect, ci95 }: Effect): string {
  return `${effect.toFixed(2)} (${ci95.map((end) => end.toFixed(2)).join(' to ')})`;
}

customElements.define('effects-chart', EffectsChart);
