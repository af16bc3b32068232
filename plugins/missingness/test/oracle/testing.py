"""Tests outside events, events per test and tipping points of made-up stays: python3 testing.py > testing.json (numpy 1.24)."""
import json

import numpy as np

HORIZON, TIMESTEP, THRESHOLD = 6, 60, 0.6
random = np.random.default_rng(5)


def stay():
    steps = int(random.integers(1, 60))
    first = int(random.choice([0, 0, 0, 3]))
    events, at = [], int(random.integers(0, 30))
    while random.random() < 0.6 and at < steps:
        stop = at + int(random.integers(1, 6))
        events.append([at, stop])
        at = stop + int(random.integers(0, 20))
    tests = sorted({int(m) for m in random.integers(0, steps * TIMESTEP + 90, int(random.choice([0, 1, 3, 8])))})
    scores = [round(float(random.random()), 2) for _ in range(first, steps)]
    return {"first": first, "steps": max(steps, first + 1), "events": events, "tests": tests, "scores": scores or [0.3],
            "category": str(random.choice(["a", "b", "b", "c"]))}


def counted(one):
    """Tests from the first prediction on and in no event, minutes at risk, evaluable events, caught ones."""
    begins, ends = one["first"] * TIMESTEP, one["steps"] * TIMESTEP
    inside = [(a * TIMESTEP, b * TIMESTEP) for a, b in one["events"]]
    tests = [m for m in one["tests"] if begins <= m < ends and not any(a <= m < b for a, b in inside)]
    at_risk = ends - begins - sum(max(0, min(b, ends) - max(a, begins)) for a, b in inside)
    events = caught = before = 0
    for start, stop in one["events"]:
        if start > 0:
            events += 1
            window = range(max(before, start - HORIZON), start)
            labelled = [t for t in window if one["first"] <= t < one["steps"] and not any(a <= t < b for a, b in one["events"])]
            caught += any(one["scores"][t - one["first"]] >= THRESHOLD for t in labelled)
        before = stop
    return len(tests), at_risk, events, caught


people = [stay() for _ in range(200)]
rows = np.array([counted(one) for one in people], dtype=float)
category = np.array([one["category"] for one in people])


def measures(own):
    tests, minutes, events, caught = rows[own].sum(axis=0)
    return {"testsPerDay": tests / minutes * 1440, "eventsPer100": 100 * events / tests, "recall": caught / events}


def variance(persons, factor):
    """Of a recall: of the influences, at least that of the shrunken share; persons are rows of caught and events."""
    caught, events = persons[:, 0], persons[:, 1]
    q, n = caught.sum() / events.sum(), len(persons)
    influence = (caught - q * events) / events.sum()
    shrunk = (n * q + 1) / (n + 2)
    return max((influence**2).sum(), factor * shrunk * (1 - shrunk) / (n + 2))


def verdict(low, high, margin):
    if high < -margin:
        return "material"
    if low >= -margin and high <= margin:
        return "equivalent"
    return "worse" if high < 0 else "better" if low > 0 else "inconclusive"


def alike(persons):
    """Caught events, events, and how many persons have as many."""
    kinds, counts = np.unique(persons, axis=0, return_counts=True)
    return np.column_stack([kinds, counts]).tolist()


def tipping(cohort, rest, untested, reach, margin):
    everyone = np.vstack([cohort, rest])
    q = everyone[:, 0].sum() / everyone[:, 1].sum()
    influence = (everyone[:, 0] - q * everyone[:, 1]) / everyone[:, 1].sum()
    factor = (influence**2).sum() * len(everyone) / (q * (1 - q))

    def at(k):
        own = np.vstack([cohort, np.tile([0, 1], (k, 1))]) if k else cohort
        d = own[:, 0].sum() / own[:, 1].sum() - rest[:, 0].sum() / rest[:, 1].sum()
        return d, np.sqrt(variance(own, factor) + variance(rest, factor))

    d, s = at(0)
    interval = (d - reach[0] * s, d + reach[1] * s)
    now = verdict(*interval, margin)
    found = None
    if now not in ("worse", "material"):
        for k in range(1, untested + 1):
            d_k, s_k = at(k)
            then = verdict(d_k - reach[0] * s_k, d_k + reach[1] * s_k, margin)
            if then != now:
                found = {"needed": k, "becomes": then}
                break
    return {"cohort": alike(cohort), "rest": alike(rest), "untested": untested, "margin": margin, "difference": d,
            "low": interval[0], "high": interval[1], "verdict": now, "needed": found and found["needed"], "becomes": found and found["becomes"]}


def side(persons, recall):
    events = random.choice([1, 1, 1, 2, 3], persons)
    return np.column_stack([random.binomial(events, recall), events])


cases = [
    tipping(side(int(random.integers(30, 200)), random.uniform(0.5, 0.98)), side(int(random.integers(60, 500)), random.uniform(0.5, 0.98)),
            int(random.choice([0, 10, 60])), random.uniform(1.8, 3.6, 2), float(random.choice([0.01, 0.05, 0.3])))
    for _ in range(120)
]
print(json.dumps({
    "horizon": HORIZON, "timestep": TIMESTEP, "threshold": THRESHOLD, "people": people,
    "counts": rows.astype(int).tolist(),
    "everyone": measures(category != ""), "cohorts": {c: {"cohort": measures(category == c), "rest": measures(category != c)} for c in "abc"},
    "tipping": cases,
}))
