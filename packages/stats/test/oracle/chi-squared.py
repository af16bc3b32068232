"""Chi-squared tests of independence: python3 chi-squared.py > chi-squared.json (scipy 1.10, numpy 1.24).
Statistic, degrees of freedom and p from scipy.stats.chi2_contingency, Cramér's V from scipy.stats.contingency.association,
after empty rows and columns are dropped. Permutation p: numpy shuffles the items' row labels 100,000 times."""
import json
import numpy as np
from scipy import stats
from scipy.stats import contingency

rng = np.random.default_rng(5)
cases = [
    ("2 x 2, Yates", [[10, 20], [30, 25]]),
    ("2 x 2, difference below one half", [[10, 11], [10, 10]]),
    ("2 x 2, zero cell", [[0, 9], [12, 30]]),
    ("2 x 2, equal proportions", [[10, 20], [20, 40]]),
    ("2 x 3", [[120, 310, 44], [98, 402, 61]]),
    ("3 x 2", [[12, 31], [9, 40], [22, 18]]),
    ("9 x 3 with small counts", [[3, 20, 1], [5, 14, 0], [2, 9, 4], [0, 6, 1], [7, 40, 2], [1, 3, 0], [2, 2, 2], [4, 21, 1], [0, 5, 3]]),
    ("empty column", [[5, 0, 9], [8, 0, 3]]),
    ("empty row and column", [[5, 0, 9, 2], [0, 0, 0, 0], [8, 0, 3, 6]]),
    ("two of one", [[1, 0], [0, 1]]),
    ("small p", [[900, 100], [300, 700]]),
    ("p near 1e-216", [[3000, 560, 0], [900, 1100, 30]]),
    ("many items, weak", [[9000, 9100, 55], [9100, 9000, 60]]),
    ("real shape, 5 x 3", rng.multinomial(20000, rng.dirichlet(np.ones(15) * 3)).reshape(5, 3).tolist()),
]


def permuted(table, rounds=100_000):
    r, k = table.shape
    rows = np.repeat(np.arange(r), table.sum(axis=1))
    columns = np.concatenate([np.repeat(np.arange(k), line) for line in table])
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    observed = ((table - expected) ** 2 / expected).sum()
    extreme = 0
    for _ in range(rounds):
        drawn = np.bincount(rng.permutation(rows) * k + columns, minlength=r * k).reshape(r, k)
        extreme += ((drawn - expected) ** 2 / expected).sum() >= observed * (1 - 1e-9)
    return (1 + int(extreme)) / (rounds + 1)


out = []
for name, counts in cases:
    table = np.array(counts)
    kept = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    statistic, p, dof, expected = stats.chi2_contingency(kept)
    out.append(
        {
            "name": name,
            "counts": table.ravel().tolist(),
            "columns": table.shape[1],
            "statistic": statistic,
            "p": p,
            "degreesOfFreedom": int(dof),
            "leastExpected": expected.min(),
            "cramersV": contingency.association(kept, method="cramer"),
            "permutationP": permuted(kept) if table.sum() < 1000 else None,
        }
    )
print("[\n" + ",\n".join(json.dumps(case) for case in out) + "\n]")
