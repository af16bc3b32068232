"""Verdicts on medians, recomputed with numpy from the text of the methods: python3 median_verdicts.py > median_verdicts.json

One family of medians (one value a patient, several, none on a grid, and one that is 300 in a cohort and 360 in all others) and of a
share; the same at another level, and the share alone.
"""
import json
import math

import numpy as np

from judging import compact, judge, multiplicities, pooled

REPLICATES, SEED, SIZES = 1000, 4, [50, 110, 60, 22]
rng = np.random.default_rng(21)
category = rng.permutation(np.concatenate([np.repeat(np.arange(4), SIZES), np.full(24, -1)]))
patients = len(category)
spread = np.array([150, 40, 110, 60, 60])[category]


def on_grid(value, step):
    return np.maximum(step, step * np.round(value / step))


def simulate():
    """Measure -> patient and value of each observation, and how it is judged."""
    everyone = np.arange(patients)
    valued = everyone[rng.random(patients) < 0.93]
    counts = rng.integers(0, 7, patients)
    repeated = np.repeat(everyone, counts)
    level = rng.normal(0, 40, patients)
    gap = on_grid(360 + np.array([-150, 10, 0, 20, 0])[category] + spread * rng.normal(size=patients), 5)
    several = on_grid((240 + level + np.array([40, -50, 0, 0, 100])[category])[repeated] + rng.normal(0, 50, len(repeated)), 5)
    fine = np.round(7 + np.array([1.5, 0, 0, 0, 0])[category] + rng.normal(0, 0.4, patients) * spread / 60, 1)
    return {
        "one": {"patient": valued, "value": gap[valued], "grid": 5, "sense": 1, "margin": 60},
        "several": {"patient": repeated, "value": several, "grid": 5, "sense": -1, "margin": 60, "fifth": True},
        "fine": {"patient": everyone, "value": fine, "grid": 0.1, "sense": 0, "margin": 0.75},
        "recorded": {"patient": everyone, "value": np.where(category == 0, 300.0, 360.0), "grid": 5, "sense": 1, "margin": 30},
    }


tries = rng.integers(0, 9, patients).astype(float)
hits = rng.binomial(tries.astype(int), np.clip(np.array([0.35, 0.72, 0.6, 0.6, 0.6])[category] + rng.normal(0, 0.15, patients), 0, 1)).astype(float)


def quantile(ascending, p):
    """Type 7."""
    at = (len(ascending) - 1) * p
    k = min(int(math.floor(at)), len(ascending) - 2)
    return ascending[k] + (at - k) * (ascending[k + 1] - ascending[k])


def median_and_error(patient, value, grid, weights):
    """Values ascending; weights of all patients. Woodruff's error with the wide window, at least half a grid step."""
    w = weights[patient].astype(int)
    copies = np.repeat(value, w)
    n = len(copies)
    middle = copies[(n - 1) // 2]
    counts, below, tied = (np.bincount(patient, part, minlength=patients) for part in (np.ones(len(value)), value < middle, value == middle))
    if counts.max() <= 1:
        e = 0.5 / math.sqrt(n - 1)
    else:
        split = (n / 2 - weights @ below) / (weights @ tied)
        drawn = weights[counts > 0].sum()
        e = math.sqrt(drawn / (drawn - 1) * (weights @ ((below + split * tied - counts / 2) ** 2 + split * (1 - split) * tied))) / n
    lower, upper = max(0.0, 0.5 - 3 * e), min(1.0, 0.5 + 3 * e)
    error = e * (quantile(copies, upper) - quantile(copies, lower)) / (upper - lower)
    return quantile(copies, 0.5), max(error, grid / 2)


def drawn_medians(measure, members, draws):
    own = np.flatnonzero(members[measure["patient"]])
    own = own[np.argsort(measure["value"][own], kind="stable")]
    patient, value = measure["patient"][own], measure["value"][own]
    return np.array([median_and_error(patient, value, measure["grid"], weights) for weights in draws]).T, len(set(patient))


def drawn_shares(members, draws, factor):
    """Value and variance of the share of a side in every draw, with its floor, and patients with a try."""
    a, b = hits * members, tries * members
    total = draws @ b
    q = draws @ a / total
    variance = (draws * (a[None] - q[:, None] * b[None]) ** 2).sum(axis=1) / total**2
    n = draws @ (b > 0)
    shrunk = (n * q + 1) / (n + 2)
    return q, np.maximum(variance, factor * shrunk * (1 - shrunk) / (n + 2)), int((b > 0).sum())


def contrast(name, k, sense, margin, x, y, error, bearing, **more):
    return {
        "cohort": (0, str(k)), "pair": False, "metric": name, "class": None, "sense": sense, "margin": margin, "x": x, "y": y,
        "d": float(x[0] - y[0]), "d_b": x[1:] - y[1:], "s": float(error[0]), "s_b": error[1:], "bearing": bearing, "shares": None, **more,
    }


def contrasts_of(measures, draws):
    kept, once = category >= 0, np.ones((1, patients))
    found = []
    q, variance, n = drawn_shares(kept, once, 0.0)
    factor = float(variance[0] * n / (q[0] * (1 - q[0])))
    overall = hits.sum() / tries.sum()
    for k in range(4):
        sides = (category == k, kept & (category != k))
        for name, measure in measures.items():
            (x, x_error), x_count = drawn_medians(measure, sides[0], draws)
            (y, y_error), y_count = drawn_medians(measure, sides[1], draws)
            margin = measure["margin"]
            if measure.get("fifth"):
                margin = min(margin, 0.2 * float(np.median(measure["value"])))
            found.append(contrast(name, k, measure["sense"], margin, x, y, np.hypot(x_error, y_error), (x_count, y_count), grid=measure["grid"]))
        (x, x_variance, x_count), (y, y_variance, y_count) = (drawn_shares(side, draws, factor) for side in sides)
        of_both = draws @ kept
        error = np.sqrt(of_both / (of_both - 1) * (x_variance + y_variance))
        shares = [(float(x[0]), x_count / factor), (float(y[0]), y_count / factor)]
        margin = min(0.05, 0.2 * min(overall, 1 - overall))
        found.append(contrast("share", k, 1, margin, x, y, error, (x_count, y_count), shares=shares))
    return found


def measured(one):
    d_b = one["d_b"]
    s, s_b = pooled(one) if "grid" in one else (one["s"], one["s_b"])
    return {
        "grouping": 0, "category": one["cohort"][1], "metric": one["metric"], "bearing": one["bearing"], "margin": one["margin"],
        "estimates": [float(one["x"][0]), float(one["y"][0])], "standardError": s,
        "effective": None if one["shares"] is None else [n for _, n in one["shares"]], "usable": len(d_b),
        "means": [float(value.mean()) for value in (d_b, s_b**2, d_b * s_b**2)],
        "delta": float(abs(np.median(one["x"][1:]) - np.median(one["y"][1:]))),
    }


measures = simulate()
draws = np.vstack([np.ones(patients), multiplicities(patients, REPLICATES, SEED)])
contrasts = contrasts_of(measures, draws)
families = []
for level, metrics in ((0.95, None), (0.9, None), (0.95, ["share"])):
    results, decided = judge([one for one in contrasts if metrics is None or one["metric"] in metrics], level, 30)
    families.append({"level": level, "metrics": metrics, "classes": decided, "results": results})
print(json.dumps(compact({
    "category": category.tolist(), "hits": hits.tolist(), "tries": tries.tolist(), "seed": SEED, "replicates": REPLICATES, "verdictMinimum": 30,
    "medians": {name: {**one, "patient": one["patient"].tolist(), "value": one["value"].tolist()} for name, one in measures.items()},
    "contrasts": [measured(one) for one in contrasts], "families": families,
}), separators=(",", ":")))
