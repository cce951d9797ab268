//! What could be done about a site's electricity, from what was measured there, and what it would save.
//!
//! - [`moves`] finds a better time for each load that can wait: for its price or its carbon (shifting), for
//!   a lower peak, or for the sun that would be left over. A load is moved once, so it is advised once, for
//!   what it gains most.
//! - [`tariff_changes`] bills the same days by other tariffs.
//! - [`battery`] plans the same days with batteries of several sizes; [`replay`] does so with any one.
//! - [`freeze`] and [`verify`] say what a site's electricity cost and emitted before, and saved since.
//!
//! All rests on whole local days ([`Past`]). Savings are those of a mean month with the 90 % interval of the
//! mean of days (Student's t; days are taken as independent). **What may save nothing is not advised**: the
//! interval of what is made least must lie above zero, and neither money nor carbon may be lost for it.

mod battery;
mod moving;
mod past;
mod replay;
mod tariff;
#[cfg(test)]
mod tests;
mod verify;

pub use battery::battery;
pub use moving::moves;
pub use past::{Past, Slot};
pub use replay::{BatteryCase, BatteryKind, Replayed, WEEK, outlooks, replay, whole_weeks};
pub use tariff::tariff_changes;
pub use verify::{SiteBaseline, freeze, verify};

use model::recommendations::Fact;

use crate::emissions::confidence;
use crate::recommendations::Impact;
use crate::recommendations::rule::{FEASIBILITY_EVENTS, Work};
use crate::recommendations::text::Figures;
use crate::recommendations::verify::student_t;

/// Fewest whole days that advice rests on: two of each weekday.
pub const DAYS_MIN: usize = 14;
/// Smallest saving worth advising each month: in units of money, or in kg CO2e.
pub const MONEY_MIN: f64 = 1.0;
pub const KG_MIN: f64 = 1.0;

/// An advice, before it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// What is advised about what: the same is open once at a site.
    pub rule: String,
    pub title: String,
    pub body: String,
    /// kg CO2e saved per month.
    pub co2_impact_kg: Impact,
    /// Money saved per month, in the tariff's currency; `None` without prices.
    pub money: Option<Mean>,
    /// 0 to 1.
    pub feasibility: f64,
    /// 0 to 1, of what is made least: clamp(1 - (high - low) / (2 x value), 0, 1).
    pub confidence: f64,
    /// Every figure of the text.
    pub facts: Vec<Fact>,
    pub sources: Vec<&'static str>,
}

/// A mean with its 90 % interval.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Mean {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl Mean {
    /// Of values that are taken as independent; of fewer than two nothing is known beyond their value.
    fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        if values.is_empty() {
            return Self::default();
        }
        let value = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|one| (one - value).powi(2)).sum();
        let half = if values.len() < 2 {
            0.0
        } else {
            student_t(n - 1.0) * (squares / (n - 1.0) / n).sqrt()
        };
        Self {
            value,
            low: value - half,
            high: value + half,
        }
    }

    fn times(self, factor: f64) -> Self {
        Self {
            value: self.value * factor,
            low: self.low * factor,
            high: self.high * factor,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            low: self.low + other.low,
            high: self.high + other.high,
        }
    }
}

/// What was found, before it is worded.
struct Draft<'a> {
    rule: String,
    title: &'a str,
    body: &'a str,
    work: Work,
    /// Days it rests on.
    days: usize,
    kg: Mean,
    money: Option<Mean>,
    /// What is made least, of which confidence is taken.
    aim: Mean,
    figures: Figures,
    sources: &'a [&'static str],
}

impl Draft<'_> {
    /// The advice; `None` where it may save nothing, or nothing anybody would notice.
    fn advice(self) -> Option<Advice> {
        let money = self.money.map_or(0.0, |money| money.value);
        let is_worth_it = money >= MONEY_MIN || self.kg.value >= KG_MIN;
        // Differences of sums leave a billionth where there is none.
        let loses = self.kg.value < -1e-9 || money < -1e-9;
        if self.aim.low <= 0.0 || loses || !is_worth_it {
            return None;
        }
        let mut figures = self
            .figures
            .count("days", self.days as u64)
            .number("saving", self.kg.value.max(0.0), "kg")
            .number("saving_low", self.kg.low, "kg")
            .number("saving_high", self.kg.high, "kg");
        if let Some(money) = self.money {
            figures = figures
                .number("money", money.value, "")
                .number("money_low", money.low, "")
                .number("money_high", money.high, "");
        }
        let n = self.days as f64;
        Some(Advice {
            rule: self.rule,
            title: figures.fill(self.title),
            body: figures.fill(self.body),
            co2_impact_kg: Impact {
                value_kg: self.kg.value.max(0.0),
                low_kg: self.kg.low,
                high_kg: self.kg.high,
            },
            money: self.money,
            feasibility: self.work.ease() * n / (n + FEASIBILITY_EVENTS),
            confidence: confidence(self.aim.value, self.aim.low, self.aim.high),
            facts: figures.into_facts(),
            sources: self.sources.to_vec(),
        })
    }
}

/// Best first: by the money of a month where prices are known, then by carbon, times how readily it is done
/// and how sure it is.
#[must_use]
pub fn ranked(mut advice: Vec<Advice>) -> Vec<Advice> {
    let score = |one: &Advice| {
        let sure = one.feasibility * one.confidence;
        let money = one.money.map_or(0.0, |money| money.value);
        (money * sure, one.co2_impact_kg.value_kg * sure)
    };
    advice.sort_by(|one, other| {
        let ((money, kg), (other_money, other_kg)) = (score(one), score(other));
        (other_money.total_cmp(&money))
            .then_with(|| other_kg.total_cmp(&kg))
            .then_with(|| one.rule.cmp(&other.rule))
    });
    advice
}
