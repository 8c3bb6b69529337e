// `lab bench NAME`: one benchmark of bench/, loaded on demand. Figures are medians of several runs on this machine; use
// them to compare two states of the code on one machine, never two machines.

import type { Benchmark, Figures } from '../bench/figures.ts';
import { LabError } from '../src/lab-error.ts';
import type { Command } from './main.ts';

const BENCHMARKS: Record<string, () => Promise<{ benchmark: Benchmark }>> = {
  crafter: () => import('../bench/crafter.ts'),
  model: () => import('../bench/model.ts'),
  learn: () => import('../bench/learn.ts'),
  page: () => import('../bench/page.ts'),
  records: () => import('../bench/records.ts'),
};

export const command: Command = {
  usage: `bench ${Object.keys(BENCHMARKS).join(' | ')} [--quick] [--json]`,
  async run(args) {
    const quick = args.flag('quick');
    const [name, ...rest] = args.words;
    const load = Object.hasOwn(BENCHMARKS, name ?? '') ? BENCHMARKS[name] : undefined;
    if (!load || rest.length > 0) {
      const known = Object.keys(BENCHMARKS).join(', ');
      throw new LabError('bad-argument', `Name one benchmark of: ${known}.`);
    }
    const { benchmark } = await load();
    const figures = await benchmark.run({ quick, args });
    args.refuseUnknown();
    return { json: { figures }, text: figuresText(figures), ok: true };
  },
};

function figuresText(figures: Figures): string {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  const lines = Object.entries(figures).map(([name, { median, unit, runs }]) => {
    const range = `${format(Math.min(...runs))} .. ${format(Math.max(...runs))}`;
    return `${name.padEnd(width)}  ${format(median).padStart(12)} ${unit}  (${runs.length} runs, ${range})`;
  });
  return lines.join('\n');
}

/** Whole numbers, and large ones rounded, with thousands separators; small ones with three digits. */
function format(value: number): string {
  return value >= 100 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en-US')
    : value.toPrecision(3);
}
