//! Units that must not be mixed up, as types.
//!
//! Emissions are summed as whole milligrams, so that sums are exact in any order. People and JSON
//! see kilograms.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// A mass of CO2e in whole milligrams.
///
/// An `i64` of milligrams holds 9.2 billion tonnes: more than a year of the world's transport.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Milligrams(pub i64);

impl Milligrams {
    /// No emission.
    pub const ZERO: Self = Self(0);

    /// Rounds kilograms to the nearest milligram, half to even: meters of two decimals times factors
    /// of five end in exact halves, and rounding all of them up would add up over a file. `None`
    /// when `kg` is not finite or does not fit.
    #[must_use]
    pub fn from_kg(kg: f64) -> Option<Self> {
        let mg = (kg * 1e6).round_ties_even();
        // 2^63 as f64; the comparison also refuses NaN.
        (mg.abs() < 9.223_372_036_854_775e18).then_some(Self(mg as i64))
    }

    /// What of it belongs to the first `elapsed` of `length` when it is spread evenly, rounded down: so
    /// the differences of consecutive answers add up to the whole. Both are of one unit, such as
    /// microseconds; from the end on, and where there is no length, it is the whole.
    #[must_use]
    pub fn until(self, elapsed: i64, length: i64) -> Self {
        if elapsed >= length {
            return self;
        }
        // Both fit 63 bits: their product fits 127.
        let until =
            (i128::from(self.0) * i128::from(elapsed.max(0))).div_euclid(i128::from(length));
        // At most the whole, because less than the length has elapsed.
        Self(i64::try_from(until).unwrap_or(self.0))
    }

    /// The same mass in kilograms.
    #[must_use]
    pub fn kg(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Add for Milligrams {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Milligrams {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Milligrams {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl SubAssign for Milligrams {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Neg for Milligrams {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Milligrams {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Milligrams {
    /// Kilograms with all six decimals, exactly: the figure a person can add up by hand.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let mg = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:06}", mg / 1_000_000, mg % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::Milligrams;

    #[test]
    fn kilograms_round_to_whole_milligrams() {
        assert_eq!(
            Milligrams::from_kg(1.000_000_4),
            Some(Milligrams(1_000_000))
        );
        assert_eq!(Milligrams::from_kg(-0.000_000_6), Some(Milligrams(-1)));
        // Exact halves go to the even neighbour.
        assert_eq!(Milligrams::from_kg(0.000_000_5), Some(Milligrams(0)));
        assert_eq!(Milligrams::from_kg(-0.000_001_5), Some(Milligrams(-2)));
        assert_eq!(Milligrams::from_kg(f64::NAN), None);
        assert_eq!(Milligrams::from_kg(1e13), None);
    }

    #[test]
    fn text_is_exact() {
        assert_eq!(Milligrams(-1_500_001).to_string(), "-1.500001");
        assert_eq!(Milligrams(7).to_string(), "0.000007");
    }
}
