# Golden numbers for the run-ahead predictor, computed from the definitions in float64 with numpy alone: nothing here is read
# from our code, λ-returns are averages of n-step returns instead of the recursion, gradients are central differences.
#
#   python3 tests/learning/k-predictor/golden/make-golden.py      # numpy 2.4; writes golden.json beside this file
#   npx biome format --write tests/learning/k-predictor/golden
#
# returns    Sutton and Barto 2018, eq. 12.3: (1 - lambda) sum lambda^(n-1) G_{t:t+n} + lambda^(T-t-1) G_t, gamma = 1.
# expectile  Newey and Powell 1987: |tau - 1(u < 0)| u^2.
# network    relu(x W + b) v + c, then squareplus (Barron 2021) with b = 0.25; the mean expectile loss of a batch.
# adamw      Loshchilov and Hutter 2019, algorithm 2; biases do not decay, nor does what never had a gradient.

import json
from pathlib import Path

import numpy as np

RNG = np.random.default_rng(20260729)


def rounded(x):
    if isinstance(x, dict):
        return {k: rounded(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [rounded(v) for v in x]
    if isinstance(x, np.ndarray):
        return rounded(x.tolist())
    return float(f"{x:.10g}") if isinstance(x, (float, np.floating)) else x


def single(x):
    """Inputs are what float32 can hold, so that both sides start from the same numbers."""
    return np.asarray(x, np.float32).astype(np.float64)


def lambda_returns(rewards, values, lam):
    end = len(rewards)
    out = []
    for t in range(end):
        # n steps of reward, then the value of the state they lead to; nothing after the end.
        n_step = [sum(rewards[t : t + n]) + (values[t + n] if t + n < end else 0) for n in range(1, end - t + 1)]
        weights = [(1 - lam) * lam ** (n - 1) for n in range(1, end - t)] + [lam ** (end - t - 1)]
        out.append(sum(w * g for w, g in zip(weights, n_step, strict=True)))
    return out


def returns():
    cases = []
    for length, lam in [(1, 0.95), (4, 0.95), (9, 0.95), (6, 0.0), (6, 0.5), (6, 1.0)]:
        rewards, values = [1.0] * (length - 1) + [0.0], single(5 * RNG.random(length))
        cases.append({"lambda": lam, "rewards": rewards, "values": values, "returns": lambda_returns(rewards, values, lam)})
    rewards, values = [1.0] * 5, single(5 * RNG.random(5))
    cases.append({"lambda": 0.9, "rewards": rewards, "values": values, "returns": lambda_returns(rewards, values, 0.9)})
    return cases


def expectile(u, tau):
    return abs(tau - (u < 0)) * u**2


def expectiles():
    step = 1e-6
    return [
        # The slope is that in the value, and the error is target - value.
        {"tau": tau, "error": u, "loss": expectile(u, tau), "slope": (expectile(u - step, tau) - expectile(u + step, tau)) / (2 * step)}
        for tau in (0.1, 0.5, 0.99)
        for u in (-2.5, -0.25, 0.0, 0.75, 3.0)
    ]


INPUTS, UNITS, TAU = 7, 3, 0.8
SIZES = [INPUTS * UNITS, UNITS, UNITS, 1]
DECAYS = [True, False, True, False]


def value(p, x):
    w, b, v, c = np.split(p, np.cumsum(SIZES)[:-1])
    z = np.maximum(x @ w.reshape(INPUTS, UNITS) + b, 0) @ v + c[0]
    return (z + np.sqrt(z**2 + 0.25)) / 2


def loss(p, batch, targets):
    return np.mean([expectile(t - value(p, x), TAU) for x, t in zip(batch, targets, strict=True)])


def slope(f, p, step=1e-6):
    out = np.zeros_like(p)
    for i in range(p.size):
        up, down = p.copy(), p.copy()
        up[i] += step
        down[i] -= step
        out[i] = (f(up) - f(down)) / (2 * step)
    return out


def training():
    p = single(RNG.normal(size=sum(SIZES)))
    # The last input never occurs.
    batch = single(RNG.normal(size=(5, INPUTS)) * (RNG.random((5, INPUTS)) < 0.6))
    batch[:, -1] = 0
    targets = single(4 * RNG.random(5))
    dials = {"learningRate": 0.02, "weightDecay": 0.1, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8}
    decay = np.repeat(DECAYS, SIZES)
    start, mean, square, steps = p.copy(), np.zeros_like(p), np.zeros_like(p), []
    for t in range(1, 4):
        g = slope(lambda q: loss(q, batch, targets), p)
        steps.append({"loss": loss(p, batch, targets), "values": [value(p, x) for x in batch], "gradients": g})
        mean = dials["beta1"] * mean + (1 - dials["beta1"]) * g
        square = dials["beta2"] * square + (1 - dials["beta2"]) * g**2
        unbiased, squares = mean / (1 - dials["beta1"] ** t), square / (1 - dials["beta2"] ** t)
        moved = p - dials["learningRate"] * (unbiased / (np.sqrt(squares) + dials["epsilon"]) + dials["weightDecay"] * decay * p)
        p = np.where(square > 0, moved, p)
        steps[-1] |= {"parameters": p.copy(), "mean": mean.copy(), "square": square.copy()}
    return {"inputs": INPUTS, "units": UNITS, "tau": TAU, "dials": dials, "start": start, "batch": batch, "targets": targets, "steps": steps}


golden = rounded({"returns": returns(), "expectiles": expectiles(), "training": training()})
path = Path(__file__).with_name("golden.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{path}: {path.stat().st_size} bytes, numpy {np.__version__}")
print("losses", [s["loss"] for s in golden["training"]["steps"]])
