// Which of the planners that ship can play a domain that somebody brings. A planner writes the operators of its world and tells a
// problem by that world's predicates, so both must be the same, parameters and types included. What an operator needs and
// does may differ: the file's own domain judges every plan.

import { LabError } from '../../lab-error.ts';
import { type Domain, parseDomain } from '../../worlds/strips/domain.ts';
import type { Problem } from '../../worlds/strips/problem.ts';
import { DRAWN_WORLDS, type DrawnWorldId, domainText } from '../../worlds/strips/strips.ts';
import type { PlannerDomain } from './planner-domain.ts';
import { planningPrompt } from './planner-prompt.ts';

/** Says how to go on with a domain that none of them plays. */
export const CHAT_HINT =
  'A chat model can deploy on any domain: choose one as the model, or lab deploy --model remote:NAME --endpoint URL.';

/** The world whose planner plays this domain; null for none. */
export function plannerWorldOf(domain: Domain): DrawnWorldId | null {
  return DRAWN_WORLDS.find((world) => differences(domain, known(world)).length === 0) ?? null;
}

/** @throws LabError model-missing for a domain that no planner plays; the message says what keeps the nearest one from it */
export function plannerWorld(domain: Domain): DrawnWorldId {
  const world = plannerWorldOf(domain);
  if (world) return world;
  const found = DRAWN_WORLDS.map((id) => ({ id, all: differences(domain, known(id)) }));
  const [nearest] = found.sort((a, b) => a.all.length - b.all.length);
  throw new LabError(
    'model-missing',
    `No planner of this lab plays the domain "${domain.name}". The nearest is ${nearest.id}’s, but ${nearest.all[0]}.`,
    CHAT_HINT,
  );
}

/** @throws LabError too-large, bad-argument for a problem that has more objects, or other names, than the planner reads */
export function checkReads(planner: PlannerDomain, problem: Problem): void {
  const { naming } = planningPrompt(planner, problem);
  const words = [...naming.values()];
  const strange = [...naming].find(([, word]) => !planner.vocabulary.planWords.includes(word));
  if (strange) throw new LabError('bad-argument', `The planner has no word for "${strange[0]}".`);
  if (new Set(words).size < words.length)
    throw new LabError('bad-argument', 'Two objects of this problem would go by one word of the planner.');
}

const parsed = new Map<DrawnWorldId, Domain>();

function known(world: DrawnWorldId): Domain {
  const domain = parsed.get(world) ?? parseDomain(domainText(world));
  parsed.set(world, domain);
  return domain;
}

/** Sentences without their full stop, operators first; none where `domain` can be read and written as `wanted` is. */
function differences(domain: Domain, wanted: Domain): string[] {
  const missing = [...wanted.actions.values()].flatMap(({ name, parameters }) => {
    const own = domain.actions.get(name);
    if (!own) return [`it has no operator "${name}"`];
    return compared(`the operator "${name}"`, typesOf(own.parameters), typesOf(parameters));
  });
  const more = [...domain.actions.keys()]
    .filter((name) => !wanted.actions.has(name))
    .map((name) => `the planner has no operator "${name}"`);
  const predicates = [...wanted.predicates.values()].flatMap(({ name, types }) => {
    const own = domain.predicates.get(name);
    return own ? compared(`"${name}"`, own.types, types) : [`it has no predicate "${name}"`];
  });
  const constants = [...wanted.constants.keys()]
    .filter((name) => !domain.constants.has(name))
    .map((name) => `it has no constant "${name}"`);
  return [...missing, ...more, ...predicates, ...constants];
}

function typesOf(parameters: readonly { readonly type: string }[]): string[] {
  return parameters.map(({ type }) => type);
}

function compared(what: string, own: readonly string[], wanted: readonly string[]): string[] {
  if (own.join() === wanted.join()) return [];
  return [`${what} takes (${own.join(' ')}) here and (${wanted.join(' ')}) there`];
}
