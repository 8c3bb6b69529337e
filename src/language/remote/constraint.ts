// The grammar of an answer in the words of each kind of server, for those who want a chat model's answers held to it. It is an
// option, off by default: a model that cannot go wrong in form scores differently, so such runs are not to be set beside
// published ones. Where a server takes a regular expression or a grammar the answer keeps its form, `<plan> … </plan> action`;
// a JSON schema is what every server has, and the answer is then brought to that form here.

import type { AnswerGrammar } from '../language-model.ts';
import { readJsonSteps } from './steps-constraint.ts';

/** `json-schema`: any server; the others by their own parameters, `vllm` from 0.11 on. */
export type ConstraintStyle = 'json-schema' | 'vllm' | 'sglang' | 'llama.cpp';

/** A plan's bound in tokens as characters, which is what grammars count. */
const CHARACTERS_PER_TOKEN = 5;

/** Fields of the request that hold its answer to the grammar. */
export function constraintFields(style: ConstraintStyle, grammar: AnswerGrammar): Record<string, unknown> {
  switch (style) {
    case 'json-schema':
      return {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', strict: true, schema: schemaOf(grammar) },
        },
      };
    case 'vllm':
      return { structured_outputs: { regex: regexOf(grammar) } };
    case 'sglang':
      return { regex: regexOf(grammar) };
    case 'llama.cpp':
      return { grammar: gbnfOf(grammar) };
  }
}

/** A constrained answer in the port's form. What is not whole (a cut answer) stays as it came. */
export function readConstrained(style: ConstraintStyle, text: string): string {
  if (style !== 'json-schema') return text;
  try {
    const value = JSON.parse(text);
    const steps = readJsonSteps(value);
    if (steps !== null) return steps;
    const { plan, action } = value;
    return plan ? `<plan> ${plan} </plan> ${action}` : String(action);
  } catch {
    return text;
  }
}

/** Strict schemas name every property as required, so a plan that may be left out is null. */
function schemaOf({ plan, actions }: AnswerGrammar): object {
  const action = { type: 'string', enum: actions };
  const planned = { type: plan === 'must' ? 'string' : ['string', 'null'] };
  // The plan comes first, as in the free form: what is written later can build on it.
  const properties = plan === 'never' ? { action } : { plan: planned, action };
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function regexOf({ plan, maxPlanTokens, actions }: AnswerGrammar): string {
  const action = `(${actions.map((name) => name.replace(/[^\w ]/g, '\\$&')).join('|')})`;
  if (plan === 'never') return action;
  const planned = `<plan> [^<>]{1,${CHARACTERS_PER_TOKEN * maxPlanTokens}} </plan> `;
  return plan === 'must' ? planned + action : `(${planned})?${action}`;
}

/** llama.cpp's own notation. */
function gbnfOf({ plan, maxPlanTokens, actions }: AnswerGrammar): string {
  const action = `(${actions.map((name) => JSON.stringify(name)).join(' | ')})`;
  if (plan === 'never') return `root ::= ${action}`;
  const planned = `("<plan> " [^<>]{1,${CHARACTERS_PER_TOKEN * maxPlanTokens}} " </plan> ")`;
  return `root ::= ${planned}${plan === 'may' ? '?' : ''} ${action}`;
}
