// Where somebody gives their own domain and problems: two choices of files, what became of them, and what is wrong with which.
// Sends `own-domain` (a File) and `own-problems` (Files).

import { html, nothing } from 'lit';
import { plannerWorldOf } from '../../agents/planner/planner-for.ts';
import { icon } from '../icons.ts';
import { count, plural } from '../labels.ts';
import { takeFiles } from '../parts/chosen-files.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { WORLD_LABELS } from './knobs.ts';
import { faultsOf, NO_FILES, type OwnFiles } from './own-files.ts';

/** Faults that are named before the rest is counted. */
const MOST_NAMED = 12;
const ACCEPTED = '.pddl,.txt,text/plain';

export class OwnProblemsCard extends LabElement {
  static override properties = { own: plain };

  own: OwnFiles = NO_FILES;

  protected override render() {
    const faults = faultsOf(this.own);
    return html`<fieldset class="own-problems field-box" aria-describedby="own-about"><legend>Your own files</legend>
      <p class="muted knob-note" id="own-about">PDDL with :strips and :typing, one problem a file. They stay on this machine, and become part of what you export.</p>
      <div class="buttons">
        <label class="button import">${icon('open')} Domain file<input type="file" class="sr-only" accept=${ACCEPTED} @change=${this.#onDomain} /></label>
        <label class="button import">${icon('open')} Problem files<input type="file" class="sr-only" accept=${ACCEPTED} multiple @change=${this.#onProblems} /></label>
      </div>
      <p role="status">${this.#sentence()}</p>
      ${faults.length > 0 ? html`<div role="alert"><ul class="file-faults" aria-label="Files that are left out">${faults.slice(0, MOST_NAMED).map(({ file, error }) => html`<li class="problem"><strong>${file}</strong>: ${error.message} ${error.hint}</li>`)}</ul></div>` : nothing}
      ${faults.length > MOST_NAMED ? html`<p class="problem">… and ${plural(faults.length - MOST_NAMED, 'more file')}.</p>` : nothing}
    </fieldset>`;
  }

  #sentence(): string {
    const { domain, problems, read } = this.own;
    if (!domain)
      return problems.length > 0 ? 'Now choose the domain file.' : 'Choose a domain file and problem files.';
    if (!read?.domain) return `${domain.name} cannot be used; see below.`;
    const world = this.own.reader === 'planner' ? plannerWorldOf(read.domain) : null;
    const plays = world ? `, played by the planner of ${WORLD_LABELS[world]}` : '';
    if (problems.length === 0) return `Domain “${read.domain.name}”${plays}. Now choose problem files.`;
    const left = problems.length - read.problems.length;
    return `Domain “${read.domain.name}”${plays}; ${plural(read.problems.length, 'problem')}${left > 0 ? `, ${count(left)} left out` : ''}.`;
  }

  readonly #onDomain = (event: Event) => {
    const [file] = takeFiles(event);
    if (file) this.send('own-domain', file);
  };

  readonly #onProblems = (event: Event) => {
    const files = takeFiles(event);
    if (files.length > 0) this.send('own-problems', files);
  };
}

customElements.define('own-problems-card', OwnProblemsCard);
