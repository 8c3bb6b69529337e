// A sweep as a link: `#/plan?s=…` carries the whole set-up and, as far as LINK_LIMIT allows, every job's figures, from
// which the page redraws all its charts. Deflated and in base64url like a run's link, and read as warily: bounded before
// it is unpacked, then checked like any sweep.
//
//   bytes     content
//   1         version
//   varint …  length, and the set-up as JSON (seeds as text, `100..299`)
//   varint    number of jobs
//   …         one column after another (varints): what cannot be computed from the others, or how far it is from a guess
//
// Shares are kept to a thousandth and ages to a hundredth; everything else is exact. A link's figures are a claim: only
// playing the sweep again shows that they are true.

import { LabError } from '../lab-error.ts';
import { canonicalJson } from '../records/schema.ts';
import { badLink, LINK_LIMIT, MAX_FRAGMENT, pack, unpack, withoutFragment } from '../records/share-link.ts';
import { ACHIEVEMENTS } from '../worlds/crafter/names.ts';
import { deepest } from './achievement-depth.ts';
import { checkMetrics } from './job-store.ts';
import type { EpisodeMetrics } from './metrics.ts';
import { formatSeeds, parseSeeds } from './seeds.ts';
import { checkSweep, type Job, type JobFigures, jobsOf, type Sweep } from './sweep.ts';

export interface SharedSweep {
  readonly sweep: Sweep;
  /** Empty where the link carries the set-up alone. */
  readonly jobs: readonly JobFigures[];
}

const VERSION = 1;
/** Bounds what a fragment may inflate to: 50,000 jobs of twenty bytes are a megabyte. */
const MAX_BYTES = 2 ** 20;
/** A raw column holds these many units to one. */
const SHARE = 1000;
const AGE = 100;

/**
 * A link to a sweep, with its figures where they fit.
 * @param baseUrl the page's address; a fragment it has is replaced
 * @throws LabError too-large where not even the set-up fits
 */
export async function sweepLinkFor(
  { sweep, jobs }: SharedSweep,
  baseUrl: string,
): Promise<{ readonly link: string; readonly withResults: boolean }> {
  for (const some of jobs.length > 0 ? [jobs, []] : [[]]) {
    const link = `${withoutFragment(baseUrl)}#/plan?s=${await pack(encode({ sweep, jobs: some }))}`;
    if (link.length <= LINK_LIMIT) return { link, withResults: some.length > 0 };
  }
  throw new LabError(
    'too-large',
    'This experiment’s set-up is too long for a link.',
    'Save it as a JSON file instead.',
  );
}

/**
 * What a fragment or a whole link carries; null where it carries no sweep.
 * @throws LabError bad-link, wrong-version, too-large, bad-argument
 */
export async function parseSweepFragment(link: string): Promise<SharedSweep | null> {
  const fragment = link.slice(link.indexOf('#') + 1);
  const found = /(?:^|[?&])s=([^&]*)/.exec(fragment.slice(0, MAX_FRAGMENT + 1));
  if (!found) return null;
  if (fragment.length > MAX_FRAGMENT)
    throw new LabError('too-large', 'This link is longer than any that carries an experiment.');
  const bytes = await unpack(found[1], MAX_BYTES);
  try {
    return decode(bytes);
  } catch (error) {
    const { code } = LabError.from(error);
    throw code === 'bad-record' || code === 'internal' ? badLink(error) : error;
  }
}

function encode({ sweep, jobs }: SharedSweep): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(canonicalJson({ ...sweep, seeds: formatSeeds(sweep.seeds) }));
  const sorted = jobs.toSorted((a, b) => a.job.index - b.job.index);
  const out: number[] = [VERSION];
  writeVarint(out, json.length);
  out.push(...json);
  writeVarint(out, sorted.length);
  sorted.forEach(({ job }, i) => {
    writeVarint(out, job.index - (i === 0 ? 0 : sorted[i - 1].job.index + 1));
  });
  for (const { get } of COLUMNS) for (const { metrics } of sorted) writeVarint(out, get(metrics));
  return Uint8Array.from(out);
}

/** @throws LabError wrong-version, bad-argument, bad-record; Error for damaged bytes */
function decode(bytes: Uint8Array): SharedSweep {
  const reader = new Reader(bytes);
  if (reader.byte() !== VERSION)
    throw new LabError(
      'wrong-version',
      'This link was made by another version of the lab, which this one cannot read.',
      'Reload the page to get the newest version.',
    );
  const set = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(reader.bytes(reader.varint())));
  const sweep = checkSweep({ ...set, seeds: parseSeeds(String(set.seeds)) });
  const all = jobsOf(sweep);
  const count = reader.varint();
  if (count > all.length) throw badLink();
  let next = 0;
  const jobs = Array.from({ length: count }, () => {
    const job = all[next + reader.varint()];
    if (!job) throw badLink();
    next = job.index + 1;
    return job;
  });
  const rows: Raw[] = jobs.map(() => ({}) as Raw);
  for (const { key } of COLUMNS) for (const row of rows) row[key] = reader.varint();
  if (!reader.ended) throw badLink();
  return { sweep, jobs: jobs.map((job, i) => ({ job, metrics: metricsOfRaw(rows[i], job) })) };
}

type Key =
  | 'steps'
  | 'unlocked'
  | 'health'
  | 'plans'
  | 'planTokens'
  | 'moreTokens'
  | 'backtracks'
  | 'planAge'
  | 'drift'
  | 'judged';
type Raw = Record<Key, number>;

/** null is 0, x is 1 + x. */
const optional = (value: number | null, units: number) =>
  value === null ? 0 : 1 + Math.round(value * units);

/** The lowest bit of `steps` says whether the player died; `unlocked` has a bit for each of ACHIEVEMENTS. */
const COLUMNS: readonly { readonly key: Key; readonly get: (metrics: EpisodeMetrics) => number }[] = [
  { key: 'steps', get: ({ steps, terminated }) => 2 * steps + (terminated ? 1 : 0) },
  {
    key: 'unlocked',
    get: ({ unlocked }) =>
      ACHIEVEMENTS.reduce((bits, name, i) => bits | (unlocked.includes(name) ? 1 << i : 0), 0),
  },
  {
    key: 'health',
    get: ({ episodeReturn, unlocked }) => zigzag(Math.round(10 * (episodeReturn - unlocked.length))),
  },
  { key: 'plans', get: ({ plans }) => plans },
  { key: 'planTokens', get: ({ planTokens }) => planTokens },
  { key: 'moreTokens', get: ({ tokens, ...rest }) => zigzag(tokens - usualTokens(rest)) },
  { key: 'backtracks', get: ({ backtracks }) => backtracks },
  { key: 'planAge', get: ({ planAge }) => optional(planAge, AGE) },
  { key: 'drift', get: ({ drift }) => optional(drift, SHARE) },
  { key: 'judged', get: ({ judged }) => optional(judged, SHARE) },
];

/** One token an action, and two tags around each plan. */
function usualTokens({
  steps,
  plans,
  planTokens,
}: Pick<EpisodeMetrics, 'steps' | 'plans' | 'planTokens'>): number {
  return steps + planTokens + 2 * plans;
}

/** @throws LabError bad-record */
function metricsOfRaw(raw: Raw, job: Job): EpisodeMetrics {
  const { plans, planTokens, backtracks } = raw;
  const steps = Math.floor(raw.steps / 2);
  const unlocked = ACHIEVEMENTS.filter((_, i) => raw.unlocked & (1 << i));
  const tokens = usualTokens({ steps, plans, planTokens }) + unzigzag(raw.moreTokens);
  const per100 = (count: number) => (steps === 0 ? 0 : (100 * count) / steps);
  const value = (raw: number, units: number) => (raw === 0 ? null : (raw - 1) / units);
  return checkMetrics(
    {
      seed: job.seed,
      steps,
      unlocked,
      episodeReturn: unlocked.length + unzigzag(raw.health) / 10,
      plans,
      planTokens,
      tokens,
      terminated: raw.steps % 2 === 1,
      progress: (100 * unlocked.length) / ACHIEVEMENTS.length,
      plansPer100: per100(plans),
      tokensPerAchievement: unlocked.length === 0 ? null : tokens / unlocked.length,
      backtracks,
      backtracksPer100: per100(backtracks),
      planAge: value(raw.planAge, AGE),
      drift: value(raw.drift, SHARE),
      judged: value(raw.judged, SHARE),
      depth: deepest(unlocked),
    },
    job,
  );
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

/** Seven bits a byte, the lowest first. */
function writeVarint(out: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  out.push(rest);
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    if (this.ended) throw badLink();
    return this.#bytes[this.#at++];
  }

  bytes(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw badLink();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Below 2^49. */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = this.byte();
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
    throw badLink();
  }
}
