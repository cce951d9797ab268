//! Carbon intensities as providers publish them become hours.

use std::collections::BTreeMap;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::emissions::IntensityKind;

use crate::emissions::GRID_KG_PER_KWH_MAX;

/// Grams in an avoirdupois pound (the international yard and pound agreement of 1959).
const GRAMS_PER_POUND: f64 = 453.592_37;
/// An hour needs parts that cover this much of it.
const COVERED_MINUTES_MIN: u32 = 45;

/// A part of an hour, or a whole one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    pub at: DateTime<Utc>,
    pub minutes: u32,
    pub g_per_kwh: f64,
    pub kind: IntensityKind,
}

/// An hour of UTC.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hour {
    pub at: DateTime<Utc>,
    pub g_per_kwh: f64,
    /// That of its least certain part.
    pub kind: IntensityKind,
}

/// The mean of each hour, oldest first. Of a part that is there twice, the more certain one counts. An
/// hour of which less than three quarters are known is not there, and neither is what no grid emits.
#[must_use]
pub fn hours(parts: &[Part]) -> Vec<Hour> {
    let mut known: BTreeMap<DateTime<Utc>, Part> = BTreeMap::new();
    for part in parts {
        let is_possible = (0.0..=GRID_KG_PER_KWH_MAX * 1_000.0).contains(&part.g_per_kwh);
        let is_better = known
            .get(&part.at)
            .is_none_or(|other| part.kind < other.kind);
        if is_possible && is_better && (1..=60).contains(&part.minutes) {
            known.insert(part.at, *part);
        }
    }
    let mut by_hour: BTreeMap<DateTime<Utc>, Vec<Part>> = BTreeMap::new();
    for part in known.into_values() {
        if let Ok(hour) = part.at.duration_trunc(TimeDelta::hours(1)) {
            by_hour.entry(hour).or_default().push(part);
        }
    }
    let hour = |(at, parts): (DateTime<Utc>, Vec<Part>)| {
        let minutes: u32 = parts.iter().map(|part| part.minutes).sum();
        let weighted = parts
            .iter()
            .map(|part| part.g_per_kwh * f64::from(part.minutes));
        (minutes >= COVERED_MINUTES_MIN).then(|| Hour {
            at,
            g_per_kwh: weighted.sum::<f64>() / f64::from(minutes),
            kind: parts
                .iter()
                .map(|part| part.kind)
                .max()
                .unwrap_or(IntensityKind::Forecast),
        })
    };
    by_hour.into_iter().filter_map(hour).collect()
}

/// The mean over a window that begins with each hour, of hours in order; windows that reach beyond an
/// unknown hour are left out.
#[must_use]
pub fn windows(hours: &[(DateTime<Utc>, f64)], minutes: u32) -> Vec<(DateTime<Utc>, f64)> {
    let count = minutes.div_ceil(60).max(1) as usize;
    let of_last = f64::from(minutes.max(1) - 60 * (count as u32 - 1));
    hours
        .windows(count)
        .filter(|window| {
            let hours = (window[count - 1].0 - window[0].0).num_hours();
            hours == count as i64 - 1
        })
        .map(|window| {
            let whole: f64 = window[..count - 1].iter().map(|(_, g)| 60.0 * g).sum();
            let all = whole + of_last * window[count - 1].1;
            (window[0].0, all / f64::from(minutes.max(1)))
        })
        .collect()
}

/// Pounds per megawatt-hour as grams per kilowatt-hour.
#[must_use]
pub fn from_lbs_per_mwh(lbs_per_mwh: f64) -> f64 {
    lbs_per_mwh * GRAMS_PER_POUND / 1_000.0
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::*;

    fn part(minute: i64, minutes: u32, g_per_kwh: f64, kind: IntensityKind) -> Part {
        let start = Utc.with_ymd_and_hms(2026, 3, 29, 0, 0, 0).unwrap();
        Part {
            at: start + TimeDelta::minutes(minute),
            minutes,
            g_per_kwh,
            kind,
        }
    }

    #[test]
    fn halves_and_five_minutes_become_hours() {
        use IntensityKind::{Actual, Estimated, Forecast};
        let mut parts = vec![
            part(0, 30, 100.0, Actual),
            part(30, 30, 200.0, Actual),
            // Half an hour is not an hour.
            part(60, 30, 300.0, Forecast),
            part(120, 60, 80.0, Estimated),
            // Nothing emits so much, or less than nothing.
            part(180, 60, 30_000.0, Actual),
            part(240, 60, -1.0, Actual),
            // What came is better than what was expected, in whichever order it is sent.
            part(300, 30, 10.0, Forecast),
            part(300, 30, 20.0, Actual),
            part(330, 30, 40.0, Actual),
            part(330, 30, 90.0, Forecast),
            part(420, 30, 10.0, Actual),
            part(450, 30, 20.0, Forecast),
        ];
        parts.extend((0..9).map(|five| part(360 + 5 * five, 5, 60.0, Forecast)));
        let found: Vec<_> = hours(&parts)
            .into_iter()
            .map(|hour| (hour.at.timestamp() / 3600 % 24, hour.g_per_kwh, hour.kind))
            .collect();
        assert_eq!(
            found,
            [
                (0, 150.0, Actual),
                (2, 80.0, Estimated),
                (5, 30.0, Actual),
                (6, 60.0, Forecast),
                (7, 15.0, Forecast)
            ]
        );
    }

    #[test]
    fn windows_need_all_their_hours() {
        let start = Utc.with_ymd_and_hms(2026, 3, 29, 0, 0, 0).unwrap();
        let hour = |hour| start + TimeDelta::hours(hour);
        let hours = [(hour(0), 10.0), (hour(1), 40.0), (hour(3), 20.0)];
        assert_eq!(windows(&hours, 60).len(), 3);
        assert_eq!(windows(&hours, 120), [(hour(0), 25.0)]);
        // Half of the second hour counts half.
        assert_eq!(windows(&hours, 90), [(hour(0), 20.0)]);
        assert_eq!(windows(&hours, 180), []);
    }

    #[test]
    fn pounds_are_grams() {
        assert!((from_lbs_per_mwh(1_000.0) - 453.592_37).abs() < 1e-9);
    }
}
