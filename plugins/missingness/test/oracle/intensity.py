"""Intensity of measurement of one patient, told step by step and measurement by measurement: what the two scripts beside
this one share. Minutes are whole numbers."""
import numpy as np
from scipy import stats
from scipy.stats import contingency

NAMES = ["insufficient", "enough", "no_msrt"]


def missed(gap, every):
    """How many measurements were due in a gap, the one that ends it not counted, of which each may come late by 10 %."""
    count = 0
    due = every
    while due < gap and gap - due > every / 10:
        count += 1
        due += every
    return count


def patient(times, steps, timestep, every):
    """Expected, missed, category, valid steps, and the category of each step."""
    stay = steps * timestep
    times = sorted({t for t in times if 0 <= t < stay})
    expected = len(range(0, stay, every))
    if not times:
        return expected, 0, "no_msrt", 0, "2" * steps
    lost = times[0] // every + sum(missed(b - a, every) for a, b in zip(times, times[1:] + [stay]))
    valid = np.zeros(steps, dtype=bool)
    for t in times:
        for step in range(-(-t // timestep), steps):
            if step * timestep - t >= every:
                break
            valid[step] = True
    category = "insufficient" if 10 * (expected - lost) <= 9 * expected else "enough"
    return expected, lost, category, int(valid.sum()), "".join("0" if v else "1" for v in valid)


def tests(intensity, cohorts):
    """Per category of a grouping its counts and mean coverage, and scipy's test of the table."""
    counts = {c: [int((intensity.category[cohorts == c] == name).sum()) for name in NAMES] for c in sorted(cohorts.dropna().unique())}
    table = np.array(list(counts.values()))
    kept = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    out = {"counts": counts, "coverage": {c: float(intensity.coverage[cohorts == c].mean()) for c in counts}}
    if min(kept.shape) < 2:
        return {**out, "test": None}
    statistic, p, dof, expected = stats.chi2_contingency(kept)
    return {
        **out,
        "test": {
            "statistic": statistic,
            "p": p,
            "degreesOfFreedom": int(dof),
            "leastExpected": float(expected.min()),
            "cramersV": contingency.association(kept, method="cramer"),
        },
    }
