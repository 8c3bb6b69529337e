// A gate as a JSON file of a few kilobytes: its inputs by name, its numbers in base64. A file may come from anybody, so it is
// bounded before it is parsed, checked against a schema, and its inputs must be those that agents here compute.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { type Gate, type GateNetwork, gateBytes, gateOfNetwork } from './gate.ts';
import { GATE_FEATURES } from './gate-features.ts';

export const GATE_FORMAT = 'goldilocks-gate-1';
/** Hidden units at the most. */
export const MAX_GATE_UNITS = 256;
/** Longest file that is read, in characters; the largest network takes 46,000. */
export const MAX_GATE_CHARACTERS = 65_536;
/** Larger weights are no result of training. */
const LARGEST_WEIGHT = 1e4;

const NAMES = GATE_FEATURES.map(({ name }) => name);
const FACT = z.string().check(z.maxLength(400));

const schema = z.strictObject({
  format: z.literal(GATE_FORMAT),
  /** How it was made: command, price, figures; for people. */
  facts: z
    .record(z.string().check(z.maxLength(40)), FACT)
    .check(z.refine((facts) => Object.keys(facts).length <= 20)),
  features: z.array(z.string().check(z.maxLength(40))).check(z.maxLength(256)),
  units: z.int().check(z.minimum(1), z.maximum(MAX_GATE_UNITS)),
  weights: z.string().check(z.regex(/^[A-Za-z0-9+/]*={0,2}$/)),
});

/** What a gate's file says about how it was made. */
export type GateFacts = Readonly<Record<string, string>>;

/** The file's text. */
export function writeGate(gate: GateNetwork, facts: GateFacts = {}): string {
  const { features, hiddenBias } = gate;
  const weights = toBase64(gateBytes(gate));
  return `${JSON.stringify({ format: GATE_FORMAT, facts, features, units: hiddenBias.length, weights }, null, 2)}\n`;
}

/** @throws LabError too-large, bad-model */
export function readGate(text: string): Gate & { readonly facts: GateFacts } {
  if (text.length > MAX_GATE_CHARACTERS)
    throw new LabError('too-large', `A gate’s file has at most ${MAX_GATE_CHARACTERS} characters.`);
  try {
    return gateOfJson(JSON.parse(text));
  } catch (error) {
    throw error instanceof SyntaxError ? notAGate('it is no JSON', error) : error;
  }
}

/** The same from parsed JSON. @throws LabError bad-model */
export function gateOfJson(value: unknown): Gate & { readonly facts: GateFacts } {
  const result = schema.safeParse(value);
  if (!result.success)
    throw notAGate(`${result.error.issues[0]?.path.join('.') || 'it'} is not as it should be`, result.error);
  const { features, units, weights, facts } = result.data;
  if (features.join() !== NAMES.join())
    throw notAGate(
      'it looks at other things than agents here know',
      undefined,
      'Train it anew: lab train gate.',
    );
  const numbers = floatsOf(fromBase64(weights));
  const sizes = [features.length * units, units, units, 1];
  if (numbers.length !== sizes.reduce((a, b) => a + b))
    throw notAGate('its weights are cut short or too many');
  if (!numbers.every((x) => Math.abs(x) <= LARGEST_WEIGHT))
    throw notAGate('it holds weights that are no numbers');
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0));
  const [hidden, hiddenBias, out, outBias] = sizes.map((size, i) =>
    numbers.slice(starts[i], starts[i] + size),
  );
  return { ...gateOfNetwork({ features, hidden, hiddenBias, out, outBias }), facts };
}

function floatsOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length % 4 !== 0) throw notAGate('its weights are cut short');
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch (cause) {
    throw notAGate('its weights are no base64', cause);
  }
}

function notAGate(what: string, cause?: unknown, hint = 'Make one with lab train gate.'): LabError {
  return new LabError('bad-model', `This is no gate: ${what}.`, hint, cause);
}
