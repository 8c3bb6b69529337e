// Own tasks of Toolchain-v1, one line each: read from a file by the world's own parser, which bounds it and names the line and
// column of what it does not understand, and written into a link where they are short enough for one.

import { LabError } from '../../lab-error.ts';
import { parseTaskFile, TASK_FILE_LIMITS } from '../../worlds/toolchain/task-parser.ts';

/** Characters of the tasks in a link at the most; a link of about two thousand survives every mail program. */
const MOST_LINK = 1600;

/** @throws LabError bad-argument, too-large */
export async function readTasksFile(file: File): Promise<readonly string[]> {
  // No character takes more than four bytes: a longer file is refused before it is read.
  const { characters } = TASK_FILE_LIMITS;
  if (file.size > 4 * characters)
    throw new LabError(
      'too-large',
      `A file of tasks has at most ${characters.toLocaleString('en-US')} characters.`,
    );
  return parseTaskFile(await file.text()).tasks;
}

/** The value of the address's key `own`; null for tasks that are too long for a link. */
export function tasksForLink(lines: readonly string[]): string | null {
  const text = encodeURIComponent(lines.join('\n'));
  return text.length <= MOST_LINK ? text : null;
}

/** @param text as the address has it, already decoded @throws LabError bad-argument, too-large */
export function tasksOfLink(text: string): readonly string[] {
  return parseTaskFile(text).tasks;
}
