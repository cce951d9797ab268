//! Energy, power and money as people read them.

use model::energy::{Channel, PlanMode};

use crate::components::{decimal, significant};
use crate::words::energy as words;

/// `413 kWh`, `1.23 MWh`.
pub(super) fn energy(kwh: f64) -> String {
    if kwh.abs() >= 999.5 {
        format!("{}\u{a0}MWh", significant(kwh / 1_000.0))
    } else {
        format!("{}\u{a0}kWh", significant(kwh))
    }
}

/// `86.4 kW`, `1.23 MW`.
pub(super) fn power(kw: f64) -> String {
    if kw.abs() >= 999.5 {
        format!("{}\u{a0}MW", significant(kw / 1_000.0))
    } else {
        format!("{}\u{a0}kW", significant(kw))
    }
}

/// `45 %` of a share from 0 to 1.
pub(super) fn share(share: f64) -> String {
    format!("{}\u{a0}%", decimal(100.0 * share, 0))
}

/// `12.30 EUR`.
pub(super) fn money(amount: f64, currency: &str) -> String {
    format!("{}\u{a0}{currency}", decimal(amount, 2))
}

/// A difference, with its sign.
pub(super) fn signed(value: f64, text: String) -> String {
    if value > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

/// What a mode makes least.
pub(super) fn mode_word(mode: PlanMode) -> &'static str {
    match mode {
        PlanMode::Cost => words::COST,
        PlanMode::Carbon => words::CARBON,
        PlanMode::Balanced => words::BOTH,
    }
}

/// A channel's name.
pub(super) fn channel_word(channel: Channel) -> &'static str {
    match channel {
        Channel::ImportKwh => words::TAKEN_FROM_THE_GRID,
        Channel::ExportKwh => words::FED_INTO_THE_GRID,
        Channel::SolarKwh => words::SOLAR_GENERATION,
        Channel::BatteryChargeKwh => words::CHARGED_INTO_THE_BATTERY,
        Channel::BatteryDischargeKwh => words::DISCHARGED_FROM_THE_BATTERY,
        Channel::Soc => words::STATE_OF_CHARGE_0_TO_1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_their_units() {
        for (text, expected) in [
            (energy(412.64), "413 kWh"),
            (energy(1_234.0), "1.23 MWh"),
            (power(-86.42), "\u{2212}86.4 kW"),
            (share(0.456), "46 %"),
            (money(1_234.5, "EUR"), "1,234.50 EUR"),
            (signed(2.0, money(2.0, "EUR")), "+2.00 EUR"),
        ] {
            assert_eq!(text.replace('\u{a0}', " "), expected);
        }
    }
}
