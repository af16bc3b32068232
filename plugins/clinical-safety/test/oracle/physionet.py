"""Safety in hospital B: python3 physionet.py FOLDER > physionet.json (numpy 1.24, pandas 1.5, scikit-learn 1.2). FOLDER holds the
CSV files that physionet-export.ts wrote.
"""
import json
import sys

import numpy as np
import pandas as pd

from safety import Stay, cohort

HORIZON, LONGEST = 6, 10**9
SILENCE, RESET = 6, 1
COSTS = {"missed": 100, "falseAlarm": 1}
TIERS = [{"name": "GREEN", "from": 0}, {"name": "YELLOW", "from": 0.02}, {"name": "RED", "from": 0.1}]
AGE_EDGES = [50, 65, 75, 85]
AGE_NAMES = ["<50", "50-65", "65-75", "75-85", ">=85"]
P = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2]

folder = sys.argv[1]
keep = {"float_precision": "round_trip"}
patients = pd.read_csv(f"{folder}/patients.csv", **keep)
patients = patients[patients.split == "test"].set_index("patient_id")
predictions = pd.read_csv(f"{folder}/predictions.csv", **keep)
events = pd.read_csv(f"{folder}/events.csv", **keep)
predictions["score"] = predictions[[c for c in predictions if c.startswith("seed_")]].to_numpy(np.float64).mean(axis=1)
predictions = predictions.sort_values(["patient_id", "hour"])
own_events = {p: list(zip(e.start.astype(int), e.stop.astype(int))) for p, e in events.sort_values("start").groupby("patient_id")}
stays = {
    p: Stay(
        [(int(t), None if np.isnan(y) else int(y), float(s)) for t, y, s in zip(r.hour, r.label, r.score)],
        own_events.get(p, []), HORIZON, LONGEST,
    )
    for p, r in predictions.groupby("patient_id")
    if p in patients.index
}

detection = sorted([d for stay in stays.values() for d in stay.detection], reverse=True)
threshold = detection[int(np.ceil(0.8 * len(detection))) - 1]
groupings = {
    "sex": patients.sex,
    "age": pd.cut(patients.age, [-np.inf] + AGE_EDGES + [np.inf], right=False, labels=AGE_NAMES).astype(object),
    "unit": patients.unit,
}


def of(members):
    own = [stays[p] for p in members if p in stays]
    return {
        "everyStep": cohort(own, threshold, 1, 0, COSTS, 0.9, TIERS, P),
        "policy": cohort(own, threshold, SILENCE, RESET, COSTS, 0.9, TIERS, P)["alarms"],
    }


print(json.dumps({
    "threshold": threshold, "silence": SILENCE, "reset": RESET, "costs": COSTS, "tiers": TIERS, "p": P,
    "everyone": of(list(stays)),
    "groupings": {g: {c: of(list(v.index[v == c])) for c in v.dropna().unique()} for g, v in groupings.items()},
}, indent=1))
