//! Energy by hour: what runs while nobody works.
//!
//! Each hour of the window has its own sum, so the figures need no more memory for more events. Only
//! events of at most an hour say in which hour they drew; longer ones are left out.

use chrono::{DateTime, Datelike, Duration, Timelike, Utc};
use chrono_tz::Tz;

use super::mean::quantile;
use super::observed::Window;

/// Fewest hours on either side that make a comparison: a week of nights.
const HOURS_MIN: usize = 40;
/// Share of the working hours' mean from which on the off hours evidently work too.
const WORKS_AT_NIGHT: f64 = 0.8;
/// The percentile of its own off hours that an entity can hold.
const QUIET: f64 = 0.10;

/// Energy of each hour of a window, in kWh.
#[derive(Debug, Clone)]
pub(super) struct Hours {
    from: DateTime<Utc>,
    kwh: Vec<f64>,
    seen: Vec<bool>,
    busy: Vec<bool>,
}

/// What runs while nobody works, in kWh per hour. An hour counts as off from 22 to 6 and on weekends,
/// in the organisation's zone, unless output was reported in it; as working from 8 to 18 on other
/// days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rhythm {
    pub working_kwh_per_hour: f64,
    pub off_kwh_per_hour: f64,
    /// What the quietest tenth of the off hours stays below.
    pub quiet_kwh_per_hour: f64,
    /// Off hours at weekends and on weekday nights, where there are enough of both.
    pub weekend_kwh_per_hour: Option<f64>,
    pub night_kwh_per_hour: Option<f64>,
    pub working_hours: u64,
    pub off_hours: u64,
}

impl Rhythm {
    /// Share of the off hours' energy that the quietest tenth of them does without.
    #[must_use]
    pub fn avoidable_share(&self) -> f64 {
        1.0 - self.quiet_kwh_per_hour / self.off_kwh_per_hour
    }
}

/// Whether nobody is expected to work at `at`.
pub(super) fn is_off(zone: Tz, at: DateTime<Utc>) -> bool {
    let local = at.with_timezone(&zone);
    is_weekend(zone, at) || local.hour() >= 22 || local.hour() < 6
}

/// Whether `at` is a Saturday or Sunday.
pub(super) fn is_weekend(zone: Tz, at: DateTime<Utc>) -> bool {
    at.with_timezone(&zone).weekday().num_days_from_monday() >= 5
}

fn is_working(zone: Tz, at: DateTime<Utc>) -> bool {
    let hour = at.with_timezone(&zone).hour();
    !is_weekend(zone, at) && (8..18).contains(&hour)
}

impl Hours {
    pub(super) fn new(window: &Window) -> Self {
        let hours = window.hours().ceil() as usize;
        Self {
            from: window.from(),
            kwh: vec![0.0; hours],
            seen: vec![false; hours],
            busy: vec![false; hours],
        }
    }

    /// Adds energy drawn in the hour `at` lies in.
    pub(super) fn add(&mut self, at: DateTime<Utc>, kwh: f64, is_busy: bool) {
        let hour = usize::try_from((at - self.from).num_hours()).ok();
        let Some(hour) = hour.filter(|hour| *hour < self.kwh.len()) else {
            return;
        };
        if kwh.is_finite() && kwh >= 0.0 {
            self.kwh[hour] += kwh;
            self.seen[hour] = true;
        }
        self.busy[hour] |= is_busy;
    }

    /// `None` with too few hours, or where nights are worked through.
    pub(super) fn rhythm(&self, zone: Tz) -> Option<Rhythm> {
        let mut working = Vec::new();
        let (mut weekend, mut night) = (Vec::new(), Vec::new());
        let mut off = Vec::new();
        for (index, kwh) in self.kwh.iter().enumerate() {
            if !self.seen[index] {
                continue;
            }
            let at = self.from + Duration::hours(i64::try_from(index).ok()?);
            if is_working(zone, at) {
                working.push(*kwh);
            } else if is_off(zone, at) && !self.busy[index] {
                off.push(*kwh);
                if is_weekend(zone, at) {
                    weekend.push(*kwh);
                } else {
                    night.push(*kwh);
                }
            }
        }
        let mean = |hours: &[f64]| hours.iter().sum::<f64>() / hours.len() as f64;
        let enough = |hours: &[f64]| (hours.len() >= HOURS_MIN).then(|| mean(hours));
        let rhythm = Rhythm {
            working_kwh_per_hour: enough(&working)?,
            off_kwh_per_hour: enough(&off)?,
            weekend_kwh_per_hour: enough(&weekend),
            night_kwh_per_hour: enough(&night),
            working_hours: working.len() as u64,
            off_hours: off.len() as u64,
            quiet_kwh_per_hour: quantile(off, QUIET)?,
        };
        let idles = rhythm.off_kwh_per_hour > 0.0
            && rhythm.off_kwh_per_hour < WORKS_AT_NIGHT * rhythm.working_kwh_per_hour;
        (idles && rhythm.working_kwh_per_hour.is_finite()).then_some(rhythm)
    }
}
