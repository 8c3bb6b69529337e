// Seeds as people write them: `7`, `1,2,3`, `100..299`, or a mixture with commas; and back, as short as it gets.

import { LabError } from '../lab-error.ts';

/** Seeds that one text may name. */
const MOST = 100_000;

/** @throws LabError bad-argument */
export function parseSeeds(text: string): number[] {
  const seeds = text.split(',', MOST + 1).flatMap(seedRange);
  if (seeds.length > MOST) throw badSeeds(`These are more than ${MOST.toLocaleString('en')} seeds.`);
  return seeds;
}

/** `100..299` for [100, 101, …, 299]. */
export function formatSeeds(seeds: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < seeds.length; ) {
    let end = i;
    while (seeds[end + 1] === seeds[end] + 1) end++;
    if (end - i < 2) end = i;
    parts.push(end > i ? `${seeds[i]}..${seeds[end]}` : `${seeds[i]}`);
    i = end + 1;
  }
  return parts.join(',');
}

/** Where worlds begin that no shipped model was trained on: training takes seeds from 1,000,000. */
export const FIRST_UNSEEN = 100;

/**
 * Seeds to evaluate on: as `parseSeeds`, but a lone number N stands for N worlds that no model was trained on
 * (`200` = `100..299`). One seed alone is written `7..7`.
 * @throws LabError bad-argument
 */
export function parseEvaluationSeeds(text: string): number[] {
  if (!/^\s*\d+\s*$/.test(text)) return parseSeeds(text);
  const count = Number(text);
  if (count < 1) throw badSeeds('At least one episode must be played.');
  return parseSeeds(`${FIRST_UNSEEN}..${FIRST_UNSEEN + count - 1}`);
}

/** What `parseEvaluationSeeds` reads as these seeds. */
export function formatEvaluationSeeds(seeds: readonly number[]): string {
  return seeds.length === 1 ? `${seeds[0]}..${seeds[0]}` : formatSeeds(seeds);
}

function seedRange(part: string): number[] {
  const range = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(part.trim());
  if (!range) throw badSeeds(`"${part.slice(0, 40)}" is not a seed (7), a list (1,2) or a range (1..9).`);
  const first = Number(range[1]);
  const last = Number(range[2] ?? range[1]);
  if (last < first || last - first > MOST) throw badSeeds(`"${part.slice(0, 40)}" is not a usable range.`);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function badSeeds(message: string): LabError {
  return new LabError('bad-argument', message, 'Write seeds as 7, 1,2,3 or 100..299.');
}
