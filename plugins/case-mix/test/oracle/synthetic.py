"""Cohorts like with like on made-up patients, and a bootstrap: python3 synthetic.py > synthetic.json (numpy 1.24, pandas 1.5).

Direct standardisation from the definition: within each cell the rate of the rest, weighed by the cohort's events (or negative steps)
there. In the bootstrap patients, or persons with all of their stays, are drawn by copying rows; weights are taken anew from the copies.
"""
import json
import sys

import numpy as np
import pandas as pd

THRESHOLD, HORIZON, MINIMUM, DRAWS = 0.6, 4, 5, 2000
random = np.random.default_rng(7)


def made(patients, persons):
    """Cohort b has more patients of severity 2, in whom events are recognised less; ward changes nothing."""
    rows = []
    while len(rows) < patients:
        sex = str(random.choice(["a", "b", "c"], p=[0.45, 0.3, 0.25]))
        severity = int(random.choice([0, 1, 2], p={"a": [0.6, 0.3, 0.1], "b": [0.1, 0.3, 0.6], "c": [0.4, 0.4, 0.2]}[sex]))
        ward = str(random.choice(["x", "y", "z"], p=[0.5, 0.4, 0.1] if sex == "a" else [0.5, 0.49, 0.01]))
        for _ in range(int(random.integers(1, 4)) if persons else 1):
            events, scores, labels = [], [], ""
            own = max(0, severity + int(random.integers(0, 2)) - 1) if persons else severity
            for _ in range(int(random.integers(1, 4))):
                begin = len(scores)
                soon = random.random() < 0.65
                for t in range(6):
                    level = (0.3 - 0.45 * own - (0.3 if sex == "b" else 0)) if soon and t >= 2 else -1.2 + 0.3 * own
                    scores.append(round(float(1 / (1 + np.exp(-(level + random.normal(0, 0.8))))), 3))
                    labels += "1" if soon and t >= 2 else "0"
                if soon:
                    events.append([begin + 6, begin + 7])
                    scores.append(0.1)
                    labels += "."
            known = ward if random.random() > 0.04 else None
            rows.append({"person": len(rows) if not persons else f"{len(rows)}", "sex": sex, "severity": str(own), "ward": known, "scores": scores, "labels": labels, "events": events, "of": None})
            rows[-1]["of"] = rows[-1]["person"] if not persons else None
        if persons:
            stays = [row for row in rows if row["of"] is None]
            for row in stays:
                row["of"] = stays[0]["person"]
    return rows


def counts(row):
    scores, labels = np.array(row["scores"]), row["labels"]
    caught, previous = 0, 0
    for start, stop in row["events"]:
        window = [t for t in range(max(previous, start - HORIZON), start) if labels[t] != "."]
        caught += any(scores[t] >= THRESHOLD for t in window)
        previous = stop
    negative = [t for t, label in enumerate(labels) if label == "0"]
    return {"caught": caught, "events": len(row["events"]), "fp": sum(scores[t] >= THRESHOLD for t in negative), "n": len(negative)}


RATIOS = {"event_recall": ("caught", "events"), "fpr": ("fp", "n")}


def cells_of(table, sex, a, b, cells):
    """Rates of the cohort and of its rest in cells, and the weights of the cohort, over the cells that count."""
    inside = table[table.sex == sex].groupby("cell")[[a, b]].sum()
    outside = table[table.sex != sex].groupby("cell")[[a, b]].sum()
    kept = [cell for cell in cells if cell in inside.index and cell in outside.index and outside.loc[cell, b] > 0 and inside.loc[cell, b] > 0]
    inside, outside = inside.loc[kept], outside.loc[kept]
    weights = inside[b] / inside[b].sum()
    return inside[a].sum() / inside[b].sum(), float((weights * outside[a] / outside[b]).sum())


def comparable(table, sex, b):
    part = table[(table[b] > 0) & table.cell.notna()]
    inside, outside = part[part.sex == sex], part[part.sex != sex]
    people = outside.groupby("cell").of.nunique()
    return [cell for cell in sorted(inside.cell.unique()) if people.get(cell, 0) >= MINIMUM]


def audited(persons):
    rows = made(500, persons)
    table = pd.DataFrame([{**row, **counts(row)} for row in rows])
    table["cell"] = np.where(table.ward.isna(), None, table.severity + " " + table.ward.astype(str))
    people = table.of.unique()
    groups = {person: own for person, own in table.groupby("of")}
    numeric = table[["sex", "cell", "caught", "events", "fp", "n"]]
    place = {person: i for i, person in enumerate(people)}
    of = table.of.map(place).to_numpy()
    found = []
    kept = {(sex, metric): comparable(table, sex, b) for sex in "abc" for metric, (a, b) in RATIOS.items()}
    drawn = {key: [] for key in kept}
    for _ in range(DRAWS):
        times = np.bincount(random.integers(0, len(people), len(people)), minlength=len(people))[of]
        copies = numeric.loc[numeric.index.repeat(times)]
        for sex, metric in kept:
            a, b = RATIOS[metric]
            own, rest = cells_of(copies, sex, a, b, kept[sex, metric])
            crude = [side[a].sum() / side[b].sum() for side in (copies[copies.sex == sex], copies[copies.sex != sex])]
            drawn[sex, metric].append([own - rest, crude[0] - crude[1]])
    for sex, metric in kept:
        a, b = RATIOS[metric]
        own, rest = cells_of(table, sex, a, b, kept[sex, metric])
        part = table[(table.sex == sex) & (table[b] > 0)]
        inside = part.cell.isin(kept[sex, metric])
        crude = [side[a].sum() / side[b].sum() for side in (table[table.sex == sex], table[table.sex != sex])]
        draws = np.array(drawn[sex, metric])
        found.append({
            "category": sex, "metric": metric, "cohort": own, "rest": rest, "crude": crude[0] - crude[1], "error": float(draws[:, 0].std()),
            "explained": 1 - (own - rest) / (crude[0] - crude[1]),
            "patients": len(part), "comparable": int(inside.sum()), "unknown": int(part.cell.isna().sum()), "alone": int((~inside & part.cell.notna()).sum()),
        })
    keys = ("of", "sex", "severity", "ward", "scores", "labels", "events")
    return {"patients": [{key: (str(row[key]) if key == "of" else row[key]) for key in keys} for row in rows], "cohorts": found}


json.dump({"threshold": THRESHOLD, "horizon": HORIZON, "minimum": MINIMUM, "draws": DRAWS, "stays": audited(False), "persons": audited(True)}, sys.stdout, default=lambda x: x.item())
