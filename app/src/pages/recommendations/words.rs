//! The words of recommendations: where one stands, what it saves and costs, why emissions grew.

use model::money::Money;
use model::recommendations::{
    ActivityUnit, Driver, Recommendation, RecommendationAction, RecommendationStatus, VerifiedMoney,
};

use crate::components::{decimal, mass};

/// Word and tone of where one stands.
pub(super) fn status_words(status: RecommendationStatus) -> (&'static str, &'static str) {
    match status {
        RecommendationStatus::Pending => ("to decide", "warn"),
        RecommendationStatus::Approved => ("approved", "info"),
        RecommendationStatus::InProgress => ("in progress", "info"),
        RecommendationStatus::Done => ("done, being measured", "predicted"),
        RecommendationStatus::Verified => ("verified", "good"),
        RecommendationStatus::Dismissed => ("dismissed", "plain"),
        RecommendationStatus::Expired => ("expired", "plain"),
    }
}

/// Where a step leads when it is allowed.
pub(super) fn leads_to(action: &str) -> Option<RecommendationStatus> {
    use RecommendationAction as Action;
    use RecommendationStatus as Status;

    match RecommendationAction::parse(action)? {
        Action::Approve => Some(Status::Approved),
        Action::Dismiss => Some(Status::Dismissed),
        Action::Start => Some(Status::InProgress),
        Action::Finish => Some(Status::Done),
        Action::Verify => Some(Status::Verified),
        Action::Expire => Some(Status::Expired),
        // Back to where it was, which only the server knows.
        Action::Undo => None,
    }
}

/// What is said when a step was made.
pub(super) fn made_words(status: RecommendationStatus) -> &'static str {
    match status {
        RecommendationStatus::Pending => "Taken back: to decide again",
        RecommendationStatus::Approved => "Approved",
        RecommendationStatus::InProgress => "In progress",
        RecommendationStatus::Done => "Done; the saving is measured from now on",
        RecommendationStatus::Verified => "Verified",
        RecommendationStatus::Dismissed => "Dismissed",
        RecommendationStatus::Expired => "Expired",
    }
}

/// `1.2 t a month (0.9 t to 1.5 t)`.
pub(super) fn saving_words(one: &Recommendation) -> String {
    format!(
        "{} a month ({} to {})",
        mass(one.co2_impact),
        mass(one.co2_impact_low_kg),
        mass(one.co2_impact_high_kg)
    )
}

/// What it costs or earns each month.
pub(super) fn cost_words(one: &Recommendation) -> String {
    match one.cost_estimate {
        Some(money) if money.amount.micros() < 0 => format!("earns {} a month", positive(money)),
        Some(money) => format!("costs {} a month", positive(money)),
        None => "cost not known".to_owned(),
    }
}

/// The amount without its sign, thousands separated, in whole units from a hundred on.
pub(super) fn positive(money: Money) -> String {
    // An amount of money is far from where f64 loses units.
    let amount = money.amount.micros().unsigned_abs() as f64 / 1e6;
    let decimals = if amount >= 100.0 { 0 } else { 2 };
    format!(
        "{}\u{a0}{}",
        decimal(amount, decimals),
        money.currency.as_str()
    )
}

/// Money that was saved, measured, with its interval.
pub(super) fn money_words(money: &VerifiedMoney) -> String {
    let currency = money.currency.as_str();
    format!(
        "{} {currency} saved ({} to {})",
        decimal(money.saved, 2),
        decimal(money.low, 2),
        decimal(money.high, 2)
    )
}

/// What emissions grew or fell by, with what the activity was counted in; the sign is beside it.
pub(super) fn driver_words(driver: Driver, unit: ActivityUnit) -> String {
    let unit = unit_words(unit);
    match driver {
        Driver::Activity => format!("Activity ({unit})"),
        Driver::Mix => "Which vehicles, modes, energy".to_owned(),
        Driver::Load => "How full trips were".to_owned(),
        Driver::Length => "How long trips were".to_owned(),
        Driver::EmptyRunning => "Empty running".to_owned(),
        Driver::EnergyUse => format!("Energy for the same ({unit})"),
        Driver::Intensity => "CO₂e of the same energy".to_owned(),
    }
}

/// What an activity is counted in.
pub(super) fn unit_words(unit: ActivityUnit) -> &'static str {
    match unit {
        ActivityUnit::TonneKm => "tonne-kilometres",
        ActivityUnit::Km => "kilometres",
        ActivityUnit::Tonnes => "tonnes",
        ActivityUnit::Trips => "trips",
        ActivityUnit::Parcels => "parcels",
        ActivityUnit::Stops => "stops",
        ActivityUnit::OutputUnits => "units made",
        ActivityUnit::MachineHours => "machine hours",
        ActivityUnit::ThroughputTonnes => "tonnes handled",
        ActivityUnit::SquareMetreDays => "floor area",
        ActivityUnit::Kwh => "kilowatt-hours",
        ActivityUnit::Days => "days",
    }
}
