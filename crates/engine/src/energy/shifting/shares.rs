//! How much of what the sun yields a site uses itself.

use serde::{Deserialize, Serialize};

use super::{ShiftError, check};

/// Shares of own generation, without a battery.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OwnShares {
    /// Generation used at once.
    pub used_kwh: f64,
    /// Generation left over.
    pub surplus_kwh: f64,
    /// Part of the generation that is used, 0-1; `None` without generation.
    pub self_consumption_share: Option<f64>,
    /// Part of the load that generation covers, 0-1; `None` without load.
    pub own_supply_share: Option<f64>,
}

/// The shares of a period.
///
/// # Errors
/// For series of different lengths or values that are none.
pub fn own_shares(load_kwh: &[f64], solar_kwh: &[f64]) -> Result<OwnShares, ShiftError> {
    check("load_kwh", load_kwh, load_kwh.len(), 0.0, "kWh from 0")?;
    check("solar_kwh", solar_kwh, load_kwh.len(), 0.0, "kWh from 0")?;
    let pairs = load_kwh.iter().zip(solar_kwh);
    let used_kwh: f64 = pairs.map(|(load, solar)| load.min(*solar)).sum();
    let (load, solar): (f64, f64) = (load_kwh.iter().sum(), solar_kwh.iter().sum());
    let share = |whole: f64| (whole > 0.0).then(|| (used_kwh / whole).min(1.0));
    Ok(OwnShares {
        used_kwh,
        surplus_kwh: (solar - used_kwh).max(0.0),
        self_consumption_share: share(solar),
        own_supply_share: share(load),
    })
}
