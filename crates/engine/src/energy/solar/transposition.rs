//! Irradiance on a tilted plane.

use serde::{Deserialize, Serialize};

use super::clear_sky::Irradiance;
use super::position::{Sun, relative_airmass};

/// A plane that modules lie in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plane {
    /// From the horizontal, 0-90.
    pub tilt_deg: f64,
    /// Where it faces, clockwise from north: 180 is south.
    pub azimuth_deg: f64,
}

/// How diffuse light is spread over the sky.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkyModel {
    /// Evenly.
    Isotropic,
    /// More around the sun (Hay and Davies, 1980).
    HayDavies,
    /// More at the horizon too (Hay, Davies, Klucher and Reindl, 1990).
    Hdkr,
    /// By eight classes of clearness (Perez et al., Solar Energy 44, 1990).
    Perez,
}

/// Coefficients of brightness around the sun and at the horizon, by class of clearness: all sites,
/// Perez et al. 1990, table 6.
const PEREZ: [[f64; 6]; 8] = [
    [-0.008, 0.588, -0.062, -0.060, 0.072, -0.022],
    [0.130, 0.683, -0.151, -0.019, 0.066, -0.029],
    [0.330, 0.487, -0.221, 0.055, -0.064, -0.026],
    [0.568, 0.187, -0.295, 0.109, -0.152, -0.014],
    [0.873, -0.392, -0.362, 0.226, -0.462, 0.001],
    [1.132, -1.237, -0.412, 0.288, -0.823, 0.056],
    [1.060, -1.600, -0.359, 0.264, -1.127, 0.131],
    [0.678, -0.327, -0.250, 0.156, -1.377, 0.251],
];
/// Clearness at which each class but the first begins.
const PEREZ_CLASSES: [f64; 7] = [1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2];

impl Plane {
    /// The cosine of the angle at which the sun meets the plane, 0 from behind.
    #[must_use]
    pub fn facing(&self, sun: &Sun) -> f64 {
        let (tilt, zenith) = (self.tilt_deg.to_radians(), sun.zenith_deg.to_radians());
        let turn = (sun.azimuth_deg - self.azimuth_deg).to_radians();
        (tilt.cos() * zenith.cos() + tilt.sin() * zenith.sin() * turn.cos()).clamp(0.0, 1.0)
    }

    /// The share of the sky it sees.
    fn sky_share(&self) -> f64 {
        f64::midpoint(1.0, self.tilt_deg.to_radians().cos())
    }

    /// All that reaches it: beam, sky, and what ground of this albedo reflects.
    #[must_use]
    pub fn irradiance(
        &self,
        model: SkyModel,
        sun: &Sun,
        light: &Irradiance,
        extra_radiation: f64,
        albedo: f64,
    ) -> f64 {
        let beam = light.dni * self.facing(sun);
        let ground = light.ghi * albedo * (1.0 - self.sky_share());
        beam + ground + sky_diffuse(model, self, sun, light, extra_radiation)
    }
}

/// Diffuse light of the sky on a plane.
#[must_use]
pub fn sky_diffuse(
    model: SkyModel,
    plane: &Plane,
    sun: &Sun,
    light: &Irradiance,
    extra_radiation: f64,
) -> f64 {
    let sky = plane.sky_share();
    // A sun on the horizon would make the ratio without bounds.
    let around_sun = plane.facing(sun) / sun.cos_zenith().max(0.01745);
    let anisotropy = light.dni / extra_radiation;
    match model {
        SkyModel::Isotropic => light.dhi * sky,
        SkyModel::HayDavies => {
            light.dhi * (((1.0 - anisotropy) * sky).max(0.0) + anisotropy * around_sun)
        }
        SkyModel::Hdkr => {
            let beam = (light.dni * sun.cos_zenith()).max(0.0);
            let beam_share = if light.ghi > 0.0 {
                beam / light.ghi
            } else {
                0.0
            };
            let horizon = beam_share.sqrt() * (plane.tilt_deg.to_radians() / 2.0).sin().powi(3);
            let rest = (1.0 - anisotropy) * sky;
            light.dhi * (rest * (1.0 + horizon) + anisotropy * around_sun)
        }
        SkyModel::Perez => {
            let airmass = relative_airmass(sun.zenith_deg);
            perez(plane, sun, light, extra_radiation, airmass)
        }
    }
}

/// Under an air mass that is known; `None` is night. Of a beam that is no number nothing follows.
pub(super) fn perez(
    plane: &Plane,
    sun: &Sun,
    light: &Irradiance,
    extra_radiation: f64,
    airmass: Option<f64>,
) -> f64 {
    let Some(airmass) = airmass.filter(|_| light.dhi > 0.0) else {
        return 0.0;
    };
    let zenith = sun.zenith_deg.to_radians();
    let bent = 1.041 * zenith.powi(3);
    let clearness = ((light.dhi + light.dni) / light.dhi + bent) / (1.0 + bent);
    if clearness.is_nan() {
        return f64::NAN;
    }
    let brightness = light.dhi * airmass / extra_radiation;
    let class = PEREZ_CLASSES.partition_point(|begin| *begin <= clearness);
    let [f11, f12, f13, f21, f22, f23] = PEREZ[class];
    let around_sun = (f11 + f12 * brightness + f13 * zenith).max(0.0);
    let horizon = f21 + f22 * brightness + f23 * zenith;
    let ratio = plane.facing(sun) / sun.cos_zenith().max(85.0_f64.to_radians().cos());
    let sky = (1.0 - around_sun) * plane.sky_share()
        + around_sun * ratio
        + horizon * plane.tilt_deg.to_radians().sin();
    (light.dhi * sky).max(0.0)
}
