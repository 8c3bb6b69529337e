# Golden numbers for the PPO learner, computed from the papers' formulas in float64 with numpy alone: nothing here is read
# from our code, and gradients are central differences or written out by hand.
#
#   python3 tests/learning/ppo/golden/make-golden.py        # numpy 2.4; writes golden.json beside this file
#   npx biome format --write tests/learning/ppo/golden
#
# gae    Schulman et al. 2016, eq. 16: the sum of discounted TD errors up to the end of the segment, not the recursion.
# loss   Schulman et al. 2017, eq. 7 (a ratio and a clip for every token) and eq. 9 (value and entropy terms); KL by the
#        estimators of Schulman 2020, "Approximating KL Divergence": k2 = 1/2 log^2 r for the pull towards the start, k3 =
#        (r - 1) - log r, r = new / old, for how far an update has gone. Every term counts as often as its decision does.
# lora   Hu et al. 2021, section 4.1: W + alpha / rank * A * B.
# adamw  Loshchilov and Hutter 2019, algorithm 2, after clipping by the global norm (Pascanu et al. 2013).

import json
from pathlib import Path

import numpy as np

RNG = np.random.default_rng(20260728)


def rounded(x):
    """Nine digits; NaN as null."""
    if isinstance(x, dict):
        return {k: rounded(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [rounded(v) for v in x]
    if isinstance(x, np.ndarray):
        return rounded(x.tolist())
    if isinstance(x, (float, np.floating)):
        return None if np.isnan(x) else float(f"{x:.9g}")
    return x


def single(x):
    """Inputs are what float32 can hold, so that both sides start from the same numbers."""
    return np.asarray(x, np.float32).astype(np.float64)


# --- GAE ------------------------------------------------------------------------------------------------------------


def gae_case(name, ends, gamma, lam):
    """ends[t]: 'goes on', 'died', or the value of the state at which the episode was cut after step t."""
    n = len(ends)
    rewards, values = single(RNG.normal(size=n)), single(RNG.normal(size=n))
    next_values = np.array([np.nan if e == "goes on" else 0.0 if e == "died" else single(e) for e in ends])
    after = np.where(np.isnan(next_values), np.append(values[1:], np.nan), next_values)
    delta = rewards + gamma * after - values
    advantages = np.zeros(n)
    for t in range(n):
        last = next(k for k in range(t, n) if not np.isnan(next_values[k]))
        advantages[t] = sum((gamma * lam) ** (k - t) * delta[k] for k in range(t, last + 1))
    return {
        "name": name, "gamma": gamma, "lambda": lam, "rewards": rewards, "values": values, "nextValues": next_values,
        "advantages": advantages, "returns": advantages + values,
        "explained": 1 - np.var(advantages) / np.var(advantages + values),
    }


def gae():
    go = "goes on"
    return [
        gae_case("an episode that ends in death", [go, go, go, "died"], 0.99, 0.95),
        gae_case("an episode cut at its step cap", [go, go, go, 0.7], 0.99, 0.95),
        gae_case("death, a cut and the rollout's end in one lane", [go, "died", go, go, -1.3, go, "died", "died", go, 0.4], 0.9, 0.8),
        gae_case("one step of reward and the value (lambda 0)", [go, go, "died", go, 2.5], 0.97, 0.0),
        gae_case("all rewards (lambda 1)", [go, go, "died", go, 2.5], 0.97, 1.0),
    ]


# --- PPO loss -------------------------------------------------------------------------------------------------------

HYPER = {"clip": 0.2, "entropy": 0.013, "kl": 0.07, "valueWeight": 0.5}
LEGAL = [[1, 3, 4], [1], [3, 4], [5, 6, 7], [2, 5, 6, 7], [2]]
ROWS, ANSWERS, OUTPUTS, TEMPERATURE = 4, 3, 8, 0.8
# How often each row's decision counts; the last row only fills the batch.
COUNTS = [1.0, 2.5, 1.25, 0.0]
# (row, place) of each token that counts, with its choice and target; the rest is padding or a repeated row.
TOKENS = {(0, 2): (0, 3), (1, 0): (0, 1), (1, 1): (3, 6), (1, 2): (5, 2), (2, 1): (4, 7), (2, 2): (2, 4)}


def scores(logits):
    """Log-probability and entropy of every token under its own legal ids."""
    out = {}
    for (row, place), (choice, target) in TOKENS.items():
        z = logits[row * ANSWERS + place, LEGAL[choice]] / TEMPERATURE
        p = np.exp(z - z.max())
        p /= p.sum()
        out[row, place] = (np.log(p[LEGAL[choice].index(target)]), -np.sum(p * np.log(p)))
    return out


def parts(logits, values, batch):
    total = dict(policy=0.0, value=0.0, entropy=0.0, startKl=0.0, updateKl=0.0, clipped=0.0)
    for (row, place), (new, entropy) in scores(logits).items():
        i = row * ANSWERS + place
        w = COUNTS[row]
        log_ratio = new - batch["oldLogProbs"][i]
        ratio, a, c = np.exp(log_ratio), batch["advantages"][i], HYPER["clip"]
        total["policy"] -= w * min(ratio * a, np.clip(ratio, 1 - c, 1 + c) * a)
        total["entropy"] += w * entropy
        total["clipped"] += w * int(abs(ratio - 1) > c)
        total["startKl"] += w * 0.5 * (batch["startLogProbs"][i] - new) ** 2
        total["updateKl"] += w * (ratio - 1 - log_ratio)
    for row in range(ROWS):
        total["value"] += 0.5 * COUNTS[row] * (values[row] - batch["returns"][row]) ** 2
    return total


def loss_of(total):
    return total["policy"] + HYPER["valueWeight"] * total["value"] + HYPER["kl"] * total["startKl"] - HYPER["entropy"] * total["entropy"]


def slope(f, x, step=1e-5):
    out = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += step
        down[i] -= step
        out[i] = (f(up) - f(down)) / (2 * step)
    return out


def loss():
    n = ROWS * ANSWERS
    logits, values = single(1.5 * RNG.normal(size=(n, OUTPUTS))), single(RNG.normal(size=ROWS))
    weights, targets, choices = np.zeros(n), np.zeros(n, int), np.zeros(n, int)
    advantages, old, start = np.zeros(n), np.zeros(n), np.zeros(n)
    of_row = single([1.2, -0.8, 0.5, 0.0])
    # Ratios inside the clip, above it and below it, on either sign of the advantage: the gain is cut for two of the four.
    moves = single([0.4, 0.6, -0.5, 0.0, -0.4, 0.05])
    for (key, (new, _)), move in zip(scores(logits).items(), moves, strict=True):
        i = key[0] * ANSWERS + key[1]
        choices[i], targets[i] = TOKENS[key]
        weights[i], advantages[i] = COUNTS[key[0]], of_row[key[0]]
        old[i] = single(new - move)
        start[i] = single(new + RNG.normal() * 0.4)
    batch = {
        "oldLogProbs": old, "startLogProbs": start, "weights": weights, "advantages": advantages,
        "returns": single(RNG.normal(size=ROWS)), "valueWeights": np.array(COUNTS),
    }
    total = parts(logits, values, batch)
    return {
        "hyper": HYPER, "temperature": TEMPERATURE, "legal": LEGAL, "rows": ROWS, "answers": ANSWERS, "outputs": OUTPUTS,
        "logits": logits, "values": values, "targets": targets, "choices": choices, "batch": batch,
        "loss": loss_of(total), "parts": total,
        "logitGradients": slope(lambda x: loss_of(parts(x, values, batch)), logits),
        "valueGradients": slope(lambda x: loss_of(parts(logits, x, batch)), values),
    }


# --- LoRA -----------------------------------------------------------------------------------------------------------


def lora():
    inputs, outputs, rank, alpha, rows = 6, 4, 2, 3.0, 5
    w, a, b = (single(RNG.normal(size=s)) for s in ((inputs, outputs), (inputs, rank), (rank, outputs)))
    x, y = single(RNG.normal(size=(rows, inputs))), single(RNG.normal(size=(rows, outputs)))
    scale = alpha / rank
    merged = w + scale * a @ b
    error = x @ merged - y
    of_matrix = x.T @ error
    return {
        "inputs": inputs, "outputs": outputs, "rank": rank, "alpha": alpha, "rows": rows,
        "w": w, "a": a, "b": b, "x": x, "y": y, "merged": merged, "loss": 0.5 * np.sum(error**2),
        "aGradient": scale * of_matrix @ b.T, "bGradient": scale * a.T @ of_matrix,
    }


# --- AdamW ----------------------------------------------------------------------------------------------------------


def adamw():
    beta1, beta2, epsilon, decay, clip = 0.9, 0.99, 1e-8, 0.1, 0.5
    p = {"matrix": single(RNG.normal(size=(3, 2))), "vector": single(RNG.normal(size=3))}
    start = {k: v.copy() for k, v in p.items()}
    mean = {k: np.zeros_like(v) for k, v in p.items()}
    square = {k: np.zeros_like(v) for k, v in p.items()}
    steps = []
    # The first gradient is longer than the clip after division, the last is not.
    for t, (rate, divisor, size) in enumerate([(0.02, 4, 3.0), (0.015, 3, 2.0), (0.01, 5, 0.5)], 1):
        sums = {k: single(size * RNG.normal(size=v.shape)) for k, v in p.items()}
        g = {k: v / divisor for k, v in sums.items()}
        norm = np.sqrt(sum(np.sum(v**2) for v in g.values()))
        for k in p:
            clipped = g[k] * min(1.0, clip / norm)
            mean[k] = beta1 * mean[k] + (1 - beta1) * clipped
            square[k] = beta2 * square[k] + (1 - beta2) * clipped**2
            direction = (mean[k] / (1 - beta1**t)) / (np.sqrt(square[k] / (1 - beta2**t)) + epsilon)
            p[k] = p[k] - rate * (direction + (decay if p[k].ndim > 1 else 0) * p[k])
        steps.append({
            "learningRate": rate, "divisor": divisor, "gradients": sums, "norm": norm,
            "parameters": {k: v.copy() for k, v in p.items()},
            "mean": {k: v.copy() for k, v in mean.items()}, "square": {k: v.copy() for k, v in square.items()},
        })
    return {
        "beta1": beta1, "beta2": beta2, "epsilon": epsilon, "weightDecay": decay, "clipNorm": clip,
        "start": start, "steps": steps,
    }


golden = rounded({"gae": gae(), "loss": loss(), "lora": lora(), "adamw": adamw()})
path = Path(__file__).with_name("golden.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{path}: {path.stat().st_size} bytes, numpy {np.__version__}")
print("parts", golden["loss"]["parts"], "norms", [s["norm"] for s in golden["adamw"]["steps"]])
