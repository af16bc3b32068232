"""Every conjunction of sex, age and unit in hospital B: python3 physionet.py FOLDER > physionet.json (numpy 1.24, pandas 1.5, scipy
1.10). FOLDER holds the CSV files that physionet-export.ts of the clinical safety stage wrote.
"""
import json
import sys
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

sys.path.append(str(Path(__file__).parents[3] / "clinical-safety/test/oracle"))
from hospital import conjunctions, measured, read, threshold_for, windows  # noqa: E402

MINIMUM = 30
patients, rows, events = read(sys.argv[1])
threshold = threshold_for(windows(rows, events)[0], 0.8)
table = measured(patients, rows, events, threshold)
labelled = rows[rows.label.notna()]


def auroc(side):
    own = labelled[labelled.patient_id.map(side).to_numpy(bool)]
    rank, positive = rankdata(own.score), (own.label == 1).to_numpy()
    p, n = int(positive.sum()), int((~positive).sum())
    return float((rank[positive].sum() - p * (p + 1) / 2) / (p * n))


def values(side):
    one = table[side].sum()
    return {"event_recall": one.caught / one.events, "false_alarms_per_day": 24 * one.fp / one.hours, "auroc": auroc(side)}


searched, groups = [], []
for depth in (1, 2, 3):
    tally = {"attributes": depth, "possible": 0, "empty": 0, "tooSmall": 0, "same": 0, "searched": 0}
    for grouping, category, inside, rest in conjunctions(patients, depth):
        bearing = [int((table.events[side] > 0).sum()) for side in (inside, rest)]
        fate = "empty" if not inside.any() else "tooSmall" if min(bearing) < MINIMUM else "searched"
        tally["possible"] += 1
        tally[fate] += 1
        if fate == "searched":
            groups.append({"grouping": grouping, "category": category, "patients": int(inside.sum()), "eventPatients": bearing[0],
                           "own": values(inside), "others": values(rest)})
    searched.append(tally)

print(json.dumps({"threshold": threshold, "verdictMinimum": MINIMUM, "everyone": values(patients.sex.notna() | True),
                  "searched": searched, "groups": groups}, separators=(",", ":")))
