"""All metrics of a cohort and of its rest, by scikit-learn where it has them and else by numpy.

Written from the definitions of the metrics alone. Prevalence correction is a weight on the rows of one class: s on negatives gives
TP / (TP + s FP), s on positives TN / (TN + s FN), so scikit-learn's weighted scores are the corrected ones.
"""
import math
import warnings

import numpy as np
from sklearn import metrics

warnings.simplefilter("ignore")


def ratio(a, b):
    return float(a) / float(b) if b else math.nan


def detection_scores(steps, events, horizon, max_length):
    """Per evaluable event of one patient the largest score at a labelled step of its window, NaN without one.

    steps: list of (step, label or None, score). events: list of (start, stop), ascending.
    """
    found = []
    for k, (start, _) in enumerate(events):
        if not (start > 0 and start <= max_length + horizon):
            continue
        opens = max(events[k - 1][1] if k else 0, start - horizon)
        closes = min(start, max_length)
        scores = [s for t, label, s in steps if label is not None and opens <= t < closes]
        found.append(max(scores) if scores else math.nan)
    return found


def threshold_of_event_recall(target, detections, labelled_scores):
    """The highest distinct score of labelled steps at which the share of detected events reaches the target."""
    detected = np.sort(detections[~np.isnan(detections)])
    candidates = np.unique(labelled_scores)
    caught = len(detected) - np.searchsorted(detected, candidates, side="left")
    return float(candidates[caught / len(detections) >= target].max())


def area(y, s, factor, detections, linear):
    """Corrected precision over recall or, with `detections`, over event recall, at every distinct score, descending."""
    order = np.argsort(-s, kind="stable")
    y, s = y[order], s[order]
    ends = np.append(np.nonzero(np.diff(s))[0], len(s) - 1)
    tp = np.cumsum(y == 1)[ends]
    fp = np.cumsum(y == 0)[ends]
    precision = tp / (tp + factor * fp)
    if detections is None:
        recall = tp / tp[-1]
    else:
        ascending = np.sort(detections[~np.isnan(detections)])
        recall = (len(ascending) - np.searchsorted(ascending, s[ends], side="left")) / len(detections)
    before = np.append(1.0, precision[:-1]) if linear else precision
    return float(np.sum(np.diff(recall, prepend=0.0) * (precision + before) / 2))


def calibration(y, s, bins):
    """Bins (k/bins, (k + 1)/bins], 0 in the first."""
    own = np.searchsorted(np.arange(1, bins) / bins, s, side="left")
    gaps, sizes = [], []
    for k in np.unique(own):
        gaps.append(abs(y[own == k].mean() - s[own == k].mean()))
        sizes.append(int((own == k).sum()))
    return float(np.mean(gaps)), float(np.average(gaps, weights=sizes)), float(np.mean(y - s))


def debiased_calibration_error(y, s, persons, bins):
    """Root of the mean square of the bins' gaps less their variances, of bins with at least two persons.

    A gap is the ratio of persons' sums; its variance that of the persons' residual sums (n - 1 degrees of freedom) times their number."""
    own = np.searchsorted(np.arange(1, bins) / bins, s, side="left")
    squares, sizes = [], []
    for k in range(bins):
        here = own == k
        _, of = np.unique(persons[here], return_inverse=True)
        if not here.any() or of.max() == 0:
            continue
        gap = float((y - s)[here].mean())
        residual = np.bincount(of, (y - s)[here] - gap)
        sizes.append(int(here.sum()))
        squares.append(gap**2 - len(residual) * residual.var(ddof=1) / sizes[-1] ** 2)
    return math.sqrt(max(0.0, float(np.average(squares, weights=sizes)))) if sizes else math.nan


def all_metrics(y, s, detections, persons, threshold, bins, reference):
    """y, s, persons: labels, scores and persons of labelled steps. detections: of evaluable events. reference: (highest, lowest) prevalence or None."""
    P, N, E = int((y == 1).sum()), int((y == 0).sum()), len(detections)
    alarm = (s >= threshold).astype(int)
    A = int(alarm.sum())
    both = P > 0 and N > 0
    correct = both and reference is not None
    odds = lambda p: 1 / p - 1
    out = {
        "recall": metrics.recall_score(y, alarm) if P else math.nan,
        "precision": metrics.precision_score(y, alarm) if A else math.nan,
        "npv": metrics.precision_score(y, alarm, pos_label=0) if A < len(y) else math.nan,
        "fpr": 1 - metrics.recall_score(y, alarm, pos_label=0) if N else math.nan,
        "f1": metrics.f1_score(y, alarm) if P + A else math.nan,
        "corrected_precision": math.nan,
        "corrected_npv": math.nan,
        "event_recall": ratio((detections >= threshold).sum(), E),
        "positive_class_score": float(s[y == 1].mean()) if P else math.nan,
        "negative_class_score": float(s[y == 0].mean()) if N else math.nan,
        "auroc": metrics.roc_auc_score(y, s) if both else math.nan,
    }
    factor = math.nan
    if correct:
        prevalence = P / (P + N)
        factor = odds(reference[0]) / odds(prevalence)
        of_positives = odds(prevalence) / odds(reference[1])
        if A:
            out["corrected_precision"] = metrics.precision_score(y, alarm, sample_weight=np.where(y == 1, 1.0, factor))
        if A < len(y):
            out["corrected_npv"] = metrics.precision_score(
                y, alarm, pos_label=0, sample_weight=np.where(y == 1, of_positives, 1.0)
            )
    for kind, linear in (("step", False), ("linear", True)):
        steps = P > 0
        events = E > 0 and len(y) > 0
        areas = {
            "auprc": area(y, s, 1.0, None, linear) if steps else math.nan,
            "corrected_auprc": area(y, s, factor, None, linear) if steps and correct else math.nan,
            "event_auprc": area(y, s, 1.0, detections, linear) if events else math.nan,
            "corrected_event_auprc": area(y, s, factor, detections, linear) if events and correct else math.nan,
        }
        if steps and not linear:
            areas["auprc"] = metrics.average_precision_score(y, s)
            if correct:
                areas["corrected_auprc"] = metrics.average_precision_score(
                    y, s, sample_weight=np.where(y == 1, 1.0, factor)
                )
        if steps and linear:
            precision, recall, _ = metrics.precision_recall_curve(y, s)
            areas["auprc"] = metrics.auc(recall, precision)
        out[kind] = areas
    errors = calibration(y, s, bins) if len(y) else (math.nan,) * 3
    out["calibration_error"], out["expected_calibration_error"], out["calibration_in_the_large"] = errors
    out["debiased_calibration_error"] = debiased_calibration_error(y, s, persons, bins)
    return out


def concatenated(patients):
    """Labels and scores of the labelled steps, detection scores, and the places of the steps' patients, given as (labels, scores, detections)."""
    join = lambda part: np.concatenate([np.empty(0)] + [p[part] for p in patients])
    return join(0), join(1), join(2), np.repeat(np.arange(len(patients)), [len(p[0]) for p in patients])


def compare(patients, categories, order, threshold, bins, verdict_minimum):
    """Metrics per category and of its rest.

    patients: (labels, scores, detections) arrays. categories: per patient a category or None. order: the kept categories.
    """
    members = {c: [p for p, own in zip(patients, categories) if own == c] for c in order}
    prevalences = []
    for c in order:
        y = concatenated(members[c])[0]
        with_event = sum(1 for p in members[c] if len(p[2]))
        if with_event >= verdict_minimum and len(y) and 0 < y.mean() < 1:
            prevalences.append(float((y == 1).sum() / len(y)))
    reference = (max(prevalences), min(prevalences)) if prevalences else None
    out = {}
    for c in order:
        rest = [p for other in order if other != c for p in members[other]]
        out[c] = {
            side: all_metrics(*concatenated(group), threshold, bins, reference)
            for side, group in (("cohort", members[c]), ("rest", rest))
        }
    return out


def plain(value):
    """For JSON: NaN as null."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (np.floating, np.integer)):
        value = value.item()
    return None if isinstance(value, float) and math.isnan(value) else value
