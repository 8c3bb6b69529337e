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
    command: 'npm run --silent lab -- sweep experiments/frequency.json --json',
    date: '2026-11-21',
    n: 400,
    rows: [
      { label: 'never', mean: 57.7, ci95: [56.4, 59.1], plansPer100: 0.0, tokens: 430 },
      { label: 'every 24', mean: 61.6, ci95: [60.1, 63.1], plansPer100: 4.3, tokens: 610 },
      { label: 'every 16', mean: 62.8, ci95: [61.3, 64.3], plansPer100: 6.3, tokens: 666 },
      { label: 'every 12', mean: 64.7, ci95: [63.1, 66.3], plansPer100: 8.4, tokens: 774 },
      { label: 'every 8', mean: 64.6, ci95: [63.1, 66.2], plansPer100: 12.6, tokens: 910 },
      { label: 'every 6', mean: 65.0, ci95: [63.4, 66.6], plansPer100: 16.7, tokens: 1045 },
      { label: 'every 4', mean: 66.1, ci95: [64.7, 67.6], plansPer100: 25.1, tokens: 1326 },
      { label: 'every 3', mean: 66.7, ci95: [65.2, 68.1], plansPer100: 33.4, tokens: 1663 },
      { label: 'every 2', mean: 63.6, ci95: [62.1, 65.0], plansPer100: 50.0, tokens: 1890 },
      { label: 'always', mean: 61.0, ci95: [59.6, 62.6], plansPer100: 100.0, tokens: 3320 },
      { label: 'dynamic', mean: 66.0, ci95: [64.6, 67.5], plansPer100: 15.9, tokens: 1025 },
    ],
    caveat:
      'Seeds 100 to 499, at most 2,000 steps, temperature 1, one training. Planning now and then beats never (dynamic 8.3 points, 95 % interval 6.5 to 10.0) and always (5.0 points, 3.2 to 7.0). Every 3, every 4 and deciding itself cannot be told apart; deciding itself takes 1,025 tokens an episode, every 3 steps 1,663.',
  },
  {
    title: 'How often to plan, three trainings',
    command: 'npm run --silent lab -- sweep experiments/frequency-trainings.json --json',
    date: '2026-11-21',
    n: 402,
    rows: [
      { label: 'never', mean: 46.9, ci95: [45.5, 48.2], plansPer100: 0.0, tokens: 287 },
      { label: 'every 16', mean: 48.1, ci95: [46.6, 49.5], plansPer100: 6.4, tokens: 466 },
      { label: 'every 8', mean: 51.1, ci95: [49.6, 52.5], plansPer100: 12.6, tokens: 620 },
      { label: 'every 4', mean: 52.1, ci95: [50.7, 53.6], plansPer100: 25.1, tokens: 917 },
      { label: 'every 2', mean: 50.5, ci95: [49.1, 51.9], plansPer100: 50.1, tokens: 1421 },
      { label: 'always', mean: 48.1, ci95: [46.8, 49.4], plansPer100: 100.0, tokens: 2308 },
      { label: 'dynamic', mean: 51.1, ci95: [49.7, 52.5], plansPer100: 17.2, tokens: 710 },
    ],
    caveat:
      'Seeds 100 to 233 for each of three models that were trained half as long as the shipped one, temperature 1. In each training never and always are below every 4 and deciding itself. At temperature 0.5 the shape is the same: never 48.5, always 52.6, every 4 57.2, deciding itself 56.0.',
  },
  {
    title: 'Learned with plans, or without',
    command: 'npm run --silent lab -- sweep experiments/naive-or-dynamic.json --json',
    date: '2026-11-21',
    n: 400,
    rows: [
      {
        label: 'Dynamic: learned with plans',
        mean: 66.0,
        ci95: [64.6, 67.5],
        plansPer100: 15.9,
        tokens: 1025,
      },
      {
        label: 'Naive: learned without plans',
        mean: 60.5,
        ci95: [59.0, 61.9],
        plansPer100: null,
        tokens: 490,
      },
      {
        label: 'Base: the words, not the game',
        mean: 11.1,
        ci95: [10.5, 11.6],
        plansPer100: null,
        tokens: 339,
      },
    ],
    caveat:
      'Seeds 100 to 499, at most 2,000 steps, temperature 1. Dynamic against naive: 5.5 points, 95 % interval 3.8 to 7.3. One training each, so the luck of a training is not in the interval.',
  },
  {
    title: 'Plans from outside',
    command: 'npm run --silent lab -- evaluate --seeds 100..299 --coach scripted --json',
    date: '2026-11-21',
    n: 200,
    rows: [
      { label: 'with the coach', mean: 72.2, ci95: [70.0, 74.3], plansPer100: 13.9, tokens: 578 },
      { label: 'alone, dynamic', mean: 66.3, ci95: [64.3, 68.2], plansPer100: 15.8, tokens: 1043 },
    ],
    caveat:
      'Seeds 100 to 299, at most 2,000 steps, temperature 1. A diamond in 14 of 200 episodes with the coach, in 2 of 200 alone. The coach is a script that sees what a person would see; no person wrote these plans.',
  },
  {
    title: 'What a fresh plan is worth, by the age of the old one',
    command:
      'npm run --silent lab -- advantage --study --schedule every-24 --hold --seeds 300..347 --forks 16 --horizon 24 --max-steps 500 --steps-per-run 5 --per-event 0 --json',
    date: '2026-11-21',
    n: 239,
    counted: 'steps of 48 runs',
    unit: 'Reward of the next 24 steps, fresh plan − old plan',
    along: 'age of the old plan, steps',
    rows: [
      { label: '1 to 2', x: 1.5, mean: 0.0, ci95: [-0.09, 0.09], plansPer100: null, tokens: null },
      { label: '3 to 4', x: 3.5, mean: 0.02, ci95: [-0.04, 0.09], plansPer100: null, tokens: null },
      { label: '5 to 8', x: 6.5, mean: 0.16, ci95: [0.07, 0.27], plansPer100: null, tokens: null },
      { label: '9 to 16', x: 12.5, mean: 0.19, ci95: [0.08, 0.33], plansPer100: null, tokens: null },
      { label: '17 to 24', x: 20.5, mean: 0.18, ci95: [0.06, 0.32], plansPer100: null, tokens: null },
    ],
    caveat:
      'Every step’s world forked 16 times with the old plan and 16 times with a fresh one, each held for 24 steps; agent planning every 24 steps. A young plan is as good as a new one; an older one is not, mostly because it has been carried out.',
  },
];
