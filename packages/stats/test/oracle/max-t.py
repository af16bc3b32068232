"""Simultaneous intervals by numpy: python3 max-t.py > max-t.json (numpy 1.24). Written from the definition with masked arrays; NaN is null."""
import json
import numpy as np

rng = np.random.default_rng(5)
cases = []


def add(name, d, s, db, sb, level):
    d, s, db, sb = (np.array(a, float) for a in (d, s, db, sb))
    J, B = db.shape
    with np.errstate(all="ignore"):
        t = np.where((sb > 0) & ~np.isnan(db), np.abs(db - d[:, None]) / sb, np.nan)
    lost = (~(sb > 0) | np.isnan(db)).sum(1)
    member = ~np.isnan(d) & (s > 0) & (lost <= 0.05 * B)
    top = [np.nanmax(t[member, b]) for b in range(B) if member.any() and not np.isnan(t[member, b]).all()]
    used = len(top)
    rank = int(np.ceil(round(level * (used + 1), 6)))
    c = float(np.sort(top)[rank - 1]) if member.any() and rank <= used else None
    null = lambda v: None if v is None or np.isnan(v) else float(v)
    cases.append({
        "name": name, "level": level, "difference": [null(v) for v in d], "standardError": [null(v) for v in s],
        "replicateDifference": [null(v) for v in db.ravel()], "replicateStandardError": [null(v) for v in sb.ravel()],
        "criticalValue": c, "replicates": used, "missing": lost.tolist(),
        "low": [null(d[j] - c * s[j]) if c is not None and member[j] else None for j in range(J)],
        "high": [null(d[j] + c * s[j]) if c is not None and member[j] else None for j in range(J)],
        "adjustedP": [(1 + sum(x >= abs(d[j]) / s[j] for x in top)) / (used + 1) if c is not None and member[j] else None for j in range(J)]})


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
print(json.dumps(cases))
