# What FAMEWS's numbers cannot give, recomputed from its inputs: levels outside events [start, stop), and ABPm while no
# vasopressor runs (on from a step with a dose above 0 until the first later step with a dose of 0, that step not included):
# python3 famews.py FOLDER_OF_famews-S/inputs > famews.json
import json
import sys

import numpy as np
import pandas as pd

folder = sys.argv[1]
patients = pd.read_csv(f"{folder}/patients.csv", dtype={"patient_id": str})
patients = patients[patients["split"] == "train"].set_index("patient_id")
series = pd.read_csv(f"{folder}/timeseries.csv", dtype={"patient_id": str})
series = series[series["patient_id"].isin(patients.index)].sort_values(["patient_id", "time_index"])
events = pd.read_csv(f"{folder}/events.csv", dtype={"patient_id": str})

in_event = set()
for patient, start, stop in zip(events["patient_id"], events["start"], events["stop"]):
    in_event.update((patient, step) for step in range(start, stop))
outside = np.array([key not in in_event for key in zip(series["patient_id"], series["time_index"])])
never = ~series["patient_id"].isin(events["patient_id"]).to_numpy()

running = np.zeros(len(series), dtype=bool)
for drug in ["norepinephrine", "dobutamine"]:
    state, last = False, None
    for i, (patient, dose) in enumerate(zip(series["patient_id"], series[drug])):
        if patient != last:
            state, last = False, patient
        if dose > 0:
            state = True
        elif dose == 0:
            state = False
        running[i] |= state

masked = {
    "a_Lac:whole_stay": series["a_Lac"],
    "a_Lac:not_in_event": series["a_Lac"].where(outside),
    "a_Lac:without_events": series["a_Lac"].where(never),
    "ABPm:whole_stay": series["ABPm"].where(~running),
    "ABPm:not_in_event": series["ABPm"].where(~running & outside),
    "ABPm:without_events": series["ABPm"].where(~running & never),
}
medians = pd.DataFrame({name: values.groupby(series["patient_id"]).median() for name, values in masked.items()})
medians = medians.reindex(patients.index)


def median(rows, metric):
    values = medians.loc[rows, metric].dropna()
    return None if values.empty else float(values.median())


print(
    json.dumps(
        {
            grouping: {
                category: {
                    metric: [
                        median(patients.index[patients[grouping] == category], metric),
                        median(patients.index[(patients[grouping] != category) & patients[grouping].notna()], metric),
                    ]
                    for metric in masked
                }
                for category in sorted(patients[grouping].dropna().unique())
            }
            for grouping in ["sex", "age_group", "APACHE_group", "surgical_status"]
        },
        indent=1,
    )
)
