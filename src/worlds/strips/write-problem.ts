// A problem as PDDL text, laid out as the reference problems of the IPC 2023 learning track are.

export interface ProblemParts {
  /** Lines above the problem, without their ";;". */
  readonly comment: readonly string[];
  readonly name: string;
  readonly domain: string;
  /** Objects with their type, group by group. */
  readonly objects: readonly (readonly [names: readonly string[], type: string])[];
  /** Facts without parentheses: `on b1 b2`. */
  readonly init: readonly string[];
  readonly goal: readonly string[];
}

export function writeProblem({ comment, name, domain, objects, init, goal }: ProblemParts): string {
  const groups = objects.map(([names, type]) => `${names.join(' ')} - ${type}`);
  const objectText = groups.length === 1 ? groups[0] : groups.map((group) => `\n    ${group}`).join('');
  return [
    ...comment.map((line) => `;; ${line}`.trimEnd()),
    '',
    `(define (problem ${name})`,
    ` (:domain ${domain})`,
    ` (:objects ${objectText})`,
    ` (:init ${facts(init)})`,
    ` (:goal  (and ${facts(goal)})))`,
    '',
  ].join('\n');
}

/** `prefix1` … `prefixN`, as the reference problems number their objects. */
export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);
}

function facts(bare: readonly string[]): string {
  return bare.map((fact) => `\n    (${fact})`).join('');
}
