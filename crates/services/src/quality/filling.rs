//! The gaps of a meter: found, filled as far as its past allows, and said where it does not.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::quality::{POINTS_MAX, Series, fill_silences};
use model::quality::FindingKind;
use model::time::TimeRange;
use model::units::Milligrams;
use store::quality::{FindingRow, NewFill};

use super::electricity::Counted;
use super::judging::finding;
use super::series::{Reading, SeriesKey};
use crate::error::{Error, Result};

/// Steps a meter may report in, in minutes.
const STEPS: [i64; 7] = [60, 30, 20, 15, 12, 10, 5];
/// Share of readings that must be so far apart, for the step to be the meter's.
const REGULAR: f64 = 0.8;
/// Fewest readings of a meter whose gaps mean anything: two days of hours.
const READINGS_MIN: usize = 48;
/// Other meters that are looked at for a likeness.
const BESIDE_MAX: usize = 20;
/// Masks for training are drawn with this seed, so that a review can be repeated.
pub(crate) const SEED: u64 = 20_260_115;

/// What was missing in a series.
#[derive(Debug, Default)]
pub(super) struct Missing {
    pub(super) fills: Vec<NewFill>,
    pub(super) findings: Vec<FindingRow>,
}

/// The meters that report in equal steps.
pub(super) type Meters = BTreeMap<SeriesKey, Grid>;

/// The readings of a meter on the grid it reports in.
#[derive(Debug)]
pub(super) struct Grid {
    from: DateTime<Utc>,
    step: Duration,
    /// Kilograms per step; `None` where nothing came, or what came is odd and must not teach.
    values: Vec<Option<f64>>,
    /// Steps in which something came.
    is_present: Vec<bool>,
    /// Tank-to-wheel share of all kilograms.
    ttw_share: f64,
}

/// Fills the gaps of a meter that end in `range` and have a value on either side, with what the other
/// meters say of the time. A gap at the end of the series may be a meter that is only late, or gone: it
/// is left open, and so is electricity that another counts.
///
/// # Errors
/// `Internal` when the engine refuses stored values.
pub(super) fn fill(
    zone: Tz,
    key: &SeriesKey,
    meters: &Meters,
    counted: &Counted,
    range: TimeRange,
) -> Result<Missing> {
    let Some(grid) = meters.get(key) else {
        return Ok(Missing::default());
    };
    let step_minutes = u32::try_from(grid.step.num_minutes()).map_err(Error::internal)?;
    let series = Series {
        zone,
        from: grid.from,
        step_minutes,
        values: &grid.values,
    };
    let silences = fill_silences(
        &series,
        &grid.is_present,
        |gap| grid.time_of(gap.to) > range.from && grid.time_of(gap.from) < range.to,
        || columns_beside(key, grid, meters),
        SEED,
    );
    let mut missing = Missing::default();
    for silence in silences.map_err(Error::internal)? {
        let (gap, steps) = (silence.gap, silence.absent);
        let what = match silence.filled {
            Ok(filled) => {
                let (elsewhere, fills): (Vec<_>, Vec<_>) = (filled.iter())
                    .filter_map(|one| grid.new_fill(key, one))
                    .partition(|fill| counted.by_other(&fill.key, fill.from, fill.to));
                let total: f64 = fills.iter().map(|fill| fill.co2e.kg()).sum();
                missing.fills.extend(fills);
                if elsewhere.is_empty() {
                    format!("filled with {total:.3} kg")
                } else {
                    format!(
                        "filled with {total:.3} kg, except {} of which other events of the site \
                         report the electricity",
                        elsewhere.len()
                    )
                }
            }
            Err(refusal) => format!("not filled: {refusal}"),
        };
        let (from, to) = (grid.time_of(gap.from), grid.time_of(gap.to));
        if (range.from..range.to).contains(&from) {
            missing.findings.push(FindingRow {
                detail: format!("{steps} readings of {step_minutes} minutes did not come; {what}"),
                ..finding(key, FindingKind::Gap, from, to)
            });
        }
    }
    Ok(missing)
}

/// What other meters of the same step showed at the times of a grid: first those of its site, then those
/// of its supplier, then others.
fn columns_beside(key: &SeriesKey, grid: &Grid, meters: &Meters) -> Vec<Vec<Option<f64>>> {
    let nearness = |other: &SeriesKey| {
        let is_same_site = key.meter.site_id.is_some() && other.meter.site_id == key.meter.site_id;
        let is_same_supplier = other.meter.supplier_id == key.meter.supplier_id;
        (!is_same_site, !is_same_supplier)
    };
    let mut others: Vec<_> = (meters.iter())
        .filter(|(other, theirs)| *other != key && theirs.step == grid.step)
        .collect();
    others.sort_by_key(|(other, _)| nearness(other));
    others.truncate(BESIDE_MAX);
    let columns = others.into_iter().map(|(_, theirs)| {
        let ahead = (grid.from - theirs.from).num_seconds() / grid.step.num_seconds();
        let at = |index: usize| usize::try_from(i64::try_from(index).ok()? + ahead).ok();
        let value = |index| theirs.values.get(at(index)?).copied().flatten();
        (0..grid.values.len()).map(value).collect()
    });
    columns.collect()
}

impl Grid {
    /// `None` unless the readings are those of a meter that reports in equal steps.
    pub(super) fn of(readings: &[Reading], odd: &[usize]) -> Option<Self> {
        let step = step(readings)?;
        let first = readings.first()?.at;
        let last = readings.last()?.at;
        let step_seconds = step.num_seconds();
        let origin = first.timestamp().div_euclid(step_seconds) * step_seconds;
        let steps = usize::try_from((last.timestamp() - origin) / step_seconds + 1).ok()?;
        // The newest of a series that is longer than can be judged.
        let cut = steps.saturating_sub(POINTS_MAX);
        let from = DateTime::from_timestamp(origin, 0)? + step * i32::try_from(cut).ok()?;
        let mut grid = Self {
            from,
            step,
            values: vec![None; steps - cut],
            is_present: vec![false; steps - cut],
            ttw_share: 0.0,
        };
        let mut spoilt = vec![false; steps - cut];
        let (mut ttw, mut all) = (0.0, 0.0);
        for (index, reading) in readings.iter().enumerate() {
            let at = (reading.at.timestamp() - from.timestamp()).div_euclid(step_seconds);
            let Ok(at) = usize::try_from(at) else {
                continue;
            };
            *grid.is_present.get_mut(at)? = true;
            match reading.co2e {
                Some(co2e) if odd.binary_search(&index).is_err() => {
                    *grid.values[at].get_or_insert(0.0) += co2e.kg();
                    ttw += reading.ttw.kg();
                    all += co2e.kg();
                }
                _ => spoilt[at] = true,
            }
        }
        for (value, is_spoilt) in grid.values.iter_mut().zip(spoilt) {
            if is_spoilt {
                *value = None;
            }
        }
        grid.ttw_share = if all > 0.0 { ttw / all } else { 1.0 };
        Some(grid)
    }

    fn time_of(&self, index: usize) -> DateTime<Utc> {
        self.from + self.step * i32::try_from(index).unwrap_or(i32::MAX)
    }

    fn new_fill(&self, key: &SeriesKey, filled: &engine::quality::Filled) -> Option<NewFill> {
        let co2e = Milligrams::from_kg(filled.value)?;
        let ttw = Milligrams::from_kg(filled.value * self.ttw_share)?.min(co2e);
        Some(NewFill {
            key: key.meter,
            from: filled.at,
            to: filled.at + self.step,
            co2e,
            ttw,
            wtt: co2e - ttw,
            interval_low_kg: filled.low,
            interval_high_kg: filled.high,
            confidence: filled.confidence,
            method: filled.method.as_str().to_owned(),
            samples: u32::try_from(filled.samples).unwrap_or(u32::MAX),
        })
    }
}

/// The step most readings are apart.
fn step(readings: &[Reading]) -> Option<Duration> {
    if readings.len() < READINGS_MIN {
        return None;
    }
    let mut apart: HashMap<i64, usize> = HashMap::new();
    let mut pairs = 0_usize;
    for pair in readings.windows(2) {
        let seconds = (pair[1].at - pair[0].at).num_seconds();
        if seconds > 0 {
            *apart.entry(seconds).or_default() += 1;
            pairs += 1;
        }
    }
    let (seconds, times) = apart.into_iter().max_by_key(|(_, times)| *times)?;
    let is_step = STEPS.iter().any(|minutes| minutes * 60 == seconds);
    let is_regular = times as f64 >= REGULAR * pairs as f64;
    // A bill of a month that begins in a step says nothing about the step.
    let step = Duration::seconds(seconds);
    let is_filled_by_one =
        (readings.iter()).all(|reading| reading.ends_at.is_none_or(|end| end - reading.at <= step));
    (is_step && is_regular && is_filled_by_one).then_some(step)
}
