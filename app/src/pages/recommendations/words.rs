//! The words of recommendations: where one stands, what it saves and costs, why emissions grew.

use model::money::Money;
use model::recommendations::{
    ActivityUnit, Driver, Recommendation, RecommendationAction, RecommendationStatus, VerifiedMoney,
};

use crate::components::{decimal, mass};
use crate::words::recommendations as words;

/// Word and tone of where one stands.
pub(super) fn status_words(status: RecommendationStatus) -> (&'static str, &'static str) {
    match status {
        RecommendationStatus::Pending => (words::STATUS_TO_DECIDE, "warn"),
        RecommendationStatus::Approved => (words::STATUS_APPROVED, "info"),
        RecommendationStatus::InProgress => (words::STATUS_IN_PROGRESS, "info"),
        RecommendationStatus::Done => (words::STATUS_DONE, "predicted"),
        RecommendationStatus::Verified => (words::STATUS_VERIFIED, "good"),
        RecommendationStatus::Dismissed => (words::STATUS_DISMISSED, "plain"),
        RecommendationStatus::Expired => (words::STATUS_EXPIRED, "plain"),
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
        RecommendationStatus::Pending => words::TAKEN_BACK_TO_DECIDE_AGAIN,
        RecommendationStatus::Approved => words::APPROVED,
        RecommendationStatus::InProgress => words::IN_PROGRESS,
        RecommendationStatus::Done => words::DONE_THE_SAVING_IS_MEASURED,
        RecommendationStatus::Verified => words::VERIFIED,
        RecommendationStatus::Dismissed => words::DISMISSED,
        RecommendationStatus::Expired => words::EXPIRED,
    }
}

/// `1.2 t a month (0.9 t to 1.5 t)`.
pub(super) fn saving_words(one: &Recommendation) -> String {
    words::a_month_to(
        mass(one.co2_impact),
        mass(one.co2_impact_low_kg),
        mass(one.co2_impact_high_kg),
    )
}

/// What it costs or earns each month.
pub(super) fn cost_words(one: &Recommendation) -> String {
    match one.cost_estimate {
        Some(money) if money.amount.micros() < 0 => words::earns_a_month(positive(money)),
        Some(money) => words::costs_a_month(positive(money)),
        None => words::COST_NOT_KNOWN.to_owned(),
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
    words::money_saved(
        decimal(money.saved, 2),
        money.currency.as_str(),
        decimal(money.low, 2),
        decimal(money.high, 2),
    )
}

/// What emissions grew or fell by, with what the activity was counted in; the sign is beside it.
pub(super) fn driver_words(driver: Driver, unit: ActivityUnit) -> String {
    let unit = unit_words(unit);
    match driver {
        Driver::Activity => words::activity(unit),
        Driver::Mix => words::WHICH_VEHICLES_MODES_ENERGY.to_owned(),
        Driver::Load => words::HOW_FULL_TRIPS_WERE.to_owned(),
        Driver::Length => words::HOW_LONG_TRIPS_WERE.to_owned(),
        Driver::EmptyRunning => words::EMPTY_RUNNING.to_owned(),
        Driver::EnergyUse => words::energy_for_the_same(unit),
        Driver::Intensity => words::CO2E_OF_THE_SAME_ENERGY.to_owned(),
    }
}

/// What an activity is counted in.
pub(super) fn unit_words(unit: ActivityUnit) -> &'static str {
    match unit {
        ActivityUnit::TonneKm => words::TONNE_KILOMETRES,
        ActivityUnit::Km => words::KILOMETRES,
        ActivityUnit::Tonnes => words::TONNES,
        ActivityUnit::Trips => words::TRIPS,
        ActivityUnit::Parcels => words::PARCELS,
        ActivityUnit::Stops => words::STOPS,
        ActivityUnit::OutputUnits => words::UNITS_MADE,
        ActivityUnit::MachineHours => words::MACHINE_HOURS,
        ActivityUnit::ThroughputTonnes => words::TONNES_HANDLED,
        ActivityUnit::SquareMetreDays => words::FLOOR_AREA,
        ActivityUnit::Kwh => words::KILOWATT_HOURS,
        ActivityUnit::Days => words::DAYS,
    }
}
