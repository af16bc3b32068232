"""Woodruff's standard error of a median with clusters and a window of three errors, on copied patients, by numpy: python3 median-error.py > median-error.json (numpy 1.24)."""
import json
import numpy as np

rng = np.random.default_rng(4)
cases = []
for name, patients, per, grid, weights in [
    ("independent values", 200, 1, 0.0, False),
    ("clusters of up to six", 60, 6, 0.0, False),
    ("minutes on a grid of five", 80, 4, 5.0, False),
    ("clusters with multiplicities", 60, 6, 0.0, True),
    ("grid with multiplicities", 50, 5, 5.0, True),
    ("three patients", 3, 2, 0.0, False),
    ("all equal on a grid", 10, 2, 5.0, None),
]:
    size = rng.integers(0 if per > 1 else 1, per + 1, patients)
    size[0] = max(size[0], 1)
    size[1] = max(size[1], 1)
    patient = np.repeat(np.arange(patients), size)
    value = rng.normal(0, 1, patients)[patient] + rng.normal(0, 0.5, len(patient))
    if grid:
        value = grid * np.round(value * 6 + 20)
    if weights is None:
        value = np.full(len(patient), 30.0)
    w = rng.multinomial(patients, np.ones(patients) / patients) if weights else np.ones(patients, int)
    drawn = np.repeat(np.arange(patients), w)
    groups = [value[patient == p] for p in drawn if (patient == p).any()]
    pooled = np.concatenate(groups)
    m = np.median(pooled)
    total = len(pooled)
    middle = np.sort(pooled)[(total - 1) // 2]
    split = (0.5 - (pooled < middle).mean()) / (pooled == middle).mean()
    squares = [((g < middle).sum() + split * (g == middle).sum() - len(g) / 2) ** 2 + split * (1 - split) * (g == middle).sum() for g in groups]
    e = np.sqrt(len(groups) / (len(groups) - 1) * sum(squares)) / total
    if (np.array([len(g) for g in groups]) == 1).all():
        assert abs(e - 0.5 / np.sqrt(total - 1)) < 1e-15
    low, high = max(0.5 - 3 * e, 0), min(0.5 + 3 * e, 1)
    s = e * (np.quantile(pooled, high) - np.quantile(pooled, low)) / (high - low)
    order = rng.permutation(len(value))
    cases.append({"name": name, "value": value[order].tolist(), "patient": patient[order].tolist(), "weight": w.tolist(), "gridStep": grid,
                  "median": float(m), "standardError": float(max(s, grid / 2)), "observations": int(total), "patients": len(groups)})
print(json.dumps(cases))
