// From data to pixels: where a value stands on an axis and which round numbers label it. Pure, so that every chart's
// geometry is tested without a page.

/** Low and high end, in the data's units. */
export type Domain = readonly [low: number, high: number];
/** `root` spreads small values out and, other than a logarithm, has a place for 0. */
export type ScaleKind = 'linear' | 'root';

export interface Scale {
  readonly domain: Domain;
  /** Pixels of a value. */
  readonly at: (value: number) => number;
  /** Round values inside the domain, in rising order. */
  readonly ticks: readonly number[];
}

/** Multiples that a reader counts in. */
const NICE = [1, 2, 2.5, 5, 10] as const;
/** Ticks of a root axis stand near these shares of its high end: evenly spaced to the eye. */
const ROOT_SHARES = [0, 0.04, 0.16, 0.36, 0.64, 1] as const;

/**
 * A scale from `domain` to `range` (pixels; the range may fall, as a y axis does).
 * @param count about how many ticks there is room for
 */
export function makeScale(kind: ScaleKind, domain: Domain, range: Domain, count: number): Scale {
  const bend = kind === 'root' ? (value: number) => Math.sqrt(Math.max(0, value)) : (value: number) => value;
  const [low, high] = [bend(domain[0]), bend(domain[1])];
  const perUnit = high === low ? 0 : (range[1] - range[0]) / (high - low);
  const ticks = kind === 'root' ? rootTicks(domain, count) : niceTicks(domain, count);
  return { domain, ticks, at: (value) => range[0] + (bend(value) - low) * perUnit };
}

/** The round step that cuts `span` into about `count` pieces, never into more than `count`. */
export function niceStep(span: number, count: number): number {
  if (!(span > 0)) return 1;
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const multiple = NICE.find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10;
  return multiple * power;
}

/** Multiples of a round step inside the domain, both ends included. */
export function niceTicks([low, high]: Domain, count: number): number[] {
  const step = niceStep(high - low, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first) + 1 }, (_, i) => rounded((first + i) * step));
}

/** Few round numbers, dense where a root axis is wide. */
function rootTicks([, high]: Domain, count: number): number[] {
  const shares = count >= 5 ? ROOT_SHARES : [0, 0.25, 1];
  const near = shares.map((share) => roundNear(share * high));
  return [...new Set(near)].filter((tick) => tick <= high);
}

/** One digit below 10, steps of half a power above: 3.8 → 4, 36 → 35, 64 → 65, 100 → 100. */
function roundNear(value: number): number {
  if (value === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const grain = power >= 10 ? power / 2 : power;
  return rounded(Math.round(value / grain) * grain);
}

export interface DomainLimits {
  /** The domain never reaches below or above these (a percentage: 0 and 100). */
  readonly floor?: number;
  readonly ceiling?: number;
  /** Least span, so that noise around one value does not fill the chart. */
  readonly span?: number;
}

/** A domain with round ends around all values; around nothing it is [floor, floor + span]. */
export function niceDomain(values: readonly number[], limits: DomainLimits = {}): Domain {
  const { floor = Number.NEGATIVE_INFINITY, ceiling = Number.POSITIVE_INFINITY, span = 0 } = limits;
  const known = values.filter(Number.isFinite);
  const start = Number.isFinite(floor) ? floor : 0;
  if (known.length === 0) return [start, start + (span || 1)];
  let [low, high] = [Math.min(...known), Math.max(...known)];
  const missing = Math.max(0, (span || Math.abs(high) || 1) - (high - low));
  if (span > 0 || high === low) [low, high] = [low - missing / 2, high + missing / 2];
  const step = niceStep(high - low, 5);
  const outer = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
  return [rounded(Math.max(floor, outer[0])), rounded(Math.min(ceiling, outer[1]))];
}

/** Without the last bits that sums of tenths leave behind. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
