//! A change that was understood: its lever with a value that is possible.

use model::emissions::{Change, Lever, LeverValue};
use model::ingest::Mode;
use model::problem::FieldError;

use crate::vocabulary::{
    self, Fuel, GridRegion, VehicleClass, known_fuels, known_grid_regions, known_vehicle_classes,
};

/// Largest relative change in percent: eleven times the distance.
const PERCENT_MAX: f64 = 1_000.0;
/// A week.
const SHIFT_HOURS_MAX: f64 = 168.0;
/// Beyond it the published rule of percent per degree is not linear any more (assumption).
const DEGREES_MAX: f64 = 5.0;
/// Faster than any vehicle that carries freight.
const SPEED_KMH_MAX: f64 = 1_000.0;
/// Longest part of a refused word that is shown.
const SHOWN_CHARS: usize = 40;

/// A lever and the value it is set to, in range and found in the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Setting {
    Mode(Mode),
    VehicleClass(&'static VehicleClass),
    /// (0, 1].
    LoadFactor(f64),
    /// [0, 1).
    EmptyDistanceFactor(f64),
    /// Km per hour.
    Speed(f64),
    Fuel(&'static Fuel),
    /// Degrees Celsius more (or less, below zero).
    Temperature(f64),
    /// Percent more (or less, below zero).
    Distance(f64),
    /// Percent more (or less, below zero).
    Throughput(f64),
    GridRegion(&'static GridRegion),
    /// [0, 1].
    RenewableShare(f64),
    /// Hours later (or earlier, below zero).
    Schedule(i64),
}

impl Setting {
    /// Understands a change.
    ///
    /// # Errors
    /// The field is the lever's word; the message names the value and what would be right.
    pub fn read(change: &Change) -> Result<Self, FieldError> {
        let value = Value {
            lever: change.lever,
            given: &change.value,
        };
        Ok(match change.lever {
            Lever::Mode => {
                let words = || Mode::ALL.iter().map(|mode| mode.as_str());
                Self::Mode(value.word(Mode::parse, words)?)
            }
            Lever::VehicleClass => {
                let words = || {
                    Mode::ALL
                        .iter()
                        .flat_map(|mode| {
                            known_vehicle_classes(model::ingest::EventType::Logistics, Some(*mode))
                        })
                        .map(|class| class.word)
                };
                Self::VehicleClass(value.word(vocabulary::vehicle_class_by_word, words)?)
            }
            Lever::Fuel => {
                let words = || known_fuels().iter().map(|fuel| fuel.word);
                Self::Fuel(value.word(vocabulary::fuel, words)?)
            }
            Lever::GridRegion => {
                let read = |text: &str| vocabulary::grid_region(text).map(|found| found.region);
                let words = || known_grid_regions().iter().map(|region| region.code);
                Self::GridRegion(value.word(read, words)?)
            }
            Lever::LoadFactor => Self::LoadFactor(
                value.number("above 0 and at most 1", |share| share > 0.0 && share <= 1.0)?,
            ),
            Lever::EmptyDistanceFactor => {
                Self::EmptyDistanceFactor(value.number("at least 0 and below 1", |share| {
                    (0.0..1.0).contains(&share)
                })?)
            }
            Lever::RenewableShare => Self::RenewableShare(
                value.number("from 0 to 1", |share| (0.0..=1.0).contains(&share))?,
            ),
            Lever::Speed => {
                Self::Speed(value.number("above 0 and at most 1000 km per hour", |kmh| {
                    kmh > 0.0 && kmh <= SPEED_KMH_MAX
                })?)
            }
            Lever::Temperature => Self::Temperature(
                value.number("a shift from -5 to 5 degrees Celsius", |degrees| {
                    degrees.abs() <= DEGREES_MAX
                })?,
            ),
            Lever::Distance => Self::Distance(value.percent()?),
            Lever::Throughput => Self::Throughput(value.percent()?),
            Lever::Schedule => {
                let hours = value.number("a shift of whole hours from -168 to 168", |hours| {
                    hours.abs() <= SHIFT_HOURS_MAX && hours.fract() == 0.0
                })?;
                Self::Schedule(hours as i64)
            }
        })
    }

    /// Which lever it is.
    #[must_use]
    pub fn lever(&self) -> Lever {
        match self {
            Self::Mode(_) => Lever::Mode,
            Self::VehicleClass(_) => Lever::VehicleClass,
            Self::LoadFactor(_) => Lever::LoadFactor,
            Self::EmptyDistanceFactor(_) => Lever::EmptyDistanceFactor,
            Self::Speed(_) => Lever::Speed,
            Self::Fuel(_) => Lever::Fuel,
            Self::Temperature(_) => Lever::Temperature,
            Self::Distance(_) => Lever::Distance,
            Self::Throughput(_) => Lever::Throughput,
            Self::GridRegion(_) => Lever::GridRegion,
            Self::RenewableShare(_) => Lever::RenewableShare,
            Self::Schedule(_) => Lever::Schedule,
        }
    }
}

struct Value<'v> {
    lever: Lever,
    given: &'v LeverValue,
}

impl Value<'_> {
    fn error(&self, code: &str, message: String) -> FieldError {
        FieldError::new(self.lever.as_str(), code, message)
    }

    fn number(&self, bounds: &str, fits: impl Fn(f64) -> bool) -> Result<f64, FieldError> {
        let lever = self.lever.as_str();
        match self.given {
            LeverValue::Number(number) if number.is_finite() && fits(*number) => Ok(*number),
            LeverValue::Number(number) => Err(self.error(
                "out_of_range",
                format!("{lever} is {number}; it must be {bounds}"),
            )),
            LeverValue::Text(text) => Err(self.error(
                "not_a_number",
                format!("{lever} is `{}`; it must be a number {bounds}", shown(text)),
            )),
        }
    }

    fn percent(&self) -> Result<f64, FieldError> {
        self.number("a relative change from -100 to 1000 percent", |percent| {
            (-100.0..=PERCENT_MAX).contains(&percent)
        })
    }

    /// The word, or an error that lists the first words that would be right.
    fn word<T, W: Iterator<Item = &'static str>>(
        &self,
        read: impl Fn(&str) -> Option<T>,
        words: impl Fn() -> W,
    ) -> Result<T, FieldError> {
        let lever = self.lever.as_str();
        let given = match self.given {
            LeverValue::Text(text) => match read(text) {
                Some(found) => return Ok(found),
                None => shown(text),
            },
            LeverValue::Number(number) => number.to_string(),
        };
        let some: Vec<_> = words().take(5).collect();
        Err(self.error(
            "unknown_word",
            format!(
                "{lever} is `{given}`, which is no known word; such as {} would be right",
                some.join(", ")
            ),
        ))
    }
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN_CHARS).collect()
}
