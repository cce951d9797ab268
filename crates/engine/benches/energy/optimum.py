"""The least cost of battery plans by mixed-integer linear programming (HiGHS, in scipy).

Reads tasks as JSON lines from standard input, writes {"objective": ..., "toll": ..., "ms": ...} for each to standard output.
Rates are per kWh in whatever the mode counts. Charging and discharging, and taking from and feeding into the grid, exclude
each other. Where `is_tolled`, discharges bear the planner's toll where prices are below zero; otherwise nothing keeps a plan
from earning there by burning energy in the losses of cycling. `toll` is what its discharges bear or would bear.
"""

import json
import sys
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array


def solve(task):
    net = np.array(task["net_kwh"])
    buy, sell = np.array(task["import_rate"]), np.array(task["export_rate"])
    n, hours = len(net), task["hours"]
    power_in, power_out = task["charge_kw"] * hours, task["discharge_kw"] * hours
    import_limit = task["import_limit_kw"] * hours if task["import_limit_kw"] is not None else 1e5
    export_limit = task["export_limit_kw"] * hours if task["export_limit_kw"] is not None else 1e5
    # Columns: charge, discharge, import, export, curtailed, stored, is charging, is importing, fed in of the discharge;
    # last the peak beyond.
    charge, discharge, bought, sold, curtailed, stored, charging, importing, fed = (k * n + np.arange(n) for k in range(9))
    peak = 9 * n
    columns = 9 * n + 1
    # None of a discharge is curtailed.
    useful = np.maximum(export_limit + net, 0)
    upper = np.full(columns, np.inf)
    upper[charge], upper[discharge] = power_in, np.minimum(power_out, useful)
    upper[bought], upper[sold] = import_limit, export_limit
    upper[curtailed] = np.maximum(-net - export_limit, 0)
    upper[stored], upper[charging], upper[importing] = task["ceiling_kwh"], 1, 1
    lower = np.zeros(columns)
    lower[stored] = task["floor_kwh"]
    lower[stored[-1]] = task["terminal_kwh"]
    integrality = np.zeros(columns)
    # Where money is only lost by doing both at once, no plan does, and the numbers may stay continuous.
    strange = (buy < 0) | (sell > buy) | (sell < 0)
    integrality[charging[strange]] = integrality[importing[strange]] = 1
    cost = np.zeros(columns)
    cost[bought], cost[sold], cost[discharge] = buy, -sell, task["wear_rate"] / task["discharge_efficiency"]
    toll = np.zeros(columns)
    toll[discharge] = task["import_toll"]
    toll[fed] = np.array(task["export_toll"]) - np.array(task["import_toll"])
    if task["is_tolled"]:
        cost += toll
    cost[peak] = task["demand_per_kw"]
    big = 1e3 + np.abs(net).max() + power_in + power_out
    rows = []

    def row(entries, low, high):
        rows.append((entries, low, high))

    for t in range(n):
        row([(charge[t], 1), (discharge[t], -1), (bought[t], -1), (sold[t], 1), (curtailed[t], 1)], -net[t], -net[t])
        before = [(stored[t - 1], -1)] if t else []
        known = 0 if t else task["initial_kwh"]
        flows = [(charge[t], -task["charge_efficiency"]), (discharge[t], 1 / task["discharge_efficiency"])]
        row([(stored[t], 1), *before, *flows], known, known)
        # A discharge replaces import first: what exceeds it is fed in, and all of it where there is a surplus.
        beyond = [(discharge[t], -1)] if net[t] <= 0 else [(sold[t], -1), (curtailed[t], -1)]
        row([(fed[t], 1), *beyond], 0, 0)
        if strange[t]:
            row([(charge[t], 1), (charging[t], -big)], -np.inf, 0)
            row([(discharge[t], 1), (charging[t], big)], -np.inf, big)
            row([(bought[t], 1), (importing[t], -big)], -np.inf, 0)
            row([(sold[t], 1), (curtailed[t], 1), (importing[t], big)], -np.inf, big)
        if task["demand_per_kw"] > 0:
            row([(bought[t], 1 / hours), (peak, -1)], -np.inf, task["peak_so_far_kw"])
    entries = [(value, index, column) for index, (entries, _, _) in enumerate(rows) for column, value in entries]
    values, indices, places = zip(*entries)
    matrix = csr_array((values, (indices, places)), shape=(len(rows), columns))
    begin = time.perf_counter()
    answer = milp(
        cost,
        constraints=LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows]),
        bounds=Bounds(lower, upper),
        integrality=integrality,
        options={"mip_rel_gap": 1e-9},
    )
    if not answer.success:
        sys.exit(f"HiGHS finds no plan: {answer.message}")
    return {"objective": answer.fun, "toll": toll @ answer.x, "ms": (time.perf_counter() - begin) * 1e3}


for line in sys.stdin:
    if line.strip():
        print(json.dumps(solve(json.loads(line))), flush=True)
