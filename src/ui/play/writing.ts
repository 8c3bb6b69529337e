// The plan writer beside a live run. The plan language comes with the first plan that is written: a visitor who only
// watches does not load it.

import { html, type TemplateResult } from 'lit';
import type { LiveRun } from '../live-run.ts';
import { planAt } from '../run-view.ts';
import type { PlanKnowledge } from './plan-knowledge.ts';

/** Loads the plan writer. @returns what tells it what the agent knows */
export async function loadPlanWriter(): Promise<PlanKnowledge> {
  const [{ PlanKnowledge }] = await Promise.all([import('./plan-knowledge.ts'), import('./plan-writer.ts')]);
  return new PlanKnowledge();
}

/** The writer for a run, once it is loaded. */
export function planWriter(run: LiveRun, knowledge: PlanKnowledge | null): TemplateResult {
  const { view } = run;
  const followed = planAt(view, view.step)?.by === 'person' || run.pending !== null;
  return html`<plan-writer .model=${view.config?.agent.model ?? ''} .followed=${followed}
    .situation=${() => knowledge?.situation(view) ?? null}></plan-writer>`;
}
