"""Distribution functions of the standard normal and the unit exponential, by scipy. Run: python3 distributions.py"""

import json
import pathlib

import numpy as np
import scipy
from scipy import stats

normal = np.linspace(-3.5, 3.5, 57)
exponential = np.linspace(0.05, 6, 57)
out = {
    "scipy": scipy.__version__,
    "normal": {"at": normal.tolist(), "cdf": stats.norm.cdf(normal).tolist()},
    "exponential": {"at": exponential.tolist(), "cdf": stats.expon.cdf(exponential).tolist()},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out))
