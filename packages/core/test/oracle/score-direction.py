"""AUROC and its standard error by patients, with scikit-learn, the delete-one-patient jackknife and a patient bootstrap.

    /usr/bin/python3 score-direction.py > score-direction.json
"""
import json

import numpy as np
from sklearn.metrics import roc_auc_score

random = np.random.default_rng(20)


def patients(count, slope):
    """Labels of a patient come in a run at the end; scores have an effect of the patient and are rounded, so they tie."""
    rows = []
    for _ in range(count):
        length = int(random.integers(5, 25))
        label = np.zeros(length, int)
        if random.random() < 0.4:
            label[-int(random.integers(1, 5)):] = 1
        own = random.normal(0, 0.6)
        score = np.round(1 / (1 + np.exp(-(own + slope * label + random.normal(0, 1, length)))), 2)
        rows.append((label, score))
    return rows


def auroc(rows):
    return roc_auc_score(np.concatenate([r[0] for r in rows]), np.concatenate([r[1] for r in rows]))


cases = []
for name, count, slope in [("wrong way", 120, -1.2), ("right way", 80, 0.9), ("chance", 60, 0.0)]:
    rows = patients(count, slope)
    left_out = np.array([auroc(rows[:i] + rows[i + 1:]) for i in range(count)])
    jackknife = np.sqrt((count - 1) / count * ((left_out - left_out.mean()) ** 2).sum())
    draws = [auroc([rows[i] for i in random.integers(0, count, count)]) for _ in range(2000)]
    cases.append({
        "name": name,
        "labels": ["".join(map(str, label)) for label, _ in rows],
        "scores": [score.tolist() for _, score in rows],
        "auroc": auroc(rows),
        "jackknife": float(jackknife),
        "bootstrap": float(np.std(draws, ddof=1)),
    })
print(json.dumps(cases))
