// A deployment on worlds: the thumbs where a person decides, its figures, what its curation rewarded, and its pool, each episode of
// which can be played back.

import { html, nothing } from 'lit';
import type { EpisodePool, EpisodeTrace } from '../../deployment/crafter/episode-pool.ts';
import type { EpisodeGeneration } from '../../deployment/crafter/episode-run.ts';
import {
  type AnyOpened,
  isOpenEpisodes,
  type OpenEpisodes,
  type StoredDeployment,
} from '../../services/deployment-service.ts';
import { chartCard } from '../charts/chart-card.ts';
import { icon } from '../icons.ts';
import { plural } from '../labels.ts';
import { takeFiles } from '../parts/chosen-files.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { besideCard } from './beside-card.ts';
import type { DeployRun } from './deploy-run.ts';
import { rewardReading, rewardTable } from './effects-chart.ts';
import { episodesBeside, type PlannedEpisodes } from './episode-comparison.ts';
import {
  achievementTable,
  episodeColumns,
  episodeCurve,
  episodeCurveTable,
  episodeReading,
} from './episode-figures.ts';
import { CRAFTER } from './episode-setup.ts';
import { generationName } from './generations.ts';
import { traceList, traceRow } from './trace-list.ts';
import '../charts/xy-chart.ts';
import './effects-chart.ts';
import './episode-player.ts';
import './episode-thumbs.ts';

export class EpisodePanel extends LabElement {
  static override properties = {
    run: plain,
    version: plain,
    other: plain,
    rows: plain,
    shown: { state: true },
    page: { state: true },
  };

  run!: DeployRun;
  version = 0;
  /** Lies beside it; null for none. */
  other: AnyOpened | null = null;
  /** Stored deployments, some of which may. */
  rows: readonly StoredDeployment[] = [];
  /** World whose episode is played; -1 for none. */
  shown = -1;
  page = 0;

  protected override render() {
    const { episodes, episodeDesk, phase } = this.run;
    if (!episodes) return nothing;
    const { generation, generations, plan, pool } = episodes.facts;
    const isLast = generation >= plan.generations;
    return html`${episodeDesk && phase === 'curating' ? html`<episode-thumbs .desk=${episodeDesk} .generation=${generation} .isLast=${isLast}></episode-thumbs>` : nothing}
      ${
        generations.length === 0
          ? html`<section class="card"><p class="muted">The first column appears here when the base model has played every world and its episodes are curated.</p></section>`
          : html`<div class="results">${this.#figures(episodes)}${this.#reward(generations)}${this.#beside(episodes)}</div>`
      }
      ${pool.traces.size > 0 ? this.#pool(pool) : nothing}`;
  }

  /** Another one on worlds; plans of problems are not compared with episodes. */
  get #otherEpisodes(): OpenEpisodes | null {
    return this.other && isOpenEpisodes(this.other) ? this.other : null;
  }

  #figures(episodes: OpenEpisodes) {
    const { plan, generations } = episodes.facts;
    const other = this.#otherEpisodes;
    const drawn = [episodes, ...(other ? [other] : [])].map(drawnOf);
    const { seeds, heldOut, runs } = plan;
    const n = `n = ${plural(seeds.length, 'world')}${heldOut.length > 0 ? `, ${heldOut.length} held out` : ''}`;
    return html`${chartCard({
      id: 'generations',
      heading: 'Generations',
      about: `Each column is one model, trained from the same base on what was kept so far. Progress: achievements unlocked, of 22; mean of ${plural(runs, 'run')} over all worlds.`,
      n,
      table: episodeColumns(generations),
    })}${chartCard({
      id: 'progress',
      heading: 'Progress over the generations',
      about: 'Bands are 95 % intervals (bootstrap over worlds). Held-out worlds are never learned from.',
      n,
      chart: html`<xy-chart .spec=${episodeCurve(drawn)} .idle=${'Point at a mark to read it.'}></xy-chart>`,
      reading: html`<p>${episodeReading(generations)}</p>`,
      table: episodeCurveTable(drawn),
    })}${chartCard({
      id: 'unlocked',
      heading: 'What was unlocked',
      about: 'Share of the episodes in collecting worlds that unlocked each achievement.',
      n: `n = ${plural(seeds.length * runs, 'episode')} a generation`,
      table: achievementTable(generations),
    })}`;
  }

  #reward(generations: readonly EpisodeGeneration[]) {
    const { n, kept, rewarded } = generations[generations.length - 1];
    if (rewarded.length === 0)
      return html`<section class="card"><h2>What did our curation reward?</h2><p class="muted">Nothing was discarded, or nothing was kept: there is no reward to see.</p></section>`;
    return chartCard({
      id: 'reward',
      heading: 'What did our curation reward?',
      about:
        'What is over-represented among the kept is what the next generation is paid for, wanted or not. Diamonds: over all episodes, so also which worlds are kind. Squares: between episodes in the same world.',
      n: `${generationName(n)}: ${plural(kept, 'episode')} kept`,
      chart: html`<effects-chart .rewarded=${rewarded}></effects-chart>`,
      reading: html`<p>${rewardReading(rewarded)}</p>`,
      table: rewardTable(rewarded),
    });
  }

  #beside(episodes: OpenEpisodes) {
    const { plan } = episodes.facts;
    const other = this.#otherEpisodes;
    return besideCard({
      rows: this.rows.filter(
        ({ id, summary }) => id !== episodes.id && summary.solved.length > 0 && summary.world === CRAFTER,
      ),
      chosen: other?.id ?? '',
      hasControl: plan.curation.by !== 'none',
      busy: this.run.running,
      tables: other && episodesBeside(drawnOf(episodes), drawnOf(other)),
      send: (name, detail) => this.send(name, detail),
    });
  }

  #pool(pool: EpisodePool) {
    const busy = this.run.running || this.run.phase === 'watching';
    return html`<section class="card" id="card-lineage" aria-labelledby="heading-lineage">
      <header><h2 id="heading-lineage">The pool and its lineage</h2><span class="figure">n = ${plural(pool.traces.size, 'world')}</span></header>
      <p class="muted">${pool.preference === 'best' ? 'One episode a world, the one with the most progress that was ever kept.' : 'One episode a world, drawn from all that were played.'} It is what every next generation learns, from the fixed base.</p>
      <div class="buttons"><button type="button" @click=${() => this.send('save-pool')}>${icon('save')} Export the pool</button>
        <label class="button import">${icon('open')} Merge a pool from a file<input type="file" class="sr-only" accept=".json" ?disabled=${busy} @change=${this.#onFile} /></label></div>
      ${this.#played(pool)}${this.#list(pool)}
    </section>`;
  }

  #played({ traces }: EpisodePool) {
    const trace = traces.get(this.shown);
    return trace
      ? html`<episode-player .record=${trace.record} .label=${`Episode in world ${trace.task}`}></episode-player>`
      : nothing;
  }

  #list({ traces }: EpisodePool) {
    return traceList({
      traces: traces.values(),
      label: 'Episodes of the pool',
      rows: 'worlds',
      page: this.page,
      onPage: (page) => {
        this.page = page;
      },
      row: (trace) => this.#trace(trace),
    });
  }

  #trace(trace: EpisodeTrace) {
    const { task } = trace;
    const isShown = this.shown === task;
    return traceRow(trace, {
      name: `World ${task}`,
      about: `${trace.progress.toFixed(1)} % in ${plural(trace.steps, 'step')}`,
      isShown,
      onShow: () => {
        this.shown = isShown ? -1 : task;
      },
    });
  }

  readonly #onFile = (event: Event) => {
    const [file] = takeFiles(event);
    if (file) this.send('merge-pool', file);
  };
}

function drawnOf({ name, facts: { plan, generations } }: OpenEpisodes): PlannedEpisodes {
  return { name, plan, generations };
}

customElements.define('episode-panel', EpisodePanel);
