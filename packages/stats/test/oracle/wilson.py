"""Wilson intervals by scipy; writes wilson.json beside this script."""
import json
from pathlib import Path

import scipy
from scipy.stats import binomtest

cases = [(0, 8), (3, 200), (10, 100), (14, 200), (100, 100), (1, 1), (167, 200)]
intervals = []
for count, of in cases:
    interval = binomtest(count, of).proportion_ci(0.95, method="wilson")
    intervals.append({"count": count, "of": of, "low": interval.low, "high": interval.high})
target = Path(__file__).with_suffix(".json")
target.write_text(json.dumps({"scipy": scipy.__version__, "intervals": intervals}, indent=2) + "\n")
