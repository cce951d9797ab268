//! What a yield rests on, in words.

use engine::energy::solar::{DAYS_MIN, Learned, RATIOS};
use engine::energy::weather::StepWeather;
use model::energy::{SolarBasis, SolarMethod, SolarModel, SolarResidual};

use super::models::Models;
use super::{AIR_C, StepYield};
use crate::energy::weather::Weather;

/// Where there is nothing to yield.
pub(super) fn nothing(words: &str) -> SolarBasis {
    SolarBasis {
        method: SolarMethod::None,
        provider: None,
        fetched_at: None,
        is_stale: false,
        weather_steps: 0,
        model: SolarModel::None,
        residual: None,
        words: words.to_owned(),
    }
}

/// What the steps of an array rest on.
pub(super) fn basis(
    made: &[StepYield],
    known: &[StepWeather],
    weather: Option<&Weather>,
    models: Option<&Models>,
) -> SolarBasis {
    let is_weather = |one: &&StepYield| one.method == SolarMethod::Weather;
    let with_weather = made.iter().filter(is_weather).count();
    let read = weather.filter(|_| with_weather > 0);
    let method = match read {
        Some(_) => SolarMethod::Weather,
        None => SolarMethod::ClearSky,
    };
    let learned = models.and_then(|models| models.of(method));
    let is_of = |model: SolarModel| made.iter().any(|one| one.model == model);
    let model = if is_of(SolarModel::ChainAndResidual) {
        SolarModel::ChainAndResidual
    } else if is_of(SolarModel::Provider) {
        SolarModel::Provider
    } else {
        SolarModel::Chain
    };
    let mut words = match read {
        Some(read) => of_weather(read, known, made.len() - with_weather),
        None => of_clear_sky(weather, model),
    };
    if model != SolarModel::Provider {
        words += &of_chain(learned);
    }
    SolarBasis {
        method,
        provider: read.map(|read| read.stored.provider),
        fetched_at: read.map(|read| read.stored.fetched_at),
        is_stale: read.is_some_and(|read| read.is_stale),
        weather_steps: u32::try_from(with_weather).unwrap_or(u32::MAX),
        model,
        residual: learned.map(residual),
        words,
    }
}

fn of_clear_sky(weather: Option<&Weather>, model: SolarModel) -> String {
    let why = match weather {
        Some(weather) => format!(
            "{} has said nothing of these hours",
            weather.stored.provider.label()
        ),
        None => "no weather is known".to_owned(),
    };
    let most = match model {
        SolarModel::ChainAndResidual => "",
        SolarModel::Chain | SolarModel::Provider | SolarModel::None => ": the most that can come",
    };
    format!("a clear sky over the array and air of {AIR_C} degrees, because {why}{most}")
}

fn of_weather(weather: &Weather, known: &[StepWeather], without: usize) -> String {
    let stored = &weather.stored;
    let mut words = format!(
        "the weather that {} expects, read {}",
        stored.provider.label(),
        stored.fetched_at.format("%Y-%m-%d %H:%M UTC")
    );
    let says_no_air = |known: &StepWeather| known.air_c.is_none() && known.array.is_none();
    if known.iter().all(says_no_air) {
        words += &format!("; air of {AIR_C} degrees, because it says no temperature");
    }
    if weather.is_stale {
        words += "; it should have been read again since";
    }
    if without > 0 {
        words += &format!(
            "; {without} of {} steps have a clear sky instead, the most that can come",
            known.len()
        );
    }
    words
}

fn of_chain(learned: Option<&Learned>) -> String {
    match learned {
        None => {
            format!("; chain alone, until the array's meter is known of {DAYS_MIN} days like these")
        }
        Some(learned) if learned.is_used => format!(
            "; chain + learned residual of {} days of the array's meter, held within {} to {} times the chain",
            learned.days, RATIOS.0, RATIOS.1
        ),
        Some(learned) => format!(
            "; chain alone: what {} days of the array's meter say would have made the last week worse, {:.3} instead of {:.3} kWh off per interval",
            learned.days, learned.corrected_mae_kwh, learned.chain_mae_kwh
        ),
    }
}

fn residual(learned: &Learned) -> SolarResidual {
    SolarResidual {
        days: u32::try_from(learned.days).unwrap_or(u32::MAX),
        intervals: learned.pairs as u64,
        chain_mae_kwh: learned.chain_mae_kwh,
        corrected_mae_kwh: learned.corrected_mae_kwh,
        is_used: learned.is_used,
    }
}
