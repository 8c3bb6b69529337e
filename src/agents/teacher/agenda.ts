// What is worth doing now, most important first: the order in which a person who knows Crafter would go about its 22
// achievements. Everything it looks at is in the view, in the inventory or in memory's `did` and `known` lines.

import type { Goal } from '../goals.ts';
import { ENTITY, MATERIAL } from '../things.ts';
import { nearTable } from './pursue.ts';
import { DARK, type Scene } from './scene.ts';
import { isSheltered } from './shelter.ts';

/** A vital at or below this comes before everything by day. */
const URGENT = 3;
/** By night only a vital at or below this is worth leaving the shelter for. */
const DESPERATE = 0;
const SLEEPY = 2;
/** With more energy than this it works underground at night, if ore is within TUNNEL_WALK actions. */
const TIRED = 4;
const TUNNEL_WALK = 20;
const FAR = 1000;
/** Hurt this badly, the teacher walls itself in; there it stays until it is HEALED. */
const HURT = 3;
const HEALED = 5;
/** Daylight from which a shelter is left: the grid says `day` again. */
const DAWN = 0.65;
/** Daylight below which it drinks and eats for the night: the grid says `dusk`. */
const EVENING = 0.65;

/** What cannot wait: thirst, hunger, night, wounds. null on a quiet day. */
export function urgentNeed(scene: Scene): Goal | null {
  const drink = scene.has('drink');
  const food = scene.has('food');
  const besieged = zombiesInView(scene) > 0 && isSheltered(scene);
  const limit = isNight(scene) ? DESPERATE : besieged ? 1 : URGENT;
  if (drink <= limit && drink <= food) return { verb: 'drink', thing: 'water' };
  if (food <= limit) return { verb: 'eat', thing: ripeIsNearer(scene) ? 'plant' : 'cow' };
  const work = isNight(scene) ? undergroundWork(scene) : null;
  if (work !== null) return work;
  if (isNight(scene) || scene.has('energy') <= SLEEPY)
    return { verb: scene.has('energy') < 9 ? 'sleep' : 'wait' };
  return needsRest(scene) ? { verb: scene.has('energy') < 9 ? 'sleep' : 'wait' } : null;
}

/** Ore that can be reached through rock and tunnels: work for a night. null if there is none. */
function undergroundWork(scene: Scene): Goal | null {
  if (scene.has('health') < 6 || scene.has('energy') <= TIRED) return null;
  const count = ironTools(scene).length;
  const near = (material: number) => (scene.field.toMaterial(material)?.cost ?? FAR) <= TUNNEL_WALK;
  if (scene.pickaxe > 2 && scene.has('diamond') < 1 && near(MATERIAL.diamond))
    return collecting('diamond', 1);
  if (scene.pickaxe > 1 && scene.has('iron') < count && near(MATERIAL.iron)) return collecting('iron', count);
  if (scene.has('coal') < count && near(MATERIAL.coal)) return collecting('coal', count);
  return null;
}

function collecting(thing: string, count: number): Goal {
  return { verb: 'collect', thing, count };
}

/** Dark, and there is a tool to build a shelter with. */
function isNight(scene: Scene): boolean {
  const limit = isSheltered(scene) ? DAWN : DARK;
  return scene.daylight < limit && scene.pickaxe > 0;
}

function needsRest(scene: Scene): boolean {
  const health = scene.has('health');
  const zombies = zombiesInView(scene);
  if ((health >= HEALED && zombies < 2) || scene.pickaxe === 0) return false;
  return health <= HURT || isSheltered(scene);
}

function zombiesInView({ memory }: Scene): number {
  return memory.entities.filter((e) => e.kind === ENTITY.zombie && e.seen === memory.steps).length;
}

/** Sensible goals in order of importance; never empty. */
export function agenda(scene: Scene): Goal[] {
  const goals: Goal[] = [];
  const add = (condition: boolean, goal: Goal) => {
    if (condition) goals.push(goal);
  };
  addRefreshments(scene, add);
  addPlanting(scene, add);
  addTools(scene, add);
  addFights(scene, add);
  addIron(scene, add);
  goals.push({ verb: 'explore' });
  return goals;
}

type Add = (condition: boolean, goal: Goal) => void;

function addRefreshments(scene: Scene, add: Add): void {
  const evening = scene.daylight < EVENING;
  const water = scene.field.toMaterial(MATERIAL.water);
  const thirst = 9 - scene.has('drink') + (scene.did('collect_drink') ? 0 : 2);
  add(water !== null && water.cost <= detour(thirst, evening), { verb: 'drink', thing: 'water' });
  const ripe = scene.toEntity('ripe');
  add(ripe !== null && (ripe.cost <= 40 || scene.has('food') <= 5), { verb: 'eat', thing: 'plant' });
  const cow = scene.toEntity('cow');
  const hunger = 9 - scene.has('food') + (scene.did('eat_cow') ? 0 : 2);
  add(cow !== null && cow.cost <= detour(hunger, evening), { verb: 'eat', thing: 'cow' });
}

/** Actions worth spending on the way to food or water, by how many points are missing. */
function detour(missing: number, evening: boolean): number {
  if (missing < 2) return -1;
  if (missing >= 5) return 25;
  return (missing - 1) * (evening ? 5 : 2);
}

/** One sapling at once, for two achievements. */
function addPlanting(scene: Scene, add: Add): void {
  add(scene.has('sapling') > 0, { verb: 'place', thing: 'plant' });
  const grass = scene.field.toMaterial(MATERIAL.grass);
  const near = grass !== null && grass.cost <= 3;
  add(near && !scene.did('collect_sapling'), { verb: 'collect', thing: 'sapling', count: 1 });
}

function addTools(scene: Scene, add: Add): void {
  const missing = (['wood_pickaxe', 'wood_sword', 'stone_pickaxe', 'stone_sword'] as const).filter(
    (tool) => scene.has(tool) === 0,
  );
  const table = nearTable(scene);
  const wood = scene.has('wood');
  const first = missing[0];
  if (first === 'wood_pickaxe' || first === 'wood_sword') {
    add(!table && wood < 5, { verb: 'collect', thing: 'wood', count: 5 });
    add(!table, { verb: 'place', thing: 'table' });
    add(wood < 1, { verb: 'collect', thing: 'wood', count: 1 });
    add(true, { verb: 'make', thing: first });
    return;
  }
  const iron = ironTools(scene);
  const needed = Math.min(9, missing.length + iron.length + 2);
  const trees = scene.field.toMaterial(MATERIAL.tree);
  add(wood < needed && trees !== null && trees.cost <= 8, { verb: 'collect', thing: 'wood', count: needed });
  if (first !== undefined) {
    add(scene.has('stone') < (scene.pickaxe < 2 ? 6 : 1), {
      verb: 'collect',
      thing: 'stone',
      count: scene.pickaxe < 2 ? 6 : 1,
    });
    add(wood < missing.length + (table ? 0 : 2), {
      verb: 'collect',
      thing: 'wood',
      count: missing.length + 2,
    });
    add(true, { verb: 'make', thing: first });
  }
  add(!scene.did('place_furnace') && scene.has('stone') >= 4, { verb: 'place', thing: 'furnace' });
  add(!scene.did('place_stone') && scene.has('stone') > 0, { verb: 'place', thing: 'stone' });
  const stones = scene.did('place_furnace') ? 5 : 6;
  add(scene.has('stone') < stones, { verb: 'collect', thing: 'stone', count: stones });
}

function addFights(scene: Scene, add: Add): void {
  const strong = scene.sword > 0 && scene.has('health') >= 5;
  const zombie = scene.toEntity('zombie');
  add(strong && !scene.did('defeat_zombie') && zombie !== null && zombie.cost <= 8, {
    verb: 'fight',
    thing: 'zombie',
  });
  const skeleton = scene.toEntity('skeleton');
  const ready = scene.sword > 1 && scene.has('health') >= 6;
  add(ready && !scene.did('defeat_skeleton') && skeleton !== null && skeleton.cost <= 25, {
    verb: 'fight',
    thing: 'skeleton',
  });
}

function addIron(scene: Scene, add: Add): void {
  const tools = ironTools(scene);
  const { field } = scene;
  const known = (material: number) => field.toMaterial(material) !== null;
  add(scene.has('iron_pickaxe') > 0 && known(MATERIAL.diamond) && scene.has('diamond') < 1, {
    verb: 'collect',
    thing: 'diamond',
    count: 1,
  });
  const count = tools.length;
  if (count > 0) {
    const ready = scene.has('iron') > 0 && scene.has('coal') > 0;
    add(ready && (scene.has('iron') >= count || !known(MATERIAL.iron)), { verb: 'make', thing: tools[0] });
    add(scene.has('coal') < count && known(MATERIAL.coal), { verb: 'collect', thing: 'coal', count });
    add(scene.has('iron') < count && known(MATERIAL.iron), { verb: 'collect', thing: 'iron', count });
    add(ready, { verb: 'make', thing: tools[0] });
  }
  add(!scene.did('collect_coal') && known(MATERIAL.coal), { verb: 'collect', thing: 'coal', count: 1 });
}

/** Iron tools still to be made, the pickaxe first. */
function ironTools(scene: Scene): string[] {
  return (['iron_pickaxe', 'iron_sword'] as const).filter((tool) => scene.has(tool) === 0);
}

function ripeIsNearer(scene: Scene): boolean {
  const ripe = scene.toEntity('ripe');
  const cow = scene.toEntity('cow');
  return ripe !== null && (cow === null || ripe.cost <= cow.cost);
}
