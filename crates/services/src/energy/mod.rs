//! Electricity of sites: what is set about it, what was measured, what is expected, what the battery is
//! to do.

mod check;
mod csv;
mod inputs;
mod intensity;
mod load;
mod measurements;
mod plan;
mod sites;

pub use csv::add_csv;
pub use load::forecast;
pub use measurements::{add_measurements, measurements};
pub use plan::plan;
pub use sites::{put_site, site, sites};
