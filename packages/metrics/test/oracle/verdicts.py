"""Verdicts on the metrics of a model, recomputed with numpy from the text of the methods: python3 verdicts.py > verdicts.json

Influences on everything that follows from sums are gradients by complex steps in the sums, anew in every replicate; those on areas
are complex steps in the persons' weights at the original data. Three data sets: patients with one stay each, in groupings of 2, 3
and 5 (one category too small, one dropped); persons with several stays; and cohorts in which few patients have an alarm. Margins of both measures of calibration refer to everyone's share of positives.
"""
import json

import numpy as np

from judging import compact, judge, multiplicities

STEP, REPLICATES = 1e-30, 1000
COLUMNS = ["tp", "fp", "p", "n", "positive_score", "negative_score", "excess", "caught", "events"]
RATES = ["recall", "precision", "npv", "fpr", "f1", "corrected_precision", "corrected_npv", "event_recall"]
MEANS = ["positive_class_score", "negative_class_score", "calibration_in_the_large"]
PRECISION_RECALL = ["auprc", "corrected_auprc", "event_auprc", "corrected_event_auprc"]
SPREAD = "debiased_calibration_error"
METRICS = RATES + MEANS + ["auroc"] + PRECISION_RECALL + [SPREAD]
SENSE = {"fpr": -1, "negative_class_score": -1, "calibration_in_the_large": 0, SPREAD: -1}
CLASS = {**{name: "rates" for name in RATES + ["auroc"]}, **{name: "areas" for name in PRECISION_RECALL}, **{name: "means" for name in MEANS + [SPREAD]}}


def stay(rng, person, level, likely, categories, shift, cap, horizon):
    length = int(rng.integers(14, 34))
    events = []
    if rng.random() < likely:
        start = int(rng.integers(4, length + 4))
        events.append((start, start + int(rng.integers(1, 5))))
        if rng.random() < 0.35:
            start = events[0][1] + int(rng.integers(0, 9))
            events.append((start, start + 2))
    elif rng.random() < 0.06:
        # Starts at the first step, or after all windows: not evaluable or, up to maxLength + horizon, not detectable.
        start = 0 if rng.random() < 0.4 else length + horizon + int(rng.integers(1, 5))
        events.append((start, start + 3))
    labels, scores, noise = "", [], 0.0
    for t in range(length):
        inside = any(a <= t < b for a, b in events)
        label = int(any(a - horizon <= t < a for a, _ in events))
        noise = 0.7 * noise + rng.normal(0, 0.5)
        score = 1 / (1 + np.exp(-(level + shift + (1.9 if label else -0.7) + noise)))
        labels += "." if inside or rng.random() < 0.01 else str(label)
        scores.append(int(min(99, cap, np.floor(100 * score))))
    return {"person": person, "labels": labels, "scores": scores, "events": events, "categories": categories}


def single_stays(seed):
    rng = np.random.default_rng(seed)
    stays = []
    for k in range(380):
        first = "ab"[int(rng.random() < 0.4)]
        second = str(rng.choice(["x", "y", "z"], p=[0.5, 0.3, 0.2]))
        third = str(rng.choice(["p", "q", "r", "s", "t", "u"], p=[0.34, 0.25, 0.2, 0.12, 0.07, 0.02]))
        shift = {"x": 0.0, "y": -2.2, "z": 0.3}[second] + {"q": 0.5}.get(third, 0.0)
        likely = {"t": 0.9, "u": 0.0}.get(third, 0.6 if second == "y" else 0.42)
        stays.append(stay(rng, k, rng.normal(0, 0.3), likely, [first, second, None if rng.random() < 0.04 else third], shift, 99, 6))
    return stays


def several_stays(seed):
    rng = np.random.default_rng(seed)
    stays = []
    for k in range(190):
        level, likely = rng.normal(0, 0.8), 0.75 if rng.random() < 0.5 else 0.15
        first, second = "ab"[k % 2], str(rng.choice(["x", "y", "z"], p=[0.45, 0.33, 0.22]))
        for _ in range(int(rng.integers(1, 5))):
            category = second if rng.random() < 0.8 else str(rng.choice(["x", "y", "z"]))
            chance = min(1.0, likely * (1.4 if category == "z" else 1.0))
            stays.append(stay(rng, k, level, chance, [first, category], -0.9 if category == "y" else 0.2, 99, 6))
    order = rng.permutation(len(stays))
    return [stays[i] for i in order]


def few_alarms(seed):
    rng = np.random.default_rng(seed)
    stays, alarming = [], {"x": 380, "y": 5, "z": 2}
    for k in range(330):
        category = "xyz"[k % 3]
        one = stay(rng, k, rng.normal(0, 0.6), 0.6, [category], 0.0, 99 if alarming[category] > 0 else 49, 6)
        alarming[category] -= int(max(one["scores"]) >= 50)
        stays.append(one)
    return stays


class Rows:
    """Labelled steps and evaluable events, each with its stay and person."""

    def __init__(self, data):
        stays, horizon, longest = data["stays"], data["horizon"], data["maxLength"]
        steps, events = [], []
        for i, one in enumerate(stays):
            labelled = [(t, int(label), score / 100) for t, (label, score) in enumerate(zip(one["labels"], one["scores"])) if label != "." and t < longest]
            steps += [(one["person"], i, label, score) for _, label, score in labelled]
            before = 0
            for start, stop in one["events"]:
                if 0 < start <= longest + horizon:
                    found = [score for t, _, score in labelled if max(before, start - horizon) <= t < min(start, longest)]
                    events.append((one["person"], i, max(found, default=np.nan)))
                before = stop
        person, stay_of, label, score = np.array(steps).T
        self.person, self.stay, self.positive, self.score = person.astype(int), stay_of.astype(int), label == 1, score
        person, stay_of, self.detection = np.array(events).T
        self.event_person, self.event_stay = person.astype(int), stay_of.astype(int)
        self.stay_person = np.array([one["person"] for one in stays])
        self.persons = int(self.stay_person.max()) + 1
        self.threshold = data["threshold"]


class Side:
    """Persons x columns of the stays of a side, and its ranked steps."""

    def __init__(self, rows, stays):
        self.rows = rows
        own, self.events = stays[rows.stay], stays[rows.event_stay]
        alarm, positive = rows.score >= rows.threshold, rows.positive
        per_step = {"tp": alarm & positive, "fp": alarm & ~positive, "p": positive, "n": ~positive,
                    "positive_score": positive * rows.score, "negative_score": ~positive * rows.score, "excess": positive - rows.score}
        count = lambda person, value: np.bincount(person, value, minlength=rows.persons)
        self.x = np.stack(
            [count(rows.person, own * per_step[name]) for name in COLUMNS[:7]]
            + [count(rows.event_person, self.events * value) for value in (rows.detection >= rows.threshold, np.ones(len(rows.detection)))],
            axis=1,
        )
        self.present = np.bincount(rows.stay_person, stays, minlength=rows.persons) > 0
        tp, fp, p, n, *_, events = self.x.T
        alarms, steps = tp + fp, p + n
        self.bearing = {"recall": p > 0, "precision": alarms > 0, "npv": steps > alarms, "fpr": n > 0, "f1": (p > 0) | (alarms > 0),
                        "corrected_precision": alarms > 0, "corrected_npv": steps > alarms, "event_recall": events > 0}
        self.event_persons = int((events > 0).sum())
        self.prevalence = float(p.sum() / steps.sum())
        # (k/10, (k + 1)/10] and 0 in the first, as scikit-learn and FAMEWS have it.
        in_bin = np.searchsorted(np.arange(1, 10) / 10, rows.score, side="left")[None] == np.arange(10)[:, None]
        self.bins = [np.stack([count(rows.person, own * here * value) for here in in_bin], axis=1)
                     for value in (np.ones(len(own)), rows.positive, rows.score)]
        self.order = np.flatnonzero(own)[np.argsort(-rows.score[own], kind="stable")]

    def from_sums(self, sums, reference):
        """Metrics of sums (draws x columns)."""
        tp, fp, p, n, positive_score, negative_score, excess, caught, events = sums.T
        fn, tn = p - tp, n - fp
        highest, lowest = reference
        with np.errstate(all="ignore"):
            return {
                "recall": tp / p, "precision": tp / (tp + fp), "npv": tn / (tn + fn), "fpr": fp / n, "f1": 2 * tp / (2 * tp + fp + fn),
                "corrected_precision": tp / (tp + (1 / highest - 1) / (n / p) * fp),
                "corrected_npv": tn / (tn + (n / p) / (1 / lowest - 1) * fn),
                "event_recall": caught / events, "positive_class_score": positive_score / p, "negative_class_score": negative_score / n,
                "calibration_in_the_large": excess / (p + n),
            }

    def influences_from_sums(self, sums, reference):
        """Metric -> draws x persons."""
        moved = []
        for j in range(len(COLUMNS)):
            at = sums.astype(complex)
            at[:, j] += 1j * STEP
            moved.append(self.from_sums(at, reference))
        return {name: np.stack([one[name].imag / STEP for one in moved], axis=1) @ self.x.T for name in RATES + MEANS}

    def areas(self, weights, reference):
        """Areas under the weights of persons (draws x persons), by going through all scores."""
        rows, order = self.rows, self.order
        score, positive = rows.score[order], rows.positive[order]
        ends = np.flatnonzero(np.append(np.diff(score) != 0, True))
        detected = self.events & ~np.isnan(rows.detection)
        at = np.zeros((int(detected.sum()), len(ends)))
        at[np.arange(len(at)), np.searchsorted(-score[ends], -rows.detection[detected])] = 1
        found = {name: [] for name in ["auroc"] + PRECISION_RECALL}
        for first in range(0, len(weights), 50):
            w = weights[first : first + 50]
            drawn = w[:, rows.person[order]]
            up, down = (np.cumsum(drawn * here, axis=1)[:, ends] for here in (positive, ~positive))
            gained, false = np.diff(up, axis=1, prepend=0), np.diff(down, axis=1, prepend=0)
            p, n = up[:, -1:], down[:, -1:]
            caught = w[:, rows.event_person[detected]] @ at / w[:, rows.event_person[self.events]].sum(axis=1, keepdims=True)
            with np.errstate(all="ignore"):
                found["auroc"].append((gained * (n - down + false / 2)).sum(axis=1) / (p * n)[:, 0])
                for prefix, factor in (("", 1.0), ("corrected_", (1 / reference[0] - 1) * p / n)):
                    precision = np.where(up + down == 0, 0, up / (up + factor * down))
                    found[prefix + "auprc"].append((gained / p * precision).sum(axis=1))
                    found[prefix + "event_auprc"].append((caught * precision).sum(axis=1))
        return {name: np.concatenate(parts) for name, parts in found.items()}

    def influences_on_areas(self, reference):
        persons = self.rows.persons
        values = self.areas(np.ones((persons, persons)) + 1j * STEP * np.eye(persons), reference)
        return {name: one.imag / STEP for name, one in values.items()}

    def calibration_errors(self, weights):
        """Mean over filled bins of the distance between the share of positives and the mean score."""
        steps, positive, score = (weights @ one for one in self.bins)
        with np.errstate(all="ignore"):
            return np.nanmean(np.abs(positive - score) / steps, axis=1)

    def debiased_calibration_errors(self, weights):
        """Squares of the bins' gaps less their variances, twice of drawn persons; influences on gaps by complex steps in the persons' weights."""
        steps, positive, score = self.bins
        excess = positive - score
        found = []
        for first in range(0, len(weights), 40):
            w = weights[first : first + 40]
            with np.errstate(all="ignore"):
                moved = ((w @ excess)[:, None] + 1j * STEP * excess) / ((w @ steps)[:, None] + 1j * STEP * steps)
                gaps, u = moved[:, 0].real, moved.imag / STEP
                n = w @ (steps > 0)
                variance = np.einsum("bi,bik->bk", w, u**2) * n / (n - 1)
                times = np.where(first + np.arange(len(w)) == 0, 1, 2)[:, None]
                squares = np.where(n > 1, gaps**2 - times * variance, 0)
                of = np.where(n > 1, w @ steps, 0)
                found.append(np.sqrt(np.maximum(0, (of * squares).sum(axis=1) / of.sum(axis=1))))
        return np.concatenate(found)

    def measure(self, weights, reference):
        """Values and influences in draws (the first: once each)."""
        sums = weights @ self.x
        self.value = {**self.from_sums(sums, reference), **self.areas(weights, reference), "calibration_error": self.calibration_errors(weights), SPREAD: self.debiased_calibration_errors(weights)}
        fixed = self.influences_on_areas(reference)
        self.influence = {**self.influences_from_sums(sums, reference), **{name: one[None, :] for name, one in fixed.items()}}


def design_factors(kept, reference):
    once = np.ones((1, kept.rows.persons))
    sums = once @ kept.x
    values, influences = kept.from_sums(sums, reference), kept.influences_from_sums(sums, reference)
    factors = {}
    for name in RATES:
        q, n = float(values[name][0]), kept.bearing[name].sum()
        factors[name] = float((influences[name] ** 2).sum()) * n / (q * (1 - q)) if 0 < q < 1 else 1.0
    return factors


def standard_errors(name, cohort, rest, factor, weights):
    """Of the difference, in every draw."""
    parts = []
    for side in (cohort, rest):
        own = (weights * side.influence[name] ** 2).sum(axis=1)
        if name in RATES:
            n = weights @ side.bearing[name]
            q = (n * side.value[name] + 1) / (n + 2)
            own = np.maximum(own, factor * q * (1 - q) / (n + 2))
        parts.append(own)
    shared = (weights * cohort.influence[name] * rest.influence[name]).sum(axis=1)
    n = weights @ (cohort.present | rest.present)
    return np.sqrt(n / (n - 1) * (parts[0] + parts[1] - 2 * shared))


def contrasts_of(data, weights):
    rows = Rows(data)
    everyone = Side(rows, np.ones(len(data["stays"]), bool))
    everyone.value = {**everyone.from_sums(weights[:1] @ everyone.x, (np.nan, np.nan)), **everyone.areas(weights[:1], (np.nan, np.nan)),
                      **{name: np.array([everyone.prevalence]) for name in ("calibration_in_the_large", SPREAD)}}
    contrasts = []
    for g in range(len(data["stays"][0]["categories"])):
        category_of = np.array([str(one["categories"][g]) for one in data["stays"]])
        names = [name for name in sorted(set(category_of) - {"None"})
                 if Side(rows, category_of == name).event_persons >= data["minEventPatients"]]
        cohorts = {name: Side(rows, category_of == name) for name in names}
        usable = [one.prevalence for one in cohorts.values() if one.event_persons >= data["verdictMinimum"] and 0 < one.prevalence < 1]
        reference = (max(usable), min(usable))
        kept = np.isin(category_of, names)
        factors = design_factors(Side(rows, kept), reference)
        for cohort in cohorts.values():
            cohort.measure(weights, reference)
        for category, cohort in cohorts.items():
            rest = Side(rows, kept & (category_of != category))
            rest.measure(weights, reference)
            x, y = cohort.value["calibration_error"], rest.value["calibration_error"]
            contrasts.append({
                "cohort": (g, category), "metric": "calibration_error", "unjudged": True, "x": x, "y": y, "d_b": x[1:] - y[1:],
                "s": np.nan, "s_b": np.full(len(x) - 1, np.nan), "margin": None, "bearing": (cohort.event_persons, rest.event_persons), "shares": None,
            })
            for name in METRICS:
                q = float(everyone.value[name][0])
                if np.isnan(q):
                    q = float(np.mean([one.value[name][0] for one in cohorts.values()]))
                x, y = cohort.value[name], rest.value[name]
                if name == SPREAD:
                    error = np.full(len(x), np.nanstd(x[1:] - y[1:]))
                else:
                    error = standard_errors(name, cohort, rest, factors.get(name), weights)
                shares = None
                if name in RATES:
                    shares = [(float(side.value[name][0]), float(side.bearing[name].sum() / factors[name])) for side in (cohort, rest)]
                contrasts.append({
                    "cohort": (g, category), "pair": len(names) == 2, "metric": name, "class": CLASS[name], "sense": SENSE.get(name, 1),
                    "x": x, "y": y, "d": float(x[0] - y[0]), "s": float(error[0]), "d_b": x[1:] - y[1:],
                    "s_b": np.where(np.isnan(x[1:] - y[1:]), np.nan, error[1:]), "margin": min(0.05, 0.2 * min(q, 1 - q)),
                    "bearing": (cohort.event_persons, rest.event_persons), "shares": shares,
                })
    return contrasts


def measured(one):
    d_b, s_b = one["d_b"], one["s_b"]
    return {
        "grouping": one["cohort"][0], "category": one["cohort"][1], "metric": one["metric"], "bearing": one["bearing"], "margin": one["margin"],
        "estimates": [float(one["x"][0]), float(one["y"][0])], "standardError": one["s"],
        "effective": None if one["shares"] is None else [n for _, n in one["shares"]],
        "usable": int((~np.isnan(d_b)).sum()),
        "means": [float(np.nanmean(value)) if not np.isnan(value).all() else np.nan for value in (d_b, s_b**2, d_b * s_b**2)],
        "delta": float(abs(np.nanmedian(one["x"][1:]) - np.nanmedian(one["y"][1:]))),
    }


def expected(data, seed, families):
    persons = max(one["person"] for one in data["stays"]) + 1
    weights = np.vstack([np.ones(persons), multiplicities(persons, REPLICATES, seed)])
    contrasts = contrasts_of(data, weights)
    judged = []
    for level, metrics in families:
        family = [one for one in contrasts if metrics is None or one["metric"] in metrics]
        results, decided = judge(family, level, data["verdictMinimum"])
        judged.append({"level": level, "metrics": metrics, "classes": decided, "results": results})
    stays = [{**one, "scores": "".join(f"{score:02d}" for score in one["scores"])} for one in data["stays"]]
    return compact({**data, "seed": seed, "replicates": REPLICATES, "stays": stays, "contrasts": [measured(one) for one in contrasts], "families": judged})


if __name__ == "__main__":
    setting = {"horizon": 6, "maxLength": 28, "threshold": 0.5, "minEventPatients": 1, "verdictMinimum": 30}
    print(json.dumps({
        "single": expected({**setting, "stays": single_stays(11)}, 1, [(0.95, None), (0.9, None), (0.95, ["event_recall"])]),
        "several": expected({**setting, "verdictMinimum": 40, "stays": several_stays(12)}, 2, [(0.95, None)]),
        "fewAlarms": expected({**setting, "stays": few_alarms(13)}, 3, [(0.95, None)]),
    }, separators=(",", ":")))
