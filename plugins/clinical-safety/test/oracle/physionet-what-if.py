"""What other settings of the alarm bring in hospital B: python3 physionet-what-if.py FOLDER > physionet-what-if.json (numpy 1.24,
pandas 1.5). FOLDER holds the CSV files that physionet-export.ts wrote.

Every threshold and silence is replayed, hour by hour, over a table of patients by hours. An hour is the shortest silence there is:
30 minutes equal none.
"""
import json
import sys

import numpy as np

from hospital import cohorts, hours_at_risk, read, threshold_for, windows

SILENCES, BUDGETS = [0, 2, 8], [1, 2, 4, 8]
patients, rows, all_events = read(sys.argv[1])
events, window = windows(rows, all_events)
threshold = threshold_for(events, 0.8)
labelled = rows.label.notna().to_numpy()


def grid():
    """Nobody's scores: from a tenth of the audit's threshold to above the highest score, evenly in the logarithm and of three digits,
    every second of a hundred; and the audit's threshold."""
    highest = rows.score[labelled].max()
    unit = 10 ** np.floor(np.log10(highest)) / 2
    top, low = np.ceil(highest / unit) * unit, threshold / 10
    assert highest > 10 * threshold and top < 0.99
    hundred = np.unique([*(float(f"{low * (top / low) ** (i / 99):.2e}") for i in range(100)), threshold])
    return np.unique([*hundred[1::2], threshold])[::-1]


thresholds = grid()
place = {patient: i for i, patient in enumerate(patients.index)}
of, hour = rows.patient_id.map(place).to_numpy(), rows.hour.to_numpy()
shape = (hour.max() + 1, len(patients))
score, event = np.full(shape, -np.inf), np.full(shape, -1)
score[hour[labelled], of[labelled]] = rows.score[labelled]
event[hour, of] = window
stops = np.zeros(shape, bool)
for one in all_events.itertuples():
    if one.stop < shape[0]:
        stops[int(one.stop), place[one.patient_id]] = True


def replayed(threshold, silence):
    """Of each patient: events caught, true and false alarms."""
    until = np.zeros(len(patients))
    caught, counts = np.zeros(len(events), bool), np.zeros((3, len(patients)), int)
    for t in range(shape[0]):
        until[stops[t]] = 0
        alarm = (score[t] >= threshold) & (t >= until)
        until[alarm] = t + max(1, silence)
        true = alarm & (event[t] >= 0)
        caught[event[t][true]] = True
        counts[1] += true
        counts[2] += alarm & ~true
    np.add.at(counts[0], events.patient_id[caught].map(place).to_numpy(int), 1)
    return counts


counts = [[replayed(one, silence) for one in thresholds] for silence in SILENCES]
days = hours_at_risk(patients, rows, all_events) / 24


def best(budget):
    """Most events caught; of equals fewest alarms, then the longest silence."""
    found = [(-int(c[0].sum()), int(c[1:].sum()), -SILENCES[s], s, t) for s, row in enumerate(counts) for t, c in enumerate(row) if c[1:].sum() / days.sum() <= budget]
    return min(found)[3:] if found else None


choices = [best(budget) for budget in BUDGETS]
sides = {"everyone": np.ones(len(patients), bool), **{category: inside.to_numpy() for _, category, inside, _ in cohorts(patients)}}
# Of cohorts every tenth threshold, and those that are chosen.
shown = sorted({*range(0, len(thresholds), 10), *(choice[1] for choice in choices if choice)})
with_events = events.groupby("patient_id").size().reindex(patients.index).fillna(0).to_numpy(int)
print(json.dumps({
    "threshold": threshold, "thresholds": thresholds.tolist(), "silences": [60 * silence for silence in SILENCES], "budgets": BUDGETS,
    "choices": choices, "shown": shown,
    "cohorts": {
        name: {"events": int(with_events[side].sum()), "days": float(days.to_numpy()[side].sum()),
               "counts": [[c[:, side].sum(axis=1).tolist() for t, c in enumerate(row) if name == "everyone" or t in shown] for row in counts]}
        for name, side in sides.items()
    },
}, separators=(",", ":")))
