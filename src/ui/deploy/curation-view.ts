// The curation view: the generation's plans one by one, each played, with the validator's word on it, and a person's keep or
// discard.

import { html } from 'lit';
import type { Tasks } from '../../deployment/tasks.ts';
import { plural } from '../labels.ts';
import { plain } from '../parts/lab-element.ts';
import type { Case, CurationDesk } from './curation-desk.ts';
import { DeskView } from './desk-view.ts';
import './plan-player.ts';

export class CurationView extends DeskView<Case, CurationDesk> {
  static override properties = { ...DeskView.properties, tasks: plain };

  tasks: Tasks | null = null;
  protected override readonly words = {
    id: 'curation',
    heading: 'Your curation',
    noun: 'plan',
    note: '',
  };

  protected override about({ attempt, times }: Case) {
    const runs = times > 1 ? `, written by ${times} runs` : '';
    return html`task ${this.tasks?.nameOf(attempt.task)}, ${plural(attempt.steps, 'step')}${runs}.
        <span class=${attempt.valid ? 'good' : 'wrong'}>${attempt.valid ? 'The validator accepts it.' : 'The validator refuses it.'}</span>`;
  }

  protected override played({ attempt }: Case) {
    return html`<plan-player .tasks=${this.tasks} .task=${attempt.task} .plan=${attempt.plan}></plan-player>`;
  }

  protected override restLabel(): string {
    return 'Keep all valid plans';
  }

  protected override keepRest(desk: CurationDesk): string {
    desk.keepAllValid();
    return `All valid plans are kept: ${desk.kept}.`;
  }
}

customElements.define('curation-view', CurationView);
