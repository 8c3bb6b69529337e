// Commands of a service that must not overlap: of two that come at once the second one waits, and what goes wrong in one is
// no matter of the next.

export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  /** @returns what `work` does, which begins when all before it has ended */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}
