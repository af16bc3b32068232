"""Tests of lactate in hospital B, events per test, and how many unrecorded events would change what is said of event recall:
python3 physionet-testing.py FOLDER > physionet-testing.json (numpy 1.24, pandas 1.5). FOLDER holds the CSV files that
physionet-export.ts of the clinical safety stage wrote. How a family is judged is `judging.py` of the package of metrics.
"""
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

root = Path(__file__).parents[4]
sys.path += [str(root / "plugins/clinical-safety/test/oracle"), str(root / "packages/metrics/test/oracle")]
from hospital import cohorts, measured, read, threshold_for, windows  # noqa: E402
from judging import judge, multiplicities, verdict_of  # noqa: E402

REPLICATES, SEED, LEVEL, MINIMUM = 1000, 11, 0.95, 30
patients, rows, events = read(sys.argv[1])
threshold = threshold_for(windows(rows, events)[0], 0.8)
table = measured(patients, rows, events, threshold)

series = pd.read_csv(f"{sys.argv[1]}/timeseries.csv")
series = series[series.patient_id.isin(patients.index) & series.Lactate.notna()]
span = rows.groupby("patient_id").hour.min()
begins, ends = series.patient_id.map(span), series.patient_id.map(rows.groupby("patient_id").hour.max())
of_events = events.set_index("patient_id")
inside = (series.hour >= series.patient_id.map(of_events.start)) & (series.hour < series.patient_id.map(of_events.stop))
tests = series[(series.hour >= begins) & (series.hour <= ends) & ~inside].drop_duplicates(["patient_id", "hour"])
table["tests"] = tests.groupby("patient_id").size().reindex(patients.index).fillna(0)
untested = ~patients.index.isin(series.patient_id)

weights = np.vstack([np.ones(len(patients)), multiplicities(len(patients), REPLICATES, SEED)])
c, e = table.caught.to_numpy(), table.events.to_numpy()


def design_factor(kept):
    q, n = c[kept].sum() / e[kept].sum(), (e[kept] > 0).sum()
    return (((c[kept] - q * e[kept]) / e[kept].sum()) ** 2).sum() * n / (q * (1 - q))


def recall(side, w, factor, missed=0):
    """Value and variance in every draw; with so many more persons of one missed event each."""
    caught, all_events, n = w @ (c * side), w @ (e * side) + missed, w @ ((e > 0) & side) + missed
    q = caught / all_events
    squares = (w @ (c**2 * side) - 2 * q * (w @ (c * e * side)) + q**2 * (w @ (e**2 * side) + missed)) / all_events**2
    shrunk = (n * q + 1) / (n + 2)
    return q, np.maximum(squares, factor * shrunk * (1 - shrunk) / (n + 2))


everyones = c.sum() / e.sum()
margin = min(0.05, 0.2 * min(everyones, 1 - everyones))
found, contrasts = [], []
for grouping, category, inside, rest in cohorts(patients):
    inside, rest = inside.to_numpy(), rest.to_numpy()
    factor = design_factor(inside | rest)
    (q, v), (q_rest, v_rest) = recall(inside, weights, factor), recall(rest, weights, factor)
    n = weights @ (inside | rest)
    s, d = np.sqrt(n / (n - 1) * (v + v_rest)), q - q_rest
    bearing = [int((e[side] > 0).sum()) for side in (inside, rest)]
    contrasts.append({"d": d[0], "s": s[0], "d_b": d[1:], "s_b": s[1:], "cohort": (grouping, category), "pair": patients[grouping].nunique() == 2,
                      "class": None, "sense": 1, "margin": margin, "bearing": bearing,
                      "shares": [(q[0], bearing[0] / factor), (q_rest[0], bearing[1] / factor)]})
    found.append({"grouping": grouping, "category": category, "patients": int(inside.sum()), "untested": int((untested & inside).sum()),
                  **{name: {"testsPerDay": 24 * table.tests[side].sum() / table.hours[side].sum(), "eventsPer100": 100 * e[side].sum() / table.tests[side].sum()}
                     for name, side in (("cohort", inside), ("rest", rest))}})

results, decided = judge(contrasts, LEVEL, MINIMUM)
ones = np.ones((1, len(patients)))
for one, contrast, result in zip(found, contrasts, results):
    one.update(verdict=result["verdict"], needed=None, becomes=None)
    if result["verdict"] not in ("equivalent", "better", "inconclusive"):
        continue
    grouping, category = contrast["cohort"]
    inside = (patients[grouping] == category).to_numpy()
    rest = patients[grouping].notna().to_numpy() & ~inside
    factor = design_factor(inside | rest)
    q_rest, v_rest = (float(value[0]) for value in recall(rest, ones, factor))
    without = float(recall(inside, ones, factor)[1][0]) + v_rest
    for k in range(1, one["untested"] + 1):
        q, v = (float(value[0]) for value in recall(inside, ones, factor, k))
        scale = ((v + v_rest) / without) ** 0.5
        d = q - q_rest
        becomes = verdict_of(d - scale * (contrast["d"] - result["low"]), d + scale * (result["high"] - contrast["d"]), margin, 1)
        if becomes != result["verdict"]:
            one.update(needed=k, becomes=becomes)
            break

print(json.dumps({"threshold": threshold, "replicates": REPLICATES, "seed": SEED, "cohorts": found}, indent=1))
