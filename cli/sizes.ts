// Lists on the command line: files, and the sizes of a world's problems.

import { LabError } from '../src/lab-error.ts';

/** `blocks=4..9,grid=8` as ranges; '' for none. @throws LabError bad-argument */
export function sizesOf(text: string): Record<string, readonly [least: number, most: number]> {
  return Object.fromEntries(
    listOf(text).map((part) => {
      const match = /^([a-z]+)=(\d{1,4})(?:\.\.(\d{1,4}))?$/.exec(part);
      if (!match)
        throw new LabError('bad-argument', '--sizes takes NAME=N or NAME=LEAST..MOST, with commas.');
      const [, name, least, most = least] = match;
      return [name, [Number(least), Number(most)] as const];
    }),
  );
}

/** Parts between commas. */
export function listOf(text: string): string[] {
  return text.split(',').filter((part) => part !== '');
}
