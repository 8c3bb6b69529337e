// What every deployment's plan must keep to before anything is done for it, whether it was typed or comes from a file.

import type { FineTuneHyperparameters } from '../deployment/hyperparameters.ts';
import { FINE_TUNE_RANGES } from '../deployment/hyperparameters.ts';
import type { LoopPlan } from '../deployment/loop.ts';
import { MOST_TASKS } from '../deployment/tasks.ts';
import { LabError } from '../lab-error.ts';
import { MOST_GENERATIONS, MOST_SAMPLES } from './deployment-service.ts';

const MOST_TEMPERATURE = 5;

export interface StageBound {
  /** What one attempt costs: 1, or the steps of an episode. */
  readonly each: number;
  /** Most of a stage. */
  readonly most: number;
  /** What is counted: `attempts`. */
  readonly unit: string;
}

/** @throws LabError bad-argument */
export function checkPlanBounds(plan: LoopPlan, { each, most, unit }: StageBound): void {
  const { seeds, heldOut, generations, samples, runs, temperature, hyper } = plan;
  const stage = each * Math.max(seeds.length * samples, heldOut.length * runs);
  const dial = wrongDial(hyper);
  const rules: readonly (readonly [isBroken: boolean, message: string])[] = [
    [seeds.length < 1 || seeds.length + heldOut.length > MOST_TASKS, `There are 1 to ${MOST_TASKS} tasks.`],
    [generations > MOST_GENERATIONS, `There are at most ${MOST_GENERATIONS} generations.`],
    [
      samples > MOST_SAMPLES || stage > most,
      `A stage has at most ${most} ${unit}, ${MOST_SAMPLES} attempts a task.`,
    ],
    [runs > samples, 'There cannot be more runs than samples.'],
    [temperature > MOST_TEMPERATURE, `The temperature is at most ${MOST_TEMPERATURE}.`],
    [dial !== null, `The training's dial "${dial}" is missing or out of its range.`],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken) throw new LabError('bad-argument', broken[1]);
}

function wrongDial(hyper: FineTuneHyperparameters): string | null {
  const wrong = Object.entries(FINE_TUNE_RANGES).find(([name, { least, most, whole }]) => {
    const value: number | undefined = hyper[name as keyof FineTuneHyperparameters];
    return !(value >= least && value <= most) || (whole === true && !Number.isInteger(value));
  });
  return wrong?.[0] ?? null;
}
