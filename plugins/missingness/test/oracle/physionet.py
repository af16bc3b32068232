"""Intensity of measurement in hospital B, patient by patient, from the CSV that physionet-export.ts writes:
python3 physionet.py FOLDER > physionet.json (pandas 1.5, numpy 1.24, scipy 1.10). Of all 20,000 patients a line each is
hashed; those of the first 40 are listed."""
import hashlib
import json
import sys

import numpy as np
import pandas as pd

from intensity import patient, tests

folder = sys.argv[1]
patients = pd.read_csv(f"{folder}/patients.csv").set_index("patient_id").sort_index()
steps = pd.read_csv(f"{folder}/predictions.csv").groupby("patient_id").hour.max() + 1
series = pd.read_csv(f"{folder}/timeseries.csv")
age = pd.cut(patients.age, [-np.inf, 50, 65, 75, 85, np.inf], right=False, labels=["<50", "50-65", "65-75", "75-85", ">=85"])
groupings = {"sex": patients.sex, "age": age.astype(object), "unit": patients.unit}

result = {}
for variable, every in {"Lactate": 480, "HR": 60, "Creatinine": 1440}.items():
    measured = series[series[variable].notna()].groupby("patient_id").hour.apply(lambda hours: [60 * int(h) for h in hours])
    measured = measured.to_dict()
    rows = [patient(measured.get(p, []), int(steps[p]), 60, every) for p in patients.index]
    found = pd.DataFrame(rows, columns=["expected", "missed", "category", "valid", "steps"], index=patients.index)
    found["coverage"] = found.valid / found.steps.str.len()
    lines = [f"{p},{r.expected},{r.missed},{r.category},{r.valid},{r.steps}" for p, r in zip(found.index, found.itertuples())]
    result[variable] = {
        "every": every,
        "first": lines[:40],
        "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
        "coverage": float(found.coverage.mean()),
        "groupings": {g: tests(found, of) for g, of in groupings.items()},
    }
print(json.dumps(result, indent=1))
