//! Electricity of sites: how they stand, what comes and what to do, and what has to be set.

pub(crate) mod api;

mod flow;

mod overview;

mod place;

mod setup;

mod site;

mod told;

mod words;

pub(crate) use overview::EnergyPage;
pub(crate) use setup::EnergySetupPage;
pub(crate) use site::EnergySitePage;
