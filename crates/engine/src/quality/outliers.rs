//! Single values that cannot be right: three tests, and what becomes of them together.
//!
//! | Test | Asks | Fails |
//! |---|---|---|
//! | range | can the value be at all? | outside the field's physical bounds |
//! | tukey | is it far from what is usual at its hour of the week? | beyond Tukey's fences of the series' standardised residuals (k = 1.5) |
//! | dbscan | do other points lie like it towards habit and neighbours? | noise in that plane |
//!
//! Out of range is an outlier, whatever else. The other two say unusual, and a night shift is
//! unusual for hours without being wrong; so they count only for a point that also stands out from
//! its neighbours.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::density::{Place, knee, noise};
use super::habit::Habit;
use super::ranges::Range;
use super::residuals::{Residual, residuals};
use super::series::{Point, QualityError, check_points};
use crate::statistics::quantile;

/// Tukey's factor: fences lie 1.5 interquartile ranges beyond the quartiles (Tukey, 1977).
const TUKEY: f64 = 1.5;
/// Interquartile range of standardised normal residuals: fences are never nearer than for those.
const NORMAL_IQR: f64 = 1.349;
/// Robust standard deviations from its neighbours at which a point stands out.
pub const STANDS_OUT: f64 = 5.0;

/// What a point failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Failed {
    pub range: bool,
    pub tukey: bool,
    pub dbscan: bool,
}

/// A point that cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Outlier {
    /// Which of the points.
    pub index: usize,
    pub at: DateTime<Utc>,
    pub value: f64,
    /// What is usual at its hour of the week; `None` where there is no habit yet.
    pub expected: Option<f64>,
    /// Robust standard deviations above (below: negative) that.
    pub deviations: Option<f64>,
    pub failed: Failed,
}

/// What was looked for, and found.
#[derive(Debug, Clone, PartialEq)]
pub struct OutlierReport {
    pub outliers: Vec<Outlier>,
    /// Tukey's fences in robust standard deviations, lower and upper; `None`: too little history for
    /// a habit, only ranges were checked.
    pub fences: Option<(f64, f64)>,
    /// Radius of DBSCAN, from the knee of the distances.
    pub eps: Option<f64>,
}

/// Judges all points, in time order, of one series: the history that teaches the habit and the points
/// in question are the same.
///
/// # Errors
/// Points that break a limit. Too little history is none: then only ranges are checked.
pub fn outliers(zone: Tz, points: &[Point], range: Range) -> Result<OutlierReport, QualityError> {
    check_points(points)?;
    let habit = match Habit::learn(zone, points) {
        Ok(habit) => habit,
        Err(QualityError::TooLittleHistory { .. }) => return Ok(ranges_only(points, range)),
        Err(other) => return Err(other),
    };
    let residuals = residuals(zone, points, &habit);
    let fences = fences(&residuals);
    let places: Vec<Place> = (residuals.iter())
        .map(|residual| [residual.from_habit, residual.from_neighbours])
        .collect();
    let eps = knee(&places);
    let alone = noise(&places, eps);
    let outliers = (points.iter().zip(&residuals).zip(&alone).enumerate())
        .filter_map(|(index, ((point, residual), is_alone))| {
            let failed = Failed {
                range: !range.holds(point.value),
                tukey: residual.from_habit < fences.0 || residual.from_habit > fences.1,
                dbscan: *is_alone,
            };
            is_outlier(failed, residual).then_some(Outlier {
                index,
                at: point.at,
                value: point.value,
                expected: Some(residual.expected),
                deviations: Some(residual.from_habit),
                failed,
            })
        })
        .collect();
    Ok(OutlierReport {
        outliers,
        fences: Some(fences),
        eps: Some(eps),
    })
}

fn is_outlier(failed: Failed, residual: &Residual) -> bool {
    let stands_out = residual.from_neighbours.abs() >= STANDS_OUT;
    failed.range || ((failed.tukey || failed.dbscan) && stands_out)
}

fn fences(residuals: &[Residual]) -> (f64, f64) {
    let mut from_habit: Vec<f64> = residuals.iter().map(|one| one.from_habit).collect();
    let low = quantile(&mut from_habit, 0.25).unwrap_or_default();
    let high = quantile(&mut from_habit, 0.75).unwrap_or_default();
    let far = TUKEY * (high - low).max(NORMAL_IQR);
    // Around the quartiles, but never nearer to the habit than for normal residuals.
    (
        low.min(-NORMAL_IQR / 2.0) - far,
        high.max(NORMAL_IQR / 2.0) + far,
    )
}

fn ranges_only(points: &[Point], range: Range) -> OutlierReport {
    let outliers = (points.iter().enumerate())
        .filter(|(_, point)| !range.holds(point.value))
        .map(|(index, point)| Outlier {
            index,
            at: point.at,
            value: point.value,
            expected: None,
            deviations: None,
            failed: Failed {
                range: true,
                ..Failed::default()
            },
        })
        .collect();
    OutlierReport {
        outliers,
        fences: None,
        eps: None,
    }
}
