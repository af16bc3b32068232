"""Metrics of scores that are points, at an alarm of 7: python3 points.py > points.json (numpy 1.24, scikit-learn 1.2).
As synthetic.json, but without the metrics that read a score as a probability, and with events at the end of stays.
"""
import json

import numpy as np

from metrics import all_metrics, compare, concatenated, detection_scores, plain

INFINITE = 10**9
HORIZON = 4
OF_PROBABILITIES = (
    "positive_class_score",
    "negative_class_score",
    "calibration_error",
    "expected_calibration_error",
    "calibration_in_the_large",
    "debiased_calibration_error",
)
rng = np.random.default_rng(2017)


def ward(size, categories, score):
    out = []
    for i in range(size):
        length = int(rng.integers(6, 25))
        events = []
        if rng.random() < 0.4:
            start = int(rng.integers(1, length + 3))
            events.append([start, start + 2])
        steps = []
        for t in range(length):
            inside = any(a <= t < b for a, b in events)
            label = None if inside else int(any(a - HORIZON <= t < a for a, b in events))
            steps.append([label, score(label)])
        out.append({"steps": steps, "events": events, "category": categories[i % len(categories)]})
    return out


def without(side):
    return {name: value for name, value in side.items() if name not in OF_PROBABILITIES}


def case(name, patients, threshold):
    arrays = []
    for one in patients:
        steps = [(t, label, s) for t, (label, s) in enumerate(one["steps"])]
        labelled = [(label, s) for _, label, s in steps if label is not None]
        found = detection_scores(steps, one["events"], HORIZON, INFINITE)
        arrays.append(tuple(np.array(v, float) for v in ([p[0] for p in labelled], [p[1] for p in labelled], found)))
    categories = [one["category"] for one in patients]
    order = sorted(set(categories))
    sides = compare(arrays, categories, order, threshold, 10, 0)
    return {
        "name": name, "threshold": threshold, "bins": 10, "verdictMinimum": 0, "horizon": HORIZON, "maxLength": None,
        "patients": patients,
        "everyone": without(all_metrics(*concatenated(arrays), threshold, 10, None)),
        "categories": {c: {side: without(of) for side, of in both.items()} for c, both in sides.items()},
    }


def news(label):
    """0 to 20, as NEWS2, most often below 5."""
    return int(rng.binomial(20, rng.beta(4, 9) if label == 1 else rng.beta(2, 12)))


def signed(label):
    """Points with halves, from below 0."""
    return float(rng.integers(-12, 9) + (6 if label == 1 else 0)) / 2


print(json.dumps(plain([
    case("NEWS2, an alarm at 7", ward(180, ["a", "b", "c"], news), 7),
    case("NEWS2, an alarm above every score", ward(40, ["a", "b"], news), 21),
    case("points below 0 and with halves, an alarm at -1.5", ward(90, ["a", "b"], signed), -1.5),
    case("points in thousands", ward(60, ["a", "b"], lambda label: 1000.0 * news(label) + 250_000), 257_000),
])))
