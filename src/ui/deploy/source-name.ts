// A source of tasks in a few words.

import type { TaskSource } from '../../deployment/tasks.ts';
import { parseDomain } from '../../worlds/strips/domain.ts';
import { GIVEN_WORLD } from '../../worlds/strips/strips.ts';
import { WORLD_LABELS } from './knobs.ts';

/** Characters of a domain's own name. */
const MOST_SHOWN = 32;

/** `Blocksworld`, or `own blocksworld` by the name that a file gives its domain. */
export function sourceName(source: TaskSource): string {
  if (source.world !== GIVEN_WORLD) return WORLD_LABELS[source.world];
  return `own ${parseDomain(source.domain).name.slice(0, MOST_SHOWN)}`;
}

/** Sizes of drawn problems, or how many own ones there are. */
export function sizesText(source: TaskSource): string {
  return source.world === GIVEN_WORLD ? `${source.problems.length} files` : JSON.stringify(source.sizes);
}
