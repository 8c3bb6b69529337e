// Sharing a run: as a link that carries everything, or as a file where the link would be too long. The record is made
// from what the page has seen; the world is replayed for it, so a link can be taken at any moment of a run.

import { html, nothing, type TemplateResult } from 'lit';
import { LabError } from '../lab-error.ts';
import { encodeFile, FILE_EXTENSION } from '../records/file.ts';
import type { RunConfig, RunRecord } from '../records/record.ts';
import { RunRecorder } from '../records/recorder.ts';
import { worldOf } from '../records/replay.ts';
import { configLinkFor, linkFor, parseFragment } from '../records/share-link.ts';
import { copyAndSay, copyText, saveBlob, selectAll } from './hand-over.ts';
import { icon } from './icons.ts';
import { plural } from './labels.ts';
import { openDialog } from './parts/lab-dialog.ts';
import { fail } from './parts/notices.ts';
import type { RunView } from './run-view.ts';

/** The record of what a view has seen so far. @throws LabError if its steps do not fit its world */
export function recordOfView(view: RunView): RunRecord {
  if (!view.config) throw new LabError('not-found', 'There is no run to share yet.', 'Start one first.');
  const world = worldOf(view.config);
  world.reset(view.config.seed);
  const recorder = new RunRecorder(view.config, world);
  for (const step of view.steps) recorder.add(step, world.step(step.action));
  return recorder.record();
}

/** Copies a link to this run and shows it with its length; a run that is too long is offered as a file. */
export async function shareRecord(record: RunRecord): Promise<void> {
  const base = location.href.split('#', 1)[0];
  const settingsLink = await configLinkFor(record.config, base);
  try {
    const link = await linkFor(record, base);
    const copied = await copyText(link);
    openDialog('Share this run', linkContent(record, link, settingsLink, copied));
  } catch (error) {
    const problem = LabError.from(error);
    if (problem.code !== 'too-large') throw problem;
    openDialog('Share this run', fileContent(record, problem, settingsLink));
  }
}

/** The configuration of a `#c=` link. @throws LabError bad-link, wrong-version, too-large */
export async function readConfigLink(fragment: string): Promise<RunConfig> {
  const shared = await parseFragment(fragment);
  if (shared?.kind === 'config') return shared.config;
  throw new LabError('bad-link', 'This link carries no settings.', 'Copy it again from where it was shared.');
}

/** The record of a `#r=` link. @throws LabError bad-link, wrong-version, too-large, bad-record */
export async function readRunLink(fragment: string): Promise<RunRecord> {
  const shared = await parseFragment(fragment);
  if (shared?.kind === 'record') return shared.record;
  throw new LabError('bad-link', 'This link carries no run.', 'Copy it again from where it was shared.');
}

/** Saves runs as one file in the browser's download folder. @throws LabError too-large */
export function saveFile(records: readonly RunRecord[], name: string): void {
  const blob = new Blob([encodeFile(records)], { type: 'application/octet-stream' });
  saveBlob(blob, `${name}${FILE_EXTENSION}`);
}

/** `goldilocks-seed-7-300-steps`, without anything a file system minds. */
export function fileNameOf(record: RunRecord): string {
  return `goldilocks-seed-${record.config.seed}-${plural(record.steps.length, 'step')}`.replaceAll(
    /[ ,]/g,
    '-',
  );
}

function linkContent(record: RunRecord, link: string, settingsLink: string, copied: boolean): TemplateResult {
  const length = `${plural(record.steps.length, 'step')} in ${plural(link.length, 'character')}`;
  return html`<p role="status"><strong>${copied ? 'The link was copied.' : 'Copy the link below.'}</strong> ${length}. It holds the
      whole run: whoever opens it sees every step and plan, without loading a model.</p>
    <label class="sr-only" for="share-link">Link to this run</label>
    <textarea id="share-link" rows="4" readonly spellcheck="false" .value=${link} @focus=${selectAll}></textarea>
    ${buttons(record, link, settingsLink)}`;
}

function fileContent(record: RunRecord, problem: LabError, settingsLink: string): TemplateResult {
  return html`<p role="status"><strong>This run is too long for a link.</strong> ${problem.message} Save it as a file and send that;
      the Runs page opens it.</p>
    ${buttons(record, '', settingsLink)}`;
}

function buttons(record: RunRecord, link: string, settingsLink: string): TemplateResult {
  const again = (text: string, said: string) => () => copyAndSay(text, said);
  const save = () => {
    try {
      saveFile([record], fileNameOf(record));
    } catch (error) {
      fail(error);
    }
  };
  return html`<div class="buttons">
    ${link === '' ? nothing : html`<button type="button" class="primary" @click=${again(link, 'Link copied')}>${icon('share')} Copy link</button>`}
    <button type="button" class=${link === '' ? 'primary' : ''} @click=${save}>${icon('save')} Save as file</button>
    <button type="button" @click=${again(settingsLink, 'Link to the settings copied')}>Copy link to the settings only</button>
  </div>`;
}
