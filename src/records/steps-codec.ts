// The steps of a run as bits: for each step its kind (who acted, who planned, whether token counts are as expected), the
// action, and what is not as expected. A run of one kind costs nothing but its actions. `codeSteps` describes both
// directions; `encodeSteps` makes the chunks that are stored while a run goes on.

import { MAX_PLAN_CHARACTERS } from '../agents/agent.ts';
import { checkPlan } from '../agents/plan.ts';
import { LabError } from '../lab-error.ts';
import { ContextModel, NOVEL } from './context-model.ts';
import { type Coder, codeUniform, damaged, RangeDecoder, RangeEncoder } from './range-coder.ts';
import { MAX_RECORD_STEPS, type StepRecord } from './record.ts';
import { PlanModel, TextModel } from './text-model.ts';

/** Action numbers are below this. */
export const MAX_ACTIONS = 256;
/** Token counts are below this. */
export const MAX_STEP_TOKENS = 2 ** 24;
/** All plans of a record together, in UTF-16 units. */
export const MAX_RECORD_PLAN_TEXT = 2 ** 20;

const PLANNERS = [undefined, 'agent', 'person'] as const;
const KINDS = 2 * PLANNERS.length * 4;

/** What a record can hold, step by step. */
export class StepLimits {
  #steps = 0;
  #planText = 0;

  /** @throws LabError bad-record, bad-plan, too-large for a step that does not fit; then it does not count */
  admit(step: StepRecord): void {
    checkStep(step);
    const planText = this.#planText + (step.plan?.length ?? 0);
    if (this.#steps >= MAX_RECORD_STEPS) throw tooLong();
    if (planText > MAX_RECORD_PLAN_TEXT) throw tooMuchText();
    this.#steps++;
    this.#planText = planText;
  }
}

/** Token counts that a pocket model has: they are expected, so they are not written. */
export function expectedPlanTokens(step: Pick<StepRecord, 'plan' | 'planBy'>): number {
  return step.planBy === 'agent' && step.plan ? step.plan.split(' ').length : 0;
}

/** A bare action is one token; a plan adds its two tags. A person generates none. */
export function expectedTokens(step: Pick<StepRecord, 'by' | 'planBy' | 'planTokens'>): number {
  if (step.by === 'person') return 0;
  return step.planBy === 'agent' ? step.planTokens + 3 : 1;
}

/** Bytes of some steps on their own. @throws LabError bad-record, too-large */
export function encodeSteps(steps: readonly StepRecord[]): Uint8Array<ArrayBuffer> {
  const coder = new RangeEncoder();
  codeSteps(coder, new TextModel(), steps);
  return coder.finish();
}

/** @throws LabError bad-record */
export function decodeSteps(bytes: Uint8Array): StepRecord[] {
  return codeSteps(new RangeDecoder(bytes), new TextModel(), []);
}

/**
 * Writes or reads all steps.
 * @param steps ignored while decoding
 * @throws LabError bad-record, too-large
 */
export function codeSteps(coder: Coder, spelling: TextModel, steps: readonly StepRecord[]): StepRecord[] {
  if (steps.length > MAX_RECORD_STEPS) throw tooLong();
  const numbers = new ContextModel();
  const count = codeNumber(coder, numbers, 0, steps.length);
  if (count > MAX_RECORD_STEPS) throw damaged();
  const codec = new StepCodec(coder, spelling, numbers);
  const coded: StepRecord[] = [];
  for (let i = 0; i < count; i++) coded.push(codec.code(steps[i]));
  return coded;
}

class StepCodec {
  readonly #coder: Coder;
  readonly #numbers: ContextModel;
  readonly #kinds = new ContextModel();
  readonly #actions = new ContextModel();
  readonly #plans: PlanModel;
  #lastKind = 0;
  #lastAction = 0;
  readonly #limits = new StepLimits();

  constructor(coder: Coder, spelling: TextModel, numbers: ContextModel) {
    this.#coder = coder;
    this.#numbers = numbers;
    this.#plans = new PlanModel(spelling);
  }

  code(step: StepRecord | undefined): StepRecord {
    if (step) this.#limits.admit(step);
    const kind = this.#codeKind(step ? kindOf(step) : 0);
    const by = kind & 1 ? 'person' : 'agent';
    const planBy = PLANNERS[(kind >> 1) % PLANNERS.length];
    const exceptions = Math.floor(kind / (2 * PLANNERS.length));
    const action = this.#codeAction(step?.action ?? 0);
    const plan = planBy && this.#codePlan(step?.plan ?? '');
    const base = planBy ? ({ action, by, plan, planBy } as const) : ({ action, by } as const);
    const planTokens = this.#codeCount(1, exceptions & 1, expectedPlanTokens(base), step?.planTokens);
    const tokens = this.#codeCount(2, exceptions & 2, expectedTokens({ ...base, planTokens }), step?.tokens);
    const coded = { ...base, planTokens, tokens };
    if (!step) this.#limits.admit(coded);
    return coded;
  }

  #codeKind(kind: number): number {
    const coded = codeSymbol(this.#coder, this.#kinds, [1 + this.#lastKind, 0], KINDS, kind);
    this.#lastKind = coded;
    return coded;
  }

  #codeAction(action: number): number {
    const coded = codeSymbol(this.#coder, this.#actions, [1 + this.#lastAction, 0], MAX_ACTIONS, action);
    this.#lastAction = coded;
    return coded;
  }

  #codePlan(plan: string): string {
    return this.#plans.code(this.#coder, plan, MAX_PLAN_CHARACTERS);
  }

  #codeCount(context: number, isException: number, expected: number, value = 0): number {
    return isException ? codeNumber(this.#coder, this.#numbers, context, value) : expected;
  }
}

function kindOf(step: StepRecord): number {
  const unusual =
    (step.planTokens === expectedPlanTokens(step) ? 0 : 1) + (step.tokens === expectedTokens(step) ? 0 : 2);
  const actor = step.by === 'person' ? 1 : 0;
  return actor + 2 * (PLANNERS.indexOf(step.planBy) + PLANNERS.length * unusual);
}

/** One of `alphabet` symbols; a new one costs as much as any other. */
function codeSymbol(
  coder: Coder,
  model: ContextModel,
  keys: readonly number[],
  alphabet: number,
  symbol: number,
): number {
  const known = model.code(coder, keys, symbol);
  if (known !== NOVEL) return known;
  const coded = codeUniform(coder, alphabet, symbol);
  model.learn(keys, coded);
  return coded;
}

/** A whole number below 2^24: its length in bits by the model, then the bits below the first as they are. */
function codeNumber(coder: Coder, model: ContextModel, context: number, value: number): number {
  const bits = codeSymbol(coder, model, [context], 25, 32 - Math.clz32(value));
  if (bits < 2) return bits;
  let coded = 1;
  for (let left = bits - 1; left > 0; left -= 8) {
    const width = Math.min(8, left);
    const chunk = Math.floor(value / 2 ** (left - width)) % 2 ** width;
    coded = coded * 2 ** width + codeUniform(coder, 2 ** width, chunk);
  }
  return coded;
}

/** What a step may be; the encoder writes nothing else. */
function checkStep(step: StepRecord): void {
  const { action, planTokens, tokens, plan } = step;
  const isCount = (n: number, bound: number) =>
    Number.isInteger(n) && n >= 0 && n < bound && !Object.is(n, -0);
  const isGood =
    isCount(action, MAX_ACTIONS) &&
    isCount(planTokens, MAX_STEP_TOKENS) &&
    isCount(tokens, MAX_STEP_TOKENS) &&
    (step.by === 'agent' || step.by === 'person') &&
    (plan === undefined) === (step.planBy === undefined) &&
    PLANNERS.includes(step.planBy);
  if (!isGood) throw damaged();
  if (plan !== undefined && checkPlan(plan) !== plan)
    throw new LabError(
      'bad-plan',
      'A plan in this run is not one line of plain words.',
      'Write each plan as one line, with single spaces.',
    );
}

function tooLong(): LabError {
  const limit = MAX_RECORD_STEPS.toLocaleString('en');
  return new LabError(
    'too-large',
    `This run has more than ${limit} steps.`,
    `A run may have ${limit} steps: start another one.`,
  );
}

function tooMuchText(): LabError {
  return new LabError(
    'too-large',
    'The plans of this run are longer than a record may hold.',
    'Plan less often, or end the run earlier.',
  );
}
