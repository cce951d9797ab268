//! Factors, estimates, roll-ups and the figures read from them.

pub mod estimates;
pub mod factor_sets;
pub mod factors;
pub mod figures;
pub mod rollups;

/// The number of a calculation: estimates and roll-ups exist once per calculation, and the
/// organisation says which one is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Calculation(pub i32);

impl Calculation {
    /// The first one of every organisation.
    pub const FIRST: Self = Self(1);
}
