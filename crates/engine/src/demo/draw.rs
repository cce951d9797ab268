//! Chance that can be asked twice: a generator for each thing that happens, seeded with its
//! address.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Where and when something happens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address {
    pub(super) seed: u64,
    /// Which source.
    pub(super) source: u32,
    /// Hours since 1970.
    pub(super) hour: i64,
    /// Reports per event of the history.
    pub(super) pace: u32,
}

/// What a draw is for, so that two draws at one address differ.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Phase = 1,
    Trip = 2,
    HotTrip = 3,
    Period = 4,
    Gap = 5,
    Meter = 6,
    Cloud = 7,
}

impl Address {
    /// The generator of event `number` at this address.
    pub(super) fn chance(self, purpose: Purpose, number: u32) -> Chance {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        seed[8..12].copy_from_slice(&self.source.to_le_bytes());
        seed[12..20].copy_from_slice(&self.hour.to_le_bytes());
        seed[20..24].copy_from_slice(&self.pace.to_le_bytes());
        seed[24..28].copy_from_slice(&number.to_le_bytes());
        seed[28] = purpose as u8;
        Chance(ChaCha8Rng::from_seed(seed))
    }

    /// The same source at the beginning of its day, at the pace of the history: gaps last hours
    /// and must not depend on the pace.
    pub(super) fn day(self) -> Self {
        Self {
            hour: self.hour.div_euclid(24) * 24,
            pace: 1,
            ..self
        }
    }
}

/// A generator.
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    /// Evenly in `[0, 1)`.
    pub(super) fn share(&mut self) -> f64 {
        self.0.random()
    }

    /// Whether something of this probability happens.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// About normal with mean 0 and deviation 1, within three deviations: the sum of twelve even
    /// draws less six, cut.
    pub(super) fn noise(&mut self) -> f64 {
        let sum: f64 = (0..12).map(|_| self.share()).sum();
        (sum - 6.0).clamp(-3.0, 3.0)
    }

    /// `value` with a relative deviation.
    pub(super) fn around(&mut self, value: f64, deviation: f64) -> f64 {
        value * (1.0 + deviation * self.noise())
    }
}

/// Rounded to `decimals`, as a meter or a form shows it.
pub(super) fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    (value * scale).round() / scale
}
