//! Electricity of sites: what is set about it, what was measured, what is expected, what the battery is
//! to do, when to run what can wait, what is worth changing, and what others say of the grid and the
//! weather.

mod accuracy;
mod advice;
mod ahead;
mod announce;
mod batch;
mod carbon_aware;
mod check;
mod csv;
mod followed;
mod forecasts;
mod grid;
mod inputs;
mod intensity;
mod landing;
mod load;
mod load_words;
mod measurements;
mod metered;
mod outlook;
mod outside;
mod overview;
mod plan;
mod plans;
mod prices;
mod profiles;
pub mod providers;
mod quality;
mod rollup;
mod rows;
mod shifting;
mod sites;
mod solar;
mod sources;
#[cfg(test)]
mod tests;
mod upkeep;
mod weather;

pub use accuracy::accuracy;
pub use advice::{ENERGY_ADVICE, advise, advise_sites, battery_sizes};
pub(crate) use advice::{SITE_RULES, freeze_site, measure_site};
pub(crate) use announce::announce_here;
pub use carbon_aware::{current_forecast, emissions_by_location, past_forecasts};
pub use csv::{add_csv, add_csv_by_profile};
pub use followed::followed;
pub use forecasts::{LOAD_FORECASTS, forecasts, refresh_load_forecasts};
pub use grid::{INTENSITY, refresh_intensity};
pub use load::forecast;
pub(crate) use measurements::land;
pub use measurements::{add_measurements, may_send_measurements, measurements, take_measurements};
pub use metered::{METERED_EVENTS, make_metered_events};
pub use outlook::outlook;
pub use overview::overview;
pub use plan::plan;
pub use plans::{SITE_PLANS, choose_plan, refresh_plans};
pub use prices::{add_price_csv, add_prices, price_series, prices, remove_price_series};
pub use profiles::{delete_profile, profiles, put_profile};
pub use quality::{
    MEASUREMENT_QUALITY, approve_measurement, measurement_quality, review_measurements,
};
pub use rollup::rollup;
pub use shifting::shifting;
pub use sites::{put_site, setup, site, sites};
pub use solar::{SOLAR_FORECASTS, refresh_solar_forecasts};
pub use sources::{
    MEASUREMENT_SYNC, SourceOptions, add_source, change_source, read_due_sources, read_source_now,
    remove_source, sources,
};
pub use upkeep::{UPKEEP, clean_up, forget_market_prices, forget_measurements};
pub use weather::{WEATHER, refresh_weather};
