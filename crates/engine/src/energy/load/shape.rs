//! How an hour is shared out among its parts.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use super::measured::Past;
use crate::energy::steps::Width;

/// Days that say how an hour is shared out.
const DAYS: usize = 28;
/// Hours' worth of an even share that an hour's own shape is mixed with: few days say little.
const EVEN_DAYS: f64 = 2.0;

/// The share of each part of an hour of the local day, workdays and weekends apart.
#[derive(Debug)]
pub(super) struct Shape {
    zone: Tz,
    width: Width,
    /// By kind of day, hour and part; the parts of an hour add up to 1.
    shares: Vec<f64>,
}

impl Shape {
    pub(super) fn of(past: &Past) -> Self {
        let parts = (60 / past.width.minutes()) as usize;
        let mut shape = Self {
            zone: past.zone,
            width: past.width,
            shares: vec![0.0; 2 * 24 * parts],
        };
        let newest = past.kwh.len().saturating_sub(DAYS * past.width.per_day());
        let known = past.kwh.iter().enumerate().skip(newest);
        let mut days = vec![0.0; shape.shares.len()];
        for (step, kwh) in known {
            if let Some(kwh) = kwh {
                let place = shape.place(past.at(step));
                shape.shares[place] += kwh;
                days[place] += 1.0;
            }
        }
        for (hour, days) in shape
            .shares
            .chunks_exact_mut(parts)
            .zip(days.chunks_exact(parts))
        {
            // Means, so that a missing part is not a small one.
            for (share, days) in hour.iter_mut().zip(days) {
                *share = if *days > 0.0 { *share / days } else { 0.0 };
            }
            let known = days.iter().copied().fold(f64::INFINITY, f64::min);
            let sum: f64 = hour.iter().sum();
            let even = 1.0 / parts as f64;
            for share in hour.iter_mut() {
                let own = if sum > 0.0 && known > 0.0 {
                    *share / sum
                } else {
                    even
                };
                *share = (own * known + even * EVEN_DAYS) / (known + EVEN_DAYS);
            }
        }
        shape
    }

    /// The share of its hour that a step takes.
    pub(super) fn share(&self, at: DateTime<Utc>) -> f64 {
        self.shares[self.place(at)]
    }

    fn place(&self, at: DateTime<Utc>) -> usize {
        let local = at.with_timezone(&self.zone);
        let is_weekend = usize::from(local.weekday().num_days_from_monday() >= 5);
        let parts = (60 / self.width.minutes()) as usize;
        // Parts are counted in hours of UTC, in which the forecast's hours are.
        let part = at.minute() / self.width.minutes();
        let hour_begin =
            (at - TimeDelta::minutes(i64::from(at.minute()))).with_timezone(&self.zone);
        (is_weekend * 24 + hour_begin.hour() as usize) * parts + part as usize
    }
}
