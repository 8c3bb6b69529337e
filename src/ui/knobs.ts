// Tables of knobs: one entry has a knob's label, sentence, default and limits, and the form, the address and what is started
// are all read from it. What comes by an address is bounded and checked; what cannot be read stays at its default.

import { LabError } from '../lab-error.ts';
import { type ChoiceKnob, type NumberKnob, readChoice, readNumber } from './settings.ts';

/** Several of some choices; in an address they are joined by commas. */
export interface ManyKnob {
  readonly kind: 'many';
  readonly label: string;
  readonly sentence: string;
  readonly initial: readonly string[];
  readonly choices: readonly (readonly [value: string, label: string])[];
  /** Values that are no choice now but may be read, as in `ChoiceKnob`. */
  readonly alsoReads?: (value: string) => boolean;
}
type Unstarted<Knob> = Omit<Knob, 'restarts'>;
export interface FormNumberKnob extends Unstarted<NumberKnob> {
  /** Is typed even where it has a fraction. */
  readonly typed?: boolean;
  /** Is a slider even where it is whole. */
  readonly slider?: boolean;
}
export type FormKnob = ManyKnob | FormNumberKnob | Unstarted<ChoiceKnob>;
export type KnobTable = Readonly<Record<string, FormKnob>>;

type ValueOf<Kind> = Kind extends 'many' ? readonly string[] : Kind extends 'number' ? number : string;
/** A value for every knob of a table. */
export type KnobValues<Table extends KnobTable> = {
  readonly [Key in keyof Table]: ValueOf<Table[Key]['kind']>;
};

/** Longest query that is read. */
const MAX_QUERY = 2000;

export function initialValues<Table extends KnobTable>(table: Table): KnobValues<Table> {
  return Object.fromEntries(
    Object.entries(table).map(([key, { initial }]) => [key, initial]),
  ) as unknown as KnobValues<Table>;
}

/** Reads one knob's value from text. @throws LabError bad-argument */
export function readKnobText(knob: FormKnob, text: string): number | string | readonly string[] {
  if (knob.kind === 'number') return readNumber(knob, text);
  if (knob.kind === 'choice') return readChoice(knob, text);
  return readMany(knob, text);
}

/** In the order of the choices, each once; then what may be read beside them. */
function readMany(knob: ManyKnob, text: string): string[] {
  const given = new Set(text.split(',').map((part) => readChoice(knob, part)));
  const choices = knob.choices.map(([value]) => value);
  return [...choices.filter((value) => given.has(value)), ...given].filter(
    (value, i, all) => all.indexOf(value) === i,
  );
}

export interface KnobState<Values> {
  readonly setup: Values;
  /** What could not be read, which stays at its default. */
  readonly problems: readonly LabError[];
}

/** Reads `schedules=never,always&seeds=8`. Never throws. */
export function readKnobs<Table extends KnobTable>(
  table: Table,
  query: string,
): KnobState<KnobValues<Table>> {
  const given = new URLSearchParams(query.slice(0, MAX_QUERY));
  const setup: Record<string, unknown> = { ...initialValues(table) };
  const problems: LabError[] = [];
  for (const [key, knob] of Object.entries(table)) {
    const text = given.get(key);
    if (text === null) continue;
    try {
      setup[key] = readKnobText(knob, text);
    } catch (error) {
      problems.push(LabError.from(error));
    }
  }
  return { setup: setup as KnobValues<Table>, problems };
}

/** The query for these values; defaults are left out. */
export function writeKnobs<Table extends KnobTable>(table: Table, values: KnobValues<Table>): string {
  const keys = Object.keys(table).filter((key) => String(values[key]) !== String(table[key].initial));
  // Commas stay readable: they need no escape in a fragment.
  return keys
    .map((key) => `${key}=${encodeURIComponent(String(values[key])).replaceAll('%2C', ',')}`)
    .join('&');
}
