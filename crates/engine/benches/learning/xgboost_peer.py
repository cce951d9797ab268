"""XGBoost on the rows the benchmark wrote: mean absolute error on the holdout, per objective.

usage: xgboost_peer.py ROWS.csv

Columns: the features (those ending in `:category` are categories), `actual`, and `part`, which is
`train` or `holdout`. Prints one line of JSON. One thread; settings a practitioner starts from.
"""

import json
import sys
import time

import numpy
import pandas
import xgboost

SETTINGS = [
    {"objective": objective, "n_estimators": 300, "max_depth": 6, "learning_rate": rate}
    for objective in ("reg:squarederror", "reg:absoluteerror")
    for rate in (0.1, 0.03)
]

rows = pandas.read_csv(sys.argv[1])
names = [name for name in rows.columns if name not in ("actual", "part")]
for name in names:
    if name.endswith(":category"):
        rows[name] = rows[name].astype("category")
train, holdout = rows[rows.part == "train"], rows[rows.part == "holdout"]
results = []
for settings in SETTINGS:
    model = xgboost.XGBRegressor(
        **settings, tree_method="hist", enable_categorical=True, n_jobs=1, random_state=1
    )
    start = time.perf_counter()
    model.fit(train[names], train.actual)
    seconds = time.perf_counter() - start
    error = float(numpy.abs(model.predict(holdout[names]) - holdout.actual).mean())
    what = f"{settings['objective']}, rate {settings['learning_rate']}"
    results.append({"what": what, "mae": error, "seconds": seconds})
print(json.dumps({"version": xgboost.__version__, "rows": len(holdout), "results": results}))
