import { describe, expect, test } from 'vitest';
import type { RunConfig } from '../../src/records/record.ts';
import type { AgentEvent } from '../../src/services/agent-service.ts';
import {
  applyEvent,
  emptyView,
  planAt,
  plansUntil,
  tokensUntil,
  viewOfRecord,
} from '../../src/ui/run-view.ts';

const config: RunConfig = {
  world: { id: 'Crafter-v1', area: [64, 64], length: 100 },
  seed: 7,
  agent: { model: 'teacher', weights: '', schedule: 'dynamic', temperature: 1, seed: 0 },
};
const steps = [
  { action: 1, by: 'agent', plan: 'explore west', planBy: 'agent', planTokens: 2, tokens: 5 },
  { action: 5, by: 'agent', planTokens: 0, tokens: 1 },
  { action: 5, by: 'person', plan: 'drink', planBy: 'person', planTokens: 0, tokens: 0 },
  { action: 3, by: 'agent', plan: '', planBy: 'person', planTokens: 0, tokens: 1 },
] as const;

function stepEvent(index: number, unlocked: string[] = []): AgentEvent {
  return {
    n: index + 2,
    type: 'step',
    step: index + 1,
    ...steps[index],
    reward: 0,
    episodeReturn: 1.5,
    unlocked,
  };
}

describe('a run as a page sees it', () => {
  const view = emptyView();
  applyEvent(view, { n: 0, type: 'started', runId: 'a', config, resumedAt: 0 });
  applyEvent(view, stepEvent(0));
  applyEvent(view, stepEvent(1, ['collect_wood']));
  applyEvent(view, stepEvent(2));
  applyEvent(view, stepEvent(3));

  test('steps, plans, achievements and tokens add up', () => {
    expect(view.step).toBe(4);
    expect(view.steps.map(({ action }) => action)).toEqual([1, 5, 5, 3]);
    expect(view.achievements).toEqual([{ step: 2, name: 'collect_wood' }]);
    expect([view.planTokens, view.actionTokens]).toEqual([2, 5]);
    expect(view.episodeReturn).toBe(1.5);
  });

  test('the plan in force is the latest one, and none once a person took it back', () => {
    expect(planAt(view, 0)).toBeNull();
    expect(planAt(view, 2)).toEqual({ step: 1, text: 'explore west', by: 'agent', tokens: 2 });
    expect(planAt(view, 3)?.by).toBe('person');
    expect(planAt(view, 4)).toBeNull();
  });

  test('figures can be read at any earlier step', () => {
    expect([0, 1, 3].map((step) => plansUntil(view, step))).toEqual([0, 1, 2]);
    expect(tokensUntil(view, 2)).toEqual({ plan: 2, action: 4 });
    expect(tokensUntil(view, 4)).toEqual({ plan: 2, action: 5 });
  });

  test('a record laid out says the same as the events it was made from', () => {
    const outcome = {
      steps: 4,
      episodeReturn: 1.5,
      achievements: { collect_wood: 2 },
      terminated: false,
      truncated: false,
    };
    const replayed = viewOfRecord({ format: 1, config, steps, outcome, digest: 'ff' });
    for (const key of ['plans', 'achievements', 'steps', 'planTokens', 'actionTokens'] as const) {
      expect(replayed[key]).toEqual(view[key]);
    }
  });

  test('a script’s plan has words but costs no action tokens', () => {
    const scripted = emptyView();
    applyEvent(scripted, { ...stepEvent(0), tokens: 0 } as AgentEvent);
    expect(tokensUntil(scripted, 1)).toEqual({ plan: 2, action: 0 });
  });

  test('a new run forgets the old one but keeps the phase the worker announced', () => {
    const next = emptyView();
    applyEvent(next, stepEvent(0));
    applyEvent(next, { n: 9, type: 'phase', phase: 'loading', stepsPerSecond: 0 });
    applyEvent(next, { n: 10, type: 'started', runId: 'b', config, resumedAt: 0 });
    expect([next.runId, next.step, next.plans.length, next.phase]).toEqual(['b', 0, 0, 'loading']);
  });

  test('a finished download leaves no progress bar behind', () => {
    const loading = emptyView();
    applyEvent(loading, { n: 0, type: 'progress', what: 'weights', loaded: 10, total: 20 });
    expect(loading.progress).toMatchObject({ what: 'weights', loaded: 10, total: 20 });
    applyEvent(loading, { n: 1, type: 'progress', what: 'weights', loaded: 20, total: 20 });
    expect(loading.progress).toBeNull();
  });
});
