# Golden numbers for a gate's forward pass, in float64 with numpy alone: P(plan) = sigmoid(relu(x W + b) w + c).
#
#   python3 tests/agents/golden/make-gate-golden.py        # numpy 2.4; writes gate.json beside this file
#   npx biome format --write tests/agents/golden

import json
from pathlib import Path

import numpy as np

RNG = np.random.default_rng(20261121)
INPUTS, UNITS, ROWS = 5, 7, 6


def single(x):
    """What float32 can hold, so that both sides start from the same numbers."""
    return np.asarray(x, np.float32).astype(np.float64)


hidden = single(RNG.normal(size=(INPUTS, UNITS)))
hidden_bias = single(RNG.normal(size=UNITS))
out = single(RNG.normal(size=UNITS))
out_bias = single(RNG.normal(size=1))
features = single(RNG.uniform(-1, 1, size=(ROWS, INPUTS)))
features[-1] *= 40
logits = np.maximum(features @ hidden + hidden_bias, 0) @ out + out_bias
golden = {
    "hidden": hidden.ravel().tolist(),
    "hiddenBias": hidden_bias.tolist(),
    "out": out.tolist(),
    "outBias": out_bias.tolist(),
    "features": features.tolist(),
    "logits": logits.tolist(),
    "probabilities": (1 / (1 + np.exp(-logits))).tolist(),
}
Path(__file__).with_name("gate.json").write_text(json.dumps(golden, indent=2) + "\n")
