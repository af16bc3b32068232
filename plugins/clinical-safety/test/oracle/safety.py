"""Clinical safety from first principles: plain loops over stays, scikit-learn for what it has, numpy for thresholds."""
import numpy as np
from sklearn.metrics import fbeta_score, precision_score, recall_score


class Stay:
    """steps: (time, label or None, score), ascending; events: (start, stop), ascending and disjoint."""

    def __init__(self, steps, events, horizon, longest):
        self.steps = [(t, y, s) for t, y, s in steps if t < longest]
        self.stops = [b for _, b in events]
        self.windows, before = [], 0
        for start, stop in events:
            if 0 < start <= longest + horizon:
                self.windows.append((max(before, start - horizon), min(start, longest), start))
            before = stop
        self.labelled = [(t, y, s) for t, y, s in self.steps if y is not None]
        self.inside = []
        for t, _, _ in self.labelled:
            own = [i for i, (a, b, _) in enumerate(self.windows) if a <= t < b]
            self.inside.append(own[0] if own else None)
        self.detection = [
            max([s for (t, _, s), w in zip(self.labelled, self.inside) if w == i], default=-1.0)
            for i in range(len(self.windows))
        ]
        self.blocks, begins = [], None
        for t, y, s in self.steps:
            if y != 0:
                begins = None
            elif begins is None or t >= begins + horizon:
                begins = t
                self.blocks.append(s)
            else:
                self.blocks[-1] = max(self.blocks[-1], s)
        self.highest = max([s for _, _, s in self.labelled], default=-1.0)

    def alarms(self, threshold, silence, reset):
        """True and false alarms, events caught with their lead, events only silenced."""
        last, raised, over = None, [], set()
        for (t, _, s), w in zip(self.labelled, self.inside):
            if s < threshold:
                continue
            if w is not None:
                over.add(w)
            ended = last is not None and any(last < b + reset <= t for b in self.stops)
            if last is None or t >= last + silence or ended:
                raised.append((t, w))
                last = t
        first = {}
        for t, w in raised:
            if w is not None and w not in first:
                first[w] = self.windows[w][2] - t
        return {
            "true": sum(w is not None for _, w in raised),
            "false": sum(w is None for _, w in raised),
            "caught": len(first),
            "silenced": len(over - set(first)),
            "leads": list(first.values()),
        }


def reaching(scores, thresholds):
    """How many scores are at least each threshold."""
    ordered = np.sort(scores)
    return len(ordered) - np.searchsorted(ordered, thresholds, side="left")


def number(x):
    return None if x is None or not np.isfinite(x) else float(x)


def ratio(a, b):
    return number(a / b) if b else None


def cohort(stays, threshold, silence, reset, costs, target, tiers, p):
    rows = [(y, s, w is not None) for stay in stays for (_, y, s), w in zip(stay.labelled, stay.inside)]
    y = np.array([r[0] for r in rows], dtype=int)
    s = np.array([r[1] for r in rows], dtype=float)
    within = np.array([r[2] for r in rows], dtype=bool)
    detection = np.array([d for stay in stays for d in stay.detection], dtype=float)
    predicted = (s >= threshold).astype(int)
    raised = [stay.alarms(threshold, silence, reset) for stay in stays]
    total = {key: sum(one[key] for one in raised) for key in ("true", "false", "caught", "silenced")}
    leads = [lead for one in raised for lead in one["leads"]]
    out = {
        "patients": len(stays),
        "steps": len(s),
        "recall": number(recall_score(y, predicted, zero_division=0)) if y.sum() else None,
        "precision": number(precision_score(y, predicted)) if predicted.sum() else None,
        "f2": number(fbeta_score(y, predicted, beta=2)) if y.sum() + predicted.sum() else None,
        "events": len(detection),
        "alarms": total | {"medianLead": float(np.median(leads)) if leads else None},
        "alarmPrecision": ratio(total["true"], total["true"] + total["false"]),
    }
    # Cost of missed events and of single steps outside windows, at every distinct score and at none.
    candidates = np.unique(s)[::-1]
    missed = len(detection) - reaching(detection, candidates)
    false = reaching(s[~within], candidates)
    cost = missed * costs["missed"] + false * costs["falseAlarm"]
    never = len(detection) * costs["missed"]
    best = int(np.argmin(cost)) if len(cost) else 0
    out["cheapest"] = (
        {"threshold": float(candidates[best]), "cost": float(cost[best])}
        if len(cost) and cost[best] < never
        else {"threshold": None, "cost": float(never)}
    )
    reached = [(t, c) for t, c in zip(candidates, reaching(detection, candidates)) if len(detection) and c / len(detection) >= target]
    if reached:
        own, caught = max(reached)
        alarms = reaching(s, [own])[0]
        out["target"] = {
            "threshold": float(own),
            "reached": float(caught / len(detection)),
            "precision": ratio(int((within & (s >= own)).sum()), int(alarms)),
        }
    else:
        out["target"] = None
    names = np.select([s >= t["from"] for t in reversed(tiers)], [t["name"] for t in reversed(tiers)], default="") if len(s) else s
    out["tiers"] = {
        t["name"]: {"steps": int((names == t["name"]).sum()), "positives": int(y[names == t["name"]].sum()) if len(s) else 0}
        for t in tiers
    }
    ill = [max(stay.detection) for stay in stays if stay.detection]
    well = [stay.highest for stay in stays if not stay.detection]
    out["netBenefit"] = {
        "patient": benefit(ill, well, p),
        "window": benefit(list(detection), [b for stay in stays for b in stay.blocks], p),
    }
    return out


def benefit(positive, negative, p):
    n = len(positive) + len(negative)
    positive, negative, p = np.array(positive), np.array(negative), np.array(p)

    def at(t):
        return (reaching(positive, t) - reaching(negative, t) * p / (1 - p)) / n

    if n == 0:
        return {"n": 0, "model": [None] * len(p), "all": [None] * len(p)}
    return {"n": n, "model": at(p).tolist(), "all": at(np.zeros(len(p))).tolist()}
