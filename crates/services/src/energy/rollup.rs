//! What a site measured by the hour, the day and the month of its zone.
//!
//! The database adds up stretches of at most an hour; here they become steps. Sums rest on what was
//! measured and is no outlier; what was filled in is summed apart.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Duration, Utc};
use chrono_tz::Tz;
use engine::energy::rollup::{Period, last_periods, periods, stretches};
use model::auth::Permission;
use model::emissions::Bucket;
use model::energy::{Channel, EnergyRollup, RolledChannel, RolledStep, RollupQuery, Width};
use model::ids::SiteId;
use store::energy::{FilledStretch, MeasuredStretch};

use super::load::known;
use super::rows::FIRST_YEAR;
use super::sites::{grid, seen};
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};

/// Last year that a range may reach into; zones have no rules so far ahead.
const LAST_YEAR: i32 = 2199;

/// Steps that are shown where no range is asked for.
fn shown(step: Bucket) -> u32 {
    match step {
        Bucket::Hour => 48,
        Bucket::Day => 31,
        Bucket::Month => 12,
    }
}

/// Longest range of a step, in days: a month of hours, a year of days, three years of months, each with
/// room for a little more.
fn days_max(step: Bucket) -> i64 {
    match step {
        Bucket::Hour => 32,
        Bucket::Day => 400,
        Bucket::Month => 1_100,
    }
}

/// Sums, peaks and how complete they are, step by step.
///
/// # Errors
/// `NotFound`; `Invalid` for a range of one end, one that ends before it begins or is too long.
pub async fn rollup(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    query: RollupQuery,
) -> Result<EnergyRollup> {
    actor.must(Permission::ReadOwn)?;
    let now = services.clock().now();
    let mut conn = services.db().read(actor.org).await?;
    let stored = seen(&mut conn, actor, id).await?;
    let (width, zone) = grid(&stored.settings)?;
    let known = known(&mut conn, id, Channel::ALL.iter()).await?;
    let latest = known.iter().map(|(_, last)| *last).max();
    let (from, to) = match (query.from, query.to) {
        (Some(from), Some(to)) => checked(query.step, from, to)?,
        (None, None) => {
            let at = latest.unwrap_or(now);
            last_periods(zone, query.step, at, shown(query.step))
        }
        (Some(_), None) => return Err(one_end("to", "from")),
        (None, Some(_)) => return Err(one_end("from", "to")),
    };
    let periods = periods(zone, width, query.step, (from, to));
    let mut sums = Sums::new(&periods);
    if let Some(by) = stretches(width, &periods) {
        let hours = (to - by.from).num_seconds() / i64::from(by.seconds) + 1;
        let limit = u32::try_from(hours * Channel::ALL.len() as i64).unwrap_or(u32::MAX);
        let range = (by.from, to);
        let of = store::energy::measured_stretches(&mut conn, id, range, by.seconds, limit).await?;
        of.iter().for_each(|one| sums.add(one));
        let of = store::energy::filled_stretches(&mut conn, id, range, by.seconds, limit).await?;
        of.iter().for_each(|one| sums.add_filled(one));
    }
    let channels: Vec<Channel> = known.into_iter().map(|(channel, _)| channel).collect();
    let steps = periods
        .iter()
        .enumerate()
        .map(|(place, period)| RolledStep {
            from: period.from,
            to: period.to,
            label: label(zone, query.step, period.from),
            expected: period.expected,
            is_over: period.to <= now,
            channels: (channels.iter())
                .map(|channel| sums.channel(place, *channel, width, zone))
                .collect(),
        });
    Ok(EnergyRollup {
        interval_minutes: width.minutes(),
        time_zone: zone.name().to_owned(),
        step: query.step,
        from,
        to,
        steps: steps.collect(),
    })
}

fn one_end(missing: &str, given: &str) -> Error {
    let message = format!("{missing}: missing; a range needs both, or leave {given} out as well");
    Error::invalid(missing, "missing", message)
}

fn checked(
    step: Bucket,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
    for (field, at) in [("from", from), ("to", to)] {
        if !(FIRST_YEAR..=LAST_YEAR).contains(&at.year()) {
            let message =
                format!("{field}: {at} must lie in the years {FIRST_YEAR} to {LAST_YEAR}");
            return Err(Error::invalid(field, "out_of_range", message));
        }
    }
    if from >= to {
        let message = format!("to: {to} must be after from, {from}");
        return Err(Error::invalid("to", "before_from", message));
    }
    let most = days_max(step);
    if to - from > Duration::days(most) {
        let message = format!(
            "to: {from} to {to} is too long for steps of one {}; ask for at most {most} days",
            step.as_str()
        );
        return Err(Error::invalid("to", "too_long", message));
    }
    Ok((from, to))
}

fn label(zone: Tz, step: Bucket, at: DateTime<Utc>) -> String {
    let pattern = match step {
        Bucket::Hour => "%a %-d %b %H:%M",
        Bucket::Day => "%a %-d %b %Y",
        Bucket::Month => "%b %Y",
    };
    at.with_timezone(&zone).format(pattern).to_string()
}

/// What stretches of a channel come to in a step.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    measured: u64,
    total: f64,
    outliers: u64,
    filled: u64,
    filled_total: f64,
    highest: Option<(DateTime<Utc>, f64)>,
}

struct Sums<'a> {
    periods: &'a [Period],
    of: HashMap<(usize, Channel), Sum>,
}

impl<'a> Sums<'a> {
    fn new(periods: &'a [Period]) -> Self {
        Self {
            periods,
            of: HashMap::new(),
        }
    }

    /// A stretch may begin a little after its step does, never before.
    fn at(&mut self, at: DateTime<Utc>, channel: Channel) -> &mut Sum {
        let place = self.periods.partition_point(|period| period.from <= at);
        self.of
            .entry((place.saturating_sub(1), channel))
            .or_default()
    }

    fn add(&mut self, one: &MeasuredStretch) {
        let sum = self.at(one.at, one.channel);
        sum.measured += one.measured;
        sum.total += one.total;
        sum.outliers += one.outliers;
        // Stretches come oldest first: of equal ones the first stays.
        let is_higher = |(_, value): (_, f64)| sum.highest.is_none_or(|(_, most)| value > most);
        if let Some(highest) = one.highest.filter(|highest| is_higher(*highest)) {
            sum.highest = Some(highest);
        }
    }

    fn add_filled(&mut self, one: &FilledStretch) {
        let sum = self.at(one.at, one.channel);
        sum.filled += one.filled;
        sum.filled_total += one.total;
    }

    fn channel(&self, place: usize, channel: Channel, width: Width, zone: Tz) -> RolledChannel {
        let sum = self.of.get(&(place, channel)).copied().unwrap_or_default();
        let is_energy = channel != Channel::Soc;
        let is_measured = sum.measured > 0;
        let peak = sum.highest.filter(|_| is_energy);
        RolledChannel {
            channel,
            kwh: (is_energy && is_measured).then_some(sum.total),
            measured: sum.measured,
            outliers: sum.outliers,
            filled: sum.filled,
            filled_kwh: (is_energy && sum.filled > 0).then_some(sum.filled_total),
            peak_kw: peak.map(|(_, kwh)| kwh / width.hours()),
            peak_at: peak.map(|(at, _)| at),
            peak_label: peak.map(|(at, _)| label(zone, Bucket::Hour, at)),
            mean_soc: (!is_energy && is_measured).then(|| sum.total / sum.measured as f64),
        }
    }
}
