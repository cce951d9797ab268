//! Settings: jobs, models, notifications, recalculation.

use std::fmt::Display;

// Said in `pages/settings/jobs.rs`.

pub(crate) const JOBS: &str = "Jobs";
pub(crate) const JOB: &str = "Job";
pub(crate) const WHEN: &str = "When";
pub(crate) const NEXT: &str = "Next";
pub(crate) const LAST_RUN: &str = "Last run";
pub(crate) const TOOK: &str = "Took";
pub(crate) const HOW_IT_WENT: &str = "How it went";
pub(crate) const RUN_NOW: &str = "Run now";

pub(crate) fn run_now(job: impl Display) -> String {
    format!("{RUN_NOW}: {job}")
}

// Said in `pages/settings/language.rs`.

pub(crate) const LANGUAGE_MODEL: &str = "Language model";
pub(crate) const WORDS_RECOMMENDATIONS_WHEN_ONE: &str = "Words recommendations when one is set up; every number it writes is checked against the figures. \
                Without one, the rules' own texts are shown.";
pub(crate) const ASKING: &str = "Asking …";
pub(crate) const ASK_IT_A_TEST_QUESTION: &str = "Ask it a test question";

pub(crate) fn after_s(outcome: impl Display, seconds: impl Display) -> String {
    format!(": {outcome}, after {seconds}\u{a0}s.")
}

// Said in `pages/settings/models.rs`.

pub(crate) const TRAIN_NOW: &str = "Train now";
pub(crate) const GO_BACK_TO_THE_ONE_BEFORE: &str = "Go back to the one before";
pub(crate) const NO_VERSION_YET: &str = "No version yet";
pub(crate) const A_MODEL_LEARNS_FROM_METERED_EVENTS: &str = "A model learns from metered events: fuel, energy or CO₂e that somebody measured. Until there are enough, the published factors answer alone.";
pub(crate) const VERSION: &str = "Version";
pub(crate) const STATUS: &str = "Status";
pub(crate) const TRAINED: &str = "Trained";
pub(crate) const LEARNED_FROM: &str = "Learned from";
pub(crate) const MEAN_ERROR: &str = "Mean error";
pub(crate) const FACTORS_ALONE: &str = "Factors alone";
pub(crate) const INTERVALS_HOLD: &str = "Intervals hold";
pub(crate) const WHY: &str = "Why";
pub(crate) const STEPS: &str = "Steps";
pub(crate) const ANSWERS: &str = "answers";
pub(crate) const CHALLENGER: &str = "challenger";
pub(crate) const RETIRED: &str = "retired";
pub(crate) const PROMOTE: &str = "Promote";
pub(crate) fn events(events: impl Display) -> String {
    format!("{events} events")
}

pub(crate) fn model(first_letter: impl Display, rest_of_name: impl Display) -> String {
    format!("{first_letter}{rest_of_name} model")
}

pub(crate) fn train_the_model_now(name: impl Display) -> String {
    format!("Train the {name} model now")
}

pub(crate) fn go_back_to_the_model_before(name: impl Display) -> String {
    format!("Go back to the {name} model before")
}

pub(crate) fn versions_of_the_model(name: impl Display) -> String {
    format!("Versions of the {name} model")
}

pub(crate) fn judged_on(rows: impl Display) -> String {
    format!("judged on {rows}")
}

pub(crate) fn let_version_answer(version: impl Display) -> String {
    format!("Let version {version} answer")
}

// Said in `pages/settings/notifications.rs`.

pub(crate) const CHANNELS: &str = "Channels";
pub(crate) const NEW_CHANNEL: &str = "New channel";
pub(crate) const LATEST_NOTIFICATIONS: &str = "Latest notifications";
pub(crate) const NO_CHANNELS_YET_ALERTS_ARE_SHOWN: &str = "No channels yet: alerts are shown on the page alone. A webhook or an e-mail address is told when an alert fires, gets worse or is over.";
pub(crate) const SIGNED: &str = ", signed";
pub(crate) const TEST: &str = "Test";
pub(crate) const REMOVE: &str = "Remove…";
pub(crate) const NOTHING_IS_SENT_THERE_ANY_MORE: &str =
    "Nothing is sent there any more, and the list of what was is gone.";
pub(crate) const REMOVE_CONFIRM: &str = "Remove";
pub(crate) const NAME_AND_TARGET: &str = "Name and target";
pub(crate) const WAY: &str = "Way";
pub(crate) const FROM: &str = "From";
pub(crate) const TEST_OR_REMOVE: &str = "Test or remove";
pub(crate) const WEBHOOK_JSON_BY_HTTP_POST: &str = "webhook: JSON by HTTP POST";
pub(crate) const E_MAIL: &str = "e-mail";
pub(crate) const INFO_AND_WORSE: &str = "info and worse";
pub(crate) const WARNINGS_AND_WORSE: &str = "warnings and worse";
pub(crate) const CRITICAL_ALONE: &str = "critical alone";
pub(crate) const NAME: &str = "Name";
pub(crate) const TARGET: &str = "Target";
pub(crate) const HTTPS_HOOKS_EXAMPLE_ORG_NEXUS: &str =
    "https://hooks.example.org/nexus or team@example.org";
pub(crate) const SECRET: &str = "Secret";
pub(crate) const SIGNS_WHAT_A_WEBHOOK_IS_SENT: &str =
    "Signs what a webhook is sent; never shown again. Optional.";
pub(crate) const TELL_OF: &str = "Tell of";
pub(crate) const ADD_CHANNEL: &str = "Add channel";
pub(crate) const NOTHING_HAS_BEEN_SENT_YET: &str = "Nothing has been sent yet.";
pub(crate) const CHANNEL: &str = "Channel";
pub(crate) const WHAT: &str = "What";

pub(crate) fn test_channel(channel: impl Display) -> String {
    format!("Test {channel}")
}

pub(crate) fn remove(channel: impl Display) -> String {
    format!("Remove {channel}")
}

pub(crate) fn attempt(attempts: impl Display, error: impl Display) -> String {
    format!("attempt {attempts}: {error}")
}

// Said in `pages/settings/recalculation.rs`.

pub(crate) const CALCULATION: &str = "Calculation";
pub(crate) const CALCULATED_ANEW: &str = "Calculated anew";
pub(crate) const A_NEW_CALCULATION_TAKES_THE_FACTORS: &str = "A new calculation takes the factors shipped with this version and the grid regions set now. \
                Events that come in meanwhile are in both; the figures change in one step when it is complete, \
                and the calculation shown until then is kept.";
pub(crate) const CALCULATE_ALL_EVENTS_ANEW: &str = "Calculate all events anew";

pub(crate) fn calculation_is_shown_events_of_them(
    active: impl Display,
    events: impl Display,
    no_factor_events: impl Display,
) -> String {
    format!(
        "Calculation {active} is shown: {events} events, {no_factor_events} of them without a factor and so without kilograms."
    )
}

pub(crate) fn calculation_is_being_made_of_events(
    number: impl Display,
    done: impl Display,
    events: impl Display,
) -> String {
    format!("Calculation {number} is being made: {done} of {events} events.")
}
