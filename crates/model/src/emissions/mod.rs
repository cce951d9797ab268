//! Factors, estimates, their explanations, and the figures dashboards show.

mod estimate;
mod explanation;
mod factor;
mod figures;
mod intensity;
mod levers;
mod map;
mod recalculation;

pub use estimate::*;
pub use explanation::*;
pub use factor::*;
pub use figures::*;
pub use intensity::*;
pub use levers::*;
pub use map::*;
pub use recalculation::*;
