"""Every conjunction of categories on made-up stays, judged and named, from the text of the methods: python3 search.py > search.json (numpy 1.24, pandas 1.5).

Groups are pandas queries. The area under the ROC curve follows from one matrix of wrong pairs between patients, its influences from
the derivative of that quadratic form. How a family is judged is `judging.py` of the package of metrics, which was written from the
methods too.
"""
import itertools
import json
import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.append(str(Path(__file__).parents[4] / "packages/metrics/test/oracle"))
from judging import SHARES, compact, judge, multiplicities  # noqa: E402

HORIZON, PATIENTS, REPLICATES, THRESHOLD, MINIMUM, LEVEL, SEED = 6, 420, 1000, 0.5, 20, 0.95, 7
SHARES["counts"] = 0.6
SENSE = {"event_recall": 1, "false_alarms_per_day": -1, "auroc": 1}
CLASS = {"event_recall": "rates", "false_alarms_per_day": "counts", "auroc": "rates"}
GROUPINGS = ["sex", "age", "ward", "floor"]
random = np.random.default_rng(31)

patients = []
for i in range(PATIENTS):
    sex, age, ward = str(random.choice(["F", "M"])), str(random.choice(["old", "young"])), str(random.choice(["a", "b", "c"], p=[0.4, 0.4, 0.2]))
    length = int(random.integers(14, 32))
    events = []
    if random.random() < 0.75:
        start = int(random.integers(4, length))
        events = [[start, start + 2]]
        if random.random() < 0.4 and start + 8 < length:
            events.append([start + 8, start + 9])
    level, labels, scores = random.normal(0, 0.5), "", []
    for t in range(length):
        soon = any(a - HORIZON <= t < a for a, _ in events)
        labels += "." if any(a <= t < b for a, b in events) else str(int(soon))
        lost = 2.6 if sex == "F" and age == "old" and soon else 0.0
        scores.append(round(float(1 / (1 + np.exp(-(level + (1.2 if soon else -1.6) - lost + random.normal(0, 0.6))))), 3))
    patients.append({"sex": sex, "age": None if random.random() < 0.05 else age, "ward": ward, "floor": "1" if ward == "a" else "2",
                     "labels": labels, "scores": scores, "events": events})

people = pd.DataFrame(patients)
steps = pd.DataFrame([(i, t, label, score) for i, one in enumerate(patients) for t, (label, score) in enumerate(zip(one["labels"], one["scores"]))],
                     columns=["patient", "step", "label", "score"])
known = steps[steps.label != "."]


def caught(i, start, before):
    window = known[(known.patient == i) & (known.step >= max(before, start - HORIZON)) & (known.step < start)]
    return bool((window.score >= THRESHOLD).any())


events = pd.DataFrame([(i, caught(i, a, one["events"][k - 1][1] if k else 0)) for i, one in enumerate(patients) for k, (a, _) in enumerate(one["events"])],
                      columns=["patient", "caught"])


def per_patient(frame, value):
    return np.bincount(frame.patient, value, minlength=PATIENTS).astype(float)


positive, negative = known[known.label == "1"], known[known.label == "0"]
x = {
    "events": per_patient(events, np.ones(len(events))), "caught": per_patient(events, events.caught),
    "fp": per_patient(negative, negative.score >= THRESHOLD), "p": per_patient(positive, np.ones(len(positive))), "n": per_patient(negative, np.ones(len(negative))),
    # An hour a step, from the first to the last and one more, less hours in events.
    "minutes": np.array([60.0 * (len(one["labels"]) - sum(max(0, min(b, len(one["labels"])) - a) for a, b in one["events"])) for one in patients]),
}
wrong = np.zeros((PATIENTS, PATIENTS))
for i, own in positive.groupby("patient"):
    above = (negative.score.to_numpy()[None] > own.score.to_numpy()[:, None]) + 0.5 * (negative.score.to_numpy()[None] == own.score.to_numpy()[:, None])
    wrong[i] = per_patient(negative, above.sum(axis=0))

weights = np.vstack([np.ones(PATIENTS), multiplicities(PATIENTS, REPLICATES, SEED)])


def ratio(over, under, side):
    a, b, w = x[over] * side, x[under] * side, weights
    with np.errstate(all="ignore"):
        q = (w @ a) / (w @ b)
        return q, (a[None] - q[:, None] * b[None]) / (w @ b)[:, None], b


def side_of(metric, side):
    """Value and influences in every draw, and the floor of the variance as a function of the design factor."""
    if metric == "event_recall":
        q, u, b = ratio("caught", "events", side)
        n = weights @ (b > 0)
        shrunk = (n * q + 1) / (n + 2)
        return q, u, lambda phi: phi * shrunk * (1 - shrunk) / (n + 2)
    if metric == "false_alarms_per_day":
        q, u, b = ratio("fp", "minutes", side)
        return 1440 * q, 1440 * u, lambda phi: 1440**2 * (weights @ (x["fp"] * side) + 1) / (weights @ b) ** 2
    w = weights * side
    p, n = w @ x["p"], w @ x["n"]
    pairs = ((w @ wrong) * w).sum(axis=1)
    moved = ((wrong + wrong.T) @ side)[None] * side
    once, (p1, n1) = pairs[0], (p[0], n[0])
    u = -moved / (p1 * n1) + once / (p1 * n1) * (x["p"] / p1 + x["n"] / n1) * side
    return 1 - pairs / (p * n), u, lambda phi: np.zeros(len(weights))


def design_factor(metric, kept):
    if metric != "event_recall":
        return 1.0
    a, b = x["caught"] * kept, x["events"] * kept
    q, n = a.sum() / b.sum(), (b > 0).sum()
    return float((((a - q * b) / b.sum()) ** 2).sum() * n / (q * (1 - q)))


everyone = {metric: float(side_of(metric, np.ones(PATIENTS))[0][0]) for metric in SENSE}
margins = {metric: min(0.05, 0.2 * min(q, 1 - q)) if metric != "false_alarms_per_day" else min(1.0, 0.2 * q) for metric, q in everyone.items()}
bears = x["events"] > 0
groups, contrasts, counts, met = [], [], [], set()
for depth in (1, 2, 3):
    tally = {"attributes": depth, "possible": 0, "empty": 0, "tooSmall": 0, "same": 0, "searched": 0}
    for chosen in itertools.combinations(GROUPINGS, depth):
        kept = people[list(chosen)].notna().all(axis=1).to_numpy()
        for categories in itertools.product(*(sorted(people[g].dropna().unique()) for g in chosen)):
            tally["possible"] += 1
            inside = kept & np.logical_and.reduce([people[g] == c for g, c in zip(chosen, categories)])
            rest = kept & ~inside
            bearing = (int((inside & bears).sum()), int((rest & bears).sum()))
            fate = "empty" if not inside.any() else "tooSmall" if min(bearing) < MINIMUM else "same" if inside.tobytes() in met else "searched"
            tally[fate] += 1
            if fate != "searched":
                continue
            met.add(inside.tobytes())
            group = {"grouping": " & ".join(chosen), "category": " & ".join(categories), "parts": dict(zip(chosen, categories)),
                     "patients": int(inside.sum()), "eventPatients": bearing[0]}
            groups.append(group)
            for metric in SENSE:
                phi = design_factor(metric, kept)
                own, other = side_of(metric, inside.astype(float)), side_of(metric, rest.astype(float))
                variance = sum(np.maximum((weights * u**2).sum(axis=1), floor(phi)) for _, u, floor in (own, other))
                n = weights @ kept
                s = np.sqrt(n / (n - 1) * variance)
                d = own[0] - other[0]
                shares = None
                if metric == "event_recall":
                    shares = [(float(one[0][0]), float((side & bears).sum() / phi)) for one, side in ((own, inside), (other, rest))]
                contrasts.append({"group": group, "metric": metric, "x": own[0], "y": other[0], "cohort": (group["grouping"], group["category"]),
                                  "d": float(d[0]), "s": float(s[0]), "d_b": d[1:], "s_b": s[1:], "class": CLASS[metric], "sense": SENSE[metric],
                                  "margin": margins[metric], "bearing": bearing, "shares": shares})
    counts.append(tally)
# Of two cells of a crossing each is the rest of the other, and they count as one cohort, however many categories are named.
cells = {}
for chosen in {tuple(one["group"]["parts"]) for one in contrasts}:
    known_cells = people[list(chosen)].dropna().drop_duplicates()
    cells[chosen] = [tuple(row) for row in known_cells.itertuples(index=False)]
for one in contrasts:
    chosen = tuple(one["group"]["parts"])
    named = {g["category"] for g in groups if tuple(g["parts"]) == chosen}
    lumped = len(cells[chosen]) > len(named)
    one["pair"] = len(named) + lumped == 2

results, decided = judge(contrasts, LEVEL, MINIMUM)
for one, result in zip(contrasts, results):
    one["result"] = result


def is_within(small, large):
    return len(large["parts"]) < len(small["parts"]) and large["parts"].items() <= small["parts"].items()


found = [one for one in contrasts if one["result"]["verdict"] in ("material", "worse")]
pairs = [(one, other) for one in found for other in contrasts
         if other["metric"] == one["metric"] and is_within(one["group"], other["group"])
         and (len(other["group"]["parts"]) == len(one["group"]["parts"]) - 1 or any(other is f for f in found))]
difference = np.array([one["x"][0] - other["x"][0] for one, other in pairs])
drawn = np.array([one["x"][1:] - other["x"][1:] for one, other in pairs])
error = drawn.std(axis=1, ddof=1)
largest = np.sort(np.abs((drawn - difference[:, None]) / error[:, None]).max(axis=0))
critical = float(largest[math.ceil(LEVEL * (REPLICATES + 1)) - 1])
larger = {id(one): [] for one in found}
for (one, other), d, s in zip(pairs, difference, error):
    low, high = d - critical * s, d + critical * s
    larger[id(one)].append({"grouping": other["group"]["grouping"], "category": other["group"]["category"], "estimate": float(other["x"][0]),
                            "difference": float(d), "low": float(low), "high": float(high), "isWorse": bool(high < 0 if one["sense"] > 0 else low > 0),
                            "isFound": any(other is f for f in found)})

print(json.dumps(compact({
    "horizon": HORIZON, "threshold": THRESHOLD, "verdictMinimum": MINIMUM, "seed": SEED, "replicates": REPLICATES, "everyone": everyone,
    "patients": patients, "searched": counts, "groups": [{k: v for k, v in g.items() if k != "parts"} for g in groups],
    "classes": decided,
    "comparisons": [{"grouping": one["group"]["grouping"], "category": one["group"]["category"], "metric": one["metric"], "own": float(one["x"][0]),
                     "others": float(one["y"][0]), "margin": one["margin"], "standardError": one["s"], **one["result"]} for one in contrasts],
    "found": [{"grouping": one["group"]["grouping"], "category": one["group"]["category"], "metric": one["metric"], "larger": larger[id(one)],
               "isNamed": all(other["isWorse"] or not other["isFound"] for other in larger[id(one)])} for one in found],
}), separators=(",", ":")))
