"""The usual gap between measurements in hospital B, from the CSV that physionet-export.ts writes:
python3 usual.py FOLDER > usual.json (pandas 1.5). The intervals were read off the ladder by hand."""
import json
import sys

import pandas as pd

folder = sys.argv[1]
last = pd.read_csv(f"{folder}/predictions.csv").groupby("patient_id").hour.max()
series = pd.read_csv(f"{folder}/timeseries.csv")
series = series[series.hour <= series.patient_id.map(last)]
by_hand = {"HR": 60, "MAP": 60, "Lactate": 240, "Creatinine": 1440}

result = {}
for variable in ["HR", "MAP", "Lactate", "Creatinine"]:
    measured = series[series[variable].notna()].drop_duplicates(["patient_id", "hour"]).sort_values(["patient_id", "hour"])
    gaps = 60 * measured.groupby("patient_id").hour.diff().dropna()
    result[variable] = {
        "measurements": len(measured),
        "gaps": len(gaps),
        "median": float(gaps.median()),
        "every": by_hand[variable],
    }
print(json.dumps(result, indent=1))
