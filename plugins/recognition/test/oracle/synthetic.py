"""Alarms before recognition on made-up stays, from the definitions: python3 synthetic.py > synthetic.json (numpy 1.24, pandas 1.5, scikit-learn 1.2).

A stay may be recognised at any minute, or never. Steps at or after it are dropped; events whose window opens at or after it are
dropped too; an event is caught by an alarm in its window before it.
"""
import json
import sys

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

STEP, HORIZON, THRESHOLD, PATIENTS = 30, 6, 0.55, 300
random = np.random.default_rng(11)

stays, steps, events = [], [], []
for patient in range(PATIENTS):
    length, ward, sex = int(random.integers(14, 36)), str(random.choice(["a", "b", "c"])), str(random.choice(["F", "M"]))
    at, own = int(random.integers(0, 12)), []
    while at < length and len(own) < 3 and random.random() < 0.75:
        stop = min(length, at + int(random.integers(1, 4)))
        own.append((at, stop))
        at = stop + int(random.integers(1, 10))
    first = next((a for a, _ in own if a > 0), None)
    if first is not None and random.random() < 0.85:
        recognised = int(first * STEP - random.normal(60, 120))
    else:
        recognised = int(random.integers(0, length * STEP)) if random.random() < 0.25 else None
    stays.append({"patient": patient, "ward": ward, "sex": sex, "recognised": recognised})
    events += [{"patient": patient, "start": a, "stop": b} for a, b in own]
    common = random.normal(0, 0.7)
    for t in range(length):
        inside, soon = any(a <= t < b for a, b in own), any(t < a <= t + HORIZON for a, _ in own)
        known = recognised is not None and t * STEP >= recognised
        risk = common + (0.8 if soon else -0.9) + (0.9 if known else 0) + random.normal(0, 0.7)
        steps.append({"patient": patient, "step": t, "label": -1 if inside else int(soon), "score": round(float(1 / (1 + np.exp(-risk))), 3)})

stays, steps, events = pd.DataFrame(stays), pd.DataFrame(steps), pd.DataFrame(events)
steps["recognised"] = steps.patient.map(stays.set_index("patient").recognised).astype(float)
labelled = steps[steps.label >= 0]
known = labelled.recognised.notna() & (labelled.step * STEP >= labelled.recognised)
before = labelled[~known]


def judged(event):
    earlier = events[(events.patient == event.patient) & (events.stop <= event.start)].stop.max()
    opens = max(0 if np.isnan(earlier) else int(earlier), event.start - HORIZON)
    when = stays.recognised[event.patient]
    when = np.inf if when is None or np.isnan(when) else when
    inside = lambda rows: rows[(rows.patient == event.patient) & (rows.step >= opens) & (rows.step < event.start) & (rows.score >= THRESHOLD)].step.min()
    alarm, early = inside(labelled), inside(before)
    is_kept, in_time = opens * STEP < when, when <= event.stop * STEP
    return pd.Series({
        "whole": not np.isnan(alarm), "kept": is_kept, "caught": is_kept and not np.isnan(early),
        "uncut": (event.start - alarm) * STEP, "lead": when - early * STEP if is_kept and in_time else np.nan,
        "recognised": event.start * STEP - when if is_kept and in_time else np.nan,
    })


evaluable = events[events.start > 0]
evaluable = pd.concat([evaluable, evaluable.apply(judged, axis=1)], axis=1)


def of(members):
    own, cut, all_steps = evaluable[evaluable.patient.isin(members)], before[before.patient.isin(members)], labelled[labelled.patient.isin(members)]
    kept = own[own.kept.astype(bool)]
    alarms = all_steps[all_steps.score >= THRESHOLD]
    median = lambda column: float(column.dropna().astype(float).median())
    return {
        "values": {
            "event_recall_before": float(kept.caught.astype(float).mean()), "event_recall_uncut": float(own.whole.astype(float).mean()),
            "auroc_before": float(roc_auc_score(cut.label, cut.score)), "auroc_uncut": float(roc_auc_score(all_steps.label, all_steps.score)),
            "lead_time": median(own.lead), "lead_time_uncut": median(own.uncut), "recognised_before": median(own.recognised),
            "alarms_after": float((~alarms.index.isin(cut.index)).mean()),
        },
        "counts": {
            "patients": len(members), "recognised": int(stays.recognised[stays.patient.isin(members)].notna().sum()), "events": len(own),
            "cut": int((~own.kept.astype(bool)).sum()), "caught": int(kept.caught.astype(bool).sum()), "missed": int((~kept.caught.astype(bool)).sum()),
        },
    }


json.dump({
    "step": STEP, "horizon": HORIZON, "threshold": THRESHOLD,
    "patients": [{
        "ward": row.ward, "sex": row.sex, "recognised": None if row.recognised is None or np.isnan(row.recognised) else int(row.recognised),
        "labels": "".join("." if v < 0 else str(v) for v in steps[steps.patient == row.patient].label),
        "scores": list(steps[steps.patient == row.patient].score),
        "events": [[int(a), int(b)] for a, b in events[events.patient == row.patient][["start", "stop"]].to_numpy()],
    } for row in stays.itertuples()],
    "everyone": of(stays.patient),
    "cohorts": [{"grouping": g, "category": c, **of(stays.patient[stays[g] == c])} for g in ("sex", "ward") for c in sorted(stays[g].unique())],
}, sys.stdout)
