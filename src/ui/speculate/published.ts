// The published table, as the paper prints it: OpenAGI with GPT models over wall clock, relative to fixed k = 2. It stands beside
// ours as a measure of the effect's size, not as a figure to hit: the system is another one.
// Source: Guan et al., arXiv 2509.01920, ICLR 2026, OpenAGI table, settings 1 and 2.

import type { AgentPair } from '../../speculation/setup.ts';

export interface PublishedRow {
  readonly T: number;
  readonly P: number;
  readonly G: number;
  readonly Cost: number;
  readonly MC: number;
  readonly K: number;
}

type Published = Readonly<Record<string, PublishedRow>>;

const row = (T: number, P: number, G: number, Cost: number, MC: number, K: number): PublishedRow => ({
  T,
  P,
  G,
  Cost,
  MC,
  K,
});

/** Keys are the words of our settings. */
export const PUBLISHED: Readonly<Record<AgentPair, Published>> = {
  'direct-react': {
    'fixed-2': row(1.0, 1.0, 1.0, 1.0, 3.0, 2.0),
    'fixed-4': row(0.92, 1.56, 1.23, 1.41, 4.95, 4.0),
    'fixed-6': row(0.9, 2.24, 1.57, 1.92, 6.32, 6.0),
    'tau-0.5': row(1.01, 0.87, 0.91, 0.88, 4.33, 1.78),
    'tau-0.99': row(0.91, 1.32, 1.19, 1.25, 5.24, 3.59),
    'tau-0.5-beta-2': row(0.9, 1.33, 1.15, 1.25, 5.13, 3.47),
  },
  'thought-vote': {
    'fixed-2': row(1.0, 1.0, 1.0, 1.0, 3.0, 2.0),
    'fixed-4': row(0.83, 1.41, 1.38, 1.37, 4.97, 4.0),
    'fixed-6': row(0.81, 1.87, 1.75, 1.77, 6.44, 6.0),
    'tau-0.5': row(0.98, 0.95, 0.95, 0.95, 4.44, 2.1),
    'tau-0.99': row(0.82, 1.41, 1.37, 1.37, 5.87, 4.06),
    'tau-0.5-beta-2': row(0.8, 1.29, 1.27, 1.27, 5.6, 3.99),
  },
};

export const PUBLISHED_OF: Readonly<Record<AgentPair, string>> = {
  'direct-react': 'setting 1: A direct, T ReAct',
  'thought-vote': 'setting 2: A chain of thought, T debate',
};
