//! The whole chain over steps of time.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::clear_sky::{Irradiance, ineichen};
use super::decomposition::erbs;
use super::module::{Mounting, ac_kw, cell_c, dc_kw};
use super::position::{Sun, absolute_airmass, extra_radiation};
use super::transposition::{Plane, SkyModel};
use crate::energy::steps::Steps;

/// Where an array stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub latitude_deg: f64,
    pub longitude_deg: f64,
    pub altitude_m: f64,
    /// Of the air: 2 very clean, 3 usual in the country, 7 polluted.
    pub linke_turbidity: f64,
}

/// An array and its inverter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Array {
    pub plane: Plane,
    /// Rated power of the modules at 1000 W/m2 and 25 degrees.
    pub dc_kw: f64,
    /// Rated power of the inverter's output.
    pub ac_kw: f64,
    /// Its efficiency at rated power, above 0 to 1.
    pub inverter_efficiency: f64,
    /// Change of power per degree, a share: -0.004 of usual silicon.
    pub gamma_per_c: f64,
    pub mounting: Mounting,
    /// Lost to dirt, shade, wires and the like, 0-1; PVWatts uses 0.14.
    pub loss_share: f64,
    /// Share of light the ground reflects, 0-1: 0.2 of grass.
    pub albedo: f64,
}

/// The sky of a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SkyState {
    /// Mean global irradiance on the horizontal, W/m2.
    pub ghi: f64,
    /// Its parts, where they are known; otherwise they follow from the clearness of the air.
    pub beam: Option<Beam>,
    pub air_c: f64,
}

/// The parts of irradiance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Beam {
    /// Direct, facing the sun, W/m2.
    pub dni: f64,
    /// Diffuse, on the horizontal, W/m2.
    pub dhi: f64,
}

/// What a step yields.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Yield {
    pub at: DateTime<Utc>,
    /// Energy at the inverter's output.
    pub kwh: f64,
    /// Irradiance on the modules, W/m2.
    pub plane_irradiance: f64,
    /// Share of what is above the air that arrives, 0-1.
    pub clearness: f64,
    pub zenith_deg: f64,
}

/// Why nothing can be said.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SolarError {
    #[error("{field}: {value} must be {must}")]
    OutOfRange {
        field: &'static str,
        value: f64,
        must: &'static str,
    },
    #[error("sky: {have} values for {need} steps")]
    Length { have: usize, need: usize },
    #[error("sky[{step}].{field}: {value} must be {must}")]
    Sky {
        step: usize,
        field: &'static str,
        value: f64,
        must: &'static str,
    },
}

impl Place {
    /// # Errors
    /// Names what no place on Earth has.
    pub fn check(&self) -> Result<(), SolarError> {
        within("latitude_deg", self.latitude_deg, -90.0, 90.0, "-90 to 90")?;
        within(
            "longitude_deg",
            self.longitude_deg,
            -180.0,
            180.0,
            "-180 to 180",
        )?;
        within(
            "altitude_m",
            self.altitude_m,
            -500.0,
            9000.0,
            "-500 to 9000",
        )?;
        within(
            "linke_turbidity",
            self.linke_turbidity,
            1.0,
            10.0,
            "1 to 10",
        )
    }

    fn sun(&self, at: DateTime<Utc>) -> Sun {
        Sun::at(at, self.latitude_deg, self.longitude_deg, self.altitude_m)
    }

    fn clear(&self, at: DateTime<Utc>, sun: &Sun) -> Irradiance {
        absolute_airmass(sun.zenith_deg, self.altitude_m).map_or(Irradiance::NONE, |airmass| {
            ineichen(
                sun.zenith_deg,
                airmass,
                self.linke_turbidity,
                self.altitude_m,
                extra_radiation(at),
            )
        })
    }
}

impl Array {
    /// # Errors
    /// Names what no array has.
    pub fn check(&self) -> Result<(), SolarError> {
        within("tilt_deg", self.plane.tilt_deg, 0.0, 90.0, "0 to 90")?;
        within(
            "azimuth_deg",
            self.plane.azimuth_deg,
            0.0,
            360.0,
            "0 to 360",
        )?;
        within("dc_kw", self.dc_kw, 0.0, 1e7, "0 to 1e7")?;
        within("ac_kw", self.ac_kw, 1e-3, 1e7, "0.001 to 1e7")?;
        within(
            "inverter_efficiency",
            self.inverter_efficiency,
            0.5,
            1.0,
            "0.5 to 1",
        )?;
        within("gamma_per_c", self.gamma_per_c, -0.02, 0.0, "-0.02 to 0")?;
        within("loss_share", self.loss_share, 0.0, 1.0, "0 to 1")?;
        within("albedo", self.albedo, 0.0, 1.0, "0 to 1")
    }
}

/// The clear sky's global irradiance in the middle of each step: what can be said where no weather is
/// known.
///
/// # Errors
/// As [`Place::check`].
pub fn clear(place: &Place, steps: &Steps) -> Result<Vec<f64>, SolarError> {
    place.check()?;
    Ok(middles(steps)
        .map(|at| place.clear(at, &place.sun(at)).ghi)
        .collect())
}

/// What an array yields in each step, the sun standing where it is in the step's middle.
///
/// # Errors
/// Names the field of place, array or sky that is out of range.
pub fn yields(
    place: &Place,
    array: &Array,
    model: SkyModel,
    steps: &Steps,
    sky: &[SkyState],
) -> Result<Vec<Yield>, SolarError> {
    place.check()?;
    array.check()?;
    if sky.len() != steps.count() {
        return Err(SolarError::Length {
            have: sky.len(),
            need: steps.count(),
        });
    }
    let hours = steps.width().hours();
    middles(steps)
        .zip(sky)
        .enumerate()
        .map(|(step, (middle, state))| {
            state.check(step)?;
            let sun = place.sun(middle);
            let extra = extra_radiation(middle);
            let split = erbs(state.ghi, sun.zenith_deg, extra);
            let known = state.beam.map(|beam| Irradiance {
                ghi: state.ghi,
                dni: beam.dni,
                dhi: beam.dhi,
            });
            let light = &known.unwrap_or(split.irradiance);
            let plane = array
                .plane
                .irradiance(model, &sun, light, extra, array.albedo);
            let cell = cell_c(array.mounting, state.air_c, plane);
            let dc = dc_kw(plane, cell, array.dc_kw, array.gamma_per_c) * (1.0 - array.loss_share);
            Ok(Yield {
                at: steps.at(step),
                kwh: ac_kw(dc, array.ac_kw, array.inverter_efficiency) * hours,
                plane_irradiance: plane,
                clearness: split.clearness,
                zenith_deg: sun.zenith_deg,
            })
        })
        .collect()
}

impl SkyState {
    fn check(&self, step: usize) -> Result<(), SolarError> {
        for (field, value, low, high, must) in [
            ("ghi", self.ghi, 0.0, 2000.0, "0 to 2000"),
            (
                "dni",
                self.beam.map_or(0.0, |beam| beam.dni),
                0.0,
                2000.0,
                "0 to 2000",
            ),
            (
                "dhi",
                self.beam.map_or(0.0, |beam| beam.dhi),
                0.0,
                2000.0,
                "0 to 2000",
            ),
            ("air_c", self.air_c, -90.0, 70.0, "-90 to 70"),
        ] {
            if !(low..=high).contains(&value) {
                return Err(SolarError::Sky {
                    step,
                    field,
                    value,
                    must,
                });
            }
        }
        Ok(())
    }
}

fn middles(steps: &Steps) -> impl Iterator<Item = DateTime<Utc>> + '_ {
    let half = TimeDelta::seconds(30 * i64::from(steps.width().minutes()));
    steps.iter().map(move |at| at + half)
}

fn within(
    field: &'static str,
    value: f64,
    low: f64,
    high: f64,
    must: &'static str,
) -> Result<(), SolarError> {
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(SolarError::OutOfRange { field, value, must })
    }
}
