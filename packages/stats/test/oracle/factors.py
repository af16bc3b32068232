"""Correlations and maxima of correlated normals: python3 factors.py > factors.json (numpy 1.24, scipy 1.10).
Best approximation of a correlation matrix by 12 factors from numpy.linalg.eigh; critical values of max |Z| by integration over
the common factor (scipy.integrate.quad) and, for independent variables, by Sidak's formula."""
import json
import numpy as np
from scipy import integrate, optimize, stats

rng = np.random.default_rng(8)


def drawn(variables, factors, unique, count):
    weights = rng.normal(size=(variables, factors))
    return weights @ rng.normal(size=(factors, count)) + unique * rng.normal(size=(variables, count))


def approximated(rows, k=12):
    matrix = np.corrcoef(rows)
    values, vectors = np.linalg.eigh(matrix)
    best = (vectors[:, -k:] * values[-k:]) @ vectors[:, -k:].T
    return {
        "variables": len(rows),
        "draws": rows.ravel().round(6).tolist(),
        "correlation": np.corrcoef(rows.round(6)).round(12).tolist(),
        "leastError": float(np.sqrt(((matrix - best) ** 2).mean())),
    }


def equicorrelated(variables, loading, probability):
    spread = np.sqrt(1 - loading**2)

    def covered(c):
        inside = lambda f: stats.norm.pdf(f) * (
            stats.norm.cdf((c - loading * f) / spread) - stats.norm.cdf((-c - loading * f) / spread)
        ) ** variables
        return integrate.quad(inside, -9, 9, epsabs=1e-12)[0] - probability

    return optimize.brentq(covered, 0.5, 8)


maxima = [
    {"variables": m, "loading": l, "probability": p, "value": equicorrelated(m, l, p)}
    for m, l, p in [(1, 0.6, 0.95), (3, 0.0, 0.95), (10, 0.3, 0.99), (40, 0.7, 0.98), (126, 0.5, 0.98), (126, 0.0, 0.98)]
]
assert abs(maxima[1]["value"] - stats.norm.ppf((1 + 0.95 ** (1 / 3)) / 2)) < 1e-9
print(json.dumps({
    "families": [approximated(drawn(20, 3, 0.0, 60)), approximated(drawn(30, 4, 0.5, 80)), approximated(drawn(5, 9, 0.3, 40))],
    "maxima": maxima,
}))
