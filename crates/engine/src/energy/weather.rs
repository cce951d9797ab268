//! Weather in the intervals of a provider becomes weather in the steps of a plan, and temperatures by the hour.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use model::energy::{ArrayPower, WeatherPoint};

use super::load::Temperature;
use super::solar::{Beam, SkyState};
use super::steps::Steps;

/// Share of a step that intervals must cover.
const COVERED_MIN: f64 = 0.75;

/// What is known of a step.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct StepWeather {
    /// Global irradiance on the horizontal, W/m2.
    pub ghi: Option<f64>,
    /// Only where both parts are known.
    pub beam: Option<Beam>,
    pub air_c: Option<f64>,
    pub array: Option<ArrayPower>,
}

impl StepWeather {
    /// The sky, where the light of it is known; air of `usual_air_c` where its temperature is not.
    #[must_use]
    pub fn sky(&self, usual_air_c: f64) -> Option<SkyState> {
        Some(SkyState {
            ghi: self.ghi?,
            beam: self.beam,
            air_c: self.air_c.unwrap_or(usual_air_c),
        })
    }
}

/// The weather of each step: the mean of the intervals in it, by how much of it they cover. A value that
/// less than three quarters of a step are known of is not known.
#[must_use]
pub fn of_steps(points: &[WeatherPoint], steps: &Steps) -> Vec<StepWeather> {
    let step = TimeDelta::minutes(i64::from(steps.width().minutes()));
    steps
        .iter()
        .map(|at| {
            let mean = |value: fn(&WeatherPoint) -> Option<f64>| mean(points, at, step, value);
            let array = |value: fn(&ArrayPower) -> f64| {
                let known = points.iter().filter_map(|one| Some((one, one.array?)));
                weighted(known.map(|(one, power)| (one, value(&power))), at, step)
            };
            let (dni, dhi) = (mean(|one| one.dni), mean(|one| one.dhi));
            StepWeather {
                ghi: mean(|one| one.ghi),
                beam: dni.zip(dhi).map(|(dni, dhi)| Beam { dni, dhi }),
                air_c: mean(|one| one.air_c),
                array: array(|power| power.p10_kw)
                    .zip(array(|power| power.p50_kw))
                    .zip(array(|power| power.p90_kw))
                    .map(|((p10_kw, p50_kw), p90_kw)| ArrayPower {
                        p10_kw,
                        p50_kw,
                        p90_kw,
                    }),
            }
        })
        .collect()
}

/// Mean temperatures of hours of UTC, oldest first, of which three quarters are known.
#[must_use]
pub fn hourly_temperatures(points: &[WeatherPoint]) -> Vec<Temperature> {
    let mut by_hour: BTreeMap<DateTime<Utc>, Vec<(&WeatherPoint, f64)>> = BTreeMap::new();
    for point in points {
        let Some(air) = point.air_c else { continue };
        let end = point.at + TimeDelta::minutes(i64::from(point.minutes));
        let begin = point.at.timestamp();
        let begin = DateTime::from_timestamp(begin - begin.rem_euclid(3600), 0);
        let Some(mut hour) = begin else { continue };
        while hour < end {
            by_hour.entry(hour).or_default().push((point, air));
            hour += TimeDelta::hours(1);
        }
    }
    let mean = |(at, known): (DateTime<Utc>, Vec<(&WeatherPoint, f64)>)| {
        let celsius = weighted(known.into_iter(), at, TimeDelta::hours(1))?;
        Some(Temperature { at, celsius })
    };
    by_hour.into_iter().filter_map(mean).collect()
}

fn mean(
    points: &[WeatherPoint],
    at: DateTime<Utc>,
    step: TimeDelta,
    value: fn(&WeatherPoint) -> Option<f64>,
) -> Option<f64> {
    let known = points.iter().filter_map(|one| Some((one, value(one)?)));
    weighted(known, at, step)
}

fn weighted<'a>(
    known: impl Iterator<Item = (&'a WeatherPoint, f64)>,
    at: DateTime<Utc>,
    step: TimeDelta,
) -> Option<f64> {
    let (mut sum, mut covered) = (0.0, 0.0);
    for (point, value) in known {
        let end = point.at + TimeDelta::minutes(i64::from(point.minutes));
        let overlap = (end.min(at + step) - point.at.max(at)).num_seconds().max(0);
        let share = overlap as f64 / step.num_seconds() as f64;
        sum += share * value;
        covered += share;
    }
    (covered >= COVERED_MIN).then(|| sum / covered)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::energy::steps::Width;

    fn point(minute: i64, minutes: u32, ghi: Option<f64>) -> WeatherPoint {
        let start = Utc.with_ymd_and_hms(2026, 6, 15, 10, 0, 0).unwrap();
        WeatherPoint {
            at: start + TimeDelta::minutes(minute),
            minutes,
            ghi,
            dni: ghi.map(|ghi| ghi / 2.0),
            dhi: None,
            air_c: None,
            array: ghi.map(|ghi| ArrayPower {
                p10_kw: ghi / 200.0,
                p50_kw: ghi / 100.0,
                p90_kw: ghi / 50.0,
            }),
        }
    }

    #[test]
    fn temperatures_are_of_whole_hours() {
        let start = Utc.with_ymd_and_hms(2026, 6, 15, 10, 0, 0).unwrap();
        let air = |minute, minutes, air_c| WeatherPoint {
            air_c,
            ..point(minute, minutes, None)
        };
        let points = [
            air(0, 30, Some(10.0)),
            air(30, 30, Some(14.0)),
            // Half an hour is no hour; what reaches over an hour's end is of both.
            air(60, 30, Some(9.0)),
            air(120, 15, None),
            air(135, 60, Some(-3.0)),
        ];
        let at = |hour, celsius| Temperature {
            at: start + TimeDelta::hours(hour),
            celsius,
        };
        assert_eq!(hourly_temperatures(&points), [at(0, 12.0), at(2, -3.0)]);
        assert_eq!(hourly_temperatures(&[]), []);
    }

    #[test]
    fn intervals_of_any_length_become_steps() {
        let start = Utc.with_ymd_and_hms(2026, 6, 15, 10, 0, 0).unwrap();
        let hours = Steps::new(start, Width::Hour, 3).unwrap();
        let halves = [
            point(0, 30, Some(100.0)),
            point(30, 30, Some(300.0)),
            point(60, 30, Some(500.0)),
            point(90, 30, None),
        ];
        let made = of_steps(&halves, &hours);
        let ghi: Vec<_> = made.iter().map(|one| one.ghi).collect();
        assert_eq!(ghi, [Some(200.0), None, None], "half an hour is no hour");
        assert_eq!(made[0].array.map(|power| power.p90_kw), Some(4.0));
        assert_eq!(made[0].beam, None, "one part of two says nothing");
        let sky = made[0].sky(15.0).unwrap();
        assert_eq!((sky.ghi, sky.air_c), (200.0, 15.0));

        let quarters = Steps::new(start, Width::QuarterHour, 4).unwrap();
        let made = of_steps(&[point(0, 60, Some(80.0))], &quarters);
        assert!(made.iter().all(|one| one.ghi == Some(80.0)));
    }
}
