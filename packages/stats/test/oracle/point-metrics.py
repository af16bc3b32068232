"""Metrics of scores by scikit-learn and numpy: python3 point-metrics.py > point-metrics.json (scikit-learn 1.2, numpy 1.24).
Weighted cases are computed on copied rows. Variants that scikit-learn lacks (corrected and event AUPRC) are summed point by point over thresholds. NaN is written as null."""
import json
import warnings
import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.simplefilter("ignore")
rng = np.random.default_rng(3)
FACTOR = 0.37
div = lambda a, b: a / b if b else float("nan")


def counts(s, y, t):
    alarm = s >= t
    return int((alarm & (y == 1)).sum()), int((alarm & (y == 0)).sum()), int((~alarm & (y == 0)).sum()), int((~alarm & (y == 1)).sum())


def pr_area(s, y, factor, events, linear):
    if len(s) == 0:
        return float("nan")
    r0, p0, area = 0.0, 1.0, 0.0
    for t in np.unique(s)[::-1]:
        tp, fp, _, _ = counts(s, y, t)
        p = div(tp, tp + factor * fp)
        r = div(tp, (y == 1).sum()) if events is None else div(sum(1 for e in events if e is not None and e >= t), len(events))
        area += (r - r0) * ((p + p0) / 2 if linear else p)
        r0, p0 = r, p
    return area


def calibration(s, y, bins):
    edges = np.arange(bins + 1) / bins
    b = np.searchsorted(edges[1:-1], s, side="left")
    filled = [k for k in range(bins) if (b == k).any()]
    gaps = [abs(y[b == k].mean() - s[b == k].mean()) for k in filled]
    n = [int((b == k).sum()) for k in range(bins)]
    return {"bins": bins, "count": n,
            "meanScore": [float(s[b == k].mean()) if n[k] else None for k in range(bins)],
            "share": [float(y[b == k].mean()) if n[k] else None for k in range(bins)],
            "calibrationError": div(sum(gaps), len(filled)),
            "expectedCalibrationError": div(sum(n[k] * g for k, g in zip(filled, gaps)), len(s)),
            "inTheLarge": div((y - s).sum(), len(s))}


def expected(s, y, events, thresholds):
    both = len(np.unique(y)) == 2
    some = (y == 1).any()
    out = {"auroc": metrics.roc_auc_score(y, s) if both else None,
           "auprcStep": metrics.average_precision_score(y, s) if some else None,
           "auprcLinear": None}
    if some:
        p, r, _ = metrics.precision_recall_curve(y, s)
        out["auprcLinear"] = metrics.auc(r, p)
    for name, factor, e in [("corrected", FACTOR, None), ("event", 1.0, events), ("correctedEvent", FACTOR, events)]:
        for kind in ("Step", "Linear"):
            out[name + kind] = pr_area(s, y, factor, e, kind == "Linear")
    out["positiveScore"] = float(s[y == 1].mean()) if some else None
    out["negativeScore"] = float(s[y == 0].mean()) if (y == 0).any() else None
    out["thresholds"] = []
    for t in thresholds:
        tp, fp, tn, fn = counts(s, y, t)
        alarm = (s >= t).astype(int)
        assert not both or (tp, fp, tn, fn) == tuple(metrics.confusion_matrix(y, alarm)[[1, 0, 0, 1], [1, 1, 0, 0]])
        if tp + fn:
            assert np.isclose(div(tp, tp + fn), metrics.recall_score(y, alarm))
        if tp + fp:
            assert np.isclose(div(tp, tp + fp), metrics.precision_score(y, alarm))
        out["thresholds"].append({"threshold": t, "counts": [tp, fp, tn, fn], "recall": div(tp, tp + fn), "precision": div(tp, tp + fp),
                                  "npv": div(tn, tn + fn), "fpr": div(fp, fp + tn), "correctedPrecision": div(tp, tp + FACTOR * fp),
                                  "correctedNpv": div(tn, tn + FACTOR * fn),
                                  "eventRecall": div(sum(1 for e in events if e is not None and e >= t), len(events))})
    out["calibration"] = [calibration(s, y, bins) for bins in (10, 20)]
    if len(s) and not np.isin(s, np.arange(21) / 20).any():
        true, pred = calibration_curve(y, s, n_bins=10)
        assert np.allclose(true, [v for v in out["calibration"][0]["share"] if v is not None])
        assert np.allclose(pred, [v for v in out["calibration"][0]["meanScore"] if v is not None])
    return out


def clean(v):
    if isinstance(v, dict):
        return {k: clean(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)):
        return [clean(x) for x in v]
    if v is None or isinstance(v, (bool, int, str)):
        return v
    v = v.item() if hasattr(v, "item") else v
    return None if isinstance(v, float) and v != v else v


def beta(n, digits):
    y = (rng.random(n) < 0.3).astype(int)
    return np.round(np.where(y == 1, rng.beta(3, 3, n), rng.beta(2, 5, n)), digits), y


cases = []


def add(name, s, y, events, w=None):
    s, y = np.asarray(s, float), np.asarray(y, int)
    w = np.ones(len(s), int) if w is None else np.asarray(w, int)
    copies = np.repeat(np.arange(len(s)), w)
    thresholds = sorted({0.0, 0.3, 0.5, 1.0, *(s[:2].tolist())})
    cases.append(clean({"name": name, "score": s.tolist(), "label": y.tolist(), "weight": w.tolist(), "events": events,
                        "expected": expected(s[copies], y[copies], events, thresholds)}))


def some_events(s, y, n):
    scores = s[y == 1]
    return [None if k % 5 == 4 else float(rng.choice(scores)) for k in range(n)]


s, y = beta(300, 12)
add("random scores", s, y, some_events(s, y, 12))
s, y = beta(300, 2)
add("heavy ties", s, y, some_events(s, y, 15))
s, y = beta(200, 1)
add("very heavy ties on the edges of bins", s, y, some_events(s, y, 15))
s, y = beta(300, 3)
add("weights 0 to 3", s, y, some_events(s, y, 9), rng.integers(0, 4, 300))
s, y = beta(150, 2)
add("weights 0 to 2 and ties", s, y, some_events(s, y, 9), rng.poisson(1, 150))
add("all scores equal", [0.4] * 10, [1, 0, 0, 1, 0, 0, 0, 0, 1, 0], [0.4, 0.4, None])
add("perfect", [0.9, 0.8, 0.7, 0.3, 0.2], [1, 1, 1, 0, 0], [0.9, 0.7])
add("inverted", [0.1, 0.2, 0.3, 0.7, 0.8], [1, 1, 1, 0, 0], [0.1, 0.3])
add("positives only", [0.1, 0.6, 0.6, 1.0], [1, 1, 1, 1], [0.6, 1.0])
add("negatives only", [0.1, 0.6, 0.6, 0.0], [0, 0, 0, 0], [None, None])
add("one positive row", [0.62], [1], [0.62])
add("one negative row", [0.62], [0], [])
add("no rows", [], [], [])
add("weights that leave one class", [0.2, 0.9, 0.5], [0, 1, 1], [0.9], [0, 2, 1])
print(json.dumps({"factor": FACTOR, "cases": cases}))
