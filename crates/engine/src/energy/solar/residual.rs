//! What a meter says about the chain: how far its yields are off, and what band that leaves.
//!
//! Shade in the morning, a module that is broken, or weather forecasts that are too bright show as a ratio
//! of measured to modelled energy that differs by the clearness of the sky and the half of the day. Its
//! quantiles correct the yield and make the band.

use serde::{Deserialize, Serialize};

use super::chain::Yield;
use crate::statistics::quantile;

/// Fewest pairs that anything is learned from, and fewest of a class of its own.
pub const PAIRS_MIN: usize = 60;
const CLASS_PAIRS_MIN: usize = 30;
/// Clearness from which on a sky counts as broken, and as clear.
const CLASSES: [f64; 2] = [0.35, 0.6];
/// Yields below this share of the largest are too small for a ratio.
const SMALL: f64 = 0.05;

/// A yield that was modelled, and what was measured then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    pub modelled: Yield,
    /// Whether the sun had not yet passed its highest point.
    pub is_morning: bool,
    pub measured_kwh: f64,
}

/// A yield with its band: one of ten is below P10, half of them below P50, one of ten above P90.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Band {
    pub p10_kwh: f64,
    pub p50_kwh: f64,
    pub p90_kwh: f64,
}

/// Ratios of measured to modelled energy, and how many pairs they were learned from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Residual {
    /// By clearness, then morning and afternoon; `None` of a class with too few pairs.
    classes: [Option<[f64; 3]>; 6],
    all: [f64; 3],
    pub pairs: usize,
}

impl Residual {
    /// Learns from pairs of any order. `None` of fewer than [`PAIRS_MIN`] that say something.
    #[must_use]
    pub fn learn(pairs: &[Pair]) -> Option<Self> {
        let largest = pairs
            .iter()
            .map(|pair| pair.modelled.kwh)
            .fold(0.0, f64::max);
        let mut of_class: [Vec<f64>; 6] = Default::default();
        for pair in pairs {
            let is_known = pair.measured_kwh >= 0.0 && pair.measured_kwh.is_finite();
            if pair.modelled.kwh > SMALL * largest && is_known {
                let class = class(&pair.modelled, pair.is_morning);
                of_class[class].push(pair.measured_kwh / pair.modelled.kwh);
            }
        }
        let mut all = of_class.concat();
        if all.len() < PAIRS_MIN {
            return None;
        }
        Some(Self {
            pairs: all.len(),
            classes: of_class.map(|mut ratios| {
                (ratios.len() >= CLASS_PAIRS_MIN)
                    .then(|| quantiles(&mut ratios))
                    .flatten()
            }),
            all: quantiles(&mut all)?,
        })
    }

    /// The band of a yield.
    #[must_use]
    pub fn band(&self, modelled: &Yield, is_morning: bool) -> Band {
        let class = self.classes[class(modelled, is_morning)];
        let [p10, p50, p90] = class.unwrap_or(self.all);
        Band {
            p10_kwh: p10 * modelled.kwh,
            p50_kwh: p50 * modelled.kwh,
            p90_kwh: p90 * modelled.kwh,
        }
    }
}

fn class(modelled: &Yield, is_morning: bool) -> usize {
    let clearness = CLASSES.partition_point(|begin| *begin <= modelled.clearness);
    2 * clearness + usize::from(is_morning)
}

fn quantiles(ratios: &mut [f64]) -> Option<[f64; 3]> {
    Some([
        quantile(ratios, 0.1)?,
        quantile(ratios, 0.5)?,
        quantile(ratios, 0.9)?,
    ])
}
