//! Beam and diffuse from the global irradiance, by how clear the air is.

use super::clear_sky::Irradiance;

/// Below this cosine the sun is too low for the ratio to mean anything.
const COSINE_MIN: f64 = 0.065;
/// Beyond it everything counts as diffuse.
const ZENITH_MAX_DEG: f64 = 87.0;

/// Irradiance taken apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    pub irradiance: Irradiance,
    /// Share of what is above the air that arrives, 0-1.
    pub clearness: f64,
}

/// Splits global irradiance (Erbs, Klein and Duffie, Solar Energy 28, 1982).
#[must_use]
pub fn erbs(ghi: f64, zenith_deg: f64, extra_radiation: f64) -> Split {
    let cosine = zenith_deg.to_radians().cos();
    let clearness = (ghi / (extra_radiation * cosine.max(COSINE_MIN))).clamp(0.0, 1.0);
    let k = clearness;
    let diffuse_share = if k <= 0.22 {
        1.0 - 0.09 * k
    } else if k <= 0.8 {
        0.9511 + k * (-0.1604 + k * (4.388 + k * (-16.638 + k * 12.336)))
    } else {
        0.165
    };
    let dni = (1.0 - diffuse_share) * ghi / cosine;
    let irradiance = if zenith_deg > ZENITH_MAX_DEG || dni < 0.0 {
        Irradiance {
            ghi,
            dni: 0.0,
            dhi: ghi,
        }
    } else {
        Irradiance {
            ghi,
            dni,
            dhi: diffuse_share * ghi,
        }
    };
    Split {
        irradiance,
        clearness,
    }
}
