//! A load beside the air it was used in: what the weather takes of it, and what is left.

use serde::{Deserialize, Serialize};

use super::super::ahead::{Ahead, first_hour, horizon_hours};
use super::super::air::{Air, Bases, Degrees, hour_of};
use super::super::measured::Past;
use super::WithoutTemperature;
use super::hours::Hours;
use crate::forecasting::{self, Member};

/// How a load answers the weather.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::energy::load) struct Response {
    pub(in crate::energy::load) bases: Bases,
    /// Hours after which walls have let half of a change through; 0: it is the air that counts.
    pub(in crate::energy::load) half_life_hours: u32,
    /// What a degree takes in an hour of each class.
    pub(super) slopes: Vec<Degrees>,
    /// Mean degrees of the past.
    pub(super) usual: Degrees,
}

/// A load beside the air it was used in.
pub(super) struct Scene<'a> {
    pub(super) past: &'a Past,
    pub(super) hours: Hours,
    /// The air, or what walls let through of it.
    pub(super) felt: Air,
}

impl Scene<'_> {
    /// What the weather of an hour takes beyond the usual; `None` where it is not known.
    fn kwh(&self, hour: i64, response: &Response) -> Option<f64> {
        let degrees = self.felt.degrees(hour, response.bases)?;
        let slope = response.slopes.get(self.hours.class(hour))?;
        Some(slope.dot(degrees.minus(response.usual)))
    }

    /// The load without it, spread evenly over each hour.
    pub(super) fn rest(&self, past: &Past, response: &Response) -> Past {
        let parts = f64::from(60 / past.width.minutes());
        let rest = |(step, kwh): (usize, &Option<f64>)| {
            let hour = hour_of(past.at(step));
            Some((*kwh)? - self.kwh(hour, response)? / parts)
        };
        Past {
            kwh: past.kwh.iter().enumerate().map(rest).collect(),
            ..past.clone()
        }
    }

    /// The day after a past, by methods tried on what is left of it.
    pub(super) fn ahead(
        &self,
        past: &Past,
        response: &Response,
        members: &[Member],
    ) -> Result<Ahead, WithoutTemperature> {
        let weather: Option<Vec<f64>> = (first_hour(past)..end(past))
            .map(|hour| self.kwh(hour, response))
            .collect();
        // A past day with a gap is not tried.
        let weather = weather.ok_or(WithoutTemperature::Unfit)?;
        let rest = self.rest(past, response);
        let hours = rest
            .hourly()
            .and_then(|series| forecasting::forecast_by(&series, horizon_hours(past), members))
            .map_err(|_| WithoutTemperature::Unfit)?;
        Ok(Ahead::in_weather(past, &rest, &hours, &weather))
    }

    /// The mean degrees of the past.
    pub(super) fn usual(&self, bases: Bases) -> Degrees {
        let known = self.hours.measured();
        let known = known.filter_map(|hour| self.felt.degrees(hour, bases));
        let (mut sum, mut count) = (Degrees::default(), 0.0);
        for degrees in known {
            sum.heating += degrees.heating;
            sum.cooling += degrees.cooling;
            count += 1.0;
        }
        Degrees {
            heating: sum.heating / f64::max(count, 1.0),
            cooling: sum.cooling / f64::max(count, 1.0),
        }
    }
}

/// The hour after the last one that is forecast.
pub(super) fn end(past: &Past) -> i64 {
    hour_of(past.at(past.kwh.len() + past.width.per_day() - 1)) + 1
}
