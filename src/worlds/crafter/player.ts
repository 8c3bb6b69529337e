// One update of the player: the action, then hunger, thirst, tiredness and healing. What stands in front is read before
// the action, and the order of draws and counters is the specification's.

import { ACTIONS, DIRECTIONS } from './names.ts';
import {
  achievement,
  COLLECT,
  COW,
  DRINK,
  ENERGY,
  FOOD,
  HEALTH,
  item,
  LAVA,
  MAKE,
  MAX_AMOUNT,
  PLACE,
  PLANT,
  RIPE_AFTER,
  SKELETON,
  WATER,
  ZOMBIE,
} from './rules.ts';
import { type CrafterState, PLAYER_SLOT } from './state.ts';

const NOOP = ACTIONS.indexOf('noop');
const MOVE_LEFT = ACTIONS.indexOf('move_left');
const MOVE_DOWN = ACTIONS.indexOf('move_down');
const DO = ACTIONS.indexOf('do');
const SLEEP = ACTIONS.indexOf('sleep');
const PLACE_STONE = ACTIONS.indexOf('place_stone');
const PLACE_PLANT = ACTIONS.indexOf('place_plant');
const MAKE_FIRST = ACTIONS.indexOf('make_wood_pickaxe');

const WAKE_UP = achievement('wake_up');
const EAT_PLANT = achievement('eat_plant');
const EAT_COW = achievement('eat_cow');
const DEFEAT_ZOMBIE = achievement('defeat_zombie');
const DEFEAT_SKELETON = achievement('defeat_skeleton');

const WOOD_SWORD = item('wood_sword');
const STONE_SWORD = item('stone_sword');
const IRON_SWORD = item('iron_sword');

/** The player's part of a step. */
export function updatePlayer(state: CrafterState, chosen: number): void {
  const facing = DIRECTIONS[state.facing[PLAYER_SLOT]];
  const targetX = state.x[PLAYER_SLOT] + facing.dx;
  const targetY = state.y[PLAYER_SLOT] + facing.dy;
  const inside = targetX >= 0 && targetY >= 0 && targetX < state.width && targetY < state.height;
  const target = inside ? targetX * state.height + targetY : -1;
  const action = state.sleeping ? sleepOn(state, chosen) : chosen;
  if (action >= MOVE_LEFT && action <= MOVE_DOWN) walk(state, action - MOVE_LEFT);
  else if (action === DO) interact(state, target);
  else if (action === SLEEP) state.sleeping ||= state.inventory[ENERGY] < MAX_AMOUNT;
  else if (action >= PLACE_STONE && action <= PLACE_PLANT) place(state, action - PLACE_STONE, target);
  else if (action !== NOOP) make(state, action - MAKE_FIRST);
  updateNeeds(state);
  updateHealth(state);
  const inventory = state.inventory;
  for (let i = 0; i < inventory.length; i++) if (inventory[i] > MAX_AMOUNT) inventory[i] = MAX_AMOUNT;
  if (inventory[HEALTH] < state.lastHealth) state.sleeping = false;
  state.lastHealth = inventory[HEALTH];
}

/** A sleeper sleeps on until it is rested; then it wakes, and does what was asked. */
function sleepOn(state: CrafterState, chosen: number): number {
  if (state.inventory[ENERGY] < MAX_AMOUNT) return SLEEP;
  state.sleeping = false;
  state.achieve(WAKE_UP);
  return chosen;
}

function walk(state: CrafterState, direction: number): void {
  state.facing[PLAYER_SLOT] = direction;
  state.move(PLAYER_SLOT, DIRECTIONS[direction].dx, DIRECTIONS[direction].dy);
  const cell = state.x[PLAYER_SLOT] * state.height + state.y[PLAYER_SLOT];
  if (state.materials[cell] === LAVA) state.inventory[HEALTH] = 0;
}

function interact(state: CrafterState, target: number): void {
  if (target < 0) return;
  const object = state.objectAt[target];
  if (object !== 0) attack(state, object);
  else collect(state, target);
}

function attack(state: CrafterState, object: number): void {
  const type = state.type[object];
  if (type === PLANT) eatPlant(state, object);
  if (type !== ZOMBIE && type !== SKELETON && type !== COW) return;
  state.hurt(object, attackDamage(state.inventory));
  if (state.health[object] > 0) return;
  if (type === ZOMBIE) state.achieve(DEFEAT_ZOMBIE);
  else if (type === SKELETON) state.achieve(DEFEAT_SKELETON);
  else {
    state.achieve(EAT_COW);
    state.inventory[FOOD] += 6;
    state.hunger = 0;
  }
}

function attackDamage(inventory: Uint8Array): number {
  if (inventory[IRON_SWORD] > 0) return 5;
  if (inventory[STONE_SWORD] > 0) return 3;
  return inventory[WOOD_SWORD] > 0 ? 2 : 1;
}

function eatPlant(state: CrafterState, plant: number): void {
  if (state.extra[plant] <= RIPE_AFTER) return;
  state.extra[plant] = 0;
  state.inventory[FOOD] += 4;
  state.achieve(EAT_PLANT);
}

/** The cell changes first, then one number is drawn, even for a certain success. */
function collect(state: CrafterState, target: number): void {
  const material = state.materials[target];
  if (material === WATER) state.thirst = 0;
  const rule = COLLECT[material];
  if (rule === null || (rule.needs >= 0 && state.inventory[rule.needs] === 0)) return;
  state.setMaterial(target, rule.leaves);
  if (state.random.uniform() > rule.probability) return;
  state.inventory[rule.gives]++;
  state.achieve(rule.achievement);
}

function place(state: CrafterState, index: number, target: number): void {
  const rule = PLACE[index];
  if (target < 0 || state.objectAt[target] !== 0) return;
  if (((rule.onto >>> state.materials[target]) & 1) === 0) return;
  if (state.inventory[rule.item] < rule.cost) return;
  state.inventory[rule.item] -= rule.cost;
  if (rule.material >= 0) state.setMaterial(target, rule.material);
  else state.add(PLANT, Math.floor(target / state.height), target % state.height);
  state.achieve(rule.achievement);
}

function make(state: CrafterState, index: number): void {
  const rule = MAKE[index];
  const inventory = state.inventory;
  if ((stationsNear(state) & rule.stations) !== rule.stations) return;
  for (const [item, amount] of rule.costs) if (inventory[item] < amount) return;
  for (const [item, amount] of rule.costs) inventory[item] -= amount;
  inventory[rule.gives]++;
  state.achieve(rule.achievement);
}

/** A bit per material in the 3x3 block around the player; nothing at x = 0 or y = 0, where upstream's slice is empty. */
function stationsNear(state: CrafterState): number {
  const centreX = state.x[PLAYER_SLOT];
  const centreY = state.y[PLAYER_SLOT];
  if (centreX === 0 || centreY === 0) return 0;
  let near = 0;
  for (let x = centreX - 1; x <= centreX + 1 && x < state.width; x++) {
    for (let y = centreY - 1; y <= centreY + 1 && y < state.height; y++) {
      near |= 1 << state.materials[x * state.height + y];
    }
  }
  return near;
}

function updateNeeds(state: CrafterState): void {
  const { inventory, sleeping } = state;
  state.hunger += sleeping ? 0.5 : 1;
  if (state.hunger > 25) {
    state.hunger = 0;
    if (inventory[FOOD] > 0) inventory[FOOD]--;
  }
  state.thirst += sleeping ? 0.5 : 1;
  if (state.thirst > 20) {
    state.thirst = 0;
    if (inventory[DRINK] > 0) inventory[DRINK]--;
  }
  state.fatigue = sleeping ? Math.min(state.fatigue - 1, 0) : state.fatigue + 1;
  if (state.fatigue < -10) {
    state.fatigue = 0;
    inventory[ENERGY]++;
  } else if (state.fatigue > 30) {
    state.fatigue = 0;
    if (inventory[ENERGY] > 0) inventory[ENERGY]--;
  }
}

function updateHealth(state: CrafterState): void {
  const { inventory, sleeping } = state;
  const well = inventory[FOOD] > 0 && inventory[DRINK] > 0 && (inventory[ENERGY] > 0 || sleeping);
  if (well) state.recover += sleeping ? 2 : 1;
  else state.recover -= sleeping ? 0.5 : 1;
  if (state.recover > 25) {
    state.recover = 0;
    inventory[HEALTH]++;
  } else if (state.recover < -15) {
    state.recover = 0;
    if (inventory[HEALTH] > 0) inventory[HEALTH]--;
  }
}
