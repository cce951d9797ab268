//! The channels of a site judged together: what cannot be, what stands out, and what was missing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::energy::limits::Limits;
use engine::quality::{Gap, Point, Range, Series, fill_silences, outliers};
use model::energy::{Channel, Measurement, Width};
use store::energy::MeasurementFill;

use crate::error::{Error, Result};
use crate::quality::{SEED, beyond_usual};

/// What is reviewed. What goes into a battery and out of it follows a plan, not the hour of the week, and
/// only the state of charge shows whether it can be.
pub(super) const REVIEWED: [Channel; 4] = [
    Channel::ImportKwh,
    Channel::ExportKwh,
    Channel::SolarKwh,
    Channel::Soc,
];

/// A channel as it is stored over the time to be judged, the past that teaches, and a while after.
#[derive(Debug)]
pub(super) struct Material {
    pub(super) channel: Channel,
    pub(super) measured: Vec<Measurement>,
    /// What a person said is right.
    pub(super) approved: BTreeSet<DateTime<Utc>>,
    /// What is filled already.
    pub(super) filled: BTreeSet<DateTime<Utc>>,
}

/// What was found of a channel within the time to be judged.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) channel: Channel,
    pub(super) odd: Vec<(Measurement, String)>,
    pub(super) fills: Vec<MeasurementFill>,
}

/// Judges what lies in `[from, to)`.
///
/// # Errors
/// `Internal` when the engine refuses stored values, which the door should have refused.
pub(super) fn judge(
    (zone, width): (Tz, Width),
    limits: &Limits,
    materials: &[Material],
    range: (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Verdict>> {
    let mut grids = BTreeMap::new();
    let mut verdicts = Vec::with_capacity(materials.len());
    for material in materials {
        let odd = odd(zone, limits, material)?;
        if has_habit(material.channel)
            && let Some(grid) = Grid::of(material, width, &odd)
        {
            grids.insert(material.channel.as_str(), grid);
        }
        let in_range = |one: &Measurement| (range.0..range.1).contains(&one.at);
        let odd = odd
            .into_iter()
            .map(|(at, why)| (material.measured[at], why));
        verdicts.push(Verdict {
            channel: material.channel,
            odd: odd.filter(|(of, _)| in_range(of)).collect(),
            fills: Vec::new(),
        });
    }
    for (verdict, material) in verdicts.iter_mut().zip(materials) {
        if let Some(grid) = grids.get(verdict.channel.as_str()) {
            let others = grids.values().filter(|other| other.channel != grid.channel);
            let others: Vec<&Grid> = others.collect();
            verdict.fills = grid.fill(zone, width, &others, &material.filled, range)?;
        }
    }
    Ok(verdicts)
}

/// Whether a channel is used to its hours of the week. A battery's charge follows its plan.
fn has_habit(channel: Channel) -> bool {
    channel != Channel::Soc
}

/// Everything odd by its place, with the reason.
fn odd(zone: Tz, limits: &Limits, material: &Material) -> Result<BTreeMap<usize, String>> {
    let points: Vec<Point> = (material.measured.iter())
        .map(|one| Point {
            at: one.at,
            value: one.value,
        })
        .collect();
    let is_right = |at| material.approved.contains(&at);
    let broken = limits.broken(material.channel, &points, is_right);
    let mut odd: BTreeMap<usize, String> = (broken.into_iter())
        .map(|(at, why)| (at, why.to_string()))
        .collect();
    if has_habit(material.channel) {
        let report = outliers(zone, &points, Range::ANY).map_err(Error::internal)?;
        for spike in report.outliers.iter().filter(|one| !is_right(one.at)) {
            if let Some(words) = beyond_usual(spike, "kWh") {
                odd.entry(spike.index).or_insert(words);
            }
        }
    }
    Ok(odd)
}

/// A channel on its grid of time.
struct Grid {
    channel: Channel,
    from: DateTime<Utc>,
    step: Duration,
    /// `None` where nothing came, or what came is odd and must not teach.
    values: Vec<Option<f64>>,
    is_present: Vec<bool>,
}

impl Grid {
    /// `None` where nothing came.
    fn of(material: &Material, width: Width, odd: &BTreeMap<usize, String>) -> Option<Self> {
        let (first, last) = (material.measured.first()?.at, material.measured.last()?.at);
        let step = Duration::minutes(i64::from(width.minutes()));
        let steps = usize::try_from((last - first).num_seconds() / step.num_seconds()).ok()? + 1;
        let mut grid = Self {
            channel: material.channel,
            from: first,
            step,
            values: vec![None; steps],
            is_present: vec![false; steps],
        };
        for (place, one) in material.measured.iter().enumerate() {
            let at = usize::try_from((one.at - first).num_seconds() / step.num_seconds()).ok()?;
            *grid.is_present.get_mut(at)? = true;
            grid.values[at] = (!odd.contains_key(&place)).then_some(one.value);
        }
        Some(grid)
    }

    fn time_of(&self, index: usize) -> DateTime<Utc> {
        self.from + self.step * i32::try_from(index).unwrap_or(i32::MAX)
    }

    /// Its values at the times of another grid.
    fn beside(&self, other: &Self) -> Vec<Option<f64>> {
        let ahead = (other.from - self.from).num_seconds() / self.step.num_seconds();
        let at = |index: usize| usize::try_from(i64::try_from(index).ok()? + ahead).ok();
        let value = |index| self.values.get(at(index)?).copied().flatten();
        (0..other.values.len()).map(value).collect()
    }

    /// What most likely stood in the gaps of a time, except where it is said already.
    fn fill(
        &self,
        zone: Tz,
        width: Width,
        others: &[&Self],
        filled: &BTreeSet<DateTime<Utc>>,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<MeasurementFill>> {
        let series = Series {
            zone,
            from: self.from,
            step_minutes: width.minutes(),
            values: &self.values,
        };
        let is_open = |gap: &Gap| {
            let mut absent = (gap.from..gap.to).filter(|index| !self.is_present[*index]);
            absent.any(|index| !filled.contains(&self.time_of(index)))
        };
        let is_wanted =
            |gap: &Gap| self.time_of(gap.to) > from && self.time_of(gap.from) < to && is_open(gap);
        let columns = || others.iter().map(|other| other.beside(self)).collect();
        let silences = fill_silences(&series, &self.is_present, is_wanted, columns, SEED);
        let silences = silences.map_err(Error::internal)?;
        let values = silences
            .into_iter()
            .filter_map(|silence| silence.filled.ok());
        Ok(values
            .flatten()
            .map(|one| MeasurementFill {
                of: Measurement {
                    channel: self.channel,
                    at: one.at,
                    value: one.value,
                },
                interval_low: one.low,
                interval_high: one.high,
                confidence: one.confidence,
                method: one.method.as_str().to_owned(),
                samples: u32::try_from(one.samples).unwrap_or(u32::MAX),
            })
            .collect())
    }
}
