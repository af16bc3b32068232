"""Metrics of small patients made for the corners: python3 synthetic.py > synthetic.json (numpy 1.24, scikit-learn 1.2).
Every case holds its patients (steps [label, score], label null where not labelled; events [start, stop); category) and what to expect.
"""
import json

import numpy as np

from metrics import all_metrics, compare, concatenated, detection_scores, plain

INFINITE = 10**9
rng = np.random.default_rng(17)


def beta(label, digits):
    return round(float(rng.beta(3, 3) if label == 1 else rng.beta(2, 5)), digits)


def ward(size, categories, score, share=0.3):
    """Patients of 5 to 20 steps; with an event at the end of some, labelled as 4 steps of horizon ask."""
    out = []
    for i in range(size):
        length = int(rng.integers(5, 21))
        events = []
        if rng.random() < share:
            start = int(rng.integers(1, length + 3))
            events.append([start, start + 2])
            if rng.random() < 0.4:
                again = events[-1][1] + int(rng.integers(0, 6))
                events.append([again, again + 1])
        steps = []
        for t in range(length):
            inside = any(a <= t < b for a, b in events)
            label = None if inside else int(any(a - 4 <= t < a for a, b in events))
            steps.append([label, score(label)])
        out.append({"steps": steps, "events": events, "category": categories[i % len(categories)]})
    return out


def person(labels, scores, category, events=()):
    return {"steps": [list(pair) for pair in zip(labels, scores)], "events": [list(e) for e in events], "category": category}


cases = []


def add(name, patients, threshold, minimum=0, bins=10, max_length=None):
    horizon, limit = 4, max_length or INFINITE
    arrays = []
    for one in patients:
        steps = [(t, label, s) for t, (label, s) in enumerate(one["steps"]) if t < limit]
        found = detection_scores(steps, one["events"], horizon, limit)
        labelled = [(label, s) for _, label, s in steps if label is not None]
        arrays.append(tuple(np.array(v, float) for v in ([p[0] for p in labelled], [p[1] for p in labelled], found)))
    categories = [one["category"] for one in patients]
    order = sorted({c for c in categories if c is not None})
    everyone = all_metrics(*concatenated(arrays), threshold, bins, None)
    cases.append({
        "name": name, "threshold": threshold, "bins": bins, "verdictMinimum": minimum, "horizon": horizon, "maxLength": max_length,
        "patients": patients, "everyone": everyone,
        "categories": compare(arrays, categories, order, threshold, bins, minimum) if len(order) > 1 else {},
    })


add("scores rounded to two digits, two categories", ward(40, ["a", "b"], lambda y: beta(y, 2)), 0.4)
add("scores rounded to two digits, five categories and unassigned patients", ward(60, list("abcde") + [None], lambda y: beta(y, 2)), 0.4)
add("scores rounded to one digit, on the edges of bins", ward(40, ["a", "b", "c"], lambda y: beta(y, 1)), 0.5)
add("scores of 12 digits, stays cut", ward(50, ["a", "b", "c"], lambda y: beta(y, 12)), 0.4, minimum=3, bins=20, max_length=8)
add("all scores equal, every step an alarm", ward(20, ["a", "b", "c"], lambda y: 0.25), 0.25)
add("all scores equal, no alarm", ward(20, ["a", "b"], lambda y: 0.25), 0.5)
add("perfect scores", ward(20, ["a", "b"], lambda y: 0.9 if y == 1 else 0.1), 0.5)
add("inverted scores", ward(20, ["a", "b", "c"], lambda y: 0.1 if y == 1 else 0.9), 0.5)
add("scores of 0 and 1 only", ward(20, ["a", "b"], lambda y: float(rng.random() < (0.7 if y == 1 else 0.2))), 1.0)
random = ward(30, ["a", "b"], lambda y: beta(y, 3))
add("a cohort without positives or events", random + [person([0, 0, 0], [0.1, 0.6, 0.4], "none") for _ in range(4)], 0.4)
add("a cohort of positives only", random + [person([1, 1], [0.3, 0.8], "all", [(2, 3)]) for _ in range(4)], 0.4)
add("two cohorts of one class each", [person([0, 0], [0.2, 0.7], "none"), person([1, 1], [0.3, 0.8], "all", [(2, 3)])], 0.5)
add("a cohort of one patient", random + [person([0, 1, 1, None], [0.2, 0.4, 0.6, 0.9], "one", [(3, 4)])], 0.4)
add("a cohort without a labelled step, whose event cannot be detected", random + [person([None, None], [0.2, 0.4], "dark", [(1, 2)])], 0.4)
add("a cohort without any step", random + [person([], [], "empty")], 0.4)
add("no cohort with enough patients for a reference prevalence", random, 0.4, minimum=1000)
add("alarms at every step", random, 0.0)
print(json.dumps(plain(cases)))
