// Plan text: what a person may write, and how an answer splits into plan and action.

import { LabError } from '../lab-error.ts';
import { MAX_PLAN_CHARACTERS } from './agent.ts';

/** The plan in force. */
export interface CurrentPlan {
  readonly text: string;
  /** Actions taken under it. */
  readonly age: number;
  readonly by: 'agent' | 'person';
}

/**
 * A person's plan as it is kept: one line, white space folded, control characters dropped, any script.
 * @throws LabError bad-plan above MAX_PLAN_CHARACTERS
 */
export function checkPlan(text: string): string {
  const line = oneLine(text.slice(0, 20 * MAX_PLAN_CHARACTERS));
  if (line.length > MAX_PLAN_CHARACTERS) {
    throw new LabError(
      'bad-plan',
      `This plan is longer than ${MAX_PLAN_CHARACTERS} characters.`,
      'The agent reads the first 16 words: say the next one or two goals.',
    );
  }
  return line;
}

/**
 * The plan in force after a person wrote one: theirs, or with an empty text none of theirs.
 * @throws LabError bad-plan
 */
export function afterPersonsPlan(current: CurrentPlan | null, text: string): CurrentPlan | null {
  const checked = checkPlan(text);
  if (checked === '') return current?.by === 'person' ? null : current;
  return { text: checked, age: 0, by: 'person' };
}

/** Any text on one line: white space folded, control and direction-changing characters dropped. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
}

/** Splits `<plan> … </plan> action`: the action is the text behind the last `</plan>`. */
export function planOfAnswer(answer: string): { plan?: string; action: string } {
  const close = answer.lastIndexOf('</plan>');
  if (close < 0) return { action: answer.trim() };
  const open = answer.indexOf('<plan>');
  return {
    plan: answer.slice(open < 0 ? 0 : open + '<plan>'.length, close).trim(),
    action: answer.slice(close + '</plan>'.length).trim(),
  };
}
