// A planner without a model: it solves tasks whose own plan is short enough for its generation, and a learner that learns nothing
// but how often it was asked. What it does can be held back or made to fail.

import type { Planner } from '../../src/agents/planner/planner.ts';
import {
  beginDeployment,
  type DeploymentPlan,
  type DeploymentState,
} from '../../src/deployment/deployment-run.ts';
import { fineTuneHyperparameters } from '../../src/deployment/hyperparameters.ts';
import type { PlannerSource } from '../../src/services/deployment-planner.ts';
import type { DeploymentOptions } from '../../src/services/deployment-service.ts';
import { drawnProblem } from '../../src/worlds/strips/strips.ts';
import { SOURCE } from '../deployment/fakes.ts';
import { tinyAdapter } from '../deployment/tiny-adapter.ts';

export const OPTIONS: DeploymentOptions = { runtime: 'wasm', device: 'wasm' };

export function planOf(change: Partial<DeploymentPlan> = {}): DeploymentPlan {
  return {
    model: 'pocket-planner-tiny',
    weights: '0123456789abcdef',
    source: { world: 'Blocksworld-v1', sizes: { blocks: [3, 6] } },
    seeds: Array.from({ length: 12 }, (_, seed) => seed),
    heldOut: Array.from({ length: 6 }, (_, i) => 500_000 + i),
    generations: 2,
    samples: 2,
    runs: 2,
    temperature: 0.6,
    curation: { by: 'valid' },
    hyper: fineTuneHyperparameters(),
    seed: 1,
    ...change,
  };
}

export const begun = (change?: Partial<DeploymentPlan>): DeploymentState => beginDeployment(planOf(change));

export interface FakeOptions {
  /** Waited for before each answer and each training; what it throws fails that. */
  readonly before?: (what: 'plan' | 'fine-tune' | 'check', signal?: AbortSignal) => Promise<void> | void;
  /** Steps of a plan that the base can find; every generation finds four more. */
  readonly reach?: number;
}

export interface FakeSource extends PlannerSource {
  opened: number;
  disposed: number;
  /** Device that each training was asked to take. */
  readonly devices: string[];
}

export function fakeSource({ before, reach = 10 }: FakeOptions = {}): FakeSource {
  const source: FakeSource = {
    opened: 0,
    disposed: 0,
    devices: [],
    async open(plan, options, report) {
      source.opened++;
      return {
        runtime: { kind: 'script', why: 'A fake.' },
        around: {
          hash: (file) => `${file.at(-1)}`.padStart(16, '0'),
          planner: async (adapter) => fakePlanner(plan, reach + 4 * (adapter?.at(-1) ?? 0), before),
          async fineTune(pool, _tasks, generation, onStep, signal) {
            report.learner('It learns nothing.');
            source.devices.push(options.device);
            await before?.('fine-tune', signal);
            await onStep(1, 1, 0.5);
            return {
              file: tinyAdapter(generation),
              figures: { steps: pool.traces.size, loss: 0.5, positions: 1 },
            };
          },
        },
        // The theorem, as if it had been measured.
        async checkGradient({ generation }, signal) {
          await before?.('check', signal);
          return { generation, made: 16, samples: 12, valid: 3, ratio: 0.25, cosine: 0.9999999, error: 2e-6 };
        },
        dispose: async () => void source.disposed++,
      };
    },
  };
  return source;
}

/** Stops a step too early where the plan is too long, or the seed unkind. Own problems are drawn ones under their names. */
function fakePlanner({ source }: DeploymentPlan, reach: number, before: FakeOptions['before']): Planner {
  return {
    async plan(requests, _temperature, signal) {
      await before?.('plan', signal);
      signal?.throwIfAborted();
      return requests.map(({ problem, seed }) => {
        const { world, sizes } = source.world === 'Strips-v1' ? SOURCE : source;
        const { plan } = drawnProblem(world, Number(problem.name.split('-')[1]), sizes);
        const answer = plan.length <= reach && seed % 4 !== 0 ? plan : plan.slice(0, -1);
        return { plan: answer, tokens: 3 * answer.length + 1 };
      });
    },
  };
}
