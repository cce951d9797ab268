//! What a value can be at all.
//!
//! Bounds of single fields are those an import checks (`ingest::fields`); they are asked here for
//! values that came another way, so that there is one table. What is added are bounds on quotients
//! of two fields, each of which may be plausible while both together are not: an hour's kilowatt
//! hours booked on a minute, kilometres booked as metres.

use chrono::{DateTime, Utc};
use model::ingest::{Activity, Mode};

use crate::ingest::{Kind, find_field};

/// Bounds of a value, both possible. (A field whose own bound is not possible itself, such as a load
/// factor of 0, has been refused by the import before.)
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

impl Range {
    /// Of a series nothing is known about.
    pub const ANY: Self = Self {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };

    /// The bounds of a field by its name, such as `electricity_kwh`; `None` when it holds no number.
    #[must_use]
    pub fn of_field(name: &str) -> Option<Self> {
        match &find_field(name)?.kind {
            Kind::Number(number) => Some(Self {
                low: number.low,
                high: number.high,
            }),
            _ => None,
        }
    }

    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// Two fields of an event that cannot both be right.
#[derive(Debug, Clone, PartialEq)]
pub struct Implausible {
    /// What the quotient is called, its unit last.
    pub name: &'static str,
    pub value: f64,
    pub high: f64,
}

impl std::fmt::Display for Implausible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, value, high } = self;
        write!(f, "{name} is {value:.4}; at most {high} is plausible")
    }
}

/// Quotients of an event's fields that are beyond anything built.
#[must_use]
pub fn implausible(
    occurred_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    activity: &Activity,
) -> Vec<Implausible> {
    let period_h = ends_at.map(|end| {
        let seconds = (end - occurred_at).num_seconds();
        seconds as f64 / 3600.0
    });
    let checks = [
        // A trip's own duration, else its times.
        (
            "distance_km / duration_h",
            activity.distance_km,
            activity.duration_h.or(period_h),
            speed_kmh_max(activity.mode),
        ),
        // The largest steelworks draw some 1 to 2 GW (assumption: 5 GW leaves room for a cluster).
        (
            "electricity_kwh / hours",
            activity.electricity_kwh,
            period_h,
            5e6,
        ),
        // Ice rinks and data centres stay below 1,500 W per m2 (assumption); per m2 and hour.
        (
            "electricity_kwh / (floor_area_m2 x hours)",
            activity.electricity_kwh,
            product(activity.floor_area_m2, period_h),
            5.0,
        ),
    ];
    (checks.into_iter())
        .filter_map(|(name, above, below, high)| {
            let value = above? / below.filter(|below| *below > 0.0)?;
            (value > high).then_some(Implausible { name, value, high })
        })
        .collect()
}

fn product(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    Some(a? * b?)
}

/// No trip averages more (assumption: the fastest of its kind, with a tailwind); a mode not given may
/// be any.
fn speed_kmh_max(mode: Option<Mode>) -> f64 {
    match mode {
        Some(Mode::Road) => 150.0,
        Some(Mode::Rail) => 350.0,
        Some(Mode::Sea | Mode::InlandWaterway) => 100.0,
        Some(Mode::Air) | None => {
            Range::of_field("speed_kmh").map_or(f64::INFINITY, |range| range.high)
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use model::ingest::{Activity, Mode};

    use super::{Implausible, Range, implausible};

    fn after(hours: i64, activity: &Activity) -> Vec<Implausible> {
        let from = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        implausible(from, Some(from + TimeDelta::hours(hours)), activity)
    }

    fn names(hours: i64, activity: &Activity) -> Vec<&'static str> {
        after(hours, activity).iter().map(|one| one.name).collect()
    }

    #[test]
    fn bounds_are_those_of_the_import() {
        let energy = Range::of_field("electricity_kwh").expect("a number");
        assert!(energy.holds(0.0) && !energy.holds(-0.1) && !energy.holds(f64::NAN));
        assert_eq!(Range::of_field("supplier"), None);
        assert_eq!(Range::of_field("nothing"), None);
    }

    #[test]
    fn two_plausible_fields_may_be_implausible_together() {
        let trip = |mode, distance_km| Activity {
            mode: Some(mode),
            distance_km: Some(distance_km),
            ..Activity::default()
        };
        assert_eq!(names(2, &trip(Mode::Road, 120.0)), Vec::<&str>::new());
        let fast = trip(Mode::Road, 12_000.0);
        assert_eq!(names(2, &fast), ["distance_km / duration_h"]);
        let words = after(2, &fast)[0].to_string();
        assert_eq!(
            words,
            "distance_km / duration_h is 6000.0000; at most 150 is plausible"
        );
        assert_eq!(names(2, &trip(Mode::Air, 1_600.0)), Vec::<&str>::new());

        let store = |electricity_kwh| Activity {
            electricity_kwh: Some(electricity_kwh),
            floor_area_m2: Some(1_000.0),
            ..Activity::default()
        };
        assert_eq!(names(1, &store(300.0)), Vec::<&str>::new());
        assert_eq!(
            names(1, &store(30_000.0)),
            ["electricity_kwh / (floor_area_m2 x hours)"]
        );
    }
}
