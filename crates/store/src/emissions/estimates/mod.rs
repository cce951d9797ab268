//! Estimates of events: kilograms with their parts, or the reason why there are none.
//!
//! They are written with their events ([`crate::ingest::events::insert`]), or later by a new calculation
//! ([`insert`]).

mod insert;

use model::emissions::{ContributionKind, EstimateSummary, IntervalBasis, MethodTier};
use model::units::Milligrams;

use super::factor_sets::FactorSetId;
use crate::codes::Code;
use crate::{Error, Result};

pub use insert::insert;
pub(crate) use insert::{Row, contributions, insert_rows};

/// One additive part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    pub kind: ContributionKind,
    pub ttw: Milligrams,
    pub wtt: Milligrams,
}

/// Most parts of one estimate.
pub const CONTRIBUTIONS_MAX: usize = 32;

/// An estimate with kilograms.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimated {
    pub co2e: Milligrams,
    pub ttw: Milligrams,
    pub wtt: Milligrams,
    pub method: MethodTier,
    pub interval_low_kg: f64,
    pub interval_high_kg: f64,
    pub interval_basis: IntervalBasis,
    pub confidence: f64,
    pub factor_set: FactorSetId,
    /// At most [`CONTRIBUTIONS_MAX`]; they add up to the total.
    pub contributions: Vec<Contribution>,
}

/// An estimate on its way in.
#[derive(Debug, Clone, PartialEq)]
pub enum NewEstimate {
    Estimated(Estimated),
    /// No factor: why, in a stable word or sentence.
    NoFactor(String),
}

/// An estimate as stored.
pub type StoredEstimate = NewEstimate;

impl Estimated {
    /// Tank-to-wheel and well-to-tank part of what a meter of the site counts instead: its electricity.
    /// Metered CO2e cannot be told apart by its causes and is all of it.
    #[must_use]
    pub fn counted_by_meter(&self) -> (Milligrams, Milligrams) {
        let parts = self.contributions.iter().filter(|part| {
            matches!(
                part.kind,
                ContributionKind::Electricity
                    | ContributionKind::GridLosses
                    | ContributionKind::MeteredCo2e
            )
        });
        parts.fold((Milligrams::ZERO, Milligrams::ZERO), |(ttw, wtt), part| {
            (ttw + part.ttw, wtt + part.wtt)
        })
    }

    /// What lists show of it.
    #[must_use]
    pub fn summary(&self) -> EstimateSummary {
        EstimateSummary {
            co2e_kg: self.co2e.kg(),
            ttw_kg: self.ttw.kg(),
            wtt_kg: self.wtt.kg(),
            method: self.method,
            interval_low_kg: self.interval_low_kg,
            interval_high_kg: self.interval_high_kg,
            interval_basis: self.interval_basis,
            confidence: self.confidence,
        }
    }

    /// Refuses what a column would not keep: SQLite turns NaN into NULL.
    pub(crate) fn check(&self) -> Result<()> {
        let figures = [self.interval_low_kg, self.interval_high_kg, self.confidence];
        if !figures.into_iter().all(f64::is_finite) {
            return Err(Error::OutOfRange("interval or confidence"));
        }
        if self.contributions.len() > CONTRIBUTIONS_MAX {
            return Err(Error::OutOfRange("number of contributions"));
        }
        Ok(())
    }
}

/// Bytes of one part: kind, tank-to-wheel, well-to-tank.
const PART_BYTES: usize = 1 + 8 + 8;

/// The parts as they are stored.
pub(crate) fn encode(contributions: &[Contribution]) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(contributions.len() * PART_BYTES);
    for part in contributions {
        let kind = u8::try_from(part.kind.code()).map_err(|_| Error::OutOfRange("contribution"))?;
        bytes.push(kind);
        bytes.extend(part.ttw.0.to_be_bytes());
        bytes.extend(part.wtt.0.to_be_bytes());
    }
    Ok(bytes)
}

fn decode(bytes: &[u8]) -> Result<Vec<Contribution>> {
    const TABLE: &str = "estimates";
    let corrupt = || Error::Corrupt {
        table: TABLE,
        column: "contributions",
    };
    let (parts, rest) = bytes.as_chunks::<PART_BYTES>();
    if !rest.is_empty() {
        return Err(corrupt());
    }
    parts
        .iter()
        .map(|part| {
            let mass = |bytes: &[u8]| -> Result<Milligrams> {
                let bytes = bytes.try_into().map_err(|_| corrupt())?;
                Ok(Milligrams(i64::from_be_bytes(bytes)))
            };
            Ok(Contribution {
                kind: ContributionKind::from_code(i16::from(part[0]), TABLE, "contributions")?,
                ttw: mass(&part[1..9])?,
                wtt: mass(&part[9..])?,
            })
        })
        .collect()
}

/// The columns of [`EstimateRow`], of `estimates s`.
macro_rules! estimate_columns {
    () => {
        "s.calculation, s.co2e_mg, s.ttw_mg, s.wtt_mg, s.interval_low_kg, s.interval_high_kg, \
         s.confidence, s.factor_set_id, s.method, s.interval_basis, s.contributions, \
         s.no_factor_reason"
    };
}
pub(crate) use estimate_columns;

/// A row of `estimates`, or nothing but nulls where a left join found none.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct EstimateRow {
    pub(crate) calculation: Option<i32>,
    co2e_mg: Option<i64>,
    ttw_mg: Option<i64>,
    wtt_mg: Option<i64>,
    interval_low_kg: Option<f64>,
    interval_high_kg: Option<f64>,
    confidence: Option<f64>,
    factor_set_id: Option<i32>,
    method: Option<i16>,
    interval_basis: Option<i16>,
    contributions: Option<Vec<u8>>,
    no_factor_reason: Option<String>,
}

impl EstimateRow {
    /// `None` where there was no row.
    pub(crate) fn into_estimate(self) -> Result<Option<StoredEstimate>> {
        if self.calculation.is_none() {
            return Ok(None);
        }
        if let Some(reason) = self.no_factor_reason {
            return Ok(Some(NewEstimate::NoFactor(reason)));
        }
        fn some<T>(value: Option<T>, column: &'static str) -> Result<T> {
            value.ok_or(Error::Corrupt {
                table: "estimates",
                column,
            })
        }
        let method = some(self.method, "method")?;
        let basis = some(self.interval_basis, "interval_basis")?;
        Ok(Some(NewEstimate::Estimated(Estimated {
            co2e: Milligrams(some(self.co2e_mg, "co2e_mg")?),
            ttw: Milligrams(some(self.ttw_mg, "ttw_mg")?),
            wtt: Milligrams(some(self.wtt_mg, "wtt_mg")?),
            method: MethodTier::from_code(method, "estimates", "method")?,
            interval_low_kg: some(self.interval_low_kg, "interval_low_kg")?,
            interval_high_kg: some(self.interval_high_kg, "interval_high_kg")?,
            interval_basis: IntervalBasis::from_code(basis, "estimates", "interval_basis")?,
            confidence: some(self.confidence, "confidence")?,
            factor_set: FactorSetId(some(self.factor_set_id, "factor_set_id")?),
            contributions: decode(&some(self.contributions, "contributions")?)?,
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_survive_their_bytes() {
        let parts = vec![
            Contribution {
                kind: ContributionKind::Fuel,
                ttw: Milligrams(i64::MAX),
                wtt: Milligrams(-1),
            },
            Contribution {
                kind: ContributionKind::MeteredCo2e,
                ttw: Milligrams(0),
                wtt: Milligrams(i64::MIN),
            },
        ];
        let bytes = encode(&parts).expect("every kind has a code of one byte");
        assert_eq!(bytes.len(), 34);
        assert_eq!(decode(&bytes).expect("just written"), parts);
        assert!(decode(&bytes[1..]).is_err(), "a cut part is noticed");
        assert!(decode(&[99; 17]).is_err(), "an unknown kind is noticed");
    }
}
