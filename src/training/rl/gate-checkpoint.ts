// A gate run's state as JSON: its plan, counters, seeds and answers of the episodes in progress, and the learner's numbers in
// base64 (a few kilobytes). A file may come from anybody: bounded before it is parsed, then checked.

import * as z from 'zod/mini';
import { LabError } from '../../lab-error.ts';
import { gateSpecs } from '../../learning/gate/gate-policy.ts';
import type { GateHyperparameters } from '../../learning/gate/hyperparameters.ts';
import { GATE_PLAN, type GatePlan } from './gate-plan.ts';
import type { GateState } from './gate-run.ts';
import { COUNT, SCORE } from './rl-plan.ts';

const FORMAT = 'goldilocks-gate-run-1';
const MAX_CHARACTERS = 64 << 20;

/** A run and the model that plays in it. */
export interface GateCheckpoint {
  readonly plan: GatePlan;
  /** Model id, and the first digits of its weights' hash ('' where there is none). */
  readonly model: { readonly id: string; readonly weights: string };
  /** Names of the gate's inputs. */
  readonly features: readonly string[];
  readonly state: GateState;
}

const NAME = z.string().check(z.maxLength(64));
const NUMBERS = z.record(NAME, z.string().check(z.maxLength(1 << 20)));
const schema = z.strictObject({
  format: z.literal(FORMAT),
  plan: GATE_PLAN,
  model: z.strictObject({ id: NAME, weights: NAME }),
  features: z.array(NAME).check(z.minLength(1), z.maxLength(256)),
  learner: z.strictObject({
    trained: NUMBERS,
    mean: NUMBERS,
    square: NUMBERS,
    updates: COUNT,
    steps: COUNT,
  }),
  collector: z.strictObject({
    nextSeed: COUNT,
    lanes: z
      .array(
        z.strictObject({
          seed: COUNT,
          answers: z.array(z.string().check(z.maxLength(1_000))).check(z.maxLength(10_000)),
        }),
      )
      .check(z.maxLength(256)),
  }),
  globalStep: COUNT,
  /** Files of older versions have none. */
  best: z._default(z.nullable(z.strictObject({ trained: NUMBERS, score: SCORE, update: COUNT })), null),
});

export function writeGateCheckpoint({ state, ...run }: GateCheckpoint): string {
  const { learner, collector, globalStep } = state;
  const { trained, mean, square, updates, steps } = learner;
  const numbers = { trained: packed(trained), mean: packed(mean), square: packed(square), updates, steps };
  const best = state.best && { ...state.best, trained: packed(state.best.trained) };
  return JSON.stringify({ format: FORMAT, ...run, learner: numbers, collector, globalStep, best });
}

/** @throws LabError too-large, bad-model */
export function readGateCheckpoint(text: string): GateCheckpoint {
  if (text.length > MAX_CHARACTERS) throw new LabError('too-large', 'This gate run is too large.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw notARun('it is no JSON', cause);
  }
  const result = schema.safeParse(json);
  if (!result.success)
    throw notARun(`${result.error.issues[0]?.path.join('.')} is not as it should be`, result.error);
  const { plan, learner, collector, globalStep, best, model, features } = result.data;
  const hyper = plan.hyper as GateHyperparameters;
  if (collector.lanes.length !== hyper.lanes)
    throw notARun(`it plays ${collector.lanes.length} worlds, its plan says ${hyper.lanes}`);
  const numbers = (of: Record<string, string>) => unpacked(of, features.length, hyper.units);
  const { trained, mean, square, updates, steps } = learner;
  return {
    plan: { ...plan, hyper },
    model,
    features,
    state: {
      learner: {
        trained: numbers(trained),
        mean: numbers(mean),
        square: numbers(square),
        updates,
        steps,
      },
      collector,
      globalStep,
      best: best && { ...best, trained: numbers(best.trained) },
    },
  };
}

function packed(values: ReadonlyMap<string, Float32Array>): Record<string, string> {
  return Object.fromEntries(Array.from(values, ([name, numbers]) => [name, toBase64(numbers)]));
}

function unpacked(of: Record<string, string>, inputs: number, units: number): Map<string, Float32Array> {
  return new Map(
    gateSpecs({ inputs, units }).map(({ name, shape }) => {
      const numbers = Object.hasOwn(of, name) ? fromBase64(of[name]) : new Float32Array();
      const size = shape.reduce((a, b) => a * b, 1);
      if (numbers.length !== size || !numbers.every(Number.isFinite))
        throw notARun(`${name} is missing or damaged`);
      return [name, numbers];
    }),
  );
}

function toBase64(numbers: Float32Array): string {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  for (const [i, x] of numbers.entries()) view.setFloat32(4 * i, x, true);
  return btoa(Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(text: string): Float32Array {
  let letters: string;
  try {
    letters = atob(text);
  } catch (cause) {
    throw notARun('its numbers are no base64', cause);
  }
  const view = new DataView(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)).buffer);
  return Float32Array.from({ length: view.byteLength >> 2 }, (_, i) => view.getFloat32(4 * i, true));
}

function notARun(what: string, cause?: unknown): LabError {
  return new LabError(
    'bad-model',
    `This is no checkpoint of a gate’s training: ${what}.`,
    'Export one on the Train page, or take state.json of lab train gate.',
    cause,
  );
}
