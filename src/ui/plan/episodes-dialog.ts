// The episodes behind a mark, each with a way to watch it: as a replay where its run is stored, or played anew where only
// figures came (by a link).

import { html, nothing } from 'lit';
import type { JobFigures, Sweep } from '../../experiments/sweep.ts';
import { icon } from '../icons.ts';
import { ACHIEVEMENT_COUNT, count, plural } from '../labels.ts';
import { openDialog } from '../parts/lab-dialog.ts';

/** Rows that are made at once. */
const MOST = 200;

export interface EpisodesDialog {
  readonly heading: string;
  readonly sweep: Sweep;
  /** Those to choose from. */
  readonly jobs: readonly JobFigures[];
  /** `Watch`, or `Play` where there is no run to watch. */
  readonly verb: string;
  /** Called with the episode that was chosen; the dialog is closed then. */
  readonly choose: (job: JobFigures) => void;
}

export function openEpisodes({ heading, sweep, jobs, verb, choose }: EpisodesDialog): void {
  const several = new Set(jobs.map(({ job }) => job.configuration)).size > 1;
  const sorted = jobs.toSorted(
    (a, b) => b.metrics.progress - a.metrics.progress || a.job.index - b.job.index,
  );
  const row = (one: JobFigures) => {
    const { label } = sweep.configurations[one.job.configuration];
    const { unlocked, steps, plans, terminated } = one.metrics;
    return html`<tr><th scope="row">${one.job.seed}</th>${several ? html`<td>${label}</td>` : nothing}
      <td>${unlocked.length} of ${ACHIEVEMENT_COUNT}</td><td>${count(steps)}${terminated ? ', died' : ''}</td><td>${count(plans)}</td>
      <td><button type="button" aria-label="${verb} ${label}, world ${one.job.seed}" @click=${() => {
        dialog.close();
        choose(one);
      }}>${icon('play')} ${verb}</button></td></tr>`;
  };
  const dialog = openDialog(
    heading,
    html`<p class="muted">${plural(jobs.length, 'episode')}, the best first${sorted.length > MOST ? ` (${MOST} are shown)` : ''}.</p>
      <div class="table-scroll episodes" tabindex="0" role="region" aria-label="Episodes"><table>
      <thead><tr><th scope="col">World</th>${several ? html`<th scope="col">Configuration</th>` : nothing}<th scope="col">Progress</th>
        <th scope="col">Steps</th><th scope="col">Plans</th><th scope="col"><span class="sr-only">Watch</span></th></tr></thead>
      <tbody>${sorted.slice(0, MOST).map(row)}</tbody></table></div>`,
  );
}
