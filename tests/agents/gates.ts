// Gates for tests: one that plans at a fixed share of all steps, and one that looks at a single feature.

import { type Gate, gateOfNetwork } from '../../src/agents/gate.ts';
import { GATE_FEATURES } from '../../src/agents/gate-features.ts';
import { addGate } from '../../src/agents/gates.ts';

const NAMES = GATE_FEATURES.map(({ name }) => name);

/** Known to agents of this thread. Its logit is `bias + weight · max(0, feature)`. */
export function testGate(bias: number, name = NAMES[0], weight = 0): Gate {
  const gate = unknownGate(bias, name, weight);
  addGate(gate);
  return gate;
}

/** The same, which nobody here knows. */
export function unknownGate(bias: number, name = NAMES[0], weight = 0): Gate {
  const hidden = new Float32Array(NAMES.length);
  hidden[NAMES.indexOf(name)] = 1;
  return gateOfNetwork({
    features: NAMES,
    hidden,
    hiddenBias: new Float32Array(1),
    out: Float32Array.of(weight),
    outBias: Float32Array.of(bias),
  });
}
