"""Two models on made-up stays, how they differ in each cohort, and a paired bootstrap: python3 synthetic.py > synthetic.json (numpy 1.24, pandas 1.5).

Patients are drawn by copying their rows; both models are read of the same copies. Errors are standard deviations over draws.
"""
import json

import numpy as np
import pandas as pd

HORIZON, PATIENTS, DRAWS, SHOWN = 6, 400, 4000, 4
THRESHOLDS = {"old": 0.6, "new": 0.55}
random = np.random.default_rng(20)

stays, steps, events = [], [], []
for patient in range(PATIENTS):
    length, ward = int(random.integers(12, 30)), str(random.choice(["a", "a", "b", "c"]))
    sex = str(random.choice(["F", "M"]))
    at, own = int(random.integers(3, 12)), []
    while at < length and len(own) < 3 and random.random() < 0.8:
        own.append((at, at + 2))
        at += 2 + int(random.integers(3, 12))
    stays.append({"patient": patient, "ward": ward, "sex": sex})
    events += [{"patient": patient, "start": a, "stop": b} for a, b in own]
    common = random.normal(0, 0.7)
    for t in range(length):
        inside = any(a <= t < b for a, b in own)
        soon = any(t < a <= t + HORIZON for a, _ in own)
        risk = common + (0.9 if soon else -0.9) + random.normal(0, 0.6)
        score = {m: 1 / (1 + np.exp(-(risk + random.normal(0, 0.4) - (0.5 if m == "new" and ward == "b" and soon else 0)))) for m in THRESHOLDS}
        steps.append({"patient": patient, "step": t, "label": None if inside else int(soon), **{m: round(float(s), 3) for m, s in score.items()}})

steps, events, stays = pd.DataFrame(steps), pd.DataFrame(events), pd.DataFrame(stays)
labelled = steps[steps.label.notna()]


def caught(event):
    before = events[(events.patient == event.patient) & (events.stop <= event.start)].stop.max()
    opens = max(0 if np.isnan(before) else before, event.start - HORIZON)
    window = labelled[(labelled.patient == event.patient) & (labelled.step >= opens) & (labelled.step < event.start)]
    return pd.Series({m: bool((window[m] >= t).any()) for m, t in THRESHOLDS.items()})


evaluable = events[events.start > 0]
evaluable = pd.concat([evaluable, evaluable.apply(caught, axis=1)], axis=1)


def per_patient(m):
    alarm, positive = labelled[m] >= THRESHOLDS[m], labelled.label == 1
    rows = pd.DataFrame({"patient": labelled.patient, "tp": alarm & positive, "fp": alarm & ~positive, "p": positive, "n": ~positive})
    found = rows.groupby("patient").sum().reindex(range(PATIENTS), fill_value=0)
    found["caught"] = evaluable.groupby("patient")[m].sum().reindex(range(PATIENTS), fill_value=0)
    found["events"] = evaluable.groupby("patient").size().reindex(range(PATIENTS), fill_value=0)
    return found.astype(float)


RATIOS = {"event_recall": (["caught"], ["events"]), "recall": (["tp"], ["p"]), "precision": (["tp"], ["tp", "fp"]), "fpr": (["fp"], ["n"])}
counts = {m: per_patient(m) for m in THRESHOLDS}


def value(m, metric, weights):
    over, under = RATIOS[metric]
    return (weights @ counts[m][over].sum(axis=1)) / (weights @ counts[m][under].sum(axis=1))


def auroc(m, members, weights):
    rows = labelled[labelled.patient.isin(members)]
    w, y, s = weights[rows.patient.to_numpy()], rows.label.to_numpy() == 1, rows[m].to_numpy()
    order = pd.DataFrame({"s": s, "p": w * y, "n": w * ~y}).groupby("s").sum()
    below = order.n.cumsum() - order.n / 2
    return float((order.p * below).sum() / (order.p.sum() * order.n.sum()))


draws = np.stack([np.bincount(random.integers(0, PATIENTS, PATIENTS), minlength=PATIENTS) for _ in range(DRAWS)]).astype(float)
cohorts = [(g, c) for g in ("sex", "ward") for c in sorted(stays[g].unique())]
found = []
for grouping, category in cohorts:
    inside = (stays[grouping] == category).to_numpy(float)
    members = stays.patient[inside == 1]
    own = {"grouping": grouping, "category": category, "metrics": {}}
    for metric in [*RATIOS, "auroc"]:
        if metric == "auroc":
            estimate = [auroc(m, members, inside) for m in ("new", "old")]
            drawn = np.array([[auroc(m, members, inside * w) for m in ("new", "old")] for w in draws[:1000]]).T
            own["metrics"][metric] = {"new": estimate[0], "old": estimate[1], "error": float(np.std(drawn[0] - drawn[1])), "draws": 1000}
            continue
        with np.errstate(invalid="ignore"):
            one = {m: [value(m, metric, side * np.ones(PATIENTS)) for side in (inside, 1 - inside)] for m in THRESHOLDS}
            drawn = {m: [(draws * side) @ counts[m][RATIOS[metric][0]].sum(axis=1) / ((draws * side) @ counts[m][RATIOS[metric][1]].sum(axis=1)) for side in (inside, 1 - inside)] for m in THRESHOLDS}
        paired = [np.asarray(drawn["new"][i] - drawn["old"][i]) for i in (0, 1)]
        own["metrics"][metric] = {
            "new": float(one["new"][0]), "old": float(one["old"][0]), "error": float(np.std(paired[0])),
            "unpaired": float(np.sqrt(np.var(drawn["new"][0]) + np.var(drawn["old"][0]))),
            "change": float(one["new"][0] - one["old"][0] - one["new"][1] + one["old"][1]), "changeError": float(np.std(paired[0] - paired[1])), "draws": DRAWS,
        }
    these = evaluable[evaluable.patient.isin(members)]
    own["flips"] = {
        "all": len(these), "both": int((these.old & these.new).sum()), "lost": int((these.old & ~these.new).sum()),
        "gained": int((~these.old & these.new).sum()), "neither": int((~these.old & ~these.new).sum()),
    }
    found.append(own)

json.dump({
    "horizon": HORIZON, "thresholds": THRESHOLDS,
    "patients": [{
        "sex": row.sex, "ward": row.ward,
        "labels": "".join("." if np.isnan(v) else str(int(v)) for v in steps[steps.patient == row.patient].label.astype(float)),
        "old": list(steps[steps.patient == row.patient].old), "new": list(steps[steps.patient == row.patient].new),
        "events": [[int(a), int(b)] for a, b in zip(*(events[events.patient == row.patient][k] for k in ("start", "stop")))],
    } for row in stays.itertuples()],
    "cohorts": found,
}, __import__("sys").stdout)
