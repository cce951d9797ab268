//! A lower peak: a part of the load moved from the highest steps to others of the same period.

use serde::{Deserialize, Serialize};

use super::{ShiftError, check};
use crate::energy::steps::Width;

/// Halvings of the range in which the level lies: a millionth of a millionth of the peak.
const HALVINGS: usize = 40;

/// A load with a lower peak.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flattened {
    /// The load in each step; its sum is the same.
    pub kwh: Vec<f64>,
    pub moved_kwh: f64,
    /// Highest mean power before and after.
    pub peak_before_kw: f64,
    pub peak_after_kw: f64,
}

/// The lowest peak that moving at most `movable_share` (0-1) of each step's load reaches. What is moved goes
/// to the steps of the lowest `rate` (price, intensity, or both) first, none above the new peak.
///
/// # Errors
/// For series of different lengths or values that are none, and a share that is none.
pub fn flatten(
    load_kwh: &[f64],
    rates: &[f64],
    width: Width,
    movable_share: f64,
) -> Result<Flattened, ShiftError> {
    check("load_kwh", load_kwh, load_kwh.len(), 0.0, "kWh from 0")?;
    check("rates", rates, load_kwh.len(), -1e9, "a number")?;
    if !(0.0..=1.0).contains(&movable_share) {
        return Err(ShiftError::MovableShare {
            value: movable_share,
        });
    }
    let highest = load_kwh.iter().copied().fold(0.0, f64::max);
    let is_reached = |level: f64| {
        let above = load_kwh.iter().map(|kwh| (kwh - level).max(0.0));
        let below: f64 = load_kwh.iter().map(|kwh| (level - kwh).max(0.0)).sum();
        let parts = load_kwh.iter().zip(above.clone());
        parts
            .into_iter()
            .all(|(kwh, part)| part <= movable_share * kwh)
            && above.sum::<f64>() <= below
    };
    let (mut out_of_reach, mut level) = (0.0, highest);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(out_of_reach, level);
        if is_reached(middle) {
            level = middle;
        } else {
            out_of_reach = middle;
        }
    }
    let mut kwh: Vec<f64> = load_kwh.iter().map(|kwh| kwh.min(level)).collect();
    let moved_kwh: f64 = load_kwh.iter().zip(&kwh).map(|(was, is)| was - is).sum();
    let mut order: Vec<usize> = (0..kwh.len()).collect();
    order.sort_by(|a, b| rates[*a].total_cmp(&rates[*b]));
    let mut left = moved_kwh;
    for step in order {
        let more = left.min((level - kwh[step]).max(0.0));
        kwh[step] += more;
        left -= more;
    }
    let peak_after = kwh.iter().copied().fold(0.0, f64::max);
    Ok(Flattened {
        kwh,
        moved_kwh,
        peak_before_kw: highest / width.hours(),
        peak_after_kw: peak_after / width.hours(),
    })
}
