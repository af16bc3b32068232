"""Cohorts of hospital B like with like, by age and hours in hospital before the ICU: python3 physionet.py FOLDER > physionet.json
(numpy 1.24, pandas 1.5). FOLDER holds the CSV files that physionet-export.ts of the clinical safety stage wrote.
"""
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.append(str(Path(__file__).parents[3] / "clinical-safety/test/oracle"))
from hospital import cohorts, measured, read, threshold_for, windows  # noqa: E402

MINIMUM = 5
RATIOS = {"event_recall": ("caught", "events"), "fpr": ("fp", "n")}
patients, rows, events = read(sys.argv[1])
threshold = threshold_for(windows(rows, events)[0], 0.8)
table = measured(patients, rows, events, threshold)
before = pd.cut(patients.hours_in_hospital_before_icu, [-np.inf, 0.5, 6, 24, np.inf], right=False)
attributes = {"age": patients.age, "hours": before.astype(object)}

found = []
for grouping, category, inside, rest in cohorts(patients):
    # Nobody is alike in what divides the grouping.
    used = [values for name, values in attributes.items() if name != grouping]
    known = np.logical_and.reduce([values.notna() for values in used])
    cell = pd.Series(list(zip(*used)), index=patients.index).where(known)
    for metric, (a, b) in RATIOS.items():
        takes_part = table[b] > 0
        own, others = table[inside & takes_part], table[rest & takes_part]
        people = cell[others.index].value_counts()
        kept = [one for one in cell[own.index].dropna().unique() if people.get(one, 0) >= MINIMUM]
        comparable = cell[own.index].isin(kept)
        held = own[comparable].groupby(cell)[[a, b]].sum()
        against = others.groupby(cell)[[a, b]].sum().reindex(held.index)
        alike = held[a].sum() / held[b].sum(), float((held[b] / held[b].sum() * against[a] / against[b]).sum())
        crude = own[a].sum() / own[b].sum() - others[a].sum() / others[b].sum()
        found.append({
            "grouping": grouping, "category": category, "metric": metric, "crude": crude, "cohort": alike[0], "rest": alike[1],
            "explained": 1 - (alike[0] - alike[1]) / crude, "patients": len(own), "comparable": int(comparable.sum()),
            "unknown": int(cell[own.index].isna().sum()), "alone": int((~comparable & cell[own.index].notna()).sum()),
        })

print(json.dumps({"threshold": threshold, "cohorts": found}, indent=1))
