// Golden traces: episodes recorded from the Python original, with the checksum of the whole state, the generator's
// position, reward and done at every step and full snapshots now and then. Replaying one proves that this port is exact.
// Not compared: checksums of upstream's pictures, which need upstream's textures.

import * as z from 'zod/mini';
import { crc32 } from '../../crc32.ts';
import { LabError } from '../../lab-error.ts';
import { Crafter } from './crafter.ts';
import { ACHIEVEMENTS, DIRECTIONS, ITEMS } from './names.ts';
import { episodeSeed } from './python-hash.ts';
import { ARROW, CHUNK_SIZE, HEALTH, PLAYER } from './rules.ts';
import { type CrafterState, PLAYER_SLOT } from './state.ts';

const FIRST_ACTION = 'a'.charCodeAt(0);
/** Semantic maps paint objects over materials with these ids, by object type. */
const FIRST_OBJECT_ID = 13;
/** The last bits of `cos` differ between mathematical libraries. */
const DAYLIGHT_TOLERANCE = 1e-12;

const whole = z.int().check(z.nonnegative());
const pair = z.tuple([whole, whole]);

const snapshotSchema = z.object({
  step: whole,
  daylight: z.number(),
  daylight_e6: whole,
  objects: z.array(z.array(z.int())),
  player: z.record(z.string(), z.unknown()),
  inventory: z.record(z.string(), z.int()),
  achievements: z.record(z.string(), z.int()),
  chunks: z.array(z.array(z.int())),
  rng_pos: whole,
  rng_key_crc: whole,
  map_crc: whole,
  semantic_crc: whole,
  state_crc: whole,
  map: z.optional(z.string()),
});

const traceSchema = z.object({
  name: z.string(),
  cfg: z.object({
    area: pair,
    view: pair,
    size: pair,
    length: z.nullable(whole),
    reward: z.boolean(),
    render: z.boolean(),
  }),
  episode: z.int().check(z.positive()),
  world_seed: whole,
  steps: whole,
  actions: z.string().check(z.regex(/^[a-q]*$/)),
  rewards: z.array(z.tuple([whole, z.number()])),
  done: z.boolean(),
  dead: z.boolean(),
  unlocked: z.record(z.string(), whole),
  crc: z.string(),
  rng: z.string(),
  snapshots: z.array(snapshotSchema),
});

const documentSchema = z.object({
  format: z.literal(1),
  seed: whole,
  traces: z.array(traceSchema),
});

export type GoldenSnapshot = z.infer<typeof snapshotSchema>;
export type GoldenTrace = z.infer<typeof traceSchema>;
export type GoldenDocument = z.infer<typeof documentSchema>;

/** Where a replay first differs from its trace. */
export interface GoldenDifference {
  readonly trace: string;
  /** 0 is the state after the reset. */
  readonly step: number;
  /** `state`, `rng`, `reward`, `done`, `unlocked`, `dead`, `world_seed` or `snapshot.` and a field of the snapshot. */
  readonly field: string;
}

/** A golden document from parsed JSON. @throws LabError bad-record with one sentence */
export function parseGolden(json: unknown): GoldenDocument {
  const parsed = z.safeParse(documentSchema, json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue.path.join('.') || 'the document';
    throw new LabError(
      'bad-record',
      `It is not a golden trace file of format 1: ${where} is wrong or missing.`,
    );
  }
  for (const trace of parsed.data.traces) checkLengths(trace);
  return parsed.data;
}

/** Replays a trace and returns the first difference, null if there is none. @throws LabError bad-argument (its options) */
export function verifyTrace(seed: number, trace: GoldenTrace): GoldenDifference | null {
  const { cfg, episode } = trace;
  const world = new Crafter({ ...cfg, length: cfg.length ?? 0, episode });
  const different = (step: number, field: string) => ({ trace: trace.name, step, field });
  if (episodeSeed(seed, episode) !== trace.world_seed) return different(0, 'world_seed');
  const expected = new ExpectedSteps(trace);
  world.reset(seed);
  let field = expected.compareState(world, 0);
  for (let step = 1; field === null && step <= trace.steps; step++) {
    const { reward, terminated, truncated } = world.step(trace.actions.charCodeAt(step - 1) - FIRST_ACTION);
    if (reward !== expected.rewardAt(step)) field = 'reward';
    else if ((terminated || truncated) !== (trace.done && step === trace.steps)) field = 'done';
    else field = expected.compareState(world, step);
    if (field !== null) return different(step, field);
  }
  if (field !== null) return different(0, field);
  return (world.state.inventory[HEALTH] === 0) === trace.dead ? null : different(trace.steps, 'dead');
}

function checkLengths(trace: GoldenTrace): void {
  const fits =
    trace.actions.length === trace.steps &&
    decodeBase64(trace.crc).length === 4 * (trace.steps + 1) &&
    decodeBase64(trace.rng).length === 2 * (trace.steps + 1);
  if (!fits) {
    throw new LabError('bad-record', `Trace "${trace.name}" does not hold as many values as it has steps.`);
  }
}

function decodeBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new LabError('bad-record', 'It is not a golden trace file: its base64 is damaged.', '', cause);
  }
}

/** What a trace says about each step, ready to look up. */
class ExpectedSteps {
  readonly #checksums: DataView;
  readonly #positions: DataView;
  readonly #rewards: Map<number, number>;
  readonly #snapshots: Map<number, GoldenSnapshot>;
  readonly #unlocked: Record<string, number>;

  constructor(trace: GoldenTrace) {
    this.#checksums = new DataView(decodeBase64(trace.crc).buffer);
    this.#positions = new DataView(decodeBase64(trace.rng).buffer);
    this.#rewards = new Map(trace.rewards);
    this.#snapshots = new Map(trace.snapshots.map((snapshot) => [snapshot.step, snapshot]));
    this.#unlocked = trace.unlocked;
  }

  rewardAt(step: number): number {
    return this.#rewards.get(step) ?? 0;
  }

  /** The first field that differs after `step`, or null. */
  compareState(world: Crafter, step: number): string | null {
    if (world.state.random.position !== this.#positions.getUint16(2 * step, true)) return 'rng';
    if (world.checksum() !== this.#checksums.getUint32(4 * step, true)) return 'state';
    if (!this.#unlockedAgree(world.state, step)) return 'unlocked';
    const snapshot = this.#snapshots.get(step);
    const field = snapshot ? compareSnapshot(world, snapshot) : null;
    return field === null ? null : `snapshot.${field}`;
  }

  #unlockedAgree(state: CrafterState, step: number): boolean {
    return ACHIEVEMENTS.every((name, i) => {
      const first = this.#unlocked[name];
      return state.achievements[i] > 0 === (first !== undefined && first <= step);
    });
  }
}

/** The first field of a snapshot that differs from the world, or null. */
export function compareSnapshot(world: Crafter, snapshot: GoldenSnapshot): string | null {
  const { state } = world;
  if (!(Math.abs(state.daylight - snapshot.daylight) <= DAYLIGHT_TOLERANCE)) return 'daylight';
  const actual: Partial<Record<keyof GoldenSnapshot, unknown>> = {
    step: state.step,
    daylight_e6: Math.floor(state.daylight * 1e6 + 0.5),
    objects: objectRows(state),
    player: playerFields(state),
    inventory: Object.fromEntries(ITEMS.map((name, i) => [name, state.inventory[i]])),
    achievements: Object.fromEntries(ACHIEVEMENTS.map((name, i) => [name, state.achievements[i]])),
    chunks: chunkBounds(state),
    rng_pos: state.random.position,
    rng_key_crc: crc32(new Uint8Array(state.random.key.buffer)),
    map_crc: crc32(state.materials),
    semantic_crc: crc32(semanticMap(state)),
    state_crc: world.checksum(),
  };
  if (snapshot.map !== undefined) actual.map = Array.from(state.materials, (id) => id.toString(16)).join('');
  for (const [field, value] of Object.entries(actual)) {
    if (!sameJson(value, snapshot[field as keyof GoldenSnapshot])) return field;
  }
  return null;
}

/** Rows of [type, x, y, health, dx, dy, flag, extra] in creation order. */
function objectRows(state: CrafterState): number[][] {
  return Array.from(state.order.subarray(0, state.objects), (slot) => {
    const type = state.type[slot];
    const { dx, dy } = DIRECTIONS[state.facing[slot]];
    const turned = type === PLAYER || type === ARROW;
    const health = type === PLAYER ? state.inventory[HEALTH] : state.health[slot];
    const flag = type === PLAYER && state.sleeping ? 1 : 0;
    return [
      type,
      state.x[slot],
      state.y[slot],
      health,
      turned ? dx : 0,
      turned ? dy : 0,
      flag,
      state.extra[slot],
    ];
  });
}

function playerFields(state: CrafterState): Record<string, unknown> {
  const { dx, dy } = DIRECTIONS[state.facing[PLAYER_SLOT]];
  return {
    hunger: state.hunger,
    thirst: state.thirst,
    fatigue: state.fatigue,
    recover: state.recover,
    last_health: state.lastHealth,
    sleeping: state.sleeping,
    facing: [dx, dy],
  };
}

/** [xmin, xmax, ymin, ymax] of each chunk in the order of entry. */
function chunkBounds(state: CrafterState): number[][] {
  const { order, entered, rows } = state.chunks;
  return Array.from(order.subarray(0, entered), (chunk) => {
    const left = Math.floor(chunk / rows) * CHUNK_SIZE;
    const top = (chunk % rows) * CHUNK_SIZE;
    const right = Math.min(left + CHUNK_SIZE, state.width);
    return [left, right, top, Math.min(top + CHUNK_SIZE, state.height)];
  });
}

/** Material ids with the objects painted over them. */
export function semanticMap(state: CrafterState): Uint8Array {
  const map = state.materials.slice();
  for (const slot of state.order.subarray(0, state.objects)) {
    map[state.x[slot] * state.height + state.y[slot]] = FIRST_OBJECT_ID + state.type[slot];
  }
  return map;
}

/** Equality of JSON values; the order of keys does not matter. */
function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) =>
    sameJson((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
