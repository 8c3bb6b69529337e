// A person's own domain and problem files in the form: read here, bounded, and read anew whenever one of them is another one.

import { PLANNER_DOMAINS } from '../../agents/planner/domains.ts';
import { checkReads, plannerWorld } from '../../agents/planner/planner-for.ts';
import {
  type FileFault,
  type GivenSource,
  hashText,
  MOST_OWN_CHARACTERS,
  type NamedText,
  type OwnProblems,
  readOwnProblems,
  taskOf,
} from '../../deployment/own-problems.ts';
import { LabError } from '../../lab-error.ts';
import type { Domain } from '../../worlds/strips/domain.ts';
import { LIMITS } from '../../worlds/strips/limits.ts';

/** What is to read problems: a planner knows its own domains, a chat model reads any. */
export type Reader = 'planner' | 'chat';

export interface OwnFiles {
  readonly reader: Reader;
  readonly domain: NamedText | null;
  readonly problems: readonly NamedText[];
  /** Files that were too large, or too many, to be read at all. */
  readonly unread: Readonly<Record<'domain' | 'problems', readonly FileFault[]>>;
  /** What they came to; null until there is a domain. */
  readonly read: OwnProblems | null;
}

export const NO_FILES: OwnFiles = {
  reader: 'planner',
  domain: null,
  problems: [],
  unread: { domain: [], problems: [] },
  read: null,
};

/** Characters of a file's name that are shown. */
const NAME_SHOWN = 60;
const MOST_FILES = LIMITS.problems;
/** No character takes more than four bytes: what is longer is refused before it is read. */
const MOST_BYTES = 4 * MOST_OWN_CHARACTERS;

/** Another domain, the problems as before. Never rejects for a file, however wrong. */
export async function withDomain(own: OwnFiles, file: File): Promise<OwnFiles> {
  const { texts, unread } = await textsOf([file]);
  return readAgain({ ...own, domain: texts[0] ?? null, unread: { ...own.unread, domain: unread } });
}

/** Other problems, sorted by their files' names, the domain as before. Never rejects for a file, however wrong. */
export async function withProblems(own: OwnFiles, files: readonly File[]): Promise<OwnFiles> {
  const sorted = [...files].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const { texts, unread } = await textsOf(sorted);
  return readAgain({ ...own, problems: texts, unread: { ...own.unread, problems: unread } });
}

/** The files that a stored deployment was begun with; their names are not stored. */
export function filesOf({ domain, problems }: GivenSource, reader: Reader = 'planner'): OwnFiles {
  const named = problems.map((text) => ({ name: hashText(taskOf(text)), text }));
  return readAgain({ ...NO_FILES, reader, domain: { name: 'the domain', text: domain }, problems: named });
}

/** The same files for another reader. */
export function withReader(own: OwnFiles, reader: Reader): OwnFiles {
  return own.reader === reader ? own : readAgain({ ...own, reader });
}

/** All that is wrong with files, the domain's first. */
export function faultsOf({ unread, read }: OwnFiles): readonly FileFault[] {
  return [...unread.domain, ...unread.problems, ...(read?.faults ?? [])];
}

function readAgain(own: OwnFiles): OwnFiles {
  const { domain, problems, reader } = own;
  const check = reader === 'planner' ? planned : undefined;
  return { ...own, read: domain && readOwnProblems(domain, problems, check) };
}

/** A shipped planner must play the domain, and read each problem. */
function planned(domain: Domain): (problem: Parameters<typeof checkReads>[1]) => void {
  const planner = PLANNER_DOMAINS[plannerWorld(domain)];
  return (problem) => checkReads(planner, problem);
}

async function textsOf(files: readonly File[]): Promise<{ texts: NamedText[]; unread: FileFault[] }> {
  const texts: NamedText[] = [];
  const unread: FileFault[] = [];
  let room = MOST_BYTES;
  for (const file of files.slice(0, MOST_FILES)) {
    const name = file.name.slice(0, NAME_SHOWN);
    try {
      texts.push({ name, text: await textOf(file, room) });
      room -= file.size;
    } catch (error) {
      unread.push({ file: name, error: LabError.from(error) });
    }
  }
  const more = files.length - MOST_FILES;
  const tooMany = new LabError('too-large', `At most ${MOST_FILES} files are read.`);
  if (more > 0) unread.push({ file: `${more} further files`, error: tooMany });
  return { texts, unread };
}

/** @param room bytes that may still be read @throws LabError too-large, not-found */
async function textOf(file: File, room: number): Promise<string> {
  if (file.size > 4 * LIMITS.characters) throw new LabError('too-large', 'It is too large.');
  if (file.size > room) throw new LabError('too-large', 'With all files before it, it is too much.');
  try {
    return await file.text();
  } catch (cause) {
    throw new LabError('not-found', 'It cannot be read any more.', 'Choose it again.', cause);
  }
}
