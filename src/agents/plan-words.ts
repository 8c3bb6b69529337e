// The closed list of words a plan is made of, and what people say instead. The pocket model generates these words and
// no others; a person's synonym is read as the closed word, and a word that is in neither list is left to the reader.

/** Direction words, shared by plans and prompts: 8 sectors, north first, clockwise. */
export const DIRECTION_WORDS = [
  'north',
  'north-east',
  'east',
  'south-east',
  'south',
  'south-west',
  'west',
  'north-west',
] as const;
export type DirectionWord = (typeof DIRECTION_WORDS)[number];

/** Distance words by walking cells: 1, up to 6, up to 14, more. */
export const DISTANCE_WORDS = ['beside', 'near', 'mid', 'far'] as const;
export type DistanceWord = (typeof DISTANCE_WORDS)[number];

export const VERB_WORDS = [
  'collect',
  'place',
  'make',
  'drink',
  'eat',
  'fight',
  'flee',
  'sleep',
  'wait',
  'explore',
  'go',
] as const;
export const THING_WORDS = [
  'wood',
  'stone',
  'coal',
  'iron',
  'diamond',
  'sapling',
  'table',
  'furnace',
  'plant',
  'cow',
  'zombie',
  'skeleton',
  'water',
  'tree',
  'grass',
  'sand',
  'tunnel',
  'lava',
  'pickaxe',
  'sword',
  'shelter',
  'fence',
] as const;
export const NUMBER_WORDS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const FILLER_WORDS = ['then', 'more', 'to', 'the', 'in', 'with', 'a', 'at', 'and'] as const;
/** Other wordings the teacher varies with; they mean the closed verb beside them. */
export const VERB_VARIANTS = {
  get: 'collect',
  chop: 'collect',
  mine: 'collect',
  build: 'place',
  craft: 'make',
  attack: 'fight',
  search: 'explore',
} as const;

/** Every word a rendered plan can contain, in a stable order: append only, for models know words by number. */
export const PLAN_WORDS: readonly string[] = [
  ...VERB_WORDS,
  ...THING_WORDS,
  ...NUMBER_WORDS,
  ...DIRECTION_WORDS,
  ...DISTANCE_WORDS,
  ...FILLER_WORDS,
  ...Object.keys(VERB_VARIANTS),
];

/** A closed word, then what people say for it. */
const SYNONYMS = expand([
  'collect: gather take obtain harvest pick grab fetch acquire cut dig farm find',
  'chop: hack fell',
  'place: put set plonk position construct',
  'make: forge create produce assemble smith',
  'drink: sip thirst thirsty hydrate',
  'eat: consume devour hungry hunger feed food',
  'fight: kill slay defeat hit strike battle beat combat',
  'flee: run escape avoid evade retreat',
  'sleep: rest nap snooze sleepy tired bed',
  'wait: hide stay stand idle noop pause',
  'explore: wander scout look discover roam seek',
  'go: walk move return travel head come visit',
  'wood: log timber lumber wooden',
  'stone: rock cobblestone boulder',
  'diamond: gem jewel',
  'sapling: seed seedling sprout',
  'table: workbench bench',
  'furnace: oven',
  'plant: crop fruit',
  'cow: beef meat cattle animal livestock',
  'zombie: monster enemy foe',
  'skeleton: archer',
  'water: lake river sea pond ocean',
  'tree: forest woods oak',
  'grass: meadow field grassland',
  'sand: beach desert',
  'fence: hedge enclosure',
  'tunnel: cave mountain underground',
  'pickaxe: axe',
  'sword: weapon blade',
  'shelter: bunker base house hideout wall home',
  '1: one an single',
  '2: two couple pair',
  '3: three few some',
  '4: four',
  '5: five several',
  '6: six many',
  '7: seven',
  '8: eight',
  '9: nine lots',
  'north: up upward upwards n',
  'south: down downward downwards s',
  'east: right e eastward',
  'west: left w westward',
  'north-east: northeast ne',
  'south-east: southeast se',
  'south-west: southwest sw',
  'north-west: northwest nw',
  'beside: adjacent touching',
  'near: nearby close closest nearest nearer',
  'mid: middle medium',
  'far: farther further away distant',
  'then: next afterwards after later finally',
  'more: additional extra another',
]);

const KNOWN = new Set(PLAN_WORDS);

/**
 * The closed word that a person's word stands for (case, plural, verb ending, synonyms and punctuation around it folded),
 * or the word itself, in lower case, where there is none.
 */
export function canonicalWord(word: string): string {
  const lower = word.toLowerCase();
  const bare = bareWord(word);
  return lookUp(lower) ?? lookUpStem(lower) ?? lookUp(bare) ?? lookUpStem(bare) ?? lower;
}

/** A word in lower case without the punctuation around it: `Wood,` is `wood`. */
export function bareWord(word: string): string {
  return word.toLowerCase().replace(/^[("'“‘]+|[.,;:!?)"'”’]+$/g, '');
}

function lookUp(word: string): string | undefined {
  return KNOWN.has(word) ? word : SYNONYMS[word];
}

/** Plurals and verb endings: trees, axes, mining, chopped, chopping, making. */
function lookUpStem(word: string): string | undefined {
  for (const ending of ['s', 'es', 'ing', 'ed', 'd']) {
    if (!word.endsWith(ending) || word.length - ending.length < 3) continue;
    const stem = word.slice(0, -ending.length);
    const undoubled = stem.at(-1) === stem.at(-2) ? stem.slice(0, -1) : stem;
    const found = lookUp(stem) ?? lookUp(`${stem}e`) ?? lookUp(undoubled);
    if (found) return found;
  }
  return undefined;
}

/** 'word: synonyms' lines turned round into one table without a prototype (a person may type "constructor"). */
function expand(lines: readonly string[]): Readonly<Record<string, string>> {
  const table: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const [word, synonyms] = line.split(': ');
    for (const synonym of synonyms.split(' ')) table[synonym] = word;
  }
  return table;
}
