// What was measured with the shipped models, with the command that repeats it. Figures only: the page renders them, and
// shows nothing where there are none.

/** One configuration's figures. */
export interface MeasuredRow {
  readonly label: string;
  /** Mean progress, in % of the 22 achievements (or what `unit` says). */
  readonly mean: number;
  /** 95 % interval of the mean. */
  readonly ci95: readonly [low: number, high: number] | null;
  /** null where it does not apply. */
  readonly plansPer100: number | null;
  /** Generated tokens per episode; null where it does not apply. */
  readonly tokens: number | null;
}

export interface Measurement {
  /** What was asked, in a few words. */
  readonly title: string;
  /** Repeats it on any machine. */
  readonly command: string;
  /** Day of the measurement, `2026-11-21`. */
  readonly date: string;
  /** Episodes of each row. */
  readonly n: number;
  readonly rows: readonly MeasuredRow[];
  /** What `mean` is; progress in % where it is absent. */
  readonly unit?: string;
  /** What it shows, and what it does not. */
  readonly caveat: string;
}

export const MEASURED: readonly Measurement[] = [];
