//! Electricity of sites: what is set about it, what meters measured, and what providers say.

mod choices;
mod fills;
mod fine;
mod flags;
mod forecasts;
mod intensity;
mod loads;
mod measurements;
mod metered;
mod pending;
mod plans;
mod prices;
mod profiles;
mod providers;
mod rollup;
mod rows;
mod sites;
mod solar;
mod source_files;
mod sources;
mod temperatures;
mod weather;

pub use choices::{forget_load_choice, load_choice, put_load_choice};
pub use fills::{
    MeasurementFill, measurement_fills, put_measurement_fill, withdraw_measurement_fills,
};
pub use fine::{fine_of_steps, fine_series, has_fine, insert_fine, replace_fine};
pub use flags::{Flag, approve_flag, flags, latest_outliers, put_flag, remove_flag};
pub use forecasts::{
    KeptForecast, forecast_times, forecast_with_basis, forecasts_since, forget_bases,
    forget_forecasts, has_forecast, keep_forecast, kept_forecasts, put_basis, put_score, scores,
    unscored,
};
pub use intensity::{
    GridForecast, IntensityHour, Zone, forget_grid_forecasts, grid_forecast, intensity,
    put_grid_forecast, put_intensity,
};

pub use loads::{LoadInterval, loads};
pub use measurements::{
    ChannelCounts, channel_counts, extents, first_measured, forget, insert, known, last_measured,
    last_of, replace, series,
};
pub use metered::{
    MeteredHour, metered_hours, metered_span, put_metered_hour, remove_metered_hour,
};
pub use pending::{Pending, Task, mark_pending, pending, pending_organisations, settle_pending};
pub use plans::{KeptPlan, forget_plans, keep_plan, newest_plan, plan_at};
pub use prices::{
    PriceOutcome, clear_prices, compare_prices, count_price_series, first_price_ended,
    forget_prices, insert_prices, market_prices, price_currency, price_series,
    price_series_changed, price_series_changed_at, price_series_names, price_series_to_write,
    remove_price_series,
};
pub use profiles::{delete_profile, profile, profiles, put_profile};
pub use providers::{Pause, count_call, end_pause, pause, put_pause};
pub use rollup::{FilledStretch, MeasuredStretch, filled_stretches, measured_stretches};
pub use rows::Outcome;
pub use sites::{
    StoredEnergySite, count_measured_change, energy_site, energy_site_to_write, energy_sites,
    measured_changes, put_energy_site, sites_without_energy,
};
pub use solar::{put_solar_model, solar_model};
pub use source_files::{forget_source_file, put_source_file, source_files};
pub use sources::{
    StoredSource, Validators, add_source, due_sources, remove_source, settle_source, source,
    sources, take_source, update_source,
};
pub use temperatures::{
    StoredTemperature, forget_temperatures, put_temperatures, temperatures, temperatures_fetched_at,
};
pub use weather::{StoredWeather, put_weather, weather};
