"""Excess, drift and their standard errors by plain numpy, from rows written out patient by patient.

Run with: python3 drift.py > drift.json (Python 3.11, numpy 1.24). The oracle knows no moments: it copies each drawn patient's
rows, and takes influences patient by patient.
"""

import json

import numpy as np

rng = np.random.default_rng(20250301)
starts = [0, 24 * 60, 48 * 60, 96 * 60]
timestep = 60
replicates = 12
categories = ["A", "B", "C", None]


def patient(i):
    length = int(rng.integers(1, 130))
    steps = np.sort(rng.choice(130, size=length, replace=False))
    category = categories[int(rng.integers(0, 4))]
    base = {"A": 0.2, "B": 0.3, "C": 0.25, None: 0.4}[category]
    scores = np.round(np.clip(base + 0.002 * steps + rng.normal(0, 0.1, length), 0, 1), 6)
    labels = np.where(rng.random(length) < 0.1, -1, (rng.random(length) < scores).astype(int))
    return {"category": category, "steps": steps.tolist(), "scores": scores.tolist(), "labels": labels.tolist()}


patients = [patient(i) for i in range(30)]
weights = np.stack([rng.multinomial(len(patients), np.full(len(patients), 1 / len(patients))) for _ in range(replicates)])


def window_of(step):
    minute = step * timestep
    return max(w for w, start in enumerate(starts) if minute >= start)


def rows(p, w):
    """score - label at labelled steps of the window."""
    return np.array(
        [s - l for t, s, l in zip(p["steps"], p["scores"], p["labels"]) if l >= 0 and window_of(t) == w], dtype=float
    )


def excess(members, w):
    pooled = np.concatenate([rows(p, w) for p in members]) if members else np.array([])
    return pooled.mean() if len(pooled) else np.nan


def influences(members, w):
    """u_i of each drawn patient on the pooled mean."""
    q = excess(members, w)
    total = sum(len(rows(p, w)) for p in members)
    if total == 0:
        return np.full(len(members), np.nan)
    return np.array([(rows(p, w).sum() - q * len(rows(p, w))) / total for p in members])


def value(members, w, since):
    return excess(members, w) - (0 if since is None else excess(members, since))


def variance(members, w, since):
    u = influences(members, w) - (0 if since is None else influences(members, since))
    return float(np.sum(u**2))


def copies(weight, belongs):
    return [p for p, k in zip(patients, weight) for _ in range(int(k)) if belongs(p["category"])]


def number(x):
    return None if not np.isfinite(x) else float(x)


def measured(weight, category, w, since):
    cohort = copies(weight, lambda c: c == category)
    rest = copies(weight, lambda c: c is not None and c != category)
    n = len(cohort) + len(rest)
    error = np.sqrt(n / (n - 1) * (variance(cohort, w, since) + variance(rest, w, since)))
    return {
        "cohort": number(value(cohort, w, since)),
        "rest": number(value(rest, w, since)),
        "standardError": number(error),
    }


ones = np.ones(len(patients), dtype=int)
expected = [
    {
        "category": category,
        "window": w,
        "since": since,
        "whole": measured(ones, category, w, since),
        "replicates": [measured(weights[b], category, w, since) for b in range(replicates)],
    }
    for category in ["A", "B", "C"]
    for w, since in [(0, None), (1, None), (1, 0), (2, None), (2, 0), (3, None), (3, 0)]
]

print(
    json.dumps(
        {
            "starts": starts,
            "timestep": timestep,
            "patients": patients,
            "weights": weights.tolist(),
            "expected": expected,
        }
    )
)
