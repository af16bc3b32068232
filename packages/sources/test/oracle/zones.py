"""Local times of days on which clocks change, and of others, as Python's zoneinfo reads them: python3 zones.py > zones.json"""
import json
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

days = {
    "Europe/Zurich": ["2026-03-29", "2026-10-25", "2019-10-27", "1975-07-01", "2150-07-01"],
    "America/New_York": ["2026-03-08", "2026-11-01", "2006-04-02", "1975-07-01", "2150-07-01"],
    "Australia/Lord_Howe": ["2026-04-05", "2026-10-04"],
    "Africa/Casablanca": ["2026-02-15", "2026-03-22"],
}
epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)


def read(zone, local):
    instant = local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(timezone.utc)
    other = local.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(timezone.utc)
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    clock = "never" if shown != local else "twice" if other != instant else "once"
    return [local.strftime("%Y-%m-%d %H:%M:%S"), (instant - epoch) // timedelta(minutes=1), clock]


print(
    json.dumps(
        {
            zone: [
                read(zone, datetime.fromisoformat(day) + timedelta(minutes=15 * i))
                for day in days[zone]
                for i in range(0, 20)
            ]
            for zone in days
        },
        indent=0,
    ).replace("[\n", "[").replace(",\n", ",").replace("\n]", "]").replace("],[", "],\n[")
)
