# Medians per cohort and rest of hospital A, from the CSV that physionet-export.ts writes:
# python3 physionet.py FOLDER > physionet.json
import json
import sys

import numpy as np
import pandas as pd

folder = sys.argv[1]
patients = pd.read_csv(f"{folder}/patients.csv").set_index("patient_id").sort_index()
series = pd.read_csv(f"{folder}/timeseries.csv")

age = pd.cut(patients["age"], [-np.inf, 50, 65, 75, 85, np.inf], right=False, labels=["<50", "50-65", "65-75", "75-85", ">=85"])
groupings = {"sex": patients["sex"], "age": age.astype(object), "unit": patients["unit"]}
variables = ["HR", "MAP", "Lactate", "Creatinine"]

# MAP while the heart rate is not known to be high: on from a first hour above 100 until a later one at or below 90.
high = np.zeros(len(series), dtype=bool)
series = series.sort_values(["patient_id", "hour"]).reset_index(drop=True)
on = False
last = None
for i, (patient, rate) in enumerate(zip(series["patient_id"].to_numpy(), series["HR"].to_numpy())):
    if patient != last:
        on, last = False, patient
    if not np.isnan(rate):
        if rate > 100:
            on = True
        elif rate <= 90:
            on = False
    high[i] = on

medians = series.groupby("patient_id")[variables].median()
medians["MAP_fast"] = series["MAP"].where(high).groupby(series["patient_id"]).median()
medians["MAP_not_fast"] = series["MAP"].where(~high).groupby(series["patient_id"]).median()
medians = medians.reindex(patients.index)


def side(rows, variable):
    values = medians.loc[rows, variable].dropna()
    return {"median": None if values.empty else float(values.median()), "patients": int(values.size)}


result = {"everyone": {v: side(slice(None), v) for v in medians.columns}, "groupings": {}}
for name, category in groupings.items():
    kept = category.dropna()
    result["groupings"][name] = {
        c: {
            v: {"cohort": side(kept.index[kept == c], v), "rest": side(kept.index[kept != c], v)} for v in medians.columns
        }
        for c in sorted(kept.unique())
    }
    shares = np.arange(1, 20) / 20
    for c in result["groupings"][name]:
        values = medians.loc[kept.index[kept == c], "MAP"].dropna()
        result["groupings"][name][c]["MAP"]["quantiles"] = [float(q) for q in np.quantile(values, shares)]
print(json.dumps(result, indent=1))
