"""AUROC and average precision of labels and coarse scores (many ties), by scikit-learn. Run: python3 areas.py"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, roc_auc_score

rng = np.random.default_rng(7)
label = (rng.random(400) < 0.2).astype(int)
score = np.round(np.clip(0.3 * label + rng.normal(0.35, 0.2, 400), 0, 1), 2)
out = {
    "sklearn": sklearn.__version__,
    "label": label.tolist(),
    "score": score.tolist(),
    "auroc": roc_auc_score(label, score),
    "averagePrecision": average_precision_score(label, score),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out))
