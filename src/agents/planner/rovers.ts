// Rovers as a planner reads it: a line per rover, camera and objective, then a line per rover and waypoint that says where it
// can drive from there. Words that only name a role carry it: `rock`, `from:waypoint3`, `want:high_res`.
//   rover1 at:waypoint3 soil image rover1store
//   waypoint3 soil-sample want-soil lander sees:waypoint1 sees:waypoint4
//   drive:rover1 from:waypoint3 to:waypoint1 to:waypoint4
//   camera1 aboard:rover1 target:objective2 takes:colour
//   objective1 seen:waypoint3 want:colour

import { type Problem, wordsOf } from '../../worlds/strips/problem.ts';
import { numbered } from '../../worlds/strips/write-problem.ts';
import { Lines, type Naming, nameObjects, objectsOf, type PlannerDomain, wordOf } from './planner-domain.ts';

/** The published problems have up to 4 rovers, 10 waypoints, 4 cameras and 10 objectives; modes and the lander are fixed. */
const ROVERS = numbered('rover', 4);
const STORES = ROVERS.map((rover) => `${rover}store`);
const WAYPOINTS = numbered('waypoint', 10);
const CAMERAS = numbered('camera', 4);
const OBJECTIVES = numbered('objective', 10);
const MODES = ['colour', 'high_res', 'low_res'];
const LANDERS = ['general'];
const PACK = 12;

const role = (name: string, words: readonly string[]) => words.map((word) => `${name}:${word}`);

export const ROVERS_PLANNER: PlannerDomain = {
  world: 'Rovers-v1',
  vocabulary: {
    actions: [
      ...['navigate', 'sample_soil', 'sample_rock', 'drop', 'calibrate', 'take_image'],
      ...['communicate_soil_data', 'communicate_rock_data', 'communicate_image_data'],
    ],
    planWords: [...ROVERS, ...STORES, ...WAYPOINTS, ...CAMERAS, ...OBJECTIVES, ...MODES, ...LANDERS],
    promptWords: [
      ...['plan', 'soil', 'rock', 'image', 'soil-sample', 'rock-sample', 'want-soil', 'want-rock', 'lander'],
      ...role('at', WAYPOINTS),
      ...role('sees', WAYPOINTS),
      ...role('drive', ROVERS),
      ...role('from', WAYPOINTS),
      ...role('to', WAYPOINTS),
      ...role('aboard', ROVERS),
      ...role('target', OBJECTIVES),
      ...role('takes', MODES),
      ...role('seen', WAYPOINTS),
      ...role('want', MODES),
    ],
  },
  pack: PACK,
  tell(problem, random) {
    const rovers = nameObjects(objectsOf(problem, 'rover'), ROVERS, random);
    const naming = new Map([
      ...rovers,
      ...nameStores(problem, new Map(rovers)),
      ...nameObjects(objectsOf(problem, 'waypoint'), WAYPOINTS, random),
      ...nameObjects(objectsOf(problem, 'camera'), CAMERAS, random),
      ...nameObjects(objectsOf(problem, 'objective'), OBJECTIVES, random),
      ...nameObjects(objectsOf(problem, 'mode'), MODES, random),
      ...nameObjects(objectsOf(problem, 'lander'), LANDERS),
    ]);
    const lines = linesOf(problem, naming);
    return { lines: random ? random.shuffle(lines) : lines, naming };
  },
};

/** A store goes by its rover's name. A store of nobody takes what is free. */
function nameStores(problem: Problem, rovers: Naming): [string, string][] {
  const owners = new Map<string, string>(
    [...problem.statics]
      .map(wordsOf)
      .flatMap(([predicate, store, rover]) =>
        predicate === 'store_of' ? [[store, `${rovers.get(rover)}store`] as const] : [],
      ),
  );
  const free = STORES.filter((word) => ![...owners.values()].includes(word));
  return objectsOf(problem, 'store').map((store) => [store, owners.get(store) ?? (free.shift() as string)]);
}

/** Which line a fact belongs to, and the words it adds there; facts that every drawn problem has are not told. */
function telling(
  [predicate, ...args]: string[],
  word: (object: string) => string,
): [string, ...string[]] | null {
  const [a, b, c] = args.map(word);
  switch (predicate) {
    case 'at':
      return [a, `at:${b}`];
    case 'equipped_for_soil_analysis':
      return [a, 'soil'];
    case 'equipped_for_rock_analysis':
      return [a, 'rock'];
    case 'equipped_for_imaging':
      return [a, 'image'];
    case 'on_board':
      return [a, `aboard:${b}`];
    case 'calibration_target':
      return [a, `target:${b}`];
    case 'supports':
      return [a, `takes:${b}`];
    case 'visible_from':
      return [a, `seen:${b}`];
    case 'at_lander':
      return [b, 'lander'];
    case 'at_soil_sample':
      return [a, 'soil-sample'];
    case 'at_rock_sample':
      return [a, 'rock-sample'];
    case 'visible':
      return [a, `sees:${b}`];
    case 'communicated_soil_data':
      return [a, 'want-soil'];
    case 'communicated_rock_data':
      return [a, 'want-rock'];
    case 'communicated_image_data':
      return [a, `want:${b}`];
    case 'can_traverse':
      return [`drive:${a}`, `from:${b}`, `to:${c}`];
    default:
      return null;
  }
}

function linesOf({ init, statics, goal }: Problem, naming: Naming): string[] {
  const word = (object: string) => wordOf(naming, object);
  const facts = [...init, ...statics, ...goal].map((fact) => telling(wordsOf(fact), word));
  const lines = new Lines(PACK);
  const drives = new Map<string, Set<string>>();
  for (const fact of facts) {
    if (fact === null) continue;
    const [head, ...words] = fact;
    if (!head.startsWith('drive:')) lines.add(head, ...words);
    else drives.set(`${head} ${words[0]}`, (drives.get(`${head} ${words[0]}`) ?? new Set()).add(words[1]));
  }
  return [...lines.text(), ...[...drives].map(([head, to]) => [head, ...to].join(' '))];
}
