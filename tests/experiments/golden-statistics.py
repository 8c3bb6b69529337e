# Golden values for statistics.test.ts, from numpy and scipy: python3 golden-statistics.py > golden-statistics.json
# Intervals: plain percentile bootstrap with 200,000 resamples, drawn within each stratum and pooled.
import json

import numpy as np
from scipy import stats

rng = np.random.default_rng(1)
a = [[int(x) for x in rng.binomial(22, p, n)] for p, n in ((0.5, 40), (0.6, 24))]
b = [[int(x) for x in rng.binomial(22, p, n)] for p, n in ((0.45, 40), (0.5, 24))]
R = 200_000


def draw(strata):
    return np.concatenate([rng.choice(s, (R, len(s))) for s in strata], axis=1)


def interval(values):
    return [float(x) for x in np.percentile(values, (2.5, 97.5))]


def summary(strata):
    flat = np.concatenate(strata)
    draws = draw(strata)
    return {
        "mean": float(flat.mean()),
        "sd": float(flat.std()),
        "se": float(flat.std() / np.sqrt(len(flat))),
        "iqm": float(stats.trim_mean(flat, 0.25)),
        "ci95": interval(draws.mean(axis=1)),
        "iqmCi95": interval(stats.trim_mean(draws, 0.25, axis=1)),
    }


def wins(x, y):
    return float(stats.mannwhitneyu(x, y).statistic / (len(x) * len(y)))


flat_a, flat_b = np.concatenate(a), np.concatenate(b)
S = 20_000
draws = [
    (np.sign(x[:, None] - y[None, :]) + 1).mean() / 2
    for x, y in zip(draw(a)[:S], draw(b)[:S])
]
paired = flat_a - flat_b
z = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
print(
    json.dumps(
        {
            "a": a,
            "b": b,
            "summary": summary(a),
            "paired": summary([flat_a[:40] - flat_b[:40], flat_a[40:] - flat_b[40:]]),
            "improvement": {"probability": wins(flat_a, flat_b), "ci95": interval(draws)},
            "pairsNeeded": int(np.ceil((z * paired.std() / 1) ** 2)),
        },
        indent=2,
    )
)
