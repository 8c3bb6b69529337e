// The files that somebody chooses in the form, as the page holds them: one choice after the other, each going on from what the
// one before came to.

import { fail } from '../parts/notices.ts';
import { NO_FILES, type OwnFiles, type Reader, withDomain, withProblems, withReader } from './own-files.ts';

export class OwnChoice {
  /** As far as they are read. */
  files: OwnFiles = NO_FILES;
  readonly #onChange: () => void;
  #reader: Reader = 'planner';
  #reading: Promise<void> = Promise.resolve();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  readonly onDomain = (event: CustomEvent<File>): void => {
    this.#choose((files) => withDomain(files, event.detail));
  };

  readonly onProblems = (event: CustomEvent<readonly File[]>): void => {
    this.#choose((files) => withProblems(files, event.detail));
  };

  /** What is to read them from now on. */
  readFor(reader: Reader): void {
    this.#reader = reader;
    this.files = withReader(this.files, reader);
  }

  #choose(read: (files: OwnFiles) => Promise<OwnFiles>): void {
    this.#reading = this.#reading
      .then(async () => {
        this.files = withReader(await read(this.files), this.#reader);
        this.#onChange();
      })
      .catch(fail);
  }
}
