// What speculation needs of a task: places. A place is a verified or guessed prefix of steps, immutable, so that many calls
// can be under way from different ones at once. Its key says which prefix it is: equal prefixes have equal keys, and an
// agent that samples seeds itself by the key, which is why the target's trajectory does not depend on who ran ahead.

export interface Place {
  /** Steps behind it. */
  readonly depth: number;
  /** 16 hex digits, a hash of the task and of every step behind it. */
  readonly key: string;
  /** The task has ended here: no agent may be asked. */
  readonly over: boolean;
  /** The place after one more step, an action number of the world. @throws LabError bad-action, episode-over */
  after(action: number): this;
}

/** What one agent said at one place. */
export interface Answer {
  /** Action number of the world. */
  readonly action: number;
  /** Tokens read and written, over all of the answer's model calls. */
  readonly promptTokens: number;
  readonly generatedTokens: number;
  /** Model calls that it took (2 for ReAct: a thought, then an action). */
  readonly calls: number;
  /** How many of them had to wait for each other: 2 for ReAct, 1 for a vote whose calls run side by side. */
  readonly rounds: number;
  /** What was said, for people. */
  readonly text: string;
  /** Probability that the model gave to the action it then said, if it tells. */
  readonly sureness?: number;
  /** What the model made of the place, if it was asked to tell (see `LanguageModel.hiddenSize`). */
  readonly hidden?: Float32Array;
}

/** One of the two agents. The same place gives the same answer, however often and beside whatever else it is asked. */
export interface SpeculativeAgent<P extends Place> {
  readonly id: string;
  /** @param signal stops the work down to the model's call @throws LabError what the model throws; aborted */
  act(place: P, signal?: AbortSignal): Promise<Answer>;
}

const OFFSET = [0x811c9dc5, 0x9747b28c] as const;

/** The key of a task, from its name (world, seed, options). */
export function taskKey(name: string): string {
  let key = hex(OFFSET[0], OFFSET[1]);
  for (const character of name) key = keyAfter(key, character.codePointAt(0)!);
  return key;
}

/** The key of the prefix that is one step longer. */
export function keyAfter(key: string, step: number): string {
  const [high, low] = wordsOf(key);
  const a = mix(high ^ Math.imul(step + 1, 0x9e3779b1));
  const b = mix(low ^ Math.imul(step + 1, 0x85ebca77) ^ a);
  return hex(a, b);
}

/** Two 32-bit words of a key, to seed a generator with. */
export function wordsOf(key: string): [number, number] {
  return [Number.parseInt(key.slice(0, 8), 16), Number.parseInt(key.slice(8), 16)];
}

/** The finalizer of MurmurHash3: every bit of the input changes half of the output's. Source: A. Appleby, SMHasher. */
function mix(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hex(high: number, low: number): string {
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}
