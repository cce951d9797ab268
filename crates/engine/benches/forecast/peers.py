"""What others forecast from the same origins: the panel that `engine` is measured beside.

    peers.py < {"values": [..], "origins": [..], "windows": [..], "horizon": 24, "day": 24, "models": ["mstl", ..]}

`day` is the steps of a day: 24 hours, or 96 quarter-hours.

For each window and model, one JSON line on standard output: {"model", "window", "ms", "mean": [[..]],
"low": [[..]], "high": [[..]]}: the median milliseconds of fitting and predicting, and the forecasts with
their own 90 % bands (empty where the model has none). Each model is fitted anew at each origin, on one
thread; loading the libraries and a first fit to warm up are not counted.
"""

import json
import logging
import os
import statistics
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"
warnings.filterwarnings("ignore")
for name in ("cmdstanpy", "prophet", "prophet.plot"):
    logging.getLogger(name).disabled = True

import numpy as np
import pandas as pd
from prophet import Prophet
from statsforecast.models import MFLES, MSTL


def seasons(values, day):
    return [day, 7 * day] if len(values) >= 14 * day else [day]


def mstl(values, first, horizon, day):
    forecast = MSTL(season_length=seasons(values, day)).forecast(y=values, h=horizon, level=[90])
    return forecast["mean"], forecast["lo-90"], forecast["hi-90"]


def mfles(values, first, horizon, day):
    return MFLES(season_length=seasons(values, day)).forecast(y=values, h=horizon)["mean"], [], []


def prophet(values, first, horizon, day):
    step = pd.Timedelta(days=1) / day
    times = pd.date_range("2012-01-01", periods=first + len(values) + horizon, freq=step)[first:]
    model = Prophet(interval_width=0.9)
    model.fit(pd.DataFrame({"ds": times[: len(values)], "y": values}))
    forecast = model.predict(pd.DataFrame({"ds": times[len(values) :]}))
    return forecast["yhat"], forecast["yhat_lower"], forecast["yhat_upper"]


def main():
    task = json.load(sys.stdin)
    values, horizon, day = np.array(task["values"]), task["horizon"], task["day"]
    by_name = {model.__name__: model for model in (mstl, mfles, prophet)}
    for window in task["windows"]:
        for model in map(by_name.get, task["models"]):
            np.random.seed(7)  # Prophet draws its bands
            answer = {"model": model.__name__, "window": window, "mean": [], "low": [], "high": []}
            times = []
            for origin in [task["origins"][0], *task["origins"]]:
                history = values[origin - window : origin]
                start = time.perf_counter()
                mean, low, high = model(history, origin - window, horizon, day)
                times.append(1000 * (time.perf_counter() - start))
                answer["mean"].append(list(map(float, mean)))
                answer["low"].append(list(map(float, low)))
                answer["high"].append(list(map(float, high)))
            for key in ("mean", "low", "high"):
                del answer[key][0]
            answer["ms"] = statistics.median(times[1:])
            print(json.dumps(answer), flush=True)


main()
