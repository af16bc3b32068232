"""Metrics of an audit's tables: python3 tables.py physionet FOLDER > physionet.json, python3 tables.py simulated simulated > simulated.json
(numpy 1.24, pandas 1.5, scikit-learn 1.2). FOLDER holds the CSV files that physionet-export.ts wrote; `simulated` those of simulated-export.ts.
"""
import json
import sys

import numpy as np
import pandas as pd

from metrics import all_metrics, compare, concatenated, detection_scores, plain, threshold_of_event_recall

INFINITE = 10**9


def age_bin(edges, age):
    if pd.isna(age):
        return None
    names = [f"<{edges[0]}"] + [f"{a}-{b}" for a, b in zip(edges, edges[1:])] + [f">={edges[-1]}"]
    return names[sum(age >= edge for edge in edges)]


def known(value):
    return None if pd.isna(value) else value


AUDITS = {
    "physionet": {
        "horizon": 6, "target": 0.8, "bins": 10, "minimum": 30, "time": "hour", "test": "test",
        "groupings": {
            "sex": lambda p: known(p.sex),
            "age": lambda p: age_bin([50, 65, 75, 85], p.age),
            "unit": lambda p: known(p.unit),
        },
    },
    "simulated": {
        "horizon": 12, "target": 0.8, "bins": 20, "minimum": 5, "time": "step", "test": "test",
        "groupings": {
            "sex": lambda p: known(p.sex),
            "age": lambda p: age_bin([50, 65, 75], p.age),
            "reason": lambda p: known(p.admission_reason),
            "surgical": lambda p: known(p.surgical_status),
            "sex_by_surgical": lambda p: None if pd.isna(p.sex) or pd.isna(p.surgical_status) else f"{p.sex} & {p.surgical_status}",
        },
    },
}


def main(name, folder):
    audit = AUDITS[name]
    keep = {"float_precision": "round_trip"}
    patients = pd.read_csv(f"{folder}/patients.csv", **keep)
    predictions = pd.read_csv(f"{folder}/predictions.csv", **keep)
    events = pd.read_csv(f"{folder}/events.csv", **keep)
    patients = patients[patients.split == audit["test"]]
    seeds = [c for c in predictions.columns if c.startswith("seed_")]
    predictions["score"] = predictions[seeds].to_numpy(np.float64).mean(axis=1)
    predictions = predictions.sort_values(["patient_id", audit["time"]])
    rows = {pid: own for pid, own in predictions.groupby("patient_id")}
    intervals = {pid: sorted(zip(own.start, own.stop)) for pid, own in events.groupby("patient_id")}
    test = []
    for person in patients.itertuples():
        own = rows.get(person.patient_id)
        if own is None:
            test.append((np.empty(0), np.empty(0), np.empty(0)))
            continue
        label, score, time = own.label.to_numpy(), own.score.to_numpy(), own[audit["time"]].to_numpy()
        steps = [(int(t), None if np.isnan(y) else int(y), float(s)) for t, y, s in zip(time, label, score)]
        detections = detection_scores(steps, intervals.get(person.patient_id, []), audit["horizon"], INFINITE)
        labelled = ~np.isnan(label)
        test.append((label[labelled], score[labelled], np.array(detections, float)))
    steps = concatenated(test)
    _, s, detections, _ = steps
    threshold = threshold_of_event_recall(audit["target"], detections, s)
    out = {"threshold": threshold, "everyone": all_metrics(*steps, threshold, audit["bins"], None), "groupings": {}}
    for grouping, category_of in audit["groupings"].items():
        categories = [category_of(person) for person in patients.itertuples()]
        present = sorted({c for c in categories if c is not None})
        order = [c for c in present if sum(1 for p, own in zip(test, categories) if own == c and len(p[2])) >= 1]
        out["groupings"][grouping] = compare(test, categories, order, threshold, audit["bins"], audit["minimum"])
    print(json.dumps(plain(out), indent=1))


main(*sys.argv[1:])
