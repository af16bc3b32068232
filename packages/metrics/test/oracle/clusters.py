"""Standard errors where persons have several stays: python3 clusters.py > clusters.json (numpy alone).

Every person has 1 to 4 stays whose scores, labels and alarms are alike. One grouping is the person's, the other may differ between
the person's stays, so that persons stand on both sides. Expected are, per contrast and metric:
- "error": s^2 = n/(n-1) (v_cohort + v_rest - 2 cov) over persons, influences by complex-step differentiation of the metric by the
  persons' weights, which is exact to rounding and shares no formula with the code. Rates have their floor on each side, phi q~(1 - q~)/(n + 2)
  with phi = V n / (q (1 - q)) of all stays as one side.
- "inReplicates": the same under given multiplicities of persons; metrics that rank scores keep the influences of the original data.
- "bootstrap": standard deviation of the difference in 4,000 resamples of persons.
"""
import json

import numpy as np

rng = np.random.default_rng(31)
HORIZON, THRESHOLD, STEP = 4, 0.5, 1e-30
RATES = ["recall", "precision", "npv", "fpr", "f1", "corrected_precision", "corrected_npv", "event_recall"]
RANKED = ["auroc", "auprc", "corrected_auprc", "event_auprc", "corrected_event_auprc"]
METRICS = RATES + ["positive_class_score", "negative_class_score", "calibration_in_the_large"] + RANKED


def simulate(persons):
    stays = []
    for k in range(persons):
        level = rng.normal(0, 0.9)
        likely = 0.85 if rng.random() < 0.45 else 0.1
        first, second = ("a", "b")[k % 2], rng.choice(["x", "y", "z"])
        for _ in range(int(rng.integers(1, 5))):
            length = int(rng.integers(6, 15))
            events = []
            if rng.random() < likely:
                start = int(rng.integers(3, length + 2))
                events.append([start, start + 2])
            steps = []
            for t in range(length):
                inside = any(a <= t < b for a, b in events)
                label = None if inside else int(any(a - HORIZON <= t < a for a, b in events))
                score = 1 / (1 + np.exp(-(level + (1.1 if label == 1 else -0.6) + rng.normal(0, 0.7))))
                steps.append([label, round(float(score), 2)])
            category = second if rng.random() < 0.7 else rng.choice(["x", "y", "z"])
            stays.append({"person": k, "steps": steps, "events": events, "categories": [first, str(category)]})
    order = rng.permutation(len(stays))
    return [stays[i] for i in order]


def brief(persons):
    """Stays of two steps, nearly the same in all stays of a person."""
    stays = []
    for k in range(persons):
        level = rng.normal(0, 2.2)
        positive = rng.random() < 0.5
        for _ in range(int(rng.integers(1, 5))):
            own = positive if rng.random() < 0.85 else not positive
            scores = 1 / (1 + np.exp(-(level + (1 if own else -1) + rng.normal(0, 0.4, 2))))
            steps = [[int(own), round(float(score), 2)] for score in scores]
            category = ("x", "y", "z")[k % 3] if rng.random() < 0.7 else str(rng.choice(["x", "y", "z"]))
            events = [[2, 3]] if own else []
            stays.append({"person": k, "steps": steps, "events": events, "categories": [("a", "b")[k % 2], category]})
    order = rng.permutation(len(stays))
    return [stays[i] for i in order]


def arrays(stays):
    """Per labelled step: person, label, score, stay; per event: person, detection score, stay."""
    steps, events = [], []
    for i, stay in enumerate(stays):
        for label, score in stay["steps"]:
            if label is not None:
                steps.append((stay["person"], label, score, i))
        for start, _ in stay["events"]:
            found = [s for t, (label, s) in enumerate(stay["steps"]) if max(0, start - HORIZON) <= t < start and label is not None]
            events.append((stay["person"], max(found, default=np.nan), i))
    return np.array(steps, float), np.array(events, float).reshape(-1, 3)


def prepare(steps, events, member):
    """A side's rows, sorted by score, and where each tie group ends."""
    own = steps[member[steps[:, 3].astype(int)]]
    own = own[np.argsort(-own[:, 2], kind="stable")]
    ends = np.flatnonzero(np.append(own[1:, 2] != own[:-1, 2], True))
    ev = events[member[events[:, 2].astype(int)]]
    detected = ev[~np.isnan(ev[:, 1])]
    group = np.searchsorted(-own[ends, 2], -detected[:, 1])
    return own, ends, ev, detected, group


def metrics(side, w, highest, lowest):
    own, ends, ev, detected, group = side
    ws, y, score = w[own[:, 0].astype(int)], own[:, 1], own[:, 2]
    alarm = score >= THRESHOLD
    tp, fp = (ws * (alarm & (y == 1))).sum(), (ws * (alarm & (y == 0))).sum()
    p, n = (ws * (y == 1)).sum(), (ws * (y == 0)).sum()
    fn, tn = p - tp, n - fp
    s = (1 / highest - 1) * p / n
    sn = (n / p) / (1 / lowest - 1)
    we = w[ev[:, 0].astype(int)]
    e = we.sum()
    out = {
        "recall": tp / p, "precision": tp / (tp + fp), "npv": tn / (tn + fn), "fpr": fp / n,
        "f1": 2 * tp / (2 * tp + fp + fn),
        "corrected_precision": tp / (tp + s * fp), "corrected_npv": tn / (tn + sn * fn),
        "event_recall": (we * (ev[:, 1] >= THRESHOLD)).sum() / e,
        "positive_class_score": (ws * score * (y == 1)).sum() / p,
        "negative_class_score": (ws * score * (y == 0)).sum() / n,
    }
    out["calibration_in_the_large"] = (ws * (y - score)).sum() / (p + n)
    up, down = np.cumsum(ws * (y == 1))[ends], np.cumsum(ws * (y == 0))[ends]
    dup = np.diff(up, prepend=0)
    out["auroc"] = 1 - (dup * (down - np.diff(down, prepend=0) / 2)).sum() / (p * n)
    caught = np.zeros(len(ends), dtype=w.dtype)
    np.add.at(caught, group, w[detected[:, 0].astype(int)])
    with np.errstate(all="ignore"):
        for name, factor in (("auprc", 1), ("corrected_auprc", s)):
            precision = up / (up + factor * down)
            precision = np.where(np.abs(up + down) == 0, 0, precision)
            out[name] = (dup * precision).sum() / p
            event = name.replace("auprc", "event_auprc")
            out[event] = (caught * precision).sum() / e
    return out


def influences(side, w, persons, highest, lowest):
    """persons x metrics: d metric / d w_k."""
    found = np.zeros((persons, len(METRICS)))
    for k in range(persons):
        moved = w.astype(complex)
        moved[k] += STEP * 1j
        values = metrics(side, moved, highest, lowest)
        found[k] = [np.imag(values[m]) / STEP for m in METRICS]
    return found


def bearing(side, persons):
    """Persons with a non-zero denominator of each rate."""
    own, _, ev, _, _ = side
    who = lambda rows: np.isin(np.arange(persons), rows)
    person, y, alarm = own[:, 0].astype(int), own[:, 1], own[:, 2] >= THRESHOLD
    precision, npv = who(person[alarm]), who(person[~alarm])
    return {
        "recall": who(person[y == 1]), "precision": precision, "npv": npv, "fpr": who(person[y == 0]),
        "f1": who(person[(y == 1) | alarm]),
        "corrected_precision": precision, "corrected_npv": npv, "event_recall": who(ev[:, 0].astype(int)),
    }


def design_factors(side, persons, highest, lowest):
    """Of all stays as one side: variance of each rate over that of a coin a person."""
    once = np.ones(persons)
    value, u, who = metrics(side, once, highest, lowest), influences(side, once, persons, highest, lowest), bearing(side, persons)
    factors = {}
    for m, name in enumerate(METRICS):
        if name in RATES:
            q, n = value[name], who[name].sum()
            factors[name] = (u[:, m] ** 2).sum() * n / (q * (1 - q)) if 0 < q < 1 else 1.0
    return factors


def error(values, floors, factors, u, anyone, w):
    """One number a metric. values, floors, u: of cohort and rest; u also of the ranked metrics."""
    n = (w * anyone).sum()
    out = {}
    for m, name in enumerate(METRICS):
        v = []
        for side in (0, 1):
            own = (w * u[side][:, m] ** 2).sum()
            if name in RATES:
                count = (w * floors[side][name]).sum()
                q = (count * values[side][name] + 1) / (count + 2)
                own = max(own, factors[name] * q * (1 - q) / (count + 2))
            v.append(own)
        both = (w * u[0][:, m] * u[1][:, m]).sum()
        out[name] = float(np.sqrt(n / (n - 1) * (v[0] + v[1] - 2 * both)))
    return out


def expected(stays, persons, replicates):
    steps, events = arrays(stays)
    once = np.ones(persons)
    drawn = [rng.multinomial(persons, once / persons) for _ in range(replicates)]
    contrasts = []
    for g in range(2):
        of = np.array([stay["categories"][g] for stay in stays])
        prevalences = []
        for category in sorted(set(of)):
            own = steps[(of == category)[steps[:, 3].astype(int)]]
            prevalences.append(own[:, 1].mean())
        highest, lowest = max(prevalences), min(prevalences)
        factors = design_factors(prepare(steps, events, of == of), persons, highest, lowest)
        for category in sorted(set(of)):
            sides = [prepare(steps, events, of == category), prepare(steps, events, of != category)]
            floors = [bearing(side, persons) for side in sides]
            anyone = once
            original = [influences(side, once, persons, highest, lowest) for side in sides]
            values = [metrics(side, once, highest, lowest) for side in sides]
            in_replicates = []
            for w in drawn:
                w = w.astype(float)
                at = [influences(side, w, persons, highest, lowest) for side in sides]
                for side in (0, 1):
                    for m, name in enumerate(METRICS):
                        if name in RANKED:
                            at[side][:, m] = original[side][:, m]
                in_replicates.append(error([metrics(side, w, highest, lowest) for side in sides], floors, factors, at, anyone, w))
            boot = {name: [] for name in METRICS}
            draws = np.random.default_rng(5)
            for _ in range(4000):
                w = draws.multinomial(persons, once / persons).astype(float)
                a, b = (metrics(side, w, highest, lowest) for side in sides)
                for name in METRICS:
                    boot[name].append(a[name] - b[name])
            contrasts.append({
                "grouping": g, "category": category,
                "estimates": {name: [float(value[name]) for value in values] for name in METRICS},
                "bearing": [int(floor["event_recall"].sum()) for floor in floors],
                "error": error(values, floors, factors, original, anyone, once),
                "inReplicates": in_replicates,
                "bootstrap": {name: float(np.std(boot[name], ddof=1)) for name in METRICS},
            })
    return {
        "threshold": THRESHOLD, "horizon": HORIZON, "stays": stays,
        "multiplicities": [row.tolist() for row in drawn], "contrasts": contrasts,
    }


print(json.dumps({"varied": expected(simulate(90), 90, 3), "brief": expected(brief(240), 240, 0)}))
