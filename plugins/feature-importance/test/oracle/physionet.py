# Importances, rankings, overlaps and shares of hospital B, from the CSV that physionet-export.ts writes:
# python3 physionet.py FOLDER > physionet.json
import json
import sys

import numpy as np
import pandas as pd

folder = sys.argv[1]
depth, p = 20, 0.935
patients = pd.read_csv(f"{folder}/patients.csv").set_index("patient_id").sort_index()
age = pd.cut(patients["age"], [-np.inf, 50, 65, 75, 85, np.inf], right=False, labels=["<50", "50-65", "65-75", "75-85", ">=85"])
groupings = {"sex": patients["sex"], "age": age.astype(object), "unit": patients["unit"]}


def overlap(a, b):
    return (1 - p) * sum(p ** (d - 1) * len(set(a[:d]) & set(b[:d])) / d for d in range(1, depth + 1))


def ranked(table):
    mean = table.mean(axis=0).to_numpy()
    return mean, list(np.argsort(-mean, kind="stable"))


def summary(table):
    """Of a table of one row a patient and one column a feature."""
    general_mean, general = ranked(table)
    top = [int(f) for f in general[:depth]]
    result = {"general": {"importance": general_mean.tolist(), "ranking": [int(f) for f in general]}, "groupings": {}}
    for name, category in groupings.items():
        kept = category.reindex(table.index).dropna()
        result["groupings"][name] = {}
        for c in sorted(kept.unique()):
            sides = [table.loc[kept.index[kept == c]], table.loc[kept.index[kept != c]]]
            mean, ranking = ranked(sides[0])
            truncated = overlap(ranking, general)
            agreement = len(set(ranking[:depth]) & set(general[:depth])) / depth
            shares, errors = [], []
            for f in top:
                q, squares, n = [], 0.0, sum(len(side) for side in sides)
                for side in sides:
                    a, b = side.iloc[:, f].to_numpy(), side.sum(axis=1).to_numpy()
                    share = a.sum() / b.sum()
                    influence = (a - share * b) / b.sum()
                    squares += float((influence**2).sum())
                    q.append(float(share))
                shares.append(q)
                errors.append(float(np.sqrt(n / (n - 1) * squares)))
            result["groupings"][name][c] = {
                "patients": len(sides[0]),
                "importance": mean.tolist(),
                "truncated": truncated,
                "extrapolated": truncated + p**depth * agreement,
                "ranking": [int(f) for f in ranking],
                "shares": shares,
                "errors": errors,
            }
    return result


averaged = pd.read_csv(f"{folder}/attributions.csv").set_index("patient_id").sort_index()
steps = pd.read_csv(f"{folder}/attributions_per_step_600_patients.csv").drop(columns="hour").set_index("patient_id")
per_step = steps.abs().groupby(level=0).mean().sort_index()
print(json.dumps({"features": list(averaged.columns), "averaged": summary(averaged), "per_step": summary(per_step)}))
