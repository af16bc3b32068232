"""Quantiles by numpy: python3 quantile.py > quantile.json (numpy 1.24). NaN is written as null."""
import json
import numpy as np

rng = np.random.default_rng(1)
cases = {
    "one value": [3.5],
    "two values": [2.0, -1.0],
    "even count": [4.0, 1.0, 2.0, 3.0],
    "odd count": [5.0, 1.0, 2.0, 3.0, 4.0],
    "ties": [1.0, 1.0, 2.0, 2.0, 2.0, 7.0],
    "with missing": [3.0, float("nan"), 1.0, float("nan"), 10.0],
    "all missing": [float("nan")] * 3,
    "empty": [],
    "100 normal": rng.normal(size=100).tolist(),
    "1000 skewed": np.round(rng.lognormal(size=1000), 6).tolist(),
}
shares = [0.0, 0.025, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.975, 1.0]
null = lambda v: None if np.isnan(v) else float(v)
plain = []
for name, values in cases.items():
    v = np.array(values, float)
    u = v[~np.isnan(v)]
    plain.append({"name": name, "values": [null(x) for x in v], "usable": int(len(u)),
                  "quantiles": [null(np.quantile(u, p)) if len(u) else None for p in shares],
                  "median": null(np.median(u)) if len(u) else None})
weighted = []
for n, high in [(1, 3), (2, 2), (5, 4), (30, 3), (30, 2), (200, 5)]:
    v = np.round(rng.normal(size=n), 1)
    w = rng.integers(0, high, size=n)
    c = np.repeat(v, w)
    weighted.append({"values": v.tolist(), "weight": w.tolist(),
                     "quantiles": [null(np.quantile(c, p)) if len(c) else None for p in shares],
                     "median": null(np.median(c)) if len(c) else None})
print(json.dumps({"shares": shares, "plain": plain, "weighted": weighted}))
