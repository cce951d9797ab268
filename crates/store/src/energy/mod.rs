//! Electricity of sites: what is set about it, and what meters measured.

mod measurements;
mod sites;

pub use measurements::{Outcome, extents, insert, known, replace, series};
pub use sites::{
    StoredEnergySite, energy_site, energy_site_to_write, energy_sites, put_energy_site,
};
