// Pools and states of a deployment on worlds as files. A file may come from anybody, so it is bounded before it is read and every
// field is checked; a record is believed only after it was played again.

import * as z from 'zod/mini';
import { MAX_PLAN_TOKENS } from '../../agents/agent.ts';
import { crafterVocabulary } from '../../agents/crafter-vocabulary.ts';
import { LabError } from '../../lab-error.ts';
import { MAX_RECORD_STEPS, type RunRecord } from '../../records/record.ts';
import { verifyRecord } from '../../records/replay.ts';
import { askedAttempts } from '../loop.ts';
import { atOnce, eachPiece, type InPieces } from '../pieces.ts';
import { MAX_NAME } from '../pool.ts';
import { LOOP_SCHEMA, PLAN_SHAPE, readJson, stateData, stateOf, writeJson } from '../state-json.ts';
import { MOST_TASKS } from '../tasks.ts';
import { EPISODE_CURATION_SCHEMA } from './episode-curation.ts';
import {
  type EpisodePool,
  type EpisodeTrace,
  emptyEpisodePool,
  traceOf,
  withEpisodes,
} from './episode-pool.ts';
import type { EpisodePlan, EpisodeState } from './episode-run.ts';
import { attemptOf, type EpisodeAttempt, type EpisodeSource, recordOf } from './episodes.ts';

const POOL_FORMAT = 'goldilocks-episodes-1';
const STATE_FORMAT = 'goldilocks-deployment-1';
/** A thousand episodes of 10,000 steps come to some 30 MB. */
export const MAX_EPISODE_POOL_BYTES = 64 << 20;
export const MAX_EPISODE_STATE_BYTES = 256 << 20;
const MOST_ATTEMPTS = 100_000;
/** Steps of a pool: a thousand episodes of 10,000. */
const MOST_POOL_STEPS = 10_000_000;
/** Of a record in base64. */
const MAX_RECORD_CHARACTERS = 3 << 20;

const count = z.int().check(z.minimum(0));
const percent = z.number().check(z.minimum(0), z.maximum(100));
const key = z.string().check(z.regex(/^[0-9a-f]{16}$/));
const record = z.string().check(z.maxLength(MAX_RECORD_CHARACTERS));

const EPISODE_SOURCE_SCHEMA = z.strictObject({
  world: z.literal('Crafter-v1'),
  schedule: z.string().check(z.regex(/^(never|always|dynamic|every-([1-9][0-9]{0,2}|1000))$/)),
  maxSteps: z.int().check(z.minimum(1), z.maximum(MAX_RECORD_STEPS)),
});

const TRACE = z.strictObject({
  ...{ task: count, key, record, progress: percent, steps: count, plans: count, tokens: count },
  generation: z.int().check(z.minimum(0), z.maximum(10_000)),
  model: z.string().check(z.maxLength(64)),
  keptBy: z.string().check(z.minLength(1), z.maxLength(MAX_NAME)),
});

const POOL = z.strictObject({
  source: EPISODE_SOURCE_SCHEMA,
  preference: z.enum(['best', 'any']),
  traces: z.array(TRACE).check(z.maxLength(MOST_TASKS)),
});

const ATTEMPT = z.strictObject({
  ...{ task: count, sample: count, key, record, progress: percent, steps: count },
  ...{ plans: count, planTokens: count, tokens: count, died: z.boolean() },
  achievements: z.array(z.string().check(z.maxLength(40))).check(z.maxLength(22)),
});

const POOL_FILE = z.strictObject({ format: z.literal(POOL_FORMAT), ...POOL.shape });

const STATE_FILE = z.strictObject({
  format: z.literal(STATE_FORMAT),
  kind: z.literal('episodes'),
  ...LOOP_SCHEMA,
  plan: z.strictObject({ ...PLAN_SHAPE, source: EPISODE_SOURCE_SCHEMA, curation: EPISODE_CURATION_SCHEMA }),
  attempts: z.array(ATTEMPT).check(z.maxLength(MOST_ATTEMPTS)),
  pool: POOL,
});

export interface ImportedEpisodes {
  readonly pool: EpisodePool;
  /** Episodes that do not replay as they claim, or were played otherwise: they were left out. */
  readonly invalid: number;
}

/** UTF-8 bytes of JSON; equal pools give equal bytes. */
export function writeEpisodePool(pool: EpisodePool): Uint8Array<ArrayBuffer> {
  return writeJson(POOL_FILE, { format: POOL_FORMAT, ...poolData(pool) });
}

/** @throws LabError too-large, bad-record (no pool) */
export function readEpisodePool(bytes: Uint8Array): ImportedEpisodes {
  return atOnce(poolInPieces(bytes));
}

/** One piece an episode. */
function* poolInPieces(bytes: Uint8Array): InPieces<ImportedEpisodes> {
  const data = readJson(bytes, POOL_FILE, { most: MAX_EPISODE_POOL_BYTES, what: 'pool of episodes' });
  const { preference, traces } = data;
  const source = data.source as EpisodeSource;
  if (traces.length * source.maxSteps > MOST_POOL_STEPS)
    throw new LabError(
      'too-large',
      'The episodes of this pool are too long to be played again, all of them.',
    );
  const checked = yield* eachPiece(traces, (trace) => {
    const attempt = replayed(trace, source);
    return attempt && traceOf(attempt, trace);
  });
  const pool = withEpisodes(emptyEpisodePool(source, preference), checked);
  return { pool, invalid: traces.length - checked.length };
}

/** UTF-8 bytes of JSON. */
export function writeEpisodeState(state: EpisodeState): Uint8Array<ArrayBuffer> {
  return writeJson(STATE_FILE, stateFile(state));
}

/**
 * @param plan that the state must be of, but for what a person has kept so far; any if left out
 * @throws LabError too-large, bad-record, bad-model (its adapter), bad-argument for a state of another plan
 */
export function readEpisodeState(bytes: Uint8Array, plan?: EpisodePlan): EpisodeState {
  const most = MAX_EPISODE_STATE_BYTES;
  const { format: _, ...data } = readJson(bytes, STATE_FILE, { most, what: 'stored deployment on worlds' });
  if (plan && planText(data.plan) !== planText(STATE_FILE.shape.plan.parse(plan)))
    throw new LabError(
      'bad-argument',
      'A deployment of another set-up lies here.',
      'Take another folder, or ask for the same as before.',
    );
  const { source, preference, traces } = data.pool;
  const empty = emptyEpisodePool(source as EpisodeSource, preference);
  return stateOf<EpisodeState>(data, withEpisodes(empty, traces));
}

/** Every episode of a state from anybody's file, played again, one piece an episode; those that do not fit are left out. */
export function* believed(state: EpisodeState): InPieces<EpisodeState> {
  const { source } = state.plan;
  const asked = askedAttempts(state.plan);
  yield state.attempts.length + state.pool.traces.size;
  const attempts = yield* eachPiece(state.attempts, (attempt) => {
    // Each once: what a plan does not ask for is not worth the time to play it.
    if (!asked.delete(`${attempt.task} ${attempt.sample}`)) return null;
    const again = replayed(attempt, source);
    return again && { ...again, sample: attempt.sample };
  });
  const { pool } = yield* poolInPieces(writeEpisodePool(state.pool));
  return { ...state, attempts, pool };
}

/** The attempt that a record really is; null where it is none of these worlds'. */
function replayed(
  claimed: Pick<EpisodeTrace, 'task' | 'record'>,
  source: EpisodeSource,
): EpisodeAttempt | null {
  try {
    const record = recordOf(claimed);
    const fits =
      record.config.seed === claimed.task && isPlayedAs(record, source) && verifyRecord(record).equal;
    return fits ? attemptOf(0, record) : null;
  } catch {
    return null;
  }
}

/** The agent's own episode, in the words that it can be taught. */
function isPlayedAs({ config, steps }: RunRecord, { world, schedule, maxSteps }: EpisodeSource): boolean {
  const { id, length, area } = config.world;
  const isPlay = id === world && length === maxSteps && area[0] === 64 && area[1] === 64;
  const words = new Set<string>(crafterVocabulary().planWords);
  const isOwn = (text: string) => {
    const said = text.split(' ');
    return said.length <= MAX_PLAN_TOKENS && said.every((word) => words.has(word));
  };
  return (
    isPlay &&
    config.agent.schedule === schedule &&
    steps.every(
      ({ by, plan, planBy }) => by === 'agent' && (plan === undefined || (planBy === 'agent' && isOwn(plan))),
    )
  );
}

function stateFile(state: EpisodeState): z.input<typeof STATE_FILE> {
  const data = { format: STATE_FORMAT, ...stateData(state, poolData(state.pool)) };
  return data as unknown as z.input<typeof STATE_FILE>;
}

function poolData({ source, preference, traces }: EpisodePool) {
  return { source, preference, traces: [...traces.values()] };
}

/** A person decides as the deployment goes on. */
function planText({ curation, ...rest }: z.infer<typeof STATE_FILE>['plan']): string {
  return JSON.stringify({
    ...rest,
    curation: curation.by === 'person' ? { ...curation, kept: [] } : curation,
  });
}
