//! Split conformal prediction (Vovk and others, "Algorithmic learning in a random world", 2005) on absolute
//! errors of forecasts made earlier, step by step.
//!
//! Neighbouring steps share their errors, newer errors may weigh more, and the value to come counts as one
//! more of the newest (Barber, Candes, Ramdas and Tibshirani, "Conformal prediction beyond exchangeability",
//! Annals of Statistics 51, 2023).

/// The share of values a band is to hold.
pub const NOMINAL: f64 = 0.9;

/// Absolute errors: of each origin, oldest first, by step; `None` where nothing was measured.
#[derive(Debug)]
pub(crate) struct AbsoluteErrors {
    pub(crate) by_origin: Vec<Vec<Option<f64>>>,
    /// Steps before and after that share their errors.
    pub(crate) neighbours: usize,
    /// Origins back to where an error counts half of the newest at that step; `None`: all count the same.
    pub(crate) half_life: Option<f64>,
}

impl AbsoluteErrors {
    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.by_origin.iter().flatten().flatten().count()
    }

    /// The half-width of the band at a step without the errors of origin `without`, and the number of
    /// errors it comes from. `None` without any.
    pub(crate) fn half_width(&self, step: usize, without: Option<usize>) -> Option<(f64, usize)> {
        let from = step.saturating_sub(self.neighbours);
        let to = step + self.neighbours + 1;
        let mut errors: Vec<(f64, f64)> = Vec::with_capacity(self.by_origin.len() * (to - from));
        for (origin, of_origin) in self.by_origin.iter().enumerate() {
            if Some(origin) == without {
                continue;
            }
            let weight = self.weight(origin);
            let near = &of_origin[from.min(of_origin.len())..to.min(of_origin.len())];
            errors.extend(near.iter().flatten().map(|error| (*error, weight)));
        }
        errors.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        let sum: f64 = errors.iter().map(|(_, weight)| weight).sum();
        // The value to come counts as one more of the newest, which far ahead is not of the newest origin.
        let newest = errors.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
        let needed = NOMINAL * (sum + newest);
        let mut reached = 0.0;
        let found = errors.iter().find(|(_, weight)| {
            reached += weight;
            reached >= needed
        });
        let (half_width, _) = found.or(errors.last())?;
        Some((*half_width, errors.len()))
    }

    fn weight(&self, origin: usize) -> f64 {
        let back = self.by_origin.len() - 1 - origin;
        self.half_life
            .map_or(1.0, |half_life| 0.5_f64.powf(back as f64 / half_life))
    }

    /// The share of values held, each origin in turn by the errors of all others; `None` where nothing
    /// could be tried.
    pub(crate) fn coverage(&self) -> Option<f64> {
        let (mut held, mut count) = (0.0, 0.0);
        for (origin, errors) in self.by_origin.iter().enumerate() {
            for (step, error) in errors.iter().enumerate() {
                let Some(error) = error else { continue };
                let Some((half_width, _)) = self.half_width(step, Some(origin)) else {
                    continue;
                };
                count += 1.0;
                held += f64::from(u8::from(*error <= half_width));
            }
        }
        (count > 0.0).then_some(held / count)
    }
}
