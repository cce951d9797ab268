//! Modules and their inverter.

pub use model::energy::Mounting;

/// Warming of cells by irradiance, K m2/W (Ross coefficients).
#[must_use]
pub fn ross(mounting: Mounting) -> f64 {
    match mounting {
        Mounting::FreeStanding => 0.0208,
        Mounting::FlatRoof => 0.026,
        Mounting::SlopedRoof => 0.0342,
        Mounting::Integrated => 0.0563,
    }
}

/// Temperature of cells in air of `air_c` under so many W/m2 (Ross, 1976).
#[must_use]
pub fn cell_c(mounting: Mounting, air_c: f64, irradiance: f64) -> f64 {
    air_c + ross(mounting) * irradiance
}

/// Power of modules rated `rated_kw` at 1000 W/m2 and 25 degrees, which changes by `gamma_per_c` of it per
/// degree (PVWatts version 5, NREL/TP-6A20-62641).
#[must_use]
pub fn dc_kw(irradiance: f64, cell_c: f64, rated_kw: f64, gamma_per_c: f64) -> f64 {
    (irradiance / 1000.0 * rated_kw * (1.0 + gamma_per_c * (cell_c - 25.0))).max(0.0)
}

/// What an inverter rated `rated_kw` at its output makes of it (PVWatts version 5): less efficient at low
/// load, never more than it is rated.
#[must_use]
pub fn ac_kw(dc_kw: f64, rated_kw: f64, nominal_efficiency: f64) -> f64 {
    const REFERENCE: f64 = 0.9637;
    if dc_kw <= 0.0 {
        return 0.0;
    }
    let load = dc_kw * nominal_efficiency / rated_kw;
    let efficiency = nominal_efficiency / REFERENCE * (-0.0162 * load - 0.0059 / load + 0.9858);
    (efficiency * dc_kw).clamp(0.0, rated_kw)
}
