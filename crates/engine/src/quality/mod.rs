//! Whether data can be trusted: what is usual, what is out of it, what is missing, and what most
//! likely stood in the gaps.

mod cadence;
mod clues;
mod density;
mod drift;
mod fill;
mod gaps;
mod habit;
mod mask;
mod outliers;
mod ranges;
mod regression;
mod related;
mod residuals;
mod restore;
mod series;
mod silence;
mod stuck;

pub use cadence::{CADENCE_EVENTS_MIN, Cadence, completeness};
pub use drift::{DRIFT_DAYS_MIN, Drift, DriftKind, drifts};
pub use fill::{FillError, FillMethod, Filled, Filler, GAP_HOURS, Refusal, Trial};
pub use gaps::{FILLED_HOURS_MAX, Gap, gaps};
pub use habit::{HABIT_DAYS_MIN, HABIT_POINTS_MIN, Habit};
pub use mask::Side;
pub use outliers::{Failed, Outlier, OutlierReport, STANDS_OUT, outliers};
pub use ranges::{Implausible, Range, implausible};
pub use related::related;
pub use residuals::{Residual, residuals};
pub use series::{POINTS_MAX, Point, QualityError, RELATED_MAX, Series, VALUE_ABS_MAX};
pub use silence::{Silence, fill_silences};
pub use stuck::{STUCK_MIN, Stuck, stuck};
