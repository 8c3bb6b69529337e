// A whole plan in the words of each kind of server, for those who want a chat model's plans well formed: names of operators and, at
// each place, names of objects that may stand there. Whether a step is legal, nothing here says.

import type { StepsGrammar } from '../language-model.ts';
import type { ConstraintStyle } from './constraint.ts';

type Operators = StepsGrammar['operators'];

/** Fields of the request that hold its answer to steps, one a line; under `json-schema` the answer is JSON (`readJsonSteps`). */
export function stepsFields(style: ConstraintStyle, grammar: StepsGrammar): Record<string, unknown> {
  const operators = grammar.operators.filter(({ parameters }) =>
    parameters.every(({ length }) => length > 0),
  );
  switch (style) {
    case 'json-schema':
      return {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'plan', strict: true, schema: schemaOf(operators) },
        },
      };
    case 'vllm':
      return { structured_outputs: { regex: regexOf(operators) } };
    case 'sglang':
      return { regex: regexOf(operators) };
    case 'llama.cpp':
      return { grammar: gbnfOf(operators) };
  }
}

/** What came under the JSON schema, as lines; null for what is no such plan. */
export function readJsonSteps(value: unknown): string | null {
  const { steps } = (value ?? {}) as { steps?: unknown };
  if (!Array.isArray(steps)) return null;
  return steps.map((step) => `(${Object.values(step ?? {}).join(' ')})`).join('\n');
}

/** Strict schemas want every property named as required; they come back in this order. */
function schemaOf(operators: Operators): object {
  const steps = operators.map(({ word, parameters }) => {
    const objects = parameters.map(
      (names, i) => [`object${i + 1}`, { type: 'string', enum: names }] as const,
    );
    const properties = { action: { type: 'string', enum: [word] }, ...Object.fromEntries(objects) };
    return strict(properties);
  });
  return strict({ steps: { type: 'array', items: { anyOf: steps } } });
}

function strict(properties: object): object {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function regexOf(operators: Operators): string {
  const escaped = (name: string) => name.replace(/[^\w ]/g, '\\$&');
  const any = (names: readonly string[]) => `(${names.map(escaped).join('|')})`;
  const steps = operators.map(({ word, parameters }) => [escaped(word), ...parameters.map(any)].join(' '));
  return `(\\((${steps.join('|')})\\)\\n?)*`;
}

/** llama.cpp's own notation: one rule for each list of objects, since many places share one. */
function gbnfOf(operators: Operators): string {
  const rules = new Map<string, string>();
  const ruleOf = (names: readonly string[]) => {
    const any = names.map((name) => JSON.stringify(name)).join(' | ');
    const known = rules.get(any) ?? `objects${rules.size + 1}`;
    rules.set(any, known);
    return known;
  };
  const steps = operators.map(({ word, parameters }) =>
    [JSON.stringify(word), ...parameters.map((names) => `" " ${ruleOf(names)}`)].join(' '),
  );
  const objects = [...rules].map(([any, name]) => `${name} ::= ${any}`);
  return ['root ::= ("(" step ")\\n")*', `step ::= ${steps.join(' | ')}`, ...objects].join('\n');
}
