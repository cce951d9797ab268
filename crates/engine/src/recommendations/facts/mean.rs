//! Means that know how many values they rest on, and shares of kilograms by word.

use model::units::Milligrams;

/// A weighted mean of values seen one after the other.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Mean {
    sum: f64,
    weight: f64,
    n: u64,
}

impl Mean {
    /// Adds a value; weights that are not finite and positive, and values that are not finite, say
    /// nothing.
    pub fn add(&mut self, value: f64, weight: f64) {
        let part = value * weight;
        if part.is_finite() && weight.is_finite() && weight > 0.0 {
            self.sum += part;
            self.weight += weight;
            self.n += 1;
        }
    }

    /// Adds a part and the whole it is of, so that the mean is the ratio of both sums.
    pub fn add_ratio(&mut self, part: f64, whole: f64) {
        self.add(part / whole, whole);
    }

    /// The mean; `None` without values.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        let value = self.sum / self.weight;
        (self.n > 0 && value.is_finite()).then_some(value)
    }

    /// The sum of value times weight.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.sum
    }

    /// Values it rests on.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The mean, when it rests on at least `least` values.
    #[must_use]
    pub fn of_at_least(&self, least: u64) -> Option<f64> {
        self.value().filter(|_| self.n >= least)
    }
}

/// Kilograms and events by word. Words are those of the vocabulary, so there are few.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shares {
    entries: Vec<Share>,
}

/// What one word has of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Canonical; empty for events that name none.
    pub word: &'static str,
    pub co2e: Milligrams,
    pub events: u64,
}

impl Shares {
    pub(super) fn add(&mut self, word: &'static str, co2e: Milligrams) {
        match self.entries.iter_mut().find(|one| one.word == word) {
            Some(one) => {
                one.co2e = Milligrams(one.co2e.0.saturating_add(co2e.0));
                one.events += 1;
            }
            None => self.entries.push(Share {
                word,
                co2e,
                events: 1,
            }),
        }
    }

    /// Kilograms of a word; 0 where it does not occur.
    #[must_use]
    pub fn kg(&self, word: &str) -> f64 {
        self.of(word).map_or(0.0, |one| one.co2e.kg())
    }

    /// What a word has.
    #[must_use]
    pub fn of(&self, word: &str) -> Option<&Share> {
        self.entries.iter().find(|one| one.word == word)
    }

    /// All words, in the order they were first seen.
    pub fn iter(&self) -> impl Iterator<Item = &Share> {
        self.entries.iter()
    }
}

/// The value below which the share `at` (0 to 1) of `values` lies, interpolated between neighbours
/// (definition 7 of Hyndman and Fan, 1996). `None` without finite values.
#[must_use]
pub fn quantile(mut values: Vec<f64>, at: f64) -> Option<f64> {
    values.retain(|value| value.is_finite());
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let place = at.clamp(0.0, 1.0) * last as f64;
    let below = place as usize;
    let above = (below + 1).min(last);
    let share = place - below as f64;
    Some(values[below] * (1.0 - share) + values[above] * share)
}

#[cfg(test)]
mod tests {
    use model::units::Milligrams;

    use super::{Mean, Shares, quantile};

    #[test]
    fn a_mean_weighs_and_ignores_what_says_nothing() {
        let mut mean = Mean::default();
        for (value, weight) in [
            (0.5, 3.0),
            (1.0, 1.0),
            (f64::NAN, 1.0),
            (9.0, 0.0),
            (9.0, -1.0),
        ] {
            mean.add(value, weight);
        }
        assert_eq!((mean.value(), mean.n()), (Some(0.625), 2));
        assert_eq!(mean.of_at_least(3), None);
        assert_eq!(Mean::default().value(), None);
        let mut ratio = Mean::default();
        ratio.add_ratio(1.0, 4.0);
        ratio.add_ratio(3.0, 0.0);
        ratio.add_ratio(1.0, 12.0);
        assert_eq!(ratio.value(), Some(0.125));
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        let values = vec![4.0, 1.0, f64::NAN, 2.0, 3.0];
        assert_eq!(quantile(values.clone(), 0.0), Some(1.0));
        assert_eq!(quantile(values.clone(), 0.5), Some(2.5));
        assert_eq!(quantile(values, 1.0), Some(4.0));
        assert_eq!(quantile(vec![], 0.5), None);
        assert_eq!(quantile(vec![7.0], 0.9), Some(7.0));
    }

    #[test]
    fn shares_add_up_by_word() {
        let mut shares = Shares::default();
        shares.add("road", Milligrams(2_000_000));
        shares.add("rail", Milligrams(1));
        shares.add("road", Milligrams(1_000_000));
        assert!((shares.kg("road") - 3.0).abs() < 1e-12);
        assert_eq!(shares.of("road").map(|one| one.events), Some(2));
        assert_eq!(shares.iter().count(), 2);
    }
}
