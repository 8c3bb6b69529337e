// Sharing an experiment: a link to the set-up in plain keys, which anybody may edit, and one that carries the figures too,
// as far as they fit. Whoever opens that sees the curve at once, and can play the same runs to check it.

import { html, nothing, type TemplateResult } from 'lit';
import type { JobFigures, Sweep } from '../../experiments/sweep.ts';
import { LabError } from '../../lab-error.ts';
import { icon } from '../icons.ts';
import { count, plural } from '../labels.ts';
import { openDialog } from '../parts/lab-dialog.ts';
import { notify } from '../parts/notices.ts';
import { type Setup, writeSetup } from './setup.ts';

export interface SharedSweep {
  readonly sweep: Sweep;
  readonly jobs: readonly JobFigures[];
}

/** Figures of a `#s=` link. @throws LabError bad-link, wrong-version, too-large */
export async function readSweepLink(_fragment: string): Promise<SharedSweep> {
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

/** Copies a link to the figures and shows it; what is too large for one is offered without its figures. */
export async function shareSweep(
  sweep: Sweep,
  jobs: readonly JobFigures[],
  setup: Setup | null,
): Promise<void> {
  const base = location.href.split('#', 1)[0];
  let link = '';
  let problem = '';
  try {
    link = await figuresLink(sweep, jobs, base);
  } catch (error) {
    const { code, message } = LabError.from(error);
    if (code !== 'too-large') throw error;
    problem = message;
  }
  const copied = link !== '' && (await copy(link));
  openDialog(
    'Share this experiment',
    content({ link, problem, copied, episodes: jobs.length, setup: setup && setupLink(setup, base) }),
  );
}

async function figuresLink(_sweep: Sweep, _jobs: readonly JobFigures[], _base: string): Promise<string> {
  throw new LabError('too-large', 'not yet');
}

interface Shown {
  readonly link: string;
  readonly problem: string;
  readonly copied: boolean;
  readonly episodes: number;
  readonly setup: string | null;
}

function content({ link, problem, copied, episodes, setup }: Shown): TemplateResult {
  const said =
    link === ''
      ? html`<strong>The figures are too many for a link.</strong> ${problem} Save them as JSON or CSV and send that; the set-up below plays the same runs again.`
      : html`<strong>${copied ? 'The link was copied.' : 'Copy the link below.'}</strong> ${plural(episodes, 'episode')} in
        ${plural(link.length, 'character')}. It holds the set-up and the figures: whoever opens it sees these charts.`;
  return html`<p role="status">${said}</p>
    ${
      link === ''
        ? nothing
        : html`<label class="sr-only" for="sweep-link">Link to this experiment</label>
      <textarea id="sweep-link" rows="4" readonly spellcheck="false" .value=${link} @focus=${selectAll}></textarea>`
    }
    <div class="buttons">
      ${link === '' ? nothing : html`<button type="button" class="primary" @click=${() => copyAndSay(link, 'Link copied')}>${icon('share')} Copy link</button>`}
      ${setup ? html`<button type="button" @click=${() => copyAndSay(setup, 'Link to the set-up copied')}>Copy link to the set-up only</button>` : nothing}
    </div>
    ${setup ? html`<label class="muted" for="setup-link">The set-up alone, to be edited by hand:</label><input type="text" id="setup-link" readonly .value=${setup} @focus=${selectAll} />` : nothing}`;
}

function copyAndSay(text: string, said: string): void {
  copy(text).then(
    (done) =>
      notify(
        done ? `${said} (${count(text.length)} characters).` : 'The browser does not let this page copy.',
      ),
    () => undefined,
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not every browser lets a page write to the clipboard: the dialog shows the link to be copied by hand.
    return false;
  }
}

function selectAll(event: Event): void {
  (event.target as HTMLTextAreaElement).select();
}
