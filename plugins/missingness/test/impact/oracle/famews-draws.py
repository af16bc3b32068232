"""The 100 draws of patients on which FAMEWS bootstraps missingness, a line each: how often every test patient is drawn, a digit a patient, by
ascending id: python3 famews-draws.py SPLIT.json > famews-draws.txt (numpy 1.24). They are the first of its stream; its other stages leave out those in which
a cohort has no event.
"""
import json
import sys

import numpy as np

patients = np.array(json.load(open(sys.argv[1]))["test"])
np.random.seed(42)
for drawn in np.random.choice(patients, (1000, len(patients)))[:100]:
    counts = [int((drawn == patient).sum()) for patient in np.sort(patients)]
    assert max(counts) < 10
    print("".join(map(str, counts)))
