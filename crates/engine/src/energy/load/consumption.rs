//! What a site used, from what its meters counted: import + solar - export + discharge - charge.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use model::energy::Channel;

use super::measured::Measurement;

/// Differences this small are rounding of the meters, kWh.
const ROUNDING_KWH: f64 = 1e-3;

/// What was used in each interval that is known whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Consumption {
    /// Oldest first.
    pub measurements: Vec<Measurement>,
    /// Channels it is made of.
    pub channels: Vec<Channel>,
    /// Intervals left out because not all of these were measured in them.
    pub incomplete: usize,
    /// Intervals left out because more went out than came in.
    pub contradictory: usize,
}

impl Consumption {
    /// From what the channels add up to: of each interval, oldest first, how many of them were measured and
    /// their sum in kWh. `channels` are those with any value; an interval in which one of them has none is left
    /// out. Without import nothing is known.
    #[must_use]
    pub fn of_sums(
        channels: Vec<Channel>,
        sums: impl IntoIterator<Item = (DateTime<Utc>, usize, f64)>,
    ) -> Self {
        if !channels.contains(&Channel::ImportKwh) {
            return Self::default();
        }
        let mut used = Self {
            channels,
            ..Self::default()
        };
        for (at, count, kwh) in sums {
            if count < used.channels.len() {
                used.incomplete += 1;
            } else if kwh < -ROUNDING_KWH {
                used.contradictory += 1;
            } else {
                used.measurements.push(Measurement {
                    at,
                    kwh: Some(kwh.max(0.0)),
                });
            }
        }
        used
    }
}

/// Adds channels up. Those without any value are taken as not there.
#[must_use]
pub fn consumption(measured: &[model::energy::Measurement]) -> Consumption {
    let of_load = measured.iter().filter(|one| sign(one.channel).is_some());
    let channels: BTreeSet<Channel> = of_load.clone().map(|one| one.channel).collect();
    let mut by_time: BTreeMap<DateTime<Utc>, (usize, f64)> = BTreeMap::new();
    for one in of_load {
        let (count, kwh) = by_time.entry(one.at).or_default();
        *count += 1;
        *kwh += sign(one.channel).unwrap_or_default() * one.value;
    }
    let sums = by_time.into_iter();
    let sums = sums.map(|(at, (count, kwh))| (at, count, kwh));
    Consumption::of_sums(channels.into_iter().collect(), sums)
}

/// Whether a channel adds to what is used, or takes away; `None` of what is no energy.
fn sign(channel: Channel) -> Option<f64> {
    match channel {
        Channel::ImportKwh | Channel::SolarKwh | Channel::BatteryDischargeKwh => Some(1.0),
        Channel::ExportKwh | Channel::BatteryChargeKwh => Some(-1.0),
        Channel::Soc => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::*;

    #[test]
    fn what_comes_in_and_stays_is_used() {
        let start = Utc.with_ymd_and_hms(2026, 3, 1, 0, 0, 0).unwrap();
        let one = |channel, hour, value| model::energy::Measurement {
            channel,
            at: start + TimeDelta::hours(hour),
            value,
        };
        let used = consumption(&[
            one(Channel::ImportKwh, 0, 5.0),
            one(Channel::SolarKwh, 0, 3.0),
            one(Channel::ExportKwh, 0, 1.0),
            one(Channel::Soc, 0, 0.5),
            // No solar in this hour, and more out than in in the next.
            one(Channel::ImportKwh, 1, 5.0),
            one(Channel::ExportKwh, 1, 0.0),
            one(Channel::ImportKwh, 2, 0.0),
            one(Channel::SolarKwh, 2, 1.0),
            one(Channel::ExportKwh, 2, 2.0),
        ]);
        let kept = [Measurement {
            at: start,
            kwh: Some(7.0),
        }];
        assert_eq!(used.measurements, kept);
        assert_eq!((used.incomplete, used.contradictory), (1, 1));
        assert_eq!(
            used.channels,
            [Channel::ImportKwh, Channel::ExportKwh, Channel::SolarKwh]
        );
        assert_eq!(
            consumption(&[one(Channel::SolarKwh, 0, 3.0)]),
            Consumption::default()
        );
    }
}
