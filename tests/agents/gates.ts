// Gates for tests: one that plans at a fixed share of all steps, and one that looks at a single feature.

import { type Gate, gateOfNetwork } from '../../src/agents/gate.ts';
import { GATE_FEATURES } from '../../src/agents/gate-features.ts';
import { addGate } from '../../src/agents/gates.ts';

const NAMES = GATE_FEATURES.map(({ name }) => name);

/** Known to agents of this thread. Its logit is `bias + weight · max(0, feature)`. */
export function testGate(bias: number, name = NAMES[0], weight = 0): Gate {
  const hidden = new Float32Array(NAMES.length);
  hidden[NAMES.indexOf(name)] = 1;
  const gate = gateOfNetwork({
    features: NAMES,
    hidden,
    hiddenBias: new Float32Array(1),
    out: Float32Array.of(weight),
    outBias: Float32Array.of(bias),
  });
  addGate(gate);
  return gate;
}
