"""Planned power by scipy and by enumeration of binomial counts; writes planning.json beside this script."""
import json
from pathlib import Path

import numpy as np
import scipy
from scipy.optimize import brentq
from scipy.stats import binom, norm


def k_of(c, skewness, freedom, sense):
    """What a difference on the worse side has to exceed: solved, not inverted in closed form."""
    k = (8 * freedom + 1) / (8 * freedom + 3)

    def g(t):
        h = t + skewness * t**2 / 3 + skewness**2 * t**3 / 27 + skewness / 6
        return np.sign(h) * k * np.sqrt(freedom * np.log1p(h**2 / freedom))

    target = -c if sense == "higher" else c
    return abs(brentq(lambda t: g(t) - target, -60, 60, xtol=1e-14))


def moments(qc, qr, nc, nr):
    vc, vr = qc * (1 - qc) / nc, qr * (1 - qr) / nr
    s = np.sqrt(vc + vr)
    skewness = ((1 - 2 * qc) * vc / nc - (1 - 2 * qr) * vr / nr) / s**3
    spread = (((1 - 2 * qc) / nc) ** 2 * vc + ((1 - 2 * qr) / nr) ** 2 * vr) / s**4
    return s, skewness, min(20000, max(4, 2 / spread if spread > 0 else np.inf))


def shares(q, nc, nr, sense, difference):
    d = -difference if sense == "higher" else difference
    return q + d * nr / (nc + nr), q - d * nc / (nc + nr)


def planned(q, nc, nr, phi, sense, difference, c, multiple=1):
    s, skewness, freedom = moments(*shares(q, nc, nr, sense, difference), multiple * nc / phi, multiple * nr / phi)
    return norm.cdf(difference / s - k_of(c, skewness, freedom, sense)), s


def enumerated(q, nc, nr, sense, difference, c):
    """Chance that the interval leaves 0 out on the worse side, over all pairs of counts; scale taken at the observed shares."""
    qc, qr = shares(q, nc, nr, sense, difference)
    total = 0.0
    for x in range(nc + 1):
        px = binom.pmf(x, nc, qc)
        if px < 1e-9:
            continue
        for y in range(nr + 1):
            p = px * binom.pmf(y, nr, qr)
            if p < 1e-10 or (x in (0, nc) and y in (0, nr)):
                continue
            d = x / nc - y / nr
            worse = -d if sense == "higher" else d
            s, skewness, freedom = moments(x / nc, y / nr, nc, nr)
            if worse <= 2 * s:
                continue
            if worse > s * k_of(c, skewness, freedom, sense):
                total += p
    return total


cases = []
for q, nc, nr, phi, sense, difference, c in [
    (0.8, 150, 250, 1, "higher", 0.15, 3.4),
    (0.8, 150, 250, 0.73, "higher", 0.15, 3.31),
    (0.8, 60, 340, 1, "higher", 0.2, 3.3),
    (0.95, 150, 250, 0.7, "higher", 0.08, 3.5),
    (0.1, 400, 600, 1.1, "lower", 0.07, 3.4),
    (0.02, 400, 600, 1, "lower", 0.02, 3.0),
]:
    power, s = planned(q, nc, nr, phi, sense, difference, c)
    largest = (1 - 1e-9) * (
        min(q * (nc + nr) / nr, (1 - q) * (nc + nr) / nc)
        if sense == "higher"
        else min((1 - q) * (nc + nr) / nr, q * (nc + nr) / nc)
    )
    smallest = brentq(lambda d: planned(q, nc, nr, phi, sense, d, c)[0] - 0.8, 1e-6, largest, xtol=1e-14)
    multiple = brentq(lambda m: planned(q, nc, nr, phi, sense, difference, c, m)[0] - 0.8, 0.1, 50, xtol=1e-13)
    margin = min(0.05, 0.2 * min(q, 1 - q))

    def inside(m):
        s0, skewness, freedom = moments(q, q, m * nc / phi, m * nr / phi)
        return margin / s0 - k_of(c, skewness, freedom, sense) - norm.ppf(0.9)

    cases.append(
        {
            "share": q, "cohort": nc, "rest": nr, "designFactor": phi, "sense": sense,
            "difference": difference, "criticalValue": c, "standardError": s, "power": power,
            "smallest": smallest, "multiple": multiple, "margin": margin,
            "equivalent": brentq(inside, 0.01, 1e4, xtol=1e-12),
            "enumerated": enumerated(q, nc, nr, sense, difference, c) if phi == 1 else None,
        }
    )
critical = [{"alpha": a, "tests": t, "value": norm.isf(a / (2 * t))} for a, t in [(0.02, 1), (0.02, 12), (0.05, 40.5)]]
target = Path(__file__).with_suffix(".json")
target.write_text(json.dumps({"scipy": scipy.__version__, "cases": cases, "critical": critical}, indent=2) + "\n")
