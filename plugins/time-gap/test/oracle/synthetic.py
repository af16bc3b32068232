"""Small made-up stays full of edges, and their time gaps: python3 synthetic.py > synthetic.json (numpy 1.24, pandas 1.5).

Replicates are drawn by copying the rows of the drawn patients' events.
"""
import json

import numpy as np
import pandas as pd

from timegap import cohorts, gap_table, listed, summary

HORIZON, LONGEST, TIMESTEP, THRESHOLD = 24, 90, 15, 0.6
EDGES, LEADS = [0, 60, 180, 300], [15, 60, 120, 360]
random = np.random.default_rng(5)


def stay():
    length = int(random.integers(10, 110))
    events, at = [], int(random.choice([0, 1, *range(2, 30)]))
    while at < length + 10 and len(events) < 6:
        stop = at + int(random.integers(1, 8))
        events.append((at, stop))
        at = stop + int(random.choice([0, 1, 4, 5, 12, 13, *range(6, 50)]))
    steps = []
    for t in range(length):
        in_event = any(a <= t < b for a, b in events)
        soon = any(t < a <= t + HORIZON for a, _ in events)
        label = None if in_event or random.random() < 0.15 else int(soon)
        steps.append((t, label, round(float(random.random() * (0.75 if soon else 0.65)), 3)))
    if random.random() < 0.15:
        steps = [(t, None, s) for t, _, s in steps]
    return steps, events


people = {f"p{i:03d}": stay() for i in range(90)}
category = {p: str(random.choice(["a", "a", "b", "b", "c", ""])) or None for p in people}
table = gap_table(people, HORIZON, LONGEST, THRESHOLD)
ids = sorted(people)
draws = [random.choice(ids, len(ids)) for _ in range(12)]


def drawn(draw):
    """Every drawn patient's rows, once per time drawn; each copy a patient of its own in counts of patients."""
    own = {p: rows for p, rows in table.groupby("patient")}
    copies = [own[p] for p in draw if p in own]
    return pd.concat(copies) if copies else table.iloc[:0]


print(json.dumps({
    "horizon": HORIZON, "longest": LONGEST, "timestep": TIMESTEP, "threshold": THRESHOLD,
    "people": {p: {"steps": [[y, s] for _, y, s in people[p][0]], "events": people[p][1], "category": category[p]} for p in ids},
    "draws": [[int((draw == p).sum()) for p in ids] for draw in draws],
    "gaps": listed(table),
    "everyone": summary(table, EDGES, LEADS, TIMESTEP),
    "cohorts": cohorts(table, category, EDGES, LEADS, TIMESTEP),
    "replicates": [
        {c: {side: of["medians"] for side, of in own.items() if isinstance(of, dict)}
         | {f"{side}Warned": of["warned"] for side, of in own.items()}
         for c, own in cohorts(drawn(draw), category, EDGES, LEADS, TIMESTEP).items()}
        for draw in draws
    ],
}))
