// Crafter 1.8.3 (Hafner 2021) bit for bit: the same seed and actions give the same world as the Python original, draw by
// draw. Two things upstream leaves to chance are fixed here: chunk sets iterate in the order of insertion, and whether a
// step renders (which draws random numbers at night) is the option `render`, off by default.

import { LabError } from '../../lab-error.ts';
import { registerWorld, type StepResult, type World } from '../world.ts';
import { balanceChunks } from './balance.ts';
import { stateChecksum } from './checksum.ts';
import { updateCreature } from './creatures.ts';
import { daylightAt } from './daylight.ts';
import { ACTIONS, type CrafterObservation } from './names.ts';
import { ObservationSource } from './observation.ts';
import { type CrafterConfig, type CrafterOptions, crafterConfig } from './options.ts';
import { updatePlayer } from './player.ts';
import { episodeSeed } from './python-hash.ts';
import { HEALTH } from './rules.ts';
import { configKeyOf, readSnapshot, writeSnapshot } from './snapshot.ts';
import { CrafterState, PLAYER_SLOT } from './state.ts';
import { generateWorld } from './worldgen.ts';

const BALANCE_EVERY = 10;
const DARK_BELOW = 0.5;

export class Crafter implements World<CrafterObservation> {
  readonly id = 'Crafter-v1';
  readonly actions: readonly string[] = ACTIONS;
  readonly config: CrafterConfig;
  /** The live state, for describers, checks and drawing; only this class changes it. */
  readonly state: CrafterState;
  readonly #view: ObservationSource;
  readonly #info: Readonly<Record<string, unknown>>;
  readonly #configKey: number;
  /** 'none' before the first reset. */
  #episode: 'none' | 'running' | 'over' = 'none';

  /** @throws LabError bad-argument */
  constructor(options: CrafterOptions = {}) {
    this.config = crafterConfig(options);
    this.state = new CrafterState(this.config);
    this.#view = new ObservationSource(this.state, this.config);
    this.#info = buildInfo(this.state);
    this.#configKey = configKeyOf(this.config);
  }

  /** Starts the episode of `seed`, any integer 0..2^53-1. @throws LabError bad-seed */
  reset(seed: number): StepResult<CrafterObservation> {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new LabError(
        'bad-seed',
        `${seed} is not a seed.`,
        'A seed is a whole number from 0 to 2^53 - 1.',
      );
    }
    const state = this.state;
    state.random.seed(episodeSeed(seed, this.config.episode));
    state.step = 0;
    state.daylight = daylightAt(0);
    generateWorld(state);
    this.#episode = 'running';
    this.#view.invalidate();
    return this.#result(0, false, false);
  }

  /** @throws LabError bad-action, episode-over */
  step(action: number): StepResult<CrafterObservation> {
    if (!Number.isInteger(action) || action < 0 || action >= ACTIONS.length) {
      throw new LabError('bad-action', `${action} is not an action: actions are 0 to ${ACTIONS.length - 1}.`);
    }
    if (this.#episode !== 'running') {
      throw new LabError('episode-over', 'There is no running episode.', 'Reset the world first.');
    }
    const state = this.state;
    state.step++;
    state.daylight = daylightAt(state.step);
    state.unlocked = false;
    this.#updateObjects(action);
    if (state.step % BALANCE_EVERY === 0) balanceChunks(state);
    state.compact();
    if (state.daylight < DARK_BELOW) state.random.skip(this.config.nightWords);
    this.#view.invalidate();
    const terminated = state.inventory[HEALTH] === 0;
    const truncated = !terminated && this.#lengthReached();
    if (terminated || truncated) this.#episode = 'over';
    return this.#result(this.#takeReward(), terminated, truncated);
  }

  snapshot(): Uint8Array {
    if (this.#episode === 'none') {
      throw new LabError(
        'episode-over',
        'There is no episode to take a snapshot of.',
        'Reset the world first.',
      );
    }
    return writeSnapshot(this.state, this.#configKey);
  }

  /** @throws LabError bad-argument (damaged, or of a world with other options); the world is then unchanged */
  restore(snapshot: Uint8Array): void {
    readSnapshot(this.state, this.#configKey, snapshot);
    this.#episode = this.state.inventory[HEALTH] === 0 || this.#lengthReached() ? 'over' : 'running';
    this.#view.invalidate();
  }

  /**
   * Goes on from the same state with other chance: what happens next is drawn from a generator seeded anew. For forks
   * that average over the world's chance; no record can hold it. @param seed an unsigned 32-bit integer
   */
  reseed(seed: number): void {
    this.state.random.seed(seed);
  }

  /** CRC-32 of the state as the golden traces define it. */
  checksum(): number {
    return stateChecksum(this.state);
  }

  /** What can be seen now; reused, valid until the next step. */
  get observation(): CrafterObservation {
    return this.#view.observation;
  }

  /** Every object near the player as it is after the player's move, in creation order; new ones wait for the next step. */
  #updateObjects(action: number): void {
    const state = this.state;
    const count = state.objects;
    updatePlayer(state, action);
    const radius = this.config.updateRadius;
    const playerX = state.x[PLAYER_SLOT];
    const playerY = state.y[PLAYER_SLOT];
    for (let i = 1; i < count; i++) {
      const slot = state.order[i];
      const distance = Math.abs(playerX - state.x[slot]) + Math.abs(playerY - state.y[slot]);
      if (distance < radius) updateCreature(state, slot);
    }
  }

  #lengthReached(): boolean {
    return this.config.length > 0 && this.state.step >= this.config.length;
  }

  #takeReward(): number {
    const state = this.state;
    const health = state.inventory[HEALTH];
    const reward = (health - state.rewardHealth) / 10 + (state.unlocked ? 1 : 0);
    state.rewardHealth = health;
    return this.config.reward ? reward : 0;
  }

  #result(reward: number, terminated: boolean, truncated: boolean): StepResult<CrafterObservation> {
    return { observation: this.#view.observation, reward, terminated, truncated, info: this.#info };
  }
}

/** Live diagnostics under fixed names. */
function buildInfo(state: CrafterState): Readonly<Record<string, unknown>> {
  return {
    achievements: state.achievements,
    get step() {
      return state.step;
    },
    get position() {
      return [state.x[PLAYER_SLOT], state.y[PLAYER_SLOT]];
    },
    get discount() {
      return state.inventory[HEALTH] === 0 ? 0 : 1;
    },
  };
}

registerWorld('Crafter-v1', (options) => new Crafter(options as CrafterOptions | undefined));
