"""A year of an array's yield by pvlib, on the typical year of its own data folder (Greensboro, TMY3).

Writes one JSON object to standard output: place, array, and for each hour its beginning, irradiance, air temperature,
the sun's place in its middle, the clear sky and energy. The settings are those that `yields.rs` gives to our chain.
"""

import json
import pathlib

import numpy as np
import pandas as pd
import pvlib
from pvlib import irradiance, inverter, iotools, pvsystem, solarposition

file = pathlib.Path(pvlib.__file__).parent / "data" / "723170TYA.CSV"
weather, about = iotools.read_tmy3(file, map_variables=True)
# The file labels an hour by its end; all its months are taken as those of one year.
ends = pd.to_datetime([f"2026-{at.month:02}-{at.day:02} {at.hour:02}:00" for at in weather.index]).tz_localize("Etc/GMT+5")
begins = (ends - pd.Timedelta(hours=1)).tz_convert("UTC")
middles = begins + pd.Timedelta(minutes=30)
place = {"latitude_deg": about["latitude"], "longitude_deg": about["longitude"], "altitude_m": about["altitude"]}
tilt, azimuth, albedo, rated_dc, rated_ac, gamma, losses = 30.0, 180.0, 0.2, 10.0, 8.0, -0.004, 0.14
nominal, ross, turbidity = 0.96, 0.0208, 3.0

sun = solarposition.get_solarposition(middles, place["latitude_deg"], place["longitude_deg"], altitude=place["altitude_m"])
zenith, sun_azimuth = sun["apparent_zenith"].to_numpy(), sun["azimuth"].to_numpy()
ghi, air = weather["ghi"].to_numpy(float), weather["temp_air"].to_numpy(float)
extra = irradiance.get_extra_radiation(middles).to_numpy()
split = irradiance.erbs(ghi, zenith, middles)
absolute = pvlib.atmosphere.get_absolute_airmass(
    pvlib.atmosphere.get_relative_airmass(zenith), pvlib.atmosphere.alt2pres(place["altitude_m"])
)
ineichen = pvlib.clearsky.ineichen(zenith, absolute, turbidity, altitude=place["altitude_m"], dni_extra=extra)["ghi"]
clear = {"ineichen": np.nan_to_num(np.asarray(ineichen)), "haurwitz": pvlib.clearsky.haurwitz(sun["apparent_zenith"])["ghi"].to_numpy()}
answer = {**place, "hours": [], "models": {}}
for model in ["isotropic", "haydavies", "reindl", "perez"]:
    airmass = pvlib.atmosphere.get_relative_airmass(zenith)
    plane = irradiance.get_total_irradiance(
        tilt, azimuth, zenith, sun_azimuth, split["dni"].to_numpy(), ghi, split["dhi"].to_numpy(), dni_extra=extra,
        airmass=airmass, albedo=albedo, model=model,
    )["poa_global"]
    plane = np.nan_to_num(np.asarray(plane))
    cell = air + ross * plane
    dc = pvsystem.pvwatts_dc(plane, cell, rated_dc, gamma) * (1 - losses)
    answer["models"][model] = np.nan_to_num(inverter.pvwatts(dc, rated_ac / nominal, nominal)).tolist()
order = np.argsort(begins)
answer["hours"] = [[int(begins[i].timestamp()), ghi[i], air[i]] for i in order]
answer["sun"] = [[zenith[i], sun_azimuth[i]] for i in order]
answer["clear"] = {name: [values[i] for i in order] for name, values in clear.items()}
answer["models"] = {model: [values[i] for i in order] for model, values in answer["models"].items()}
print(json.dumps(answer))
