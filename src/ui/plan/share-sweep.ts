// Sharing an experiment: a link to the set-up in plain keys, which anybody may edit, and one that carries the figures too,
// as far as they fit. Whoever opens that sees the curve at once, and can play the same runs to check it.

import { html, nothing, type TemplateResult } from 'lit';
import type { JobFigures, Sweep } from '../../experiments/sweep.ts';
import { parseSweepFragment, type SharedSweep, sweepLinkFor } from '../../experiments/sweep-link.ts';
import { LabError } from '../../lab-error.ts';
import { copyAndSay, copyText, selectAll } from '../hand-over.ts';
import { icon } from '../icons.ts';
import { plural } from '../labels.ts';
import { openDialog } from '../parts/lab-dialog.ts';
import { type Setup, writeSetup } from './setup.ts';

/** What a `s=…` fragment carries. @throws LabError bad-link, wrong-version, too-large, bad-argument */
export async function readSweepLink(fragment: string): Promise<SharedSweep> {
  const shared = await parseSweepFragment(fragment);
  if (shared) return shared;
  throw new LabError(
    'bad-link',
    'This link carries no experiment.',
    'Copy it again from where it was shared.',
  );
}

/** The address of a set-up, in plain keys. */
export function setupLink(setup: Setup, base: string): string {
  const query = writeSetup(setup);
  return `${base}#/plan${query ? `?${query}` : ''}`;
}

/** Copies a link to the figures and shows it; figures that are too many for one leave the set-up. */
export async function shareSweep(
  sweep: Sweep,
  jobs: readonly JobFigures[],
  setup: Setup | null,
): Promise<void> {
  const base = location.href.split('#', 1)[0];
  const { link, withResults } = await sweepLinkFor({ sweep, jobs }, base);
  const copied = await copyText(link);
  const episodes = withResults ? jobs.length : 0;
  openDialog(
    'Share this experiment',
    content({ link, copied, episodes, setup: setup && setupLink(setup, base) }),
  );
}

interface Shown {
  readonly link: string;
  readonly copied: boolean;
  /** Whose figures the link holds; 0 where there was room for the set-up alone. */
  readonly episodes: number;
  /** The same set-up in plain keys, where those can say it. */
  readonly setup: string | null;
}

function content({ link, copied, episodes, setup }: Shown): TemplateResult {
  const holds =
    episodes > 0
      ? `It holds the set-up and the figures of ${plural(episodes, 'episode')}: whoever opens it sees these charts.`
      : 'It holds the set-up alone, because the figures are too many for a link: save them as JSON or CSV and send that.';
  return html`<p role="status"><strong>${copied ? 'The link was copied.' : 'Copy the link below.'}</strong> ${plural(link.length, 'character')}. ${holds}</p>
    <label class="sr-only" for="sweep-link">Link to this experiment</label>
    <textarea id="sweep-link" rows="4" readonly spellcheck="false" .value=${link} @focus=${selectAll}></textarea>
    <div class="buttons"><button type="button" class="primary" @click=${() => copyAndSay(link, 'Link copied')}>${icon('share')} Copy link</button>
      ${setup ? html`<button type="button" @click=${() => copyAndSay(setup, 'Link to the set-up copied')}>Copy link to the set-up only</button>` : nothing}</div>
    ${setup ? html`<label class="muted" for="setup-link">The set-up alone, in words that can be edited:</label><input type="text" id="setup-link" readonly .value=${setup} @focus=${selectAll} />` : nothing}`;
}
