# Golden values for resampling.test.ts, from numpy and scipy: python3 golden-resampling.py > golden-resampling.json
# Interval: percentile bootstrap of whole groups with 100,000 resamples.
import json

import numpy as np
from scipy import stats

rng = np.random.default_rng(7)
groups = [[round(float(x), 2) for x in rng.normal(rng.normal(0.3, 0.4), 0.5, n)] for n in (3, 5, 2, 4, 6, 3, 4, 5)]
x = [int(v) for v in rng.integers(0, 6, 30)]
y = [int(v) for v in rng.integers(0, 4, 30) + np.array(x) // 2]
R = 100_000
picks = rng.integers(0, len(groups), (R, len(groups)))
sums = np.array([sum(g) for g in groups])[picks].sum(axis=1)
sizes = np.array([len(g) for g in groups])[picks].sum(axis=1)
halves = [[round(float(t + a), 2), round(float(t + b), 2)] for t, a, b in rng.normal(0, 1, (20, 3))]
r = np.corrcoef(np.array(halves).T)[0, 1]
print(
    json.dumps(
        {
            "groups": groups,
            "meanCi95": [float(v) for v in np.percentile(sums / sizes, (2.5, 97.5))],
            "x": x,
            "y": y,
            "rho": float(stats.spearmanr(x, y).statistic),
            "pearson": float(stats.pearsonr(x, y).statistic),
            "halves": halves,
            "reliability": float(2 * r / (1 + r)),
        },
        indent=1,
    )
)
