//! What a site's meters cannot show, whatever is usual: more than its connection, its array or its
//! battery can give, and sun by night.
//!
//! What breaks a limit is no proof that the meter is at fault; the limit may be stated wrongly. So the
//! words name both.

use chrono::{DateTime, TimeDelta, Utc};
use model::energy::{BatterySettings, Channel, EnergySite, SolarArray, Width};
use thiserror::Error;

use super::solar::Sun;
use crate::quality::Point;

/// Mean power of an interval over the stated peak of an array (assumption: cold modules beneath the
/// edges of bright clouds stay below, averaged over a quarter of an hour).
const PEAK_MARGIN: f64 = 1.2;
/// What a meter may show of an array by night, as a share of its peak (assumption: twilight and the
/// meter's own starting current stay below).
const NOISE_SHARE: f64 = 0.01;
/// From overhead, where the sun's disc, a quarter of a degree in radius, has set as a whole.
const SET_DEG: f64 = 90.27;
/// States of charge are shown in whole percents: one more on either side of a change.
const SOC_SLACK: f64 = 0.02;

/// What is stated of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    width: Width,
    import_kw: Option<f64>,
    export_kw: Option<f64>,
    array: Option<SolarArray>,
    /// Latitude and longitude; without them nobody knows when it is night.
    place_deg: Option<(f64, f64)>,
    battery: Option<BatterySettings>,
}

/// Why a value cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum Impossible {
    #[error("{kw:.3} kW on average, above the {most_kw} kW of the connection")]
    AboveConnection { kw: f64, most_kw: f64 },
    #[error("{kw:.3} kW on average, above the {most_kw} kW that may be fed in")]
    AboveFeedIn { kw: f64, most_kw: f64 },
    #[error("{kw:.3} kW on average; the array's stated peak and 20 % are {most_kw:.3} kW")]
    AbovePeak { kw: f64, most_kw: f64 },
    #[error("{kw:.3} kW on average while the sun was down; more than {noise_kw:.3} kW is no noise")]
    SunDown { kw: f64, noise_kw: f64 },
    #[error("a state of charge of {soc}; it must be 0 to 1")]
    NoShare { soc: f64 },
    #[error(
        "the state of charge went from {before:.3} to {after:.3} in {minutes} minutes; the battery's \
         power allows {most:.3}"
    )]
    TooFast {
        before: f64,
        after: f64,
        minutes: i64,
        most: f64,
    },
}

impl Limits {
    /// From what is set; `place_deg` is the site's latitude and longitude.
    #[must_use]
    pub fn of(settings: &EnergySite, width: Width, place_deg: Option<(f64, f64)>) -> Self {
        Self {
            width,
            import_kw: settings.import_limit_kw,
            export_kw: settings.export_limit_kw,
            array: settings.solar,
            place_deg,
            battery: settings.battery,
        }
    }

    /// Those of a channel's points, in time order, that cannot be, by their index. What `is_right` was
    /// said to be right by a person, and is believed.
    #[must_use]
    pub fn broken(
        &self,
        channel: Channel,
        points: &[Point],
        is_right: impl Fn(DateTime<Utc>) -> bool,
    ) -> Vec<(usize, Impossible)> {
        let single = |check: &dyn Fn(&Point) -> Option<Impossible>| {
            let doubted = points
                .iter()
                .enumerate()
                .filter(|(_, one)| !is_right(one.at));
            doubted
                .filter_map(|(index, one)| Some((index, check(one)?)))
                .collect()
        };
        match channel {
            Channel::ImportKwh => single(&|point| {
                let (kw, most_kw) = (self.kw(point), self.import_kw?);
                (kw > most_kw).then_some(Impossible::AboveConnection { kw, most_kw })
            }),
            Channel::ExportKwh => single(&|point| {
                let (kw, most_kw) = (self.kw(point), self.export_kw?);
                (kw > most_kw).then_some(Impossible::AboveFeedIn { kw, most_kw })
            }),
            Channel::SolarKwh => single(&|point| self.solar(point)),
            Channel::Soc => self.soc(points, is_right),
            // Whatever a plan asks for: only its power bounds it, and the state of charge shows that.
            Channel::BatteryChargeKwh | Channel::BatteryDischargeKwh => Vec::new(),
        }
    }

    fn kw(&self, point: &Point) -> f64 {
        point.value / self.width.hours()
    }

    fn solar(&self, point: &Point) -> Option<Impossible> {
        let (kw, array) = (self.kw(point), self.array?);
        let peak_kw = array.dc_kw.min(array.ac_kw);
        let (most_kw, noise_kw) = (PEAK_MARGIN * peak_kw, NOISE_SHARE * peak_kw);
        if kw > most_kw {
            return Some(Impossible::AbovePeak { kw, most_kw });
        }
        let is_dark = kw > noise_kw && self.is_night(point.at, array.altitude_m);
        is_dark.then_some(Impossible::SunDown { kw, noise_kw })
    }

    /// Whether the sun is down from the beginning of an interval to its end.
    fn is_night(&self, at: DateTime<Utc>, altitude_m: f64) -> bool {
        let Some((latitude_deg, longitude_deg)) = self.place_deg else {
            return false;
        };
        let half = TimeDelta::minutes(i64::from(self.width.minutes()) / 2);
        // In the middle too: near the poles it shows for minutes.
        [0, 1, 2].into_iter().all(|halves| {
            let sun = Sun::at(at + half * halves, latitude_deg, longitude_deg, altitude_m);
            sun.zenith_deg > SET_DEG
        })
    }

    /// Each state of charge against the last that is believed, so that the way back from a wrong one is
    /// none. After a step that stays, such as a battery that was calibrated, the time apart soon allows it.
    fn soc(
        &self,
        points: &[Point],
        is_right: impl Fn(DateTime<Utc>) -> bool,
    ) -> Vec<(usize, Impossible)> {
        let mut broken = Vec::new();
        let mut believed: Option<&Point> = None;
        for (index, point) in points.iter().enumerate() {
            let fault = if (0.0..=1.0).contains(&point.value) {
                believed.and_then(|before| self.too_fast(before, point))
            } else {
                Some(Impossible::NoShare { soc: point.value })
            };
            match fault.filter(|_| !is_right(point.at)) {
                Some(fault) => broken.push((index, fault)),
                None => believed = Some(point),
            }
        }
        broken
    }

    fn too_fast(&self, before: &Point, after: &Point) -> Option<Impossible> {
        let battery = self.battery?;
        let minutes = (after.at - before.at).num_minutes();
        let kw = if after.value > before.value {
            battery.charge_kw * battery.charge_efficiency
        } else {
            battery.discharge_kw / battery.discharge_efficiency
        };
        let most = kw * minutes as f64 / 60.0 / battery.capacity_kwh;
        let is_too_fast = (after.value - before.value).abs() > most + SOC_SLACK;
        is_too_fast.then_some(Impossible::TooFast {
            before: before.value,
            after: after.value,
            minutes,
            most,
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use model::energy::Mounting;
    use model::money::Amount;

    use super::*;

    /// Berlin, quarter-hours: 50 kW of connection, 10 kW of sun, 40 kWh of battery with 20 kW.
    fn limits() -> Limits {
        Limits {
            width: Width::QuarterHour,
            import_kw: Some(50.0),
            export_kw: Some(8.0),
            array: Some(SolarArray {
                tilt_deg: 30.0,
                azimuth_deg: 180.0,
                dc_kw: 12.0,
                ac_kw: 10.0,
                inverter_efficiency: 0.96,
                gamma_per_c: -0.004,
                mounting: Mounting::SlopedRoof,
                loss_share: 0.14,
                albedo: 0.2,
                altitude_m: 40.0,
                linke_turbidity: 3.0,
            }),
            place_deg: Some((52.52, 13.4)),
            battery: Some(BatterySettings {
                capacity_kwh: 40.0,
                charge_kw: 20.0,
                discharge_kw: 20.0,
                charge_efficiency: 1.0,
                discharge_efficiency: 1.0,
                soc_min: 0.1,
                soc_max: 0.9,
                wear_per_kwh: Amount::from_micros(0),
                wear_kg_per_kwh: 0.0,
            }),
        }
    }

    fn at(hour: u32, quarter: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 6, 21, hour, 15 * quarter, 0)
            .unwrap()
    }

    fn words(channel: Channel, points: &[(DateTime<Utc>, f64)]) -> Vec<(usize, String)> {
        let point = |(at, value): &(DateTime<Utc>, f64)| Point {
            at: *at,
            value: *value,
        };
        let points: Vec<Point> = points.iter().map(point).collect();
        let broken = limits().broken(channel, &points, |_| false);
        let broken = broken.into_iter();
        broken
            .map(|(index, why)| (index, why.to_string()))
            .collect()
    }

    #[test]
    fn power_above_what_is_stated() {
        let noon = at(11, 0);
        for (channel, fits, breaks, expected) in [
            (
                Channel::ImportKwh,
                12.5,
                12.6,
                "50.400 kW on average, above the 50 kW of the connection",
            ),
            (
                Channel::ExportKwh,
                2.0,
                2.1,
                "8.400 kW on average, above the 8 kW that may be fed in",
            ),
            (
                Channel::SolarKwh,
                3.0,
                3.1,
                "12.400 kW on average; the array's stated peak and 20 % are 12.000 kW",
            ),
        ] {
            let found = words(channel, &[(noon, fits), (at(11, 1), breaks)]);
            assert_eq!(found, [(1, expected.to_owned())]);
        }
        assert_eq!(words(Channel::BatteryChargeKwh, &[(noon, 1e6)]), []);
        let nothing = Limits {
            import_kw: None,
            export_kw: None,
            array: None,
            battery: None,
            ..limits()
        };
        let point = |value| Point { at: noon, value };
        for channel in Channel::ALL.iter().filter(|one| **one != Channel::Soc) {
            assert_eq!(nothing.broken(*channel, &[point(1e6)], |_| false), []);
        }
    }

    /// In Berlin the sun sets at 19:33 UTC on 21 June and rises at 2:43.
    #[test]
    fn the_sun_does_not_shine_by_night() {
        let down =
            |hour, quarter| !words(Channel::SolarKwh, &[(at(hour, quarter), 0.5)]).is_empty();
        assert!(!down(19, 1), "it sets within the interval");
        assert!(down(19, 3));
        assert!(down(0, 0));
        assert!(!down(2, 2), "it rises within the interval");
        let found = words(Channel::SolarKwh, &[(at(23, 0), 0.025), (at(23, 1), 0.026)]);
        let expected = "0.104 kW on average while the sun was down; more than 0.100 kW is no noise";
        assert_eq!(found, [(1, expected.to_owned())]);
        let nowhere = Limits {
            place_deg: None,
            ..limits()
        };
        let point = Point {
            at: at(0, 0),
            value: 0.5,
        };
        assert_eq!(nowhere.broken(Channel::SolarKwh, &[point], |_| false), []);
    }

    #[test]
    fn a_battery_moves_no_faster_than_its_power() {
        // 20 kW are 12.5 % of 40 kWh in a quarter of an hour; the way back from a spike is no fault.
        let soc = [0.5, 0.62, 0.99, 0.70, 1.2, 0.60, 0.10];
        let points = (0..)
            .zip(soc)
            .map(|(quarter, soc)| (at(quarter / 4, quarter % 4), soc));
        let points: Vec<_> = points.collect();
        let found = words(Channel::Soc, &points);
        let indices: Vec<usize> = found.iter().map(|(index, _)| *index).collect();
        assert_eq!(indices, [2, 4, 6]);
        assert_eq!(
            found[0].1,
            "the state of charge went from 0.620 to 0.990 in 15 minutes; the battery's power allows 0.125"
        );
        assert_eq!(found[1].1, "a state of charge of 1.2; it must be 0 to 1");
    }

    #[test]
    fn what_a_person_said_is_right_is_believed() {
        let point = |quarter: u32, value| Point {
            at: at(0, quarter),
            value,
        };
        let points = [point(0, 0.2), point(1, 0.9), point(2, 0.88)];
        let broken = limits().broken(Channel::Soc, &points, |_| false);
        assert_eq!(broken.len(), 2);
        let is_right = |when| when == at(0, 1);
        assert_eq!(limits().broken(Channel::Soc, &points, is_right), []);
    }
}
