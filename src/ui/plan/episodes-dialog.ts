// The episodes behind a mark, each with a way to watch it: as a replay where its run is stored, or played anew where only
// figures came (by a link).

import { html, nothing } from 'lit';
import type { JobFigures } from '../../experiments/sweep.ts';
import { icon } from '../icons.ts';
import { ACHIEVEMENT_COUNT, achievementLabel, count, plural } from '../labels.ts';
import { openDialog } from '../parts/lab-dialog.ts';
import type { FedReport } from './report-feed.ts';

/** Episodes to choose from: of a configuration, on a world, or that reached an achievement. */
export interface WatchRequest {
  readonly label?: string;
  readonly seed?: number;
  readonly achievement?: string;
}

/** Rows that are made at once. */
const MOST = 200;

export interface EpisodesDialog {
  readonly fed: FedReport;
  readonly wanted: WatchRequest;
  /** `Watch`, or `Play` where there is no run to watch. */
  readonly verb: string;
  /** Called with the episode that was chosen; the dialog is closed then. */
  readonly choose: (job: JobFigures) => void;
}

export function openEpisodes({ fed, wanted, verb, choose }: EpisodesDialog): void {
  const { sweep } = fed;
  const jobs = wantedJobs(fed, wanted);
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
    headingOf(wanted),
    html`<p class="muted">${plural(jobs.length, 'episode')}, the best first${sorted.length > MOST ? ` (${MOST} are shown)` : ''}.</p>
      <div class="table-scroll episodes" tabindex="0" role="region" aria-label="Episodes"><table>
      <thead><tr><th scope="col">World</th>${several ? html`<th scope="col">Configuration</th>` : nothing}<th scope="col">Progress</th>
        <th scope="col">Steps</th><th scope="col">Plans</th><th scope="col"><span class="sr-only">Watch</span></th></tr></thead>
      <tbody>${sorted.slice(0, MOST).map(row)}</tbody></table></div>`,
  );
}

function headingOf({ label, seed, achievement }: WatchRequest): string {
  if (achievement !== undefined) return `${achievementLabel(achievement)}: ${label}`;
  return label ?? `World ${seed}`;
}

function wantedJobs({ report, jobs }: FedReport, { label, seed, achievement }: WatchRequest): JobFigures[] {
  const row = report.rows.find((each) => each.label === label);
  return jobs.filter(
    ({ job, metrics }) =>
      (label === undefined || row?.configurations.includes(job.configuration)) &&
      (seed === undefined || job.seed === seed) &&
      (achievement === undefined || metrics.unlocked.includes(achievement)),
  );
}
