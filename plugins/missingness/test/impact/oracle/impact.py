"""Metrics with and without a valid measurement on hospital B, by scikit-learn where it has them and else by numpy:
python3 impact.py FOLDER > impact.json (numpy 1.24, pandas 1.5, scikit-learn 1.2). FOLDER holds the CSV files that export.ts wrote.

A step is with_msrt when the variable was measured at most `every` - 1 hours before it or at it, missing_msrt when not though the patient
was measured some time, no_msrt when the patient never was. Corrected metrics refer to the extremes of the prevalence over the categories
(without no_msrt where the variable is told to define the label) in which at least 30 patients have a positive step.
"""
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

root = Path(__file__).resolve().parents[5]
sys.path.insert(0, str(root / "packages/metrics/test/oracle"))
from metrics import all_metrics, plain  # noqa: E402

THRESHOLD = json.loads((root / "packages/metrics/test/oracle/physionet.json").read_text())["threshold"]
VARIABLES = {"Lactate": (8, False), "FiO2": (4, True), "HR": (1, False)}
CATEGORIES = ("with_msrt", "missing_msrt", "no_msrt")
MINIMUM = 30
BINS = 10


def statuses(hours, measured, every):
    """Of each hour of one patient; `measured`: hours with a value."""
    if len(measured) == 0:
        return ["no_msrt"] * len(hours)
    found = []
    for hour in hours:
        valid = False
        for m in measured:
            if 0 <= hour - m < every:
                valid = True
        found.append("with_msrt" if valid else "missing_msrt")
    return found


def main(folder):
    keep = {"float_precision": "round_trip"}
    patients = pd.read_csv(f"{folder}/patients.csv", **keep).set_index("patient_id")
    predictions = pd.read_csv(f"{folder}/predictions.csv", **keep).sort_values(["patient_id", "hour"])
    series = pd.read_csv(f"{folder}/timeseries.csv", **keep)
    seeds = [c for c in predictions.columns if c.startswith("seed_")]
    predictions["score"] = predictions[seeds].to_numpy(np.float64).mean(axis=1)
    predictions = predictions[predictions.patient_id.map(patients.split) == "test"]
    sex = predictions.patient_id.map(patients.sex)
    out = {"threshold": THRESHOLD, "minimum": MINIMUM, "bins": BINS, "variables": {}}
    for variable, (every, defines_label) in VARIABLES.items():
        measured = {
            pid: own[~np.isnan(own[variable])].hour.tolist() for pid, own in series.groupby("patient_id")
        }
        status = []
        for pid, own in predictions.groupby("patient_id", sort=False):
            last = own.hour.max()
            status += statuses(own.hour.tolist(), [m for m in measured.get(pid, []) if m <= last], every)
        status = np.array(status)
        labelled = ~np.isnan(predictions.label.to_numpy())
        wanted = CATEGORIES[:2] if defines_label else CATEGORIES
        prevalences, counts = [], {}
        for category in CATEGORIES:
            own = predictions[labelled & (status == category)]
            positive = own[own.label == 1]
            counts[category] = {
                "steps": len(own), "positives": len(positive),
                "patients": own.patient_id.nunique(), "positivePatients": positive.patient_id.nunique(),
            }
            if category in wanted and positive.patient_id.nunique() >= MINIMUM and len(positive) < len(own):
                prevalences.append(len(positive) / len(own))
        reference = (max(prevalences), min(prevalences)) if prevalences else None

        def metrics_of(rows):
            own = predictions[labelled & rows]
            return all_metrics(own.label.to_numpy(), own.score.to_numpy(), np.empty(0), own.patient_id.to_numpy(), THRESHOLD, BINS, reference)

        out["variables"][variable] = {
            "every": every,
            "definesLabel": defines_label,
            "counts": {c: counts[c] for c in wanted},
            "metrics": {c: metrics_of(status == c) for c in wanted},
            "within": {
                s: {c: metrics_of((status == c) & (sex == s).to_numpy()) for c in CATEGORIES[:2]} for s in ("F", "M")
            },
        }
    print(json.dumps(plain(out), indent=1))


main(*sys.argv[1:])
