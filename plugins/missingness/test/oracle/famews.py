"""Intensity of measurement of FAMEWS's reference cohort by the definition of this stage, and why it differs from FAMEWS's:
python3 famews.py FOLDER_OF_famews-S > famews.json (pandas 1.5).

FAMEWS's own categories, of datetime_in_grid_steps, are those of 1 - N_m / (los / t_e) with N_m the sum over consecutive
measurements of interval // t_e where the interval is longer than t_e; this script stops if they are not. Ours adds the gaps
before the first and after the last measurement, counts a gap of twice the interval as one missed and not two, and has a
tolerance. Stays are cut at 2016 steps."""
import json
import sys

import pandas as pd

from intensity import patient

folder = sys.argv[1]
series = pd.read_csv(f"{folder}/inputs/timeseries.csv")
steps = (pd.read_csv(f"{folder}/inputs/predictions.csv").groupby("patient_id").time_index.max() + 1).clip(upper=2016)
theirs = pd.read_csv(f"{folder}/results/missingness_intensity_datetime_in_grid_steps.csv").set_index("pid")

result = {}
for variable, every in {"a_Lac": 480, "Spitzendruck": 5}.items():
    measured = series[series[variable].notna()].groupby("patient_id").minutes.apply(lambda own: [int(m) for m in own]).to_dict()
    rows = {}
    changed = {}
    for p in sorted(steps.index, key=str):
        times = [t for t in measured.get(p, []) if t < 5 * steps[p]]
        expected, missed, category, valid, _ = patient(times, int(steps[p]), 5, every)
        rows[str(p)] = [expected, missed, category, valid]
        gaps = [b - a for a, b in zip(times, times[1:])]
        share = 1 - sum(gap // every for gap in gaps if gap > every) / (5 * steps[p] / every)
        famews = "no_msrt" if not times else "insufficient" if 0 < share <= 0.9 else "enough" if share > 0.9 else None
        if famews != theirs.loc[p, variable]:
            sys.exit(f"{p}, {variable}: {famews}, FAMEWS {theirs.loc[p, variable]}")
        if famews != category:
            changed[f"{famews} to {category}"] = changed.get(f"{famews} to {category}", 0) + 1
    result[variable] = {"every": every, "changed": changed, "patients": rows}
text = json.dumps(result)
print(text.replace('"patients": {', '"patients": {\n').replace("], \"", "],\n\"").replace("}}, ", "}},\n"))
