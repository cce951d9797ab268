//! The air outside, hour by hour, and how much of it a building feels.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::measured::LoadError;
use crate::energy::steps::STEPS_MAX;

/// What no weather station measured, degrees Celsius.
const CELSIUS: (f64, f64) = (-90.0, 60.0);
/// Hours without a temperature over which walls are taken to keep what they had.
const GAP_HOURS: usize = 6;

/// The mean temperature outside in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Temperature {
    /// The beginning of the hour, a whole hour of UTC.
    pub at: DateTime<Utc>,
    pub celsius: f64,
}

/// Temperatures by hours of UTC, counted from 1970; `None` where one is not known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Air {
    pub(super) first: i64,
    celsius: Vec<Option<f64>>,
}

/// The number of the hour of UTC that a moment lies in, from 1970.
pub(super) fn hour_of(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(3600)
}

impl Air {
    /// Temperatures in order of time; `None` without any.
    pub(super) fn new(temperatures: &[Temperature]) -> Result<Option<Self>, LoadError> {
        let Some(first) = temperatures.first() else {
            return Ok(None);
        };
        let mut air = Self {
            first: hour_of(first.at),
            celsius: Vec::with_capacity(temperatures.len()),
        };
        for (index, Temperature { at, celsius }) in temperatures.iter().copied().enumerate() {
            if at.timestamp().rem_euclid(3600) != 0 || at.timestamp_subsec_nanos() != 0 {
                return Err(LoadError::NotAnHour { index, at });
            }
            if !(CELSIUS.0..=CELSIUS.1).contains(&celsius) {
                return Err(LoadError::NotAir { index, celsius });
            }
            let hour = usize::try_from(hour_of(at) - air.first).ok();
            let hour = hour
                .filter(|hour| *hour >= air.celsius.len())
                .ok_or(LoadError::AirOutOfOrder { index, at })?;
            if hour >= STEPS_MAX {
                return Err(LoadError::TooMuchAir { have: hour + 1 });
            }
            air.celsius.resize(hour, None);
            air.celsius.push(Some(celsius));
        }
        Ok(Some(air))
    }

    /// Of how many hours from one to another, half-open, it is known.
    pub(super) fn known(&self, from: i64, to: i64) -> usize {
        (from..to).filter(|hour| self.at(*hour).is_some()).count()
    }

    fn at(&self, hour: i64) -> Option<f64> {
        let place = usize::try_from(hour - self.first).ok()?;
        *self.celsius.get(place)?
    }

    /// What walls let through: a running mean in which an hour so many hours ago counts half; without a half-life
    /// the air itself. Known where the air is. After a longer gap it begins again with the air.
    pub(super) fn felt(&self, half_life_hours: u32) -> Self {
        if half_life_hours == 0 {
            return self.clone();
        }
        let kept = 0.5_f64.powf(1.0 / f64::from(half_life_hours));
        let (mut inside, mut silent) = (None, 0);
        let celsius = self.celsius.iter().map(|air| {
            let Some(air) = *air else {
                silent += 1;
                return None;
            };
            let before = inside.filter(|_| silent <= GAP_HOURS).unwrap_or(air);
            silent = 0;
            inside = Some(air + kept * (before - air));
            inside
        });
        Self {
            first: self.first,
            celsius: celsius.collect(),
        }
    }

    /// The degrees of an hour; `None` where it is not known.
    pub(super) fn degrees(&self, hour: i64, bases: Bases) -> Option<Degrees> {
        self.at(hour).map(|air| bases.of(air))
    }
}

/// From where on it is heated or cooled, degrees Celsius; `None` where it is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Bases {
    pub heating_c: Option<f64>,
    pub cooling_c: Option<f64>,
}

/// Heating and cooling degrees of an hour, K; or what each of them takes, kWh per K.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Degrees {
    pub(super) heating: f64,
    pub(super) cooling: f64,
}

impl Bases {
    fn of(self, air: f64) -> Degrees {
        let above = |degrees: Option<f64>| degrees.map_or(0.0, |degrees| degrees.max(0.0));
        Degrees {
            heating: above(self.heating_c.map(|base| base - air)),
            cooling: above(self.cooling_c.map(|base| air - base)),
        }
    }
}

impl Degrees {
    pub(super) fn dot(self, other: Self) -> f64 {
        self.heating * other.heating + self.cooling * other.cooling
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self {
            heating: self.heating - other.heating,
            cooling: self.cooling - other.cooling,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::*;

    fn air(celsius: &[Option<f64>]) -> Air {
        let start = Utc.with_ymd_and_hms(2026, 1, 5, 0, 0, 0).unwrap();
        let known = celsius.iter().zip(0..).filter_map(|(celsius, hour)| {
            Some(Temperature {
                at: start + TimeDelta::hours(hour),
                celsius: (*celsius)?,
            })
        });
        Air::new(&known.collect::<Vec<_>>()).unwrap().unwrap()
    }

    #[test]
    fn walls_follow_the_air_by_halves() {
        let felt = air(&[Some(10.0), Some(0.0), None, Some(0.0)]).felt(1);
        assert_eq!(felt.celsius, [Some(10.0), Some(5.0), None, Some(2.5)]);
        let mut gap = vec![Some(10.0)];
        gap.extend([None; GAP_HOURS + 1]);
        gap.push(Some(0.0));
        // After the night that nobody knows, the air is all there is.
        assert_eq!(air(&gap).felt(24).celsius.last(), Some(&Some(0.0)));
        gap.remove(1);
        assert!(air(&gap).felt(24).celsius.last().unwrap().unwrap() > 9.0);
    }

    #[test]
    fn degrees_lie_beyond_their_base() {
        let bases = Bases {
            heating_c: Some(15.0),
            cooling_c: Some(22.0),
        };
        for (celsius, heating, cooling) in [(5.0, 10.0, 0.0), (18.0, 0.0, 0.0), (30.0, 0.0, 8.0)] {
            assert_eq!(bases.of(celsius), Degrees { heating, cooling });
        }
        assert_eq!(Bases::default().of(-20.0), Degrees::default());
    }
}
