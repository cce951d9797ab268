//! What an array of solar modules yields: from the sun's place to energy.
//!
//! Position (`position`), clear sky (`clear_sky`), the split of horizontal irradiance into beam and
//! diffuse (`decomposition`), the tilted plane (`transposition`), cell temperature and power
//! (`module`); [`yields`] runs the chain over steps, [`Residual`] learns from a meter how far it is off and
//! what band that leaves, [`Learned`] whether that may correct it.
//!
//! Angles are degrees, azimuths clockwise from north, irradiance W/m2.

mod chain;
mod clear_sky;
mod decomposition;
mod learned;
mod module;
mod position;
mod residual;
#[cfg(test)]
mod tests;
mod transposition;

pub use chain::{Array, Beam, Place, SkyState, SolarError, Yield, clear, yields};
pub use clear_sky::{Irradiance, clouded, haurwitz, ineichen};
pub use decomposition::{Split, erbs};
pub use learned::{DAYS_MIN, HELD_OUT_DAYS, Learned, RATIOS, is_morning};
pub use module::{Mounting, ac_kw, cell_c, dc_kw, ross};
pub use position::{Sun, absolute_airmass, extra_radiation, pressure_pa, relative_airmass};
pub use residual::{Band, PAIRS_MIN, Pair, Residual};
pub use transposition::{Plane, SkyModel, sky_diffuse};
