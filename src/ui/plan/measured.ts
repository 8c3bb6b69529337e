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
  /** Place on the axis `along`. */
  readonly x?: number;
}

export interface Measurement {
  /** What was asked, in a few words. */
  readonly title: string;
  /** Repeats it on any machine. */
  readonly command: string;
  /** Day of the measurement, `2026-11-21`. */
  readonly date: string;
  /** Episodes of each row, or what `counted` says. */
  readonly n: number;
  /** What `n` counts; `episodes each` where it is absent. */
  readonly counted?: string;
  readonly rows: readonly MeasuredRow[];
  /** What `mean` is; progress in % where it is absent. */
  readonly unit?: string;
  /** The chart's horizontal axis, for rows with an `x`; plans per 100 steps where it is absent. */
  readonly along?: string;
  /** What it shows, and what it does not. */
  readonly caveat: string;
}

export const MEASURED: readonly Measurement[] = [
  {
    title: 'How often to plan',
    command: 'npm run --silent lab -- sweep experiments/frequency-short.json --json',
    date: '2026-11-21',
    n: 200,
    rows: [
      { label: 'never', mean: 47.8, ci95: [45.7, 49.9], plansPer100: 0.0, tokens: 311 },
      { label: 'every 24', mean: 48.2, ci95: [46.2, 50.0], plansPer100: 4.3, tokens: 381 },
      { label: 'every 16', mean: 53.2, ci95: [51.3, 55.1], plansPer100: 6.4, tokens: 491 },
      { label: 'every 8', mean: 60.8, ci95: [58.8, 62.9], plansPer100: 12.6, tokens: 784 },
      { label: 'every 4', mean: 61.2, ci95: [59.1, 63.2], plansPer100: 25.1, tokens: 1194 },
      { label: 'every 2', mean: 62.7, ci95: [60.6, 64.8], plansPer100: 50.0, tokens: 1924 },
      { label: 'always', mean: 58.7, ci95: [56.5, 60.7], plansPer100: 100.0, tokens: 2910 },
      { label: 'dynamic', mean: 62.4, ci95: [60.4, 64.5], plansPer100: 17.4, tokens: 1009 },
    ],
    caveat:
      'Seeds 100 to 299, at most 2,000 steps, temperature 1, one training. Never and always planning are both worse than every 2 steps and than deciding itself (always against dynamic: −3.7 points, 95 % interval −6.5 to −1.0); which of every 2, 4, 8 and dynamic is best cannot be told. At equal progress deciding itself takes half the tokens of every 2 steps.',
  },
  {
    title: 'Plans from outside',
    command: 'npm run --silent lab -- evaluate --seeds 100..299 --coach scripted --json',
    date: '2026-11-21',
    n: 200,
    rows: [
      { label: 'with the coach', mean: 68.7, ci95: [66.5, 70.7], plansPer100: 13.2, tokens: 513 },
      { label: 'alone, dynamic', mean: 62.4, ci95: [60.4, 64.5], plansPer100: 17.4, tokens: 1009 },
    ],
    caveat:
      'Seeds 100 to 299, at most 2,000 steps, temperature 1. A diamond in 11 of 200 episodes with the coach, in 1 of 200 alone. The coach is a script that sees what a person would see; no person wrote these plans.',
  },
  {
    title: 'Learned with plans, or without',
    command:
      'npm run --silent lab -- sweep experiments/naive-or-dynamic.json --json   # here with "seeds": "200"',
    date: '2026-11-21',
    n: 200,
    rows: [
      {
        label: 'Dynamic: learned with plans',
        mean: 62.4,
        ci95: [60.4, 64.5],
        plansPer100: 17.4,
        tokens: 1009,
      },
      {
        label: 'Naive: learned without plans',
        mean: 60.0,
        ci95: [57.7, 62.2],
        plansPer100: null,
        tokens: 429,
      },
      {
        label: 'Base: the words, not the game',
        mean: 11.3,
        ci95: [10.5, 12.1],
        plansPer100: null,
        tokens: 343,
      },
    ],
    caveat:
      'Seeds 100 to 299, at most 2,000 steps, temperature 1, one training each of equally many steps. Dynamic against naive: 2.4 points, 95 % interval −0.1 to 5.1. Whether learning with plans helped is not decided by this.',
  },
];
