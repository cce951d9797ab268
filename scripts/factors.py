#!/usr/bin/env python3
"""Derives `crates/engine/data/factors.csv` from a collected table of published factors.

    python3 scripts/factors.py PATH/emission_factors.csv > crates/engine/data/factors.csv

Not part of the build: the result is committed, this shows how it came about. The rules, in order
(`docs/factors.md` explains them and lists what they leave out):

1. Licence. Open Government Licence 3.0, CC BY 4.0 and the US public domain ship. A row whose
   licence is not verified ships only if an estimate needs it and nothing else exists: warming
   potentials of refrigerants without an AR5 row, and the electric cargo bike. Never IEA or GLEC.
2. Carbon dioxide alone is not CO2e: rows of the set `CO2 only` are left out.
3. Sums of other rows (well-to-wheel, `derived-sum`) are left out: their parts ship, and sums are
   computed.
4. Of one series (activity, unit, scope, region) only the best quality ships: official-dump, then
   secondary, then recalled, among rows at most two years apart from a better one.
5. A yearly grid intensity of exactly 0 or 1 kg per kWh is a rounding of very small totals.
6. For the power of the United Kingdom the life-cycle series is left out, because the official
   generation series with its upstream and loss rows covers it.

On standard error: what was left out, by rule.
"""

import csv
import re
import sys

SHIPPED_LICENCES = {"OGL-UK-3.0", "CC-BY-4.0", "US public domain"}
NEEDED_WITHOUT_LICENCE = {"cargo-bike-electricity-vkm-gen-uk-2021"}
RANK = {"official-dump": 0, "secondary": 1, "recalled": 2}
YEARS_CLOSE_ENOUGH = 2
PUBLISHER_FORBIDDEN = re.compile(r"\b(IEA|GLEC|ISO 14083)\b")


def series(row):
    """What a row measures, whatever the year and the publisher's edition."""
    stem = re.sub(r"-\d{4}$", "", row["id"])
    return (stem, row["unit"], row["scope"], row["region"])


def gas(row):
    return re.sub(r"-kg-ar\d.*$", "", row["id"])


def main():
    with open(sys.argv[1], newline="", encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    left_out = {}

    def keep(reason, condition):
        nonlocal rows
        left_out[reason] = [row["id"] for row in rows if not condition(row)]
        rows = [row for row in rows if condition(row)]

    keep("publisher forbids it", lambda row: not PUBLISHER_FORBIDDEN.search(row["publisher"]))
    keep("carbon dioxide alone", lambda row: row["gwp_set"] != "CO2 only")
    keep(
        "sum of other rows",
        lambda row: row["quality"] != "derived-sum" and row["scope"] != "WTW",
    )
    keep(
        "rounded grid of a very small country",
        lambda row: row["category"] != "electricity" or float(row["kg_co2e_per_unit"]) not in (0.0, 1.0),
    )

    with_ar5 = {
        gas(row)
        for row in rows
        if row["category"] == "refrigerant" and row["licence"] in SHIPPED_LICENCES
    }
    keep(
        "licence not verified and not needed",
        lambda row: row["licence"] in SHIPPED_LICENCES
        or row["id"] in NEEDED_WITHOUT_LICENCE
        or (row["category"] == "refrigerant" and gas(row) not in with_ar5),
    )

    def covered(row):
        return any(
            RANK[other["quality"]] < RANK[row["quality"]]
            and series(other) == series(row)
            and abs(int(other["year"]) - int(row["year"])) <= YEARS_CLOSE_ENOUGH
            for other in rows
        )

    better = {row["id"] for row in rows if covered(row)}
    keep("a better row covers it", lambda row: row["id"] not in better)
    keep(
        "another basis than the official series",
        lambda row: not row["id"].startswith("grid-elec-lifecycle-kwh-gen-uk-"),
    )

    writer = csv.DictWriter(sys.stdout, fieldnames=rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: row["id"]))
    for reason, ids in left_out.items():
        print(f"{reason}: {len(ids)}", file=sys.stderr)
        for one in ids:
            print(f"  {one}", file=sys.stderr)


if __name__ == "__main__":
    main()
