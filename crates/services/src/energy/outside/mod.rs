//! How warm it was and will be outside of a site, for the forecast of what it uses.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Duration, Utc};
use engine::energy::load::{Bases, Temperature, TemperatureUse};
use model::energy::{TemperatureBasis, WeatherProvider};
use model::ids::SiteId;
use store::Conn;

use super::load::HISTORY;
use super::weather::is_overdue;
use crate::Services;
use crate::error::Result;

/// How far after the last measurement a forecast reaches, and an hour at either end that is cut.
const AHEAD: Duration = Duration::hours(26);
/// Hours of the history that is looked at, and of those ahead.
const ROWS: u32 = 98 * 24 + 27;

/// What is known of it.
#[derive(Debug, Clone)]
pub(super) struct Outside {
    pub(super) temperatures: Vec<Temperature>,
    /// Who said it last, and when.
    provider: WeatherProvider,
    fetched_at: DateTime<Utc>,
    is_stale: bool,
}

/// Temperatures beside what was used up to its last interval, and of the day after; `None` where none is known.
pub(super) async fn outside(
    services: &Services,
    conn: &mut Conn,
    id: SiteId,
    last: Option<DateTime<Utc>>,
) -> Result<Option<Outside>> {
    let Some(last) = last else {
        return Ok(None);
    };
    let range = (last - HISTORY - Duration::hours(1), last + AHEAD);
    let hours = store::energy::temperatures(conn, id, range, ROWS).await?;
    let Some(newest) = hours.iter().max_by_key(|hour| hour.fetched_at) else {
        return Ok(None);
    };
    // What lies behind us is not read again.
    let until = services.clock().now().min(range.1);
    Ok(Some(Outside {
        provider: newest.provider,
        fetched_at: newest.fetched_at,
        is_stale: is_overdue(services, newest.fetched_at, until),
        temperatures: hours
            .iter()
            .map(|hour| Temperature {
                at: hour.at,
                celsius: hour.celsius,
            })
            .collect(),
    }))
}

/// What it had to do with a forecast; `None` where nobody says anything of it.
pub(super) fn basis(
    made: Option<&TemperatureUse>,
    outside: Option<&Outside>,
) -> Option<TemperatureBasis> {
    let made = made?;
    let mut words = words(made);
    if let Some(outside) = outside {
        words += &format!(
            "; {} said it, read {}",
            outside.provider.label(),
            outside.fetched_at.format("%Y-%m-%d %H:%M UTC")
        );
        if outside.is_stale {
            words += "; it should have been read again since";
        }
    }
    let (is_used, is_missed, bases) = match made {
        TemperatureUse::Used { bases, .. } => (true, false, *bases),
        TemperatureUse::NotUsed { was_chosen, .. } => (false, *was_chosen, Bases::default()),
    };
    Some(TemperatureBasis {
        is_used,
        is_missed,
        provider: outside.map(|outside| outside.provider),
        fetched_at: outside.map(|outside| outside.fetched_at),
        is_stale: outside.is_some_and(|outside| outside.is_stale),
        heating_base_c: bases.heating_c,
        cooling_base_c: bases.cooling_c,
        words,
    })
}

fn words(made: &TemperatureUse) -> String {
    match made {
        TemperatureUse::Used {
            bases,
            half_life_hours,
            days,
            mae_kwh,
            plain_mae_kwh,
        } => {
            let heating = bases
                .heating_c
                .map(|base| format!("heating below {base} \u{b0}C"));
            let cooling = bases
                .cooling_c
                .map(|base| format!("cooling above {base} \u{b0}C"));
            let both: Vec<String> = heating.into_iter().chain(cooling).collect();
            let walls = match half_life_hours {
                0 => String::new(),
                hours => {
                    format!(", of the air as walls let it in, half of a change in {hours} hours")
                }
            };
            format!(
                "{}{walls}; on {days} earlier days, with the temperatures that came, {mae_kwh:.3} kWh off per interval with it and {plain_mae_kwh:.3} without",
                both.join(" and ")
            )
        }
        TemperatureUse::NotUsed { why, was_chosen } => {
            let although = if *was_chosen {
                ", although the last weeks were forecast better with it"
            } else {
                ""
            };
            format!("not used{although}: {why}")
        }
    }
}
