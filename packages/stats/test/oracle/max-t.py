"""Simultaneous intervals by numpy: python3 max-t.py > max-t.json (numpy 1.24, scipy 1.10). Written from the definition with masked arrays; NaN is null.

With cohorts each contrast has a scale of its own, and its inverse is found by bisection instead of a formula.
"""
import json
import numpy as np
from scipy import optimize, stats

rng = np.random.default_rng(5)
cases = []


def scale(d, s, db, sb):
    """g of one contrast from its usable replicates."""
    ok = ~np.isnan(db) & (sb > 0)
    d_used, v = db[ok], sb[ok] ** 2
    A = np.cov(d_used, v, bias=True)[0, 1] / s ** 3
    nu = min(20_000, max(4, 2 / np.var(np.log(v))))
    if not (np.isfinite(A) and np.isfinite(nu)):
        return lambda t: t
    def g(t):
        h = np.polyval([A ** 2 / 27, A / 3, 1, A / 6], t)
        return np.sign(h) * (8 * nu + 1) / (8 * nu + 3) * np.sqrt(nu * np.log(1 + h ** 2 / nu))
    return g


def inverse(g, z):
    return optimize.brentq(lambda t: g(t) - z, -200, 200, xtol=1e-13, rtol=1e-15)


def add(name, d, s, db, sb, level, share=1.0, cohorts=None):
    d, s, db, sb = (np.array(a, float) for a in (d, s, db, sb))
    J, B = db.shape
    g = [scale(d[j], s[j], db[j], sb[j]) if cohorts is not None and s[j] > 0 else lambda t: t for j in range(J)]
    with np.errstate(all="ignore"):
        t = np.where((sb > 0) & ~np.isnan(db), (db - d[:, None]) / sb, np.nan)
        t = np.abs(np.array([g[j](t[j]) for j in range(J)]))
    alpha = share * (1 - level)
    lost = (~(sb > 0) | np.isnan(db)).sum(1)
    member = ~np.isnan(d) & (s > 0) & (lost <= 0.05 * B)
    top = [np.nanmax(t[member, b]) for b in range(B) if member.any() and not np.isnan(t[member, b]).all()]
    used = len(top)
    rank = int(np.ceil(round((1 - alpha) * (used + 1), 6)))
    c = float(np.sort(top)[rank - 1]) if member.any() and rank <= used else None
    m = 0 if cohorts is None else len({cohorts[j] for j in range(J) if member[j]})
    bound = stats.norm.isf(alpha / (2 * m)) if m else 0
    bonferroni = m if c is not None and bound > c else 0
    c = None if c is None else max(c, float(bound))
    p = lambda z: min(1, max((1 + sum(x >= z for x in top)) / (used + 1), 2 * bonferroni * stats.norm.sf(z)) / share)
    given = c is not None
    null = lambda v: None if v is None or np.isnan(v) else float(v)
    cases.append({
        "name": name, "level": level, "share": share, "cohorts": cohorts, "difference": [null(v) for v in d], "standardError": [null(v) for v in s],
        "replicateDifference": [null(v) for v in db.ravel()], "replicateStandardError": [null(v) for v in sb.ravel()],
        "criticalValue": c, "replicates": used, "missing": lost.tolist(),
        "low": [null(d[j] - inverse(g[j], c) * s[j]) if given and member[j] else None for j in range(J)],
        "high": [null(d[j] - inverse(g[j], -c) * s[j]) if given and member[j] else None for j in range(J)],
        "adjustedP": [p(abs(g[j](d[j] / s[j]))) if given and member[j] else None for j in range(J)]})


def draw(J, B, effect=1.0):
    s = rng.uniform(0.5, 2, J)
    d = effect * rng.normal(0, 2, J) * s
    return [np.round(a, 5) for a in (d, s, d[:, None] + s[:, None] * rng.normal(size=(J, B)), s[:, None] * rng.uniform(0.8, 1.2, (J, B)))]


add("four contrasts, 200 replicates", *draw(4, 200), 0.95)
add("one contrast, 99 replicates", *draw(1, 99), 0.95)
add("level 0.9", *draw(3, 59), 0.9)
add("59 replicates, where 0.95 x 60 is exactly 57", *draw(3, 59), 0.95)
add("too few replicates", *draw(2, 18), 0.95)
add("just enough replicates", *draw(2, 19), 0.95)
d, s, db, sb = draw(5, 100)
db[0, :5] = np.nan
db[1, :6] = np.nan
sb[2, 3] = 0
s[3] = 0
db[4, 50] = np.nan
sb[:, 99] = 0
add("missing replicates, a zero spread", d, s, db, sb, 0.95)
d, s, db, sb = draw(3, 50)
d[1] = np.nan
add("a contrast without estimate", d, s, db, sb, 0.95)
add("a fifth of the level for two contrasts", *draw(2, 400), 0.95, 0.2)


def skewed(J, B, effect=1.0):
    """Estimates whose error grows with them, and errors known with few degrees of freedom."""
    s = rng.uniform(0.5, 2, J)
    d = effect * rng.normal(0, 2, J) * s
    z = rng.gamma(12, 1, (J, B))
    z = (z - 12) / np.sqrt(12)
    sb = s[:, None] * np.exp(0.15 * z + 0.1 * rng.normal(size=(J, B)))
    return [np.round(a, 5) for a in (d, s, d[:, None] + s[:, None] * z, sb)]


add("own scales of six contrasts of three cohorts", *skewed(6, 400), 0.95, 0.4, [0, 1, 2, 0, 1, 2])
add("own scales of twenty contrasts of two cohorts, where the bound does not decide", *skewed(20, 400), 0.95, 0.4, [0, 1] * 10)
add("an own scale alone, where the bound decides", *skewed(1, 400), 0.95, 0.4, [7])
add("own scales without a part of the level", *skewed(4, 200), 0.9, 1.0, [0, 0, 1, 2])
d, s, db, sb = skewed(4, 200)
db[0, :5] = np.nan
sb[1] = s[1]
s[2] = 0
add("own scales, missing replicates, an error that is always the same", d, s, db, sb, 0.95, 0.4, [0, 1, 2, 3])
d, s, db, sb = draw(3, 200)
add("own scales of contrasts that hardly need one", d, s, db, np.repeat(s[:, None], 200, 1) * (1 + 1e-4 * np.sign(rng.normal(size=(3, 200)))), 0.95, 0.4, [0, 1, 2])
print(json.dumps(cases))
