"""The job of an import, done with pandas: what the ingestion benchmark compares itself with.

    bench_pandas.py FLIGHTS.csv AIRPORTS.csv DATABASE.sqlite

Reads the flights, skips the cancelled ones, converts miles and local times, applies the air freight
factors, makes the keys, and writes the columns of `events_normalized`, `events_raw` and `estimates`
with `to_sql` into a database that was migrated before, so that the same keys are checked. Left out,
in its favour: rejected rows and their reasons, roll-ups, progress, resuming.

Prints {"rows": .., "seconds": ..}; neither starting Python nor loading pandas is counted.
"""

import hashlib
import json
import sqlite3
import struct
import sys
import time

import numpy as np
import pandas as pd

# kg CO2e per tonne-km without radiative forcing: tank-to-wheel and well-to-tank.
FACTORS = ((2.71931, 0.57429), (0.5313, 0.13516))
SHORT_HAUL_KM = 3_700.0
LOAD_T = 1.0
KM_PER_MILE = 1.609344
UNCERTAINTY = 0.25
# Rows per transaction are up to to_sql: one per table, which is its best case.
PRAGMAS = ("journal_mode = wal", "synchronous = full", "cache_size = -65536", "wal_autocheckpoint = 8000")


def read(path):
    flights = pd.read_csv(path)
    with open(path, encoding="utf-8") as file:
        flights["raw"] = file.read().splitlines()[1:]
    flights["row_number"] = np.arange(2, len(flights) + 2)
    return flights[flights["dep_time"].notna()].reset_index(drop=True)


def micros_of(flights):
    """The scheduled departure, local time of New York, as microseconds since 1970."""
    local = pd.to_datetime(
        {
            "year": flights["year"],
            "month": flights["month"],
            "day": flights["day"],
            "hour": flights["sched_dep_time"] // 100,
            "minute": flights["sched_dep_time"] % 100,
        }
    )
    utc = local.dt.tz_localize("America/New_York", ambiguous=True, nonexistent="shift_forward").dt.tz_convert("UTC")
    return utc.dt.as_unit("us").astype("int64")


def keys_of(flights):
    """A key and a hash per row, over the columns that make an event what it is."""
    names = ["year", "month", "day", "sched_dep_time", "carrier", "tailnum", "origin", "dest", "distance", "dep_delay", "air_time"]
    columns = [list(map(str, flights[name].tolist())) for name in names]
    hashes = [hashlib.sha256("\x1f".join(cells).encode()).digest()[:16] for cells in zip(*columns)]
    ordinals = pd.Series(hashes).groupby(hashes).cumcount() + 1
    keys = [hashlib.sha256(one + struct.pack("<Q", ordinal)).digest()[:16] for one, ordinal in zip(hashes, ordinals)]
    return keys, hashes


def activities_of(flights, distance_km):
    cells = zip(distance_km.tolist(), flights["dep_delay"].tolist(), flights["air_time"].tolist())
    return [
        json.dumps(
            {
                "mode": "air",
                "distance_km": distance,
                "load_kg": 1000.0 * LOAD_T,
                "features": [
                    [name, value]
                    for name, value in (("dep_delay_min", delay), ("air_time_min", air_time))
                    if value == value
                ],
            }
        )
        for distance, delay, air_time in cells
    ]


def events_of(flights, airports, ids, distance_km):
    places = airports.set_index("faa")
    routes = pd.factorize(flights["origin"] + ">" + flights["dest"])[0] + 1
    vehicles = pd.factorize(flights["tailnum"])[0] + 1
    keys, hashes = keys_of(flights)
    return pd.DataFrame(
        {
            "id": ids,
            "org_id": 1,
            "occurred_at": micros_of(flights),
            "ends_at": None,
            "supplier_id": pd.factorize(flights["carrier"])[0] + 1,
            "site_id": None,
            "vehicle_id": vehicles,
            "route_id": routes,
            "row_number": flights["row_number"],
            "lat": flights["origin"].map(places["lat"]),
            "lon": flights["origin"].map(places["lon"]),
            "event_type": 1,
            "mode": 4,
            "data_source": 1,
            "quality_status": 2,
            "job_id": b"0123456789abcdef",
            "source_key": keys,
            "content_hash": hashes,
            "external_id": None,
            "notes": None,
            "activity": activities_of(flights, distance_km),
        }
    )


def estimates_of(ids, distance_km):
    is_short = distance_km <= SHORT_HAUL_KM
    tonne_km = distance_km * LOAD_T
    ttw = (tonne_km * np.where(is_short, FACTORS[0][0], FACTORS[1][0]) * 1e6).round().astype("int64")
    wtt = (tonne_km * np.where(is_short, FACTORS[0][1], FACTORS[1][1]) * 1e6).round().astype("int64")
    co2e = ttw + wtt
    return pd.DataFrame(
        {
            "org_id": 1,
            "calculation": 1,
            "event_id": ids,
            "co2e_mg": co2e,
            "ttw_mg": ttw,
            "wtt_mg": wtt,
            "interval_low_kg": co2e / 1e6 * (1 - UNCERTAINTY),
            "interval_high_kg": co2e / 1e6 * (1 + UNCERTAINTY),
            "confidence": 0.6,
            "factor_set_id": np.where(is_short, 1, 2),
            "method": 2,
            "interval_basis": 2,
            "contributions": [struct.pack(">Bqq", 6, one, other) for one, other in zip(ttw.tolist(), wtt.tolist())],
            "no_factor_reason": None,
        }
    )


def main():
    path, airports_path, database = sys.argv[1:]
    connection = sqlite3.connect(database)
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}")
    start = time.perf_counter()
    flights = read(path)
    airports = pd.read_csv(airports_path)
    ids = np.arange(1, len(flights) + 1)
    distance_km = flights["distance"] * KM_PER_MILE
    tables = {
        "events_normalized": events_of(flights, airports, ids, distance_km),
        "events_raw": pd.DataFrame({"event_id": ids, "org_id": 1, "raw": flights["raw"]}),
        "estimates": estimates_of(ids, distance_km),
    }
    for name, table in tables.items():
        table.to_sql(name, connection, if_exists="append", index=False)
    connection.commit()
    seconds = time.perf_counter() - start
    connection.close()
    print(json.dumps({"rows": len(flights), "seconds": seconds}))


if __name__ == "__main__":
    main()
