"""Small made-up stays full of edges, and their safety: python3 synthetic.py > synthetic.json (numpy 1.24, scikit-learn 1.2)."""
import json

import numpy as np

from safety import Stay, cohort

HORIZON, LONGEST, TIMESTEP, THRESHOLD = 12, 70, 15, 0.6
SILENCE, RESET = 5, 2
COSTS = {"missed": 20, "falseAlarm": 1.5}
TARGET = 0.75
TIERS = [{"name": "low", "from": 0}, {"name": "middle", "from": 0.3}, {"name": "high", "from": 0.6}, {"name": "top", "from": 0.9}]
# In steps of 15 minutes: none, half an hour, the policy's, two and eight hours; only the audit's threshold may be a score.
SILENCES = [1, 2, SILENCE, 8, 32]
GRID = sorted({float(f"{0.99 * i / 100:.3g}") for i in range(1, 101)} | {THRESHOLD})
THRESHOLDS = sorted({*GRID[1::2], THRESHOLD}, reverse=True)
BUDGETS = [1, 2, 4, 8]
P = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8]
random = np.random.default_rng(11)


def stay():
    length = int(random.integers(5, 90))
    events, at = [], int(random.choice([0, 1, *range(2, 30)]))
    while at < length + 8 and len(events) < 6:
        stop = at + int(random.integers(1, 6))
        events.append((at, stop))
        at = stop + int(random.choice([0, 0, 1, 2, 3, *range(4, 40)]))
    if random.random() < 0.4:
        events = []
    steps = []
    for t in range(length):
        in_event = any(a <= t < b for a, b in events)
        soon = any(t < a <= t + HORIZON for a, _ in events)
        label = None if in_event or random.random() < 0.1 else int(soon)
        steps.append((t, label, round(float(min(1, random.random() * (1.05 if soon else 0.8))), 2)))
    if random.random() < 0.1:
        steps = [(t, None, s) for t, _, s in steps]
    return steps, events


people = {f"p{i:03d}": stay() for i in range(120)}
category = {p: str(random.choice(["a", "a", "b", "b", "c", ""])) or None for p in people}
stays = {p: Stay(*own, HORIZON, LONGEST) for p, own in people.items()}


def of(members):
    own = [stays[p] for p in sorted(people) if p in members]
    return {
        "everyStep": cohort(own, THRESHOLD, 1, 0, COSTS, TARGET, TIERS, P),
        "policy": cohort(own, THRESHOLD, SILENCE, RESET, COSTS, TARGET, TIERS, P)["alarms"],
    }


def days(p):
    """Time at risk: from the first prediction to a step after the last, less the time in events."""
    steps, events = people[p]
    first, until = steps[0][0], min(steps[-1][0] + 1, LONGEST)
    inside = sum(max(0, min(b, until) - max(a, first)) for a, b in events)
    return (until - first - inside) * TIMESTEP / 1440


def replayed(members, threshold, silence):
    raised = [stays[p].alarms(threshold, silence, 0 if silence == 1 else RESET) for p in members]
    return [sum(one[key] for one in raised) for key in ("caught", "true", "false")]


def what_if():
    cohorts = {"everyone": list(people)} | {c: [p for p in people if category[p] == c] for c in "abc"}
    counts = {c: [[replayed(own, t, k) for t in THRESHOLDS] for k in SILENCES] for c, own in cohorts.items()}
    at_risk = sum(days(p) for p in people)
    choices = []
    for budget in BUDGETS:
        within = [
            (-caught, true + false, -k, t)
            for k in range(len(SILENCES))
            for t, (caught, true, false) in enumerate(counts["everyone"][k])
            if true + false <= budget * at_risk
        ]
        best = min(within) if within else None
        choices.append(best and {"silence": -best[2], "threshold": best[3]})
    return {
        "silences": SILENCES, "thresholds": THRESHOLDS, "budgets": BUDGETS, "counts": counts, "choices": choices,
        "days": {c: sum(days(p) for p in own) for c, own in cohorts.items()},
        "events": {c: sum(len(stays[p].windows) for p in own) for c, own in cohorts.items()},
    }


print(json.dumps({
    "horizon": HORIZON, "longest": LONGEST, "timestep": TIMESTEP, "threshold": THRESHOLD,
    "silence": SILENCE, "reset": RESET, "costs": COSTS, "target": TARGET, "tiers": TIERS, "p": P,
    "people": {p: {"steps": [[y, s] for _, y, s in people[p][0]], "events": people[p][1], "category": category[p]} for p in sorted(people)},
    "whatIf": what_if(),
    "everyone": of(set(people)),
    "cohorts": {c: of({p for p in people if category[p] == c}) for c in "abc"},
}))
