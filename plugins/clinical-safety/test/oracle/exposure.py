"""Days at risk and alarms per day, by the clock: python3 exposure.py FOLDER > exposure.json (numpy 1.24, pandas 1.5).

FOLDER holds the CSV files of hospital B that physionet-export.ts wrote. The irregular stays are made up here, with times in
minutes that follow no grid; every stay is counted on its own, from its rows, with numpy's median.
"""
import json
import sys

import numpy as np
import pandas as pd

DAY = 1440


def minutes_at_risk(times, events, typical, until=None):
    """times: of all predictions, in minutes; events: (start, stop)."""
    if len(times) == 0:
        return 0.0
    interval = np.median(np.diff(times)) if len(times) > 1 else typical
    end = times[-1] + interval if until is None else max(until, times[-1])
    within = sum(max(0, min(end, b) - max(times[0], a)) for a, b in events)
    return float(end - times[0] - within)


def typical_of(stays):
    own = [np.median(np.diff(times)) for times in stays if len(times) > 1]
    return float(np.median(own)) if own else None


def false_alarms(rows, events, horizon, threshold):
    """Rows (time, labelled, score) at or above the threshold that lie before no event that can be warned of."""
    windows, before = [], 0
    for start, stop in events:
        if start > 0:
            windows.append((max(before, start - horizon), start))
        before = stop
    return sum(
        1
        for time, labelled, score in rows
        if labelled and score >= threshold and not any(a <= time < b for a, b in windows)
    )


def irregular():
    """Three wards: scored about every 1, 4 and 24 hours; some stays have one prediction, an event, or a known end."""
    draw = np.random.default_rng(20261)
    stays = []
    for i in range(90):
        ward = ["hourly", "four-hourly", "daily"][i % 3]
        usual = {"hourly": 60, "four-hourly": 240, "daily": 1440}[ward]
        count = 1 if i % 10 == 9 else int(draw.integers(2, 40))
        times = np.cumsum(np.maximum(1, draw.normal(usual, usual / 4, count).round())).astype(int) - 1
        start = int(draw.integers(times[0] + 1, times[-1] + 600)) if i % 4 == 0 else None
        events = [] if start is None else [(start, start + int(draw.integers(1, 900)))]
        rows = []
        for time in times:
            inside = any(a <= time < b for a, b in events)
            label = None if inside else int(any(0 < a - time <= 720 for a, _ in events))
            rows.append((int(time), label, round(float(draw.beta(2, 5)), 4)))
        until = int(times[-1] + draw.integers(-500, 3000)) if i % 7 == 3 else None
        stays.append({"ward": ward, "rows": rows, "events": events, "until": until})
    return stays


def summed(stays, typical, horizon, threshold):
    minutes = [
        minutes_at_risk([r[0] for r in s["rows"]], s["events"], typical, s.get("until")) for s in stays
    ]
    false = sum(
        false_alarms([(t, y is not None, p) for t, y, p in s["rows"]], s["events"], horizon, threshold) for s in stays
    )
    return {
        "days": sum(minutes) / DAY,
        "false": false,
        "falsePerDay": false / (sum(minutes) / DAY),
        "interval": typical_of([[r[0] for r in s["rows"]] for s in stays]),
    }


def made_up():
    stays, horizon, threshold = irregular(), 720, 0.4
    typical = typical_of([[r[0] for r in s["rows"]] for s in stays])
    wards = sorted({s["ward"] for s in stays})
    return {
        "horizon": horizon,
        "threshold": threshold,
        "stays": stays,
        "everyone": summed(stays, typical, horizon, threshold),
        "wards": {w: summed([s for s in stays if s["ward"] == w], typical, horizon, threshold) for w in wards},
    }


def hospital(folder):
    keep = {"float_precision": "round_trip"}
    patients = pd.read_csv(f"{folder}/patients.csv", **keep)
    patients = patients[patients.split == "test"].set_index("patient_id")
    predictions = pd.read_csv(f"{folder}/predictions.csv", **keep).sort_values(["patient_id", "hour"])
    seeds = [c for c in predictions if c.startswith("seed_")]
    predictions["score"] = predictions[seeds].to_numpy(np.float64).mean(axis=1)
    events = pd.read_csv(f"{folder}/events.csv", **keep).sort_values("start")
    own_events = {p: [(60 * a, 60 * b) for a, b in zip(e.start, e.stop)] for p, e in events.groupby("patient_id")}
    stays = {
        p: {
            "rows": [
                (60 * int(t), None if np.isnan(y) else int(y), float(s)) for t, y, s in zip(r.hour, r.label, r.score)
            ],
            "events": own_events.get(p, []),
        }
        for p, r in predictions.groupby("patient_id")
        if p in patients.index
    }
    threshold = json.load(open("physionet.json"))["threshold"]
    typical = typical_of([[r[0] for r in s["rows"]] for s in stays.values()])

    def of(members):
        return summed([stays[p] for p in members if p in stays], typical, 360, threshold)

    groupings = {"sex": patients.sex, "unit": patients.unit}
    return {
        "everyone": of(list(stays)),
        "groupings": {g: {c: of(list(v.index[v == c])) for c in sorted(v.dropna().unique())} for g, v in groupings.items()},
    }


print(json.dumps({"irregular": made_up(), "hospital": hospital(sys.argv[1])}))
