// The written plan as it will be read: every word marked by what the model makes of it, the goals that the plan
// language finds, and one line that says so in words. Marks are underlines of different shape, not colours alone.

import { html, nothing } from 'lit';
import { isChatModel } from '../../agents/chat-models.ts';
import {
  goalText,
  type PlanReading,
  type ReadWord,
  readPlan,
  type WordReading,
} from '../../agents/plan-reading.ts';
import { plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';

const EXPLAINED: Readonly<Record<WordReading, string>> = {
  known: 'known to the model',
  synonym: 'read as another word',
  letters: 'read only letter by letter',
  unread: 'not read: too far back',
};

export class PlanMarks extends LabElement {
  static override properties = { text: plain, model: plain };

  text = '';
  model = 'pocket-crafter';

  protected override render() {
    const reading = readPlan(this.text);
    if (isChatModel(this.model))
      return html`<p class="muted" role="status">A chat model reads every word of your plan.</p>`;
    if (reading.words.length === 0)
      return html`<p class="muted">Each word you type is marked here by how it is read.</p>`;
    return html`<p class="read-words" dir="auto">${reading.words.map(word)}</p>
      <p class="muted" role="status">${this.#explanation(reading)}</p>`;
  }

  #explanation(reading: PlanReading): string {
    const { goals } = reading;
    const found =
      goals.length > 0
        ? `Goals in it: ${goals.map((goal, i) => `${i + 1}. ${goalText(goal)}`).join(', ')}.`
        : 'The plan language finds no goal in it.';
    return this.model === 'teacher'
      ? `${found} The teacher acts on these alone.`
      : `${wordsSaid(reading)} ${found}`;
  }
}

function word({ text, reading, as, inGoal }: ReadWord) {
  const said = as ? `read as “${as}”` : EXPLAINED[reading];
  return html`<span class="read ${reading}${inGoal ? ' in-goal' : ''}" title=${said}>${text}${
    reading === 'known' ? nothing : html`<span class="sr-only"> (${said})</span>`
  }${as ? html`<span class="as" aria-hidden="true"> → ${as}</span>` : nothing}</span> `;
}

/** "The model knows 4 of 5 words; “木を” reaches it letter by letter." */
function wordsSaid({ words }: PlanReading): string {
  const of = (reading: WordReading) => words.filter((each) => each.reading === reading);
  const known = of('known').length + of('synonym').length;
  const parts = [`The model knows ${known} of ${plural(words.length, 'word')}`];
  if (of('letters').length > 0)
    parts.push(
      `${of('letters')
        .map(({ text }) => `“${text.slice(0, 20)}”`)
        .join(', ')} ${of('letters').length === 1 ? 'reaches' : 'reach'} it letter by letter`,
    );
  if (of('unread').length > 0)
    parts.push(`${plural(of('unread').length, 'word')} behind the 16th are not read`);
  return `${parts.join('; ')}.`;
}

customElements.define('plan-marks', PlanMarks);
