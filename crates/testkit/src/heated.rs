//! A site that is heated, and the weather outside of it.

use chrono::{DateTime, Timelike, Utc};

/// How warm it is outside at an hour: by day warmer, and each day as chance has it.
#[must_use]
pub fn outside_c(at: DateTime<Utc>) -> f64 {
    let day = at.timestamp().div_euclid(86_400);
    let level = (day * 7_919 % 17) as f64 - 8.0;
    let of_day = (f64::from(at.hour()) - 9.0) / 24.0 * std::f64::consts::TAU;
    6.0 + level + 3.0 * of_day.sin()
}

/// What the site draws in an hour: more by day, and half a kilowatt-hour for each degree below 15 outside.
#[must_use]
pub fn heated_kwh(at: DateTime<Utc>) -> f64 {
    let busy = if (6..18).contains(&at.hour()) {
        8.0
    } else {
        3.0
    };
    busy + 0.5 * (15.0 - outside_c(at)).max(0.0)
}
