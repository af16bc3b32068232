"""How contrasts of one family are judged, from the text of the methods alone (Python and numpy).

A contrast is a dict: `d`, `s` (difference, standard error on the split), `d_b`, `s_b` (in replicates, NaN where missing), `cohort`
(grouping, category), `pair` (of a grouping of two), `class`, `sense` (1, -1, 0), `margin`, `bearing` (cohort, rest), `shares`
(value and effective number of patients of cohort and rest, or None), for medians `grid`, and `unjudged` where it gets no
verdict.
"""
import math
from statistics import NormalDist

import numpy as np

NORMAL = NormalDist()
SHARES = {"rates": 0.4, "areas": 0.2, "means": 0.2, "plain": 1.0, "medians": 0.6}


def skewness_and_freedom(d_b, s_b, s):
    usable = ~np.isnan(d_b)
    difference, variance = d_b[usable], s_b[usable] ** 2
    with np.errstate(all="ignore"):
        third = ((difference - difference.mean()) * (variance - variance.mean())).mean() / s**3
        spread = np.log(variance).var()
        freedom = min(max(2 / spread, 4), 20_000)
    return (third, freedom) if math.isfinite(third) and math.isfinite(spread) else None


class Scale:
    """g and its inverse; the identity without skewness and freedom."""

    def __init__(self, found):
        self.found = found

    def of(self, t):
        if self.found is None:
            return t
        a, nu = self.found
        corrected = t + a / 3 * t**2 + a * a / 27 * t**3 + a / 6
        return np.sign(corrected) * (8 * nu + 1) / (8 * nu + 3) * np.sqrt(nu * np.log(1 + corrected**2 / nu))

    def back(self, z):
        if self.found is None:
            return z
        a, nu = self.found
        y = math.copysign(math.sqrt(nu * (math.exp((z * (8 * nu + 3) / (8 * nu + 1)) ** 2 / nu) - 1)), z)
        return y if abs(a) < 1e-6 else (float(np.cbrt(1 + a * (y - a / 6))) - 1) * 3 / a


def wilson_limits(q, n, z):
    middle = q + z * z / 2 / n
    reach = z * math.sqrt(q * (1 - q) / n + (z / 2 / n) ** 2)
    return (middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)


def cut(low, high, shares, z):
    (cohort_low, cohort_high), (rest_low, rest_high) = (wilson_limits(q, n, z) for q, n in shares)
    lowest, highest = cohort_low - rest_high, cohort_high - rest_low
    if low < 0:
        low = max(low, min(lowest, 0.0))
    if high > 0:
        high = min(high, max(highest, 0.0))
    return max(low, -1.0), min(high, 1.0)


def verdict_of(low, high, margin, sense):
    if sense == 0:
        if margin is not None and -margin <= low and high <= margin:
            return "equivalent"
        return "greater" if low > 0 else "less" if high < 0 else "inconclusive"
    gain_low, gain_high = (low, high) if sense > 0 else (-high, -low)
    if margin is not None and gain_high < -margin:
        return "material"
    if margin is not None and -margin <= low and high <= margin:
        return "equivalent"
    return "worse" if gain_high < 0 else "better" if gain_low > 0 else "inconclusive"


def why_out(contrast, minimum):
    """The verdict of a contrast that gets no place in the family."""
    if contrast.get("unjudged"):
        return "no verdict"
    if min(contrast["bearing"]) < minimum:
        return "too small"
    missing = np.isnan(contrast["d_b"]).mean()
    if not contrast["s"] > 0 or not math.isfinite(contrast["d"]) or missing > 0.05:
        return "not estimable"
    return None


def pooled(contrast):
    """Of a median: error on the split and in replicates, from Woodruff's and the variance of the replicates."""
    usable = contrast["d_b"][~np.isnan(contrast["d_b"])]
    squared = max(contrast["s"] ** 2, ((usable - usable.mean()) ** 2).mean())
    return math.sqrt(squared), np.sqrt(squared * (0.5 + 0.5 * contrast["s_b"] ** 2 / contrast["s"] ** 2))


def is_constant(contrast):
    usable = contrast["d_b"][~np.isnan(contrast["d_b"])]
    return "grid" in contrast and bool((usable == contrast["d"]).all())


def judge_class(contrasts, share, level, scaled):
    """Results beside the contrasts of one class."""
    alpha = share * (1 - level)
    errors = [pooled(one) if "grid" in one else (one["s"], one["s_b"]) for one in contrasts]
    scales = [Scale(skewness_and_freedom(one["d_b"], s_b, s) if scaled else None) for one, (s, s_b) in zip(contrasts, errors)]
    deviations = np.array([np.abs(scale.of((one["d_b"] - one["d"]) / s_b)) for one, (_, s_b), scale in zip(contrasts, errors, scales)])
    largest = np.nanmax(deviations, axis=0)
    replicates = len(largest)
    quantile = float(np.sort(largest)[math.ceil((1 - alpha) * (replicates + 1)) - 1])
    cohorts = len({one["cohort"][0] if one["pair"] else one["cohort"] for one in contrasts})
    bound = NORMAL.inv_cdf(1 - alpha / 2 / cohorts) if scaled else 0.0
    c = max(quantile, bound)
    results = []
    for one, (s, _), scale in zip(contrasts, errors, scales):
        d, sense = one["d"], one["sense"]
        inner, outer = scale.back(c), scale.back(-c)
        low, high = d - s * inner, d - s * outer
        if one["shares"] is not None:
            low, high = cut(low, high, one["shares"], c)
        observed = abs(float(scale.of(d / s)))
        p = (1 + int((largest >= observed).sum())) / (replicates + 1) / share
        if bound > quantile:
            p = max(p, cohorts * math.erfc(observed / math.sqrt(2)) / share)
        results.append({
            "low": low, "high": high, "p": min(1.0, p),
            "detectable": ((-outer if sense >= 0 else inner) + NORMAL.inv_cdf(0.8)) * s,
            "couldBeWorseBy": None if sense == 0 else max(0.0, -low if sense > 0 else high),
            "verdict": verdict_of(low, high, one["margin"], sense),
        })
    return results, {"c": c, "bound": bound, "cohorts": cohorts}


def judge(contrasts, level, minimum):
    """One result a contrast, in their order, and what was decided per class."""
    results = [{"verdict": why_out(one, minimum)} for one in contrasts]
    medians = any("grid" in one for one in contrasts)
    inside = {}
    for i, one in enumerate(contrasts):
        if results[i]["verdict"] is not None:
            continue
        if is_constant(one):
            low, high = one["d"] - one["grid"] / 2, one["d"] + one["grid"] / 2
            results[i] = {"low": low, "high": high, "verdict": verdict_of(low, high, one["margin"], one["sense"])}
        else:
            inside.setdefault(one["class"] or ("medians" if medians else "plain"), []).append(i)
    decided = {}
    for name, places in inside.items():
        judged, decided[name] = judge_class([contrasts[i] for i in places], SHARES[name], level, name == "rates")
        for i, result in zip(places, judged):
            results[i] = result
    return results, decided


def multiplicities(persons, replicates, seed):
    """replicates x persons: `persons` draws a replicate of a linear congruential generator (Numerical Recipes), which the tests have too."""
    counts = np.zeros((replicates, persons))
    state = seed
    for b in range(replicates):
        for _ in range(persons):
            state = (1664525 * state + 1013904223) % 2**32
            counts[b, state * persons >> 32] += 1
    return counts


def compact(value):
    """For JSON: 14 digits, `None` for NaN."""
    if isinstance(value, dict):
        return {key: compact(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [compact(one) for one in value]
    if isinstance(value, (bool, int, str)) or value is None:
        return value
    return None if math.isnan(value) else float(f"{value:.14g}")
