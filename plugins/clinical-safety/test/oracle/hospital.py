"""Hospital B of the PhysioNet Challenge as pandas has it, for the oracles of what is counted there. FOLDER holds the CSV files that
physionet-export.ts wrote (numpy 1.24, pandas 1.5). Hours are whole; an hour of a stay is a step.
"""
import itertools

import numpy as np
import pandas as pd

HORIZON = 6
AGES = ["<50", "50-65", "65-75", "75-85", ">=85"]
EXACT = {"float_precision": "round_trip"}


def read(folder):
    """Test patients by id; their rows of predictions, with score and label; their events."""
    patients = pd.read_csv(f"{folder}/patients.csv", **EXACT)
    patients = patients[patients.split == "test"].set_index("patient_id").sort_index()
    patients["age"] = pd.cut(patients.age, [-np.inf, 50, 65, 75, 85, np.inf], right=False, labels=AGES).astype(object)
    rows = pd.read_csv(f"{folder}/predictions.csv", **EXACT)
    rows = rows[rows.patient_id.isin(patients.index)].sort_values(["patient_id", "hour"])
    seeds = [column for column in rows if column.startswith("seed_")]
    rows["score"] = rows[seeds].to_numpy(np.float64).mean(axis=1)
    rows = rows.drop(columns=seeds).reset_index(drop=True)
    events = pd.read_csv(f"{folder}/events.csv", **EXACT)
    events = events[events.patient_id.isin(patients.index)].sort_values(["patient_id", "start"]).reset_index(drop=True)
    return patients, rows, events


def windows(rows, events):
    """Evaluable events with the highest score in their window, and of each row the event in whose window it lies (-1: none)."""
    events = events.copy()
    events["before"] = events.groupby("patient_id").stop.shift().fillna(0)
    events = events[events.start > 0].reset_index(drop=True)
    events["opens"] = np.maximum(events.before, events.start - HORIZON)
    joined = rows.reset_index().merge(events.reset_index().rename(columns={"index": "event"}), on="patient_id", suffixes=("", "_"))
    inside = joined[(joined.hour >= joined.opens) & (joined.hour < joined.start) & joined.label.notna()]
    window = np.full(len(rows), -1)
    window[inside["index"]] = inside.event
    events["detection"] = inside.groupby("event").score.max().reindex(events.index)
    return events, window


def threshold_for(events, recall):
    """The highest that catches so many of the events."""
    found = np.sort(events.detection.dropna())[::-1]
    return found[int(np.ceil(recall * len(events))) - 1]


def hours_at_risk(patients, rows, events):
    """By the clock, from the first prediction to an hour after the last, less hours in events."""
    spans = rows.groupby("patient_id").hour.agg(["min", "max"]).reindex(patients.index)
    hours = (spans["max"] + 1 - spans["min"]).fillna(0)
    inside = np.minimum(events.stop, events.patient_id.map(spans["max"]) + 1) - np.maximum(events.start, events.patient_id.map(spans["min"]))
    return hours - inside.clip(lower=0).groupby(events.patient_id).sum().reindex(patients.index).fillna(0)


def measured(patients, rows, events, threshold):
    """What is counted of each patient: events, caught ones, labelled steps of either kind, false alarms, hours at risk."""
    evaluable, window = windows(rows, events)
    caught = evaluable[evaluable.detection >= threshold]

    def per_patient(found):
        return found.groupby(found).size().reindex(patients.index).fillna(0)

    return pd.DataFrame({
        "events": per_patient(evaluable.patient_id), "caught": per_patient(caught.patient_id),
        "p": per_patient(rows.patient_id[rows.label == 1]), "n": per_patient(rows.patient_id[rows.label == 0]),
        "fp": per_patient(rows.patient_id[(rows.label == 0) & (rows.score >= threshold)]),
        "hours": hours_at_risk(patients, rows, events),
    })


def cohorts(patients):
    """Grouping, category, and who is in it, and in its rest: those of whom the attribute is known."""
    for grouping in ("sex", "age", "unit"):
        known = patients[grouping].notna()
        for category in sorted(patients[grouping].dropna().unique()):
            inside = patients[grouping] == category
            yield grouping, category, inside, known & ~inside


def conjunctions(patients, depth):
    """All combinations of categories of so many groupings, in the same way."""
    for chosen in itertools.combinations(("sex", "age", "unit"), depth):
        known = patients[list(chosen)].notna().all(axis=1)
        levels = [sorted(patients[grouping].dropna().unique()) for grouping in chosen]
        for categories in itertools.product(*levels):
            inside = known & np.logical_and.reduce([patients[g] == c for g, c in zip(chosen, categories)])
            yield " & ".join(chosen), " & ".join(categories), inside, known & ~inside
