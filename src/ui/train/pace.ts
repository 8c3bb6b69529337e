// How fast a training goes, evaluations and samples included: steps a second over its last updates, and what that leaves.

/** Updates that count. */
const WINDOW = 6;

export class Pace {
  #marks: { readonly time: number; readonly steps: number }[] = [];

  /** A sitting begins: what was before says nothing about now. */
  reset(): void {
    this.#marks = [];
  }

  /** @param time in ms @param steps made in all */
  note(time: number, steps: number): void {
    this.#marks = [...this.#marks, { time, steps }].slice(-WINDOW);
  }

  /** 0 before there are two updates. */
  get stepsPerSecond(): number {
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    if (!first || !last || last.time <= first.time) return 0;
    return (1000 * (last.steps - first.steps)) / (last.time - first.time);
  }

  /** null while nothing can be said. @param steps that are left */
  msLeft(steps: number): number | null {
    const pace = this.stepsPerSecond;
    return pace > 0 ? (1000 * Math.max(0, steps)) / pace : null;
  }
}
