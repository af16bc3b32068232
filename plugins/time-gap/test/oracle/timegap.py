"""Time gaps by plain loops over rows. Written from the definitions alone:

an event [start, stop) in steps is evaluable when 0 < start <= longest + horizon; its window runs from the end of the
patient's previous event, at most `horizon` before its start, to its start or to `longest`; an alarm is a score of at
least the threshold at a labelled step; the gap runs from the first alarm of the window to the start.
"""
import numpy as np
import pandas as pd

COLUMNS = ["patient", "start", "available", "earliest", "gap"]


def gap_table(people, horizon, longest, threshold):
    """people: id -> (steps: list of (time, label or None, score), events: list of (start, stop)). Steps; NaN: none."""
    rows = []
    for patient, (steps, events) in people.items():
        for start, _ in events:
            if start == 0 or start > longest + horizon:
                continue
            end_before = max([b for a, b in events if a < start], default=0)
            window = [
                (t, score)
                for t, label, score in steps
                if end_before <= t and start - horizon <= t and t < start and t < longest and label is not None
            ]
            alarms = [t for t, score in window if score >= threshold]
            rows.append((
                patient, start, start - end_before,
                start - min(t for t, _ in window) if window else np.nan,
                start - min(alarms) if alarms else np.nan,
            ))
    return pd.DataFrame(rows, columns=COLUMNS)


def window_names(edges, minutes, timestep):
    """pandas.cut is right-closed: (0, 3], (3, 6], ..."""
    hours = [edge / 60 for edge in edges]
    names = [f"{a:g}-{b:g}h" for a, b in zip(hours, hours[1:])] + [f">{hours[-1]:g}h"]
    return pd.cut(minutes, edges + [np.inf], labels=names)


def summary(table, edges, leads, timestep):
    """Of some of the events, possibly repeated: medians per window in minutes, outcomes, warned in time."""
    minutes = table[["available", "earliest", "gap"]] * timestep
    window = window_names(edges, minutes.available, timestep)
    detected = minutes.gap.notna()
    medians = minutes.gap[detected].groupby(window[detected], observed=False).median()
    none = table.available == 0
    return {
        "medians": {name: (None if np.isnan(value) else float(value)) for name, value in medians.items()},
        "events": int(len(table)),
        "detected": int(detected.sum()),
        "missed": int((~detected & table.earliest.notna()).sum()),
        "notDetectable": int((table.earliest.isna() & ~none).sum()),
        "noneAvailable": int(none.sum()),
        "patients": {name: int(table.patient[detected & (window == name)].nunique()) for name in window.cat.categories},
        "warned": [
            [int(lead), int((minutes.gap >= lead).sum()), int(len(table)), int((minutes.earliest >= lead).sum())]
            for lead in leads
        ],
    }


def cohorts(table, category_of, edges, leads, timestep):
    """Per category of a grouping its own events and those of its rest; patients without a category are in neither."""
    category = table.patient.map(category_of)
    present = sorted({c for c in category_of.values() if c is not None and not pd.isna(c)})
    return {
        c: {
            "cohort": summary(table[category == c], edges, leads, timestep),
            "rest": summary(table[category.notna() & (category != c)], edges, leads, timestep),
        }
        for c in present
        if (category == c).any()
    }


def listed(table):
    return [[None if pd.isna(v) else (v if isinstance(v, str) else int(v)) for v in row] for row in table.itertuples(index=False)]
