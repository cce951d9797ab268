//! Metered events as rows to learn from: of a factory the kWh of its periods, of all others how far
//! the metered kilograms are from the prior's.

use std::collections::{BTreeMap, HashMap};

use chrono::Duration;
use chrono_tz::Tz;
use engine::learning::{
    Features, History, LearningError, MeteredPeriod, PlannedPeriod, TrainingSet, planner_features,
    residual_features, residual_row,
};
use model::ids::{SiteId, SupplierId};
use model::ingest::EventType;

use super::material::Example;

/// Longest period of a meter that a day's plan is made of.
const PERIOD_MAX: Duration = Duration::days(1);

/// The rows of an event type with the features learned now, or with those of an earlier model.
pub(super) fn rows(
    event_type: EventType,
    zone: Tz,
    examples: &[Example],
    features: Option<&Features>,
) -> Result<TrainingSet, LearningError> {
    if event_type == EventType::Factory {
        return of_periods(zone, examples, features);
    }
    let comparable = || examples.iter().filter(|example| example.prior_kg.is_some());
    let features = match features {
        Some(features) => features.clone(),
        None => residual_features(
            event_type,
            comparable().map(|example| &example.activity),
            &[],
        )?,
    };
    let mut set = TrainingSet::new(features.clone());
    for example in comparable() {
        let row = residual_row(&features, event_type, &example.activity, example.at, zone);
        set.push(example.at, &row, example.actual_kg, example.prior_kg)?;
    }
    Ok(set)
}

type Meter = (SupplierId, Option<SiteId>);

fn of_periods(
    zone: Tz,
    examples: &[Example],
    features: Option<&Features>,
) -> Result<TrainingSet, LearningError> {
    let by_meter = periods(examples);
    let all: Vec<MeteredPeriod> = by_meter.values().flatten().cloned().collect();
    let features = match features {
        Some(features) => features.clone(),
        None => planner_features(&all)?,
    };
    let mut rows = Vec::with_capacity(all.len());
    for periods in by_meter.values() {
        let history = History::new(periods, zone)?;
        for period in periods {
            let planned = PlannedPeriod {
                from: period.from,
                to: period.to,
                load_type: period.load_type.as_deref(),
            };
            let row = history.row(&features, &planned);
            rows.push((period.from, row, period.electricity_kwh));
        }
    }
    rows.sort_by_key(|(at, ..)| *at);
    let mut set = TrainingSet::new(features);
    for (at, row, kwh) in rows {
        set.push(at, &row, kwh, None)?;
    }
    Ok(set)
}

/// The metered periods of each meter, in time order, without overlaps.
pub(super) fn periods(examples: &[Example]) -> BTreeMap<Meter, Vec<MeteredPeriod>> {
    let mut by_meter: BTreeMap<Meter, Vec<&Example>> = BTreeMap::new();
    for example in examples {
        by_meter.entry(example.meter).or_default().push(example);
    }
    by_meter
        .into_iter()
        .map(|(meter, examples)| {
            let step = usual_step(&examples);
            let mut periods: Vec<MeteredPeriod> = Vec::with_capacity(examples.len());
            for example in examples {
                let ends_at = example.ends_at.or_else(|| Some(example.at + step?));
                let (Some(kwh), Some(to)) = (example.activity.electricity_kwh, ends_at) else {
                    continue;
                };
                let is_after = periods.last().is_none_or(|last| last.to <= example.at);
                if is_after && to > example.at && to - example.at <= PERIOD_MAX {
                    periods.push(MeteredPeriod {
                        from: example.at,
                        to,
                        electricity_kwh: kwh,
                        load_type: example.activity.load_type.clone(),
                    });
                }
            }
            (meter, periods)
        })
        .collect()
}

/// What most readings of a meter that states no ends are apart.
fn usual_step(examples: &[&Example]) -> Option<Duration> {
    let mut apart: HashMap<Duration, usize> = HashMap::new();
    for pair in examples.windows(2) {
        let step = pair[1].at - pair[0].at;
        if step > Duration::zero() {
            *apart.entry(step).or_default() += 1;
        }
    }
    let most = apart
        .into_iter()
        .max_by_key(|(step, times)| (*times, -*step));
    most.map(|(step, _)| step)
}
