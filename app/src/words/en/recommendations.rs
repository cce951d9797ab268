//! Recommendations.

use std::fmt::Display;

// Said in `pages/recommendations/api.rs`.

#[cfg(feature = "ssr")]
pub(crate) const NO_SUCH_STEP: &str = "such a step";

// Said in `pages/recommendations/board.rs`.

pub(crate) const TO_DECIDE: &str = "To decide";
pub(crate) const WHAT_THE_RULES_FIND_WAITS_HERE: &str = "What the rules find waits here.";
pub(crate) const APPROVED: &str = "Approved";
pub(crate) const THE_BASELINE_IS_FROZEN_WHEN: &str =
    "The baseline is frozen when something is approved.";
pub(crate) const IN_PROGRESS: &str = "In progress";
pub(crate) const WHAT_SOMEBODY_IS_AT: &str = "What somebody is at.";
pub(crate) const DONE_BEING_MEASURED: &str = "Done, being measured";
pub(crate) const THE_SAVING_IS_MEASURED_FOR_28: &str = "The saving is measured for 28 days.";

pub(crate) fn a_month(total: impl Display) -> String {
    format!("{total} a month")
}

// Said in `pages/recommendations/cause.rs`.

pub(crate) const MORE: &str = "more";
pub(crate) const LESS: &str = "less";
pub(crate) const WHY_IT_GREW: &str = "Why it grew";
pub(crate) const WHY_IT_FELL: &str = "Why it fell";
pub(crate) const BY_REASON: &str = "By reason";
pub(crate) const BY_PART_OF_THE_ESTIMATE: &str = "By part of the estimate";
pub(crate) const WHAT_IT_SAVED: &str = "What it saved";
pub(crate) const MEASURED: &str = "measured";

pub(crate) fn instead_of_the_that_are_usual(
    recent: impl Display,
    expected: impl Display,
    difference: impl Display,
    more_or_less: impl Display,
) -> String {
    format!(
        "{recent} instead of the {expected} that are usual in as many hours: {difference} {more_or_less}."
    )
}

pub(crate) fn kg_per_unit_of_before_kg(
    frozen_kg_per_unit: impl Display,
    saved_unit: impl Display,
    actual_kg_per_unit: impl Display,
    actual_units: impl Display,
) -> String {
    format!(
        "{frozen_kg_per_unit} kg per unit of {saved_unit} before, {actual_kg_per_unit} kg after, times {actual_units} since."
    )
}

pub(crate) fn between_and_nine_of_ten(low: impl Display, high: impl Display) -> String {
    format!("between {low} and {high} (nine of ten)")
}

pub(crate) fn days_before_the_approval_days_since(
    baseline_days: impl Display,
    measured_days: impl Display,
) -> String {
    format!("{baseline_days} days before the approval, {measured_days} days since it was done.")
}

// Said in `pages/recommendations/detail.rs`.

pub(crate) const RECOMMENDATION: &str = "Recommendation";
pub(crate) const RECOMMENDATIONS: &str = "Recommendations";
pub(crate) const TRY_IT_AS_A_SCENARIO: &str = "Try it as a scenario";
pub(crate) fn worded_by(model: impl Display) -> String {
    format!("Worded by {model}; figures are the rule's")
}

pub(crate) const WHAT_TO_DO: &str = "What to do";
pub(crate) const PRICES: &str = "Prices";
pub(crate) const WHAT_IT_BRINGS: &str = "What it brings";
pub(crate) const SAVING: &str = "Saving";
pub(crate) const MONEY: &str = "Money";
pub(crate) const PAYBACK: &str = "Payback";
pub(crate) const FEASIBILITY: &str = "Feasibility";
pub(crate) const CONFIDENCE: &str = "Confidence";
pub(crate) const WHO: &str = "Who";
pub(crate) const NOBODY_YET: &str = "nobody yet";
pub(crate) const THE_HOTSPOT_IT_ANSWERS: &str = "The hotspot it answers";
pub(crate) const WHAT_IT_RESTS_ON: &str = "What it rests on";
pub(crate) const FACTS: &str = "Facts";
pub(crate) const FACT: &str = "Fact";
pub(crate) const FIGURE: &str = "Figure";
pub(crate) const SOURCES: &str = "Sources";
/// The time of it follows.
pub(crate) fn decided_by(who: impl Display) -> String {
    format!("Decided by {who}, ")
}

/// The time of it follows.
pub(crate) fn decided_with_a_reason_by(who: impl Display) -> String {
    format!("Decided with a reason by {who}, ")
}

pub(crate) const EXPIRES_BEFORE: &str = "Without a decision it expires, ";
pub(crate) const THE_LAST_STEP_CAN_BE_TAKEN: &str = "The last step can be taken back until ";
pub(crate) const HISTORY: &str = "History";
pub(crate) fn found_by_the_rule(when: impl Display, rule: impl Display) -> String {
    format!("Found {when} by the rule {rule}")
}

pub(crate) const EVERY_STEP_IS_IN_THE_AUDIT: &str = "Every step is in the audit log.";

pub(crate) fn reason(reason: impl Display) -> String {
    format!("Reason: {reason}")
}

pub(crate) fn money_is_not_known(cost_missing: impl Display) -> String {
    format!("Money is not known: {cost_missing}. ")
}

// Said in `pages/recommendations/entry.rs`.

/// Follows a mass that stands out.
pub(crate) fn a_month_and(figures: impl Display) -> String {
    format!(" a month · {figures}")
}

pub(crate) fn measured_over_days_saved_to(
    measured_days: impl Display,
    saved: impl Display,
    low: impl Display,
    high: impl Display,
) -> String {
    format!("Measured over {measured_days} days: {saved} saved ({low} to {high}).")
}

/// After a sentence.
pub(crate) fn saved_and_money(kilograms: impl Display, money: impl Display) -> String {
    format!("{kilograms} Of money, {money}.")
}

pub(crate) fn money_saved(
    saved: impl Display,
    currency: impl Display,
    low: impl Display,
    high: impl Display,
) -> String {
    format!("{saved} {currency} saved ({low} to {high})")
}

pub(crate) fn saved_because(money: impl Display, basis: impl Display) -> String {
    format!("{money}: {basis}.")
}

pub(crate) fn saving_cost_feasibility(
    saving: impl Display,
    cost: impl Display,
    feasibility: impl Display,
) -> String {
    format!("{saving} · {cost} · feasibility {feasibility}")
}

pub(crate) fn assigned_to(who: impl Display) -> String {
    format!("for {who}")
}

// Said in `pages/recommendations/next.rs`.

pub(crate) const NOTHING_WAITS_FOR_A_DECISION: &str =
    "Nothing waits for a decision. What the rules find about a hotspot comes here.";
pub(crate) const WHAT_IS_UNDER_WAY: &str = "What is under way";

pub(crate) fn all_that_wait(pending: impl Display) -> String {
    format!("All that wait ({pending})")
}

pub(crate) fn cost_and_feasibility(cost: impl Display, feasibility: impl Display) -> String {
    format!("{cost} · feasibility {feasibility}")
}

// Said in `pages/recommendations/notes.rs`.

pub(crate) const GIVEN_TO_NOBODY: &str = "Given to nobody";
pub(crate) const INVESTMENT_NOTED: &str = "Investment noted";
pub(crate) const WHO_DOES_IT: &str = "Who does it";
pub(crate) const ASSIGNEE_PLACEHOLDER: &str = "Nobody yet";
pub(crate) const ASSIGN: &str = "Assign";
pub(crate) const I_DO_IT: &str = "I do it";
pub(crate) const TO_BUY_ONCE: &str = "To buy once";
pub(crate) const NOTHING: &str = "Nothing";
pub(crate) const NOTE: &str = "Note";
pub(crate) const NO_INVESTMENT_NOTED: &str = "no investment noted";

pub(crate) fn given_to(who: impl Display) -> String {
    format!("Given to {who}")
}

pub(crate) fn paid_back_in_years(investment: impl Display, years: impl Display) -> String {
    format!("{investment} paid back in {years} years")
}

pub(crate) fn paid_back_in_months(money: impl Display, months: impl Display) -> String {
    format!("{money} paid back in {months} months")
}

pub(crate) fn whether_it_pays_back_is_not(money: impl Display) -> String {
    format!("{money}; whether it pays back is not known without prices")
}

pub(crate) fn is_not_paid_back(money: impl Display) -> String {
    format!("{money} is not paid back")
}

// Said in `pages/recommendations/page.rs`.

pub(crate) const QUEUE: &str = "Queue";
pub(crate) const BOARD: &str = "Board";
pub(crate) const CLOSED: &str = "Closed";
pub(crate) const NOTHING_HERE: &str = "Nothing here";
pub(crate) const WHEN_A_HOTSPOT_FIRES_THE_RULES: &str = "When a hotspot fires, the rules look at what its events could do differently, and what that would save. What they find is listed here.";
pub(crate) const SEE_THE_HOTSPOTS: &str = "See the hotspots";
pub(crate) const PAGES_OF_RECOMMENDATIONS: &str = "Pages of recommendations";
pub(crate) const OLDER: &str = "Older";

pub(crate) fn wait_for_a_decision_a_month(
    pending: impl Display,
    promised_kg_per_month: impl Display,
    verified: impl Display,
) -> String {
    format!(
        "{pending} wait for a decision. {promised_kg_per_month} a month are promised by what is approved; {verified} were saved, measured."
    )
}

pub(crate) fn the_newest_are_shown_the_queue(board_cards_max: impl Display) -> String {
    format!("The newest {board_cards_max} are shown; the queue lists all.")
}

// Said in `pages/recommendations/steps.rs`.

pub(crate) const APPROVE: &str = "Approve";
pub(crate) const BEGIN: &str = "Begin";
pub(crate) const DONE: &str = "Done";
pub(crate) const TAKE_BACK: &str = "Take back";
pub(crate) const DISMISS_MENU: &str = "Dismiss…";
pub(crate) const REASON_IF_THERE_IS_ONE: &str = "Reason, if there is one";
pub(crate) const DISMISS: &str = "Dismiss";

pub(crate) fn reason_to_dismiss(title: impl Display) -> String {
    format!("Reason to dismiss: {title}")
}

pub(crate) fn dismiss(title: impl Display) -> String {
    format!("Dismiss: {title}")
}

// Said in `pages/recommendations/words.rs`.

pub(crate) const STATUS_TO_DECIDE: &str = "to decide";
pub(crate) const STATUS_APPROVED: &str = "approved";
pub(crate) const STATUS_IN_PROGRESS: &str = "in progress";
pub(crate) const STATUS_DONE: &str = "done, being measured";
pub(crate) const STATUS_VERIFIED: &str = "verified";
pub(crate) const STATUS_DISMISSED: &str = "dismissed";
pub(crate) const STATUS_EXPIRED: &str = "expired";
pub(crate) const TAKEN_BACK_TO_DECIDE_AGAIN: &str = "Taken back: to decide again";
pub(crate) const DONE_THE_SAVING_IS_MEASURED: &str = "Done; the saving is measured from now on";
pub(crate) const VERIFIED: &str = "Verified";
pub(crate) const DISMISSED: &str = "Dismissed";
pub(crate) const EXPIRED: &str = "Expired";
pub(crate) const COST_NOT_KNOWN: &str = "cost not known";
pub(crate) const WHICH_VEHICLES_MODES_ENERGY: &str = "Which vehicles, modes, energy";
pub(crate) const HOW_FULL_TRIPS_WERE: &str = "How full trips were";
pub(crate) const HOW_LONG_TRIPS_WERE: &str = "How long trips were";
pub(crate) const EMPTY_RUNNING: &str = "Empty running";
pub(crate) const CO2E_OF_THE_SAME_ENERGY: &str = "CO₂e of the same energy";
pub(crate) const TONNE_KILOMETRES: &str = "tonne-kilometres";
pub(crate) const KILOMETRES: &str = "kilometres";
pub(crate) const TONNES: &str = "tonnes";
pub(crate) const TRIPS: &str = "trips";
pub(crate) const PARCELS: &str = "parcels";
pub(crate) const STOPS: &str = "stops";
pub(crate) const UNITS_MADE: &str = "units made";
pub(crate) const MACHINE_HOURS: &str = "machine hours";
pub(crate) const TONNES_HANDLED: &str = "tonnes handled";
pub(crate) const FLOOR_AREA: &str = "floor area";
pub(crate) const KILOWATT_HOURS: &str = "kilowatt-hours";
pub(crate) const DAYS: &str = "days";

pub(crate) fn a_month_to(
    co2_impact: impl Display,
    co2_impact_low: impl Display,
    co2_impact_high: impl Display,
) -> String {
    format!("{co2_impact} a month ({co2_impact_low} to {co2_impact_high})")
}

pub(crate) fn earns_a_month(money: impl Display) -> String {
    format!("earns {money} a month")
}

pub(crate) fn costs_a_month(money: impl Display) -> String {
    format!("costs {money} a month")
}

pub(crate) fn activity(unit: impl Display) -> String {
    format!("Activity ({unit})")
}

pub(crate) fn energy_for_the_same(unit: impl Display) -> String {
    format!("Energy for the same ({unit})")
}

// Said in `pages/recommendations/next.rs`, on the page of a site.

pub(crate) const NOTHING_IS_ADVISED_HERE: &str = "Nothing is advised about this site now.";
