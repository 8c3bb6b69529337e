// A person's own files: problems as a world draws them, with a comment that makes each text their own, and a domain that no
// planner knows.

import type { GivenSource, NamedText } from '../../src/deployment/own-problems.ts';
import { domainText, drawnProblem, GIVEN_WORLD } from '../../src/worlds/strips/strips.ts';
import { SOURCE } from './fakes.ts';

export const BLOCKS: NamedText = { name: 'domain.pddl', text: `; mine\n${domainText('Blocksworld-v1')}` };

/** `blocksworld-N`, which the fakes can solve. */
export function ownProblem(seed: number): NamedText {
  return { name: `p${seed}.pddl`, text: `; mine\n${drawnProblem(SOURCE.world, seed, SOURCE.sizes).text}` };
}

export function ownSource(seeds: readonly number[]): GivenSource {
  return {
    world: GIVEN_WORLD,
    domain: BLOCKS.text,
    problems: seeds.map((seed) => ownProblem(seed).text),
  };
}

/** A boat that carries one car at a time. */
export const FERRY: NamedText = {
  name: 'ferry.pddl',
  text: `(define (domain ferry) (:requirements :strips)
 (:predicates (at ?c ?p) (boat ?p) (aboard ?c) (free) (car ?c) (port ?p))
 (:action sail :parameters (?from ?to) :precondition (and (port ?to) (boat ?from)) :effect (and (boat ?to) (not (boat ?from))))
 (:action board :parameters (?c ?p) :precondition (and (car ?c) (at ?c ?p) (boat ?p) (free)) :effect (and (aboard ?c) (not (at ?c ?p)) (not (free))))
 (:action leave :parameters (?c ?p) :precondition (and (aboard ?c) (boat ?p)) :effect (and (at ?c ?p) (free) (not (aboard ?c)))))`,
};

export const CROSSING: NamedText = {
  name: 'crossing.pddl',
  text: `(define (problem crossing) (:domain ferry) (:objects c1 north south)
 (:init (car c1) (port north) (port south) (at c1 north) (boat south) (free)) (:goal (at c1 south)))`,
};

export const CROSSING_PLAN = '(sail south north) (board c1 north) (sail north south) (leave c1 south)';
