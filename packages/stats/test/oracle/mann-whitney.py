"""One-sided Mann-Whitney tests by scipy: python3 mann-whitney.py > mann-whitney.json (scipy 1.10).
Statistic and p from scipy.stats.mannwhitneyu; log p from scipy.stats.norm.logsf at the z that scipy uses (its p underflows below 1e-308)."""
import json
import warnings
import numpy as np
from scipy import stats
from scipy.stats._mannwhitneyu import _get_mwu_z

warnings.simplefilter("ignore")
rng = np.random.default_rng(2)
n = lambda size, shift=0.0, digits=6: np.round(rng.normal(shift, 1, size), digits)
nan = float("nan")
cases = [
    ("no difference, 100 and 100", n(100), n(100)),
    ("shifted by 0.3", n(100), n(100, 0.3)),
    ("p near 1e-30: every x below every y, 88 each", n(88), n(88, 40)),
    ("shifted by 5, 100 each", n(100), n(100, 5)),
    ("complete separation, 100 each", n(100, -20), n(100, 20)),
    ("p near 1e-300: separation, 917 each", n(917, -20, 3), n(917, 20, 3)),
    ("p below the smallest double: separation, 1100 each", n(1100, -20, 3), n(1100, 20, 3)),
    ("heavy ties", n(100, 0, 0), n(100, 0.5, 0)),
    ("ties between two values only", np.array([0.0] * 30 + [1.0] * 20), np.array([0.0] * 20 + [1.0] * 35)),
    ("all values equal", np.full(20, 0.7), np.full(25, 0.7)),
    ("one value each", np.array([1.0]), np.array([2.0])),
    ("one value each, equal", np.array([2.0]), np.array([2.0])),
    ("two against three", np.array([1.0, 4.0]), np.array([2.0, 3.0, 5.0])),
    ("unequal sizes", n(21), n(1000, 0.4, 2)),
    ("missing values", np.array([nan, 0.1, 0.5, nan, 0.9]), np.array([0.2, nan, 0.5, 0.5])),
    ("exactly half of the pairs", np.array([1.0, 4.0]), np.array([2.0, 3.0])),
]
out = []
for name, x, y in cases:
    u, v = x[~np.isnan(x)], y[~np.isnan(y)]
    entry = {"name": name, "x": [None if np.isnan(a) else a for a in x], "y": [None if np.isnan(a) else a for a in y]}
    for alternative in ("less", "greater"):
        r = stats.mannwhitneyu(u, v, alternative=alternative, method="asymptotic", use_continuity=True)
        side = r.statistic if alternative == "greater" else len(u) * len(v) - r.statistic
        z = float(_get_mwu_z(side, len(u), len(v), stats.rankdata(np.concatenate([u, v]))))
        entry[alternative] = {"u": float(r.statistic), "p": float(r.pvalue), "z": None if np.isinf(z) else z,
                              "logP": float(stats.norm.logsf(z))}
    out.append(entry)
print(json.dumps(out))
