//! Hours that were forecast, shared out, and the usual day beside them.

use chrono::{DateTime, TimeDelta, Utc};

use super::measured::Past;
use super::shape::Shape;
use super::usual::UsualDay;

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
        let (shape, usual) = (Shape::of(past), UsualDay::of(past));
        let end = past.at(past.kwh.len());
        let first_hour = end - TimeDelta::seconds(end.timestamp().rem_euclid(3600));
        let steps = past.kwh.len()..past.kwh.len() + past.width.per_day();
        let steps: Vec<DateTime<Utc>> = steps.map(|step| past.at(step)).collect();
        let panel = steps.iter().map(|at| {
            let hour = usize::try_from((*at - first_hour).num_hours()).unwrap_or_default();
            shape.share(*at) * hours[hour]
        });
        Self {
            panel: panel.collect(),
            usual: steps.iter().map(|at| usual.at(*at)).collect(),
        }
    }

    /// Both, the usual day having a share.
    pub(super) fn mixed(&self, share: f64) -> Vec<f64> {
        let pairs = self.panel.iter().zip(&self.usual);
        pairs
            .map(|(panel, usual)| panel + share * (usual.unwrap_or(*panel) - panel))
            .collect()
    }
}
