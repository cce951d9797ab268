//! One side of a scenario: sums in whole milligrams.

use model::emissions::ContributionKind;
use model::ingest::EventType;
use model::whatif::ScenarioKg;

use crate::emissions::levers::Account;

/// Milligrams in a kilogram.
const MG_PER_KG: f64 = 1e6;

/// Sums of one side. Sums of more than 9 billion tonnes fit as well.
#[derive(Debug, Default)]
pub(super) struct Side {
    pub(super) co2e_mg: i128,
    ttw_mg: i128,
    wtt_mg: i128,
    low_kg: f64,
    high_kg: f64,
    by_event_type: [i128; EventType::ALL.len()],
    by_contribution: [i128; ContributionKind::ALL.len()],
}

impl Side {
    pub(super) fn add(&mut self, event_type: EventType, account: &Account) {
        let estimate = &account.estimate;
        self.co2e_mg += i128::from(estimate.co2e.0);
        self.ttw_mg += i128::from(estimate.ttw.0);
        self.wtt_mg += i128::from(estimate.wtt.0);
        self.low_kg += estimate.interval_low_kg;
        self.high_kg += estimate.interval_high_kg;
        self.by_event_type[event_type as usize] += i128::from(estimate.co2e.0);
        for part in &estimate.contributions {
            self.by_contribution[part.kind as usize] += i128::from(part.ttw.0 + part.wtt.0);
        }
    }

    pub(super) fn of_type(&self, event_type: EventType) -> i128 {
        self.by_event_type[event_type as usize]
    }

    pub(super) fn of_kind(&self, kind: ContributionKind) -> i128 {
        self.by_contribution[kind as usize]
    }

    /// The side's totals. Factor errors are fully correlated, so bounds of events add.
    pub(super) fn kg(&self) -> ScenarioKg {
        ScenarioKg {
            co2e_kg: kg(self.co2e_mg),
            ttw_kg: kg(self.ttw_mg),
            wtt_kg: kg(self.wtt_mg),
            interval_low_kg: self.low_kg,
            interval_high_kg: self.high_kg,
        }
    }

    /// `self` less `baseline`, with the half-width of the difference in kg.
    pub(super) fn less(&self, baseline: &Self, half_width_kg: f64) -> ScenarioKg {
        let co2e_kg = kg(self.co2e_mg - baseline.co2e_mg);
        ScenarioKg {
            co2e_kg,
            ttw_kg: kg(self.ttw_mg - baseline.ttw_mg),
            wtt_kg: kg(self.wtt_mg - baseline.wtt_mg),
            interval_low_kg: co2e_kg - half_width_kg,
            interval_high_kg: co2e_kg + half_width_kg,
        }
    }
}

/// Kilograms of a sum of milligrams.
pub(super) fn kg(mg: i128) -> f64 {
    mg as f64 / MG_PER_KG
}
