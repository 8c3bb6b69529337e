// What the walk comes to at the moment that is shown: the plan in force with its age, the figures of the episode so far, and the
// last step in words.

import { html, nothing } from 'lit';
import { expertAccuracy, hardExpertAccuracy, scoreOf } from '../../worlds/pogs/metrics.ts';
import { isOver, type PogsState } from '../../worlds/pogs/state.ts';
import { count, plural } from '../labels.ts';
import type { PogsFilm } from './pogs-film.ts';

/** The plan in force, in a line of its own height: the picture below never moves. */
export function planLine(film: PogsFilm, at: number, schedule: string) {
  const plan = film.planAt(at);
  if (!plan)
    return html`<p class="pogs-plan none"><strong>Plan</strong> <span class="muted">${schedule === 'never' ? 'none: under this schedule it never plans' : 'none yet'}</span></p>`;
  const age = at - plan.madeAt;
  const when = age === 1 ? 'made for this step' : `made ${plural(age - 1, 'step')} before`;
  return html`<p class="pogs-plan"><strong>Plan</strong> <code dir="auto">${plan.text}</code> <span class="muted">${readPlan(plan.text)}, ${when}</span></p>`;
}

/** `explore 3 12 7` in plain words: plans are told from their end. Any other text has none. */
export function readPlan(text: string): string {
  const [purpose, ...labels] = text.split(' ');
  const isWay = labels.length > 0 && labels.every((label) => /^\d+$/.test(label));
  if (!isWay || (purpose !== 'explore' && purpose !== 'target')) return 'in the model’s own words';
  const way = labels.toReversed();
  const goal = purpose === 'target' ? 'to the goal' : 'to explore';
  return `${goal} ${labels[0]}${way.length > 1 ? ` by way of ${way.slice(0, -1).join(', ')}` : ''}`;
}

/** The step that led here, in a sentence. */
export function stepSentence(film: PogsFilm, at: number): string {
  const state = film.states[at];
  if (at === 0) return `Start on node ${state.puzzle.start}; the goal is node ${state.puzzle.target}.`;
  const before = film.states[at - 1];
  const { action } = film.steps[at - 1];
  const move = state.observation.refused
    ? `it asked for node ${action}, which is no neighbour, and stays on ${before.known.current}`
    : `from ${before.known.current} to ${action}${whatKind(before, state)}`;
  return `Step ${at}: ${move}.${endSentence(state)}`;
}

function whatKind(before: PogsState, state: PogsState): string {
  if (state.metrics.backtracks > before.metrics.backtracks) return ', turning back';
  if (state.metrics.revisits > before.metrics.revisits) return ', further back';
  return '';
}

function endSentence(state: PogsState): string {
  const { metrics, config } = state;
  if (metrics.success) return ` The goal is reached after ${plural(metrics.steps, 'step')}.`;
  if (isOver(state))
    return ` The limit of ${plural(config.length, 'step')} ends it: the goal was not reached.`;
  const found = state.discovery.deadEnds.length;
  const seen = state.metrics.targetSeen === metrics.steps ? ' The goal comes in sight.' : '';
  return `${found > 0 ? ` ${plural(found, 'dead end')} found.` : ''}${seen}`;
}

/** The episode's figures so far, as the command line counts them. */
export function episodeFigures(film: PogsFilm, at: number) {
  const { metrics, config } = film.states[at];
  const { plans, planTokens, tokens, promptTokens } = film.sumsAt(at);
  const share = (value: number) => `${Math.round(100 * value)} %`;
  const rows: [name: string, value: string, about: string][] = [
    ['Steps', `${metrics.steps} of ${config.length}`, 'Refused ones included.'],
    ['Backtracks', count(metrics.backtracks), 'Times it turned back to visited nodes.'],
    ['Plan tokens', count(planTokens), `${plural(plans, 'plan')} so far.`],
    ['Revisits', count(metrics.revisits), 'Moves to a visited node.'],
    ['Refused', count(metrics.refused), 'Actions that named no neighbour.'],
    ['Dead ends', count(metrics.deadEnds), 'Found so far.'],
    [
      'Goal in sight',
      metrics.targetSeen === null ? 'not yet' : `at step ${metrics.targetSeen}`,
      'When it was first seen.',
    ],
    ['As the oracle', share(expertAccuracy(metrics)), 'Share of its steps that the oracle accepts.'],
    [
      'After a discovery',
      metrics.hardSteps === 0 ? '–' : share(hardExpertAccuracy(metrics)),
      'The same, just after something came to light.',
    ],
    ['Score', scoreOf(metrics).toFixed(2), 'Return over 100, never below 0.'],
    ['Tokens written', count(tokens), 'Plans, marks and actions.'],
    ['Positions read', count(promptTokens), 'Of all its prompts.'],
  ];
  return html`<dl class="train-figures pogs-figures">${rows.map(
    ([name, value, about]) => html`<div title=${about}><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>${at < film.last ? html`<p class="muted">So far; ${plural(film.last, 'step')} were played.</p>` : nothing}`;
}
