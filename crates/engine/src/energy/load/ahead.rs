//! Hours that were forecast, shared out, and the usual day beside them.

use chrono::{DateTime, Utc};

use super::air::hour_of;
use super::choice::ByOrigin;
use super::forecast::HORIZON_HOURS;
use super::measured::Past;
use super::shape::Shape;
use super::usual::UsualDay;
use crate::energy::steps::Width;

/// Shares of the usual day that are tried.
pub(super) const USUAL_DAY_SHARES: [f64; 3] = [0.0, 0.5, 1.0];

/// What was forecast from an earlier day, and what came.
pub(super) type Tried<'a> = (Ahead, &'a [Option<f64>]);

/// The hour that the first step after a past lies in, from 1970.
pub(super) fn first_hour(past: &Past) -> i64 {
    hour_of(past.at(past.kwh.len()))
}

/// Hours that are forecast: one that has begun is forecast whole, and what is over of it left out.
pub(super) fn horizon_hours(past: &Past) -> usize {
    match past.width {
        Width::Hour => HORIZON_HOURS,
        Width::QuarterHour | Width::HalfHour => HORIZON_HOURS + 1,
    }
}

/// Two forecasts of the same steps.
#[derive(Debug)]
pub(super) struct Ahead {
    panel: Vec<f64>,
    /// `None` of a time of day that was never measured.
    usual: Vec<Option<f64>>,
}

impl Ahead {
    /// From hours that begin with the last one that is not full.
    pub(super) fn of(past: &Past, hours: &[f64]) -> Self {
        Self::made(past, &UsualDay::of(past), hours, None)
    }

    /// From what is left of a past and of such hours without their weather, and what that takes in each hour.
    pub(super) fn in_weather(past: &Past, rest: &Past, hours: &[f64], weather: &[f64]) -> Self {
        Self::made(past, &UsualDay::of(rest), hours, Some(weather))
    }

    /// Hours are shared out as those that were measured were; their weather is spread evenly over them.
    fn made(past: &Past, usual: &UsualDay, hours: &[f64], weather: Option<&[f64]>) -> Self {
        let shape = Shape::of(past);
        let parts = f64::from(60 / past.width.minutes());
        let first = first_hour(past);
        let steps = past.kwh.len()..past.kwh.len() + past.width.per_day();
        let steps: Vec<DateTime<Utc>> = steps.map(|step| past.at(step)).collect();
        let hour = |at: DateTime<Utc>| usize::try_from(hour_of(at) - first).unwrap_or_default();
        let weather = |at| weather.map_or(0.0, |weather| weather[hour(at)] / parts);
        let panel = steps
            .iter()
            .map(|at| shape.share(*at) * hours[hour(*at)] + weather(*at));
        let usual = steps
            .iter()
            .map(|at| usual.at(*at).map(|kwh| kwh + weather(*at)));
        Self {
            panel: panel.collect(),
            usual: usual.collect(),
        }
    }

    /// Both, the usual day having a share.
    pub(super) fn mixed(&self, share: f64) -> Vec<f64> {
        let pairs = self.panel.iter().zip(&self.usual);
        pairs
            .map(|(panel, usual)| panel + share * (usual.unwrap_or(*panel) - panel))
            // Weather may take off more than there is; a load is never below zero.
            .map(|kwh| if kwh < 0.0 { 0.0 } else { kwh })
            .collect()
    }
}

/// The share of the usual day with the least mean absolute error, and the errors it leaves.
pub(super) fn best_share(tried: &[Tried<'_>], shares: &[f64]) -> (f64, ByOrigin) {
    let mut best = (f64::INFINITY, 0.0, Vec::new());
    for share in shares.iter().copied() {
        let by_origin: ByOrigin = tried
            .iter()
            .map(|(ahead, came)| {
                let errors = came.iter().zip(ahead.mixed(share));
                errors.map(|(kwh, value)| Some((*kwh)? - value)).collect()
            })
            .collect();
        let sum: f64 = by_origin.iter().flatten().flatten().map(|e| e.abs()).sum();
        if sum < best.0 {
            best = (sum, share, by_origin);
        }
    }
    (best.1, best.2)
}
