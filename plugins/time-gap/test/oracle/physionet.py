"""Time gaps of hospital B: python3 physionet.py FOLDER > physionet.json (numpy 1.24, pandas 1.5). FOLDER holds the CSV files that
physionet-export.ts wrote.
"""
import json
import sys

import numpy as np
import pandas as pd

from timegap import cohorts, gap_table, listed, summary

HORIZON, LONGEST, TIMESTEP = 6, 10**9, 60
EDGES, LEADS = [0, 180, 360], [60, 120, 240, 360]
AGE_EDGES = [50, 65, 75, 85]
AGE_NAMES = ["<50", "50-65", "65-75", "75-85", ">=85"]

folder = sys.argv[1]
keep = {"float_precision": "round_trip"}
patients = pd.read_csv(f"{folder}/patients.csv", **keep)
patients = patients[patients.split == "test"].set_index("patient_id")
predictions = pd.read_csv(f"{folder}/predictions.csv", **keep)
events = pd.read_csv(f"{folder}/events.csv", **keep)
predictions["score"] = predictions[[c for c in predictions if c.startswith("seed_")]].to_numpy(np.float64).mean(axis=1)
predictions = predictions[predictions.patient_id.isin(events.patient_id)].sort_values(["patient_id", "hour"])
own_events = {p: list(zip(e.start.astype(int), e.stop.astype(int))) for p, e in events.sort_values("start").groupby("patient_id")}
own_steps = {
    p: [(int(t), None if np.isnan(y) else int(y), float(s)) for t, y, s in zip(r.hour, r.label, r.score)]
    for p, r in predictions.groupby("patient_id")
}
people = {p: (own_steps.get(p, []), e) for p, e in own_events.items() if p in patients.index}

# Highest score at which 80 % of events are detected: an event is detected up to its window's largest score.
highest = []
for steps, own in people.values():
    for start, _ in own:
        if start == 0:
            continue
        before = max([b for a, b in own if a < start], default=0)
        scores = [s for t, y, s in steps if max(before, start - HORIZON) <= t < start and y is not None]
        highest.append(max(scores, default=-1.0))
threshold = sorted(highest, reverse=True)[int(np.ceil(0.8 * len(highest))) - 1]

table = gap_table(people, HORIZON, LONGEST, threshold)
groupings = {
    "sex": patients.sex,
    "age": pd.cut(patients.age, [-np.inf] + AGE_EDGES + [np.inf], right=False, labels=AGE_NAMES).astype(object),
    "unit": patients.unit,
}
out = {
    "threshold": threshold,
    "everyone": summary(table, EDGES, LEADS, TIMESTEP),
    "groupings": {g: cohorts(table, of.to_dict(), EDGES, LEADS, TIMESTEP) for g, of in groupings.items()},
    "events": listed(table),
}
text = json.dumps(out, indent=1)
head, rows = text.split('"events": [\n  [')
print(head + '"events": [\n' + ",\n".join(json.dumps(row) for row in out["events"]) + "\n]}")
