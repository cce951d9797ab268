//! Figures, events and their explanations, factors.

mod announce;
mod daily;
mod dashboard;
mod estimating;
mod events;
mod export;
mod factor_sets;
mod factors;
mod figures;
mod labels;
mod map;
mod pages;
mod ranges;
mod recalculate;
mod rollup;
mod series;

pub use announce::as_seen_by;
pub(crate) use announce::{changed, note};
pub(crate) use daily::{facts_of, facts_of_fill, rebuild_daily};
pub use dashboard::dashboard;
pub(crate) use estimating::{Made, estimates, grid_region, undoubted};
pub(crate) use events::detail_of;
pub use events::{event, events, explanation};
pub use export::export_events;
pub use factor_sets::FactorSetCache;
pub use factors::{factor, factors, factors_csv};
pub use figures::{pulse, quality_badge, summary};
pub(crate) use labels::{local_text, summary as activity_text};
pub(crate) use map::drawn;
pub(crate) use pages::{EventPages, Placed};
pub(crate) use ranges::{checked as checked_range, label as range_label, start_of_day, zone_of};
pub use ranges::{chosen_range, period};
pub use recalculate::{
    RECALCULATION, RECALCULATION_TIME_MAX, continue_recalculations, recalculation,
    start_recalculation,
};
pub(crate) use rollup::{Amounts, Facts, RollupBuilder};
pub use series::series;
