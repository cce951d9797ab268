//! How a load was forecast, or why it was not, in words.

use engine::energy::load::{self as engine_load, BandBasis, Consumption, LoadError};
use model::energy::LoadMethod;

use crate::error::Error;

/// A method, and what it is in words.
pub(super) fn words(method: &engine_load::LoadMethod) -> (LoadMethod, String) {
    let mean = |methods: usize, of: &str, share: f64| {
        format!(
            "a mean of {methods} methods by what each was worth on this load's past{of}; the usual day has a share of {share}"
        )
    };
    match method {
        engine_load::LoadMethod::LastDay => (
            LoadMethod::LastDay,
            "the last day again, because fewer than seven days are known".to_owned(),
        ),
        engine_load::LoadMethod::Panel {
            members,
            usual_day_share,
        } => (LoadMethod::Panel, mean(members.len(), "", *usual_day_share)),
        engine_load::LoadMethod::PanelWithTemperature {
            members,
            usual_day_share,
        } => (
            LoadMethod::PanelWithTemperature,
            mean(
                members.len(),
                " with temperature: what heating and cooling take is put on what they leave",
                *usual_day_share,
            ),
        ),
    }
}

/// Which intervals could not be used, in words; nothing where all could.
fn left_out(used: &Consumption) -> String {
    let mut words = String::new();
    if used.incomplete > 0 {
        let channels = used.channels.iter().map(|one| one.as_str());
        words += &format!(
            "; {} more were left out because not all of {} were measured in them",
            used.incomplete,
            channels.collect::<Vec<_>>().join(", ")
        );
    }
    if used.contradictory > 0 {
        words += &format!(
            "; {} more were left out because more went out than came in",
            used.contradictory
        );
    }
    words
}

pub(super) fn band_words(basis: BandBasis) -> &'static str {
    match basis {
        BandBasis::BackTest => "errors of forecasts made in the same way from earlier days",
        BandBasis::DayPairs => "how far days lie from each other: a stand-in, not calibrated",
        BandBasis::Spread => "how far values lie from their mean: a stand-in, not calibrated",
    }
}

/// Stored measurements are no fault of who asks: there are not enough of them, or they do not fit together.
pub(super) fn refused(fault: LoadError, used: &Consumption) -> Error {
    match fault {
        LoadError::TooFew { .. } => Error::Conflict(format!("{fault}{}", left_out(used))),
        LoadError::TooMany { .. }
        | LoadError::OffGrid { .. }
        | LoadError::OutOfOrder { .. }
        | LoadError::NotEnergy { .. }
        | LoadError::NotAnHour { .. }
        | LoadError::AirOutOfOrder { .. }
        | LoadError::NotAir { .. }
        | LoadError::TooMuchAir { .. }
        | LoadError::Steps(_)
        | LoadError::Series(_) => Error::internal(fault),
    }
}
