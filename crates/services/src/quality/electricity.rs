//! Who counts the electricity of a site when: a value that is filled in for a silent meter must not stand
//! where a bill counts the same hour, nor one for a bill's series where the meter does.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use model::ids::SiteId;
use model::ingest::{Activity, DataSource};
use store::quality::MeterKey;

use super::series::SeriesMap;

/// What a reading says of electricity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Electricity {
    None,
    /// As others report it, such as a bill.
    Reported,
    /// As a meter of the site measured it.
    Metered,
}

impl Electricity {
    pub(super) fn of(source: DataSource, activity: &Activity) -> Self {
        match activity.electricity_kwh {
            Some(_) if source == DataSource::Meter => Self::Metered,
            Some(_) => Self::Reported,
            None => Self::None,
        }
    }
}

type Times = Vec<(DateTime<Utc>, DateTime<Utc>)>;

/// The times of sites whose electricity meters count, and those that others report.
#[derive(Debug, Default)]
pub(super) struct Counted {
    kinds: BTreeMap<MeterKey, Electricity>,
    /// Apart from each other, oldest first.
    times: BTreeMap<(SiteId, Electricity), Times>,
}

impl Counted {
    pub(super) fn of(series: &SeriesMap) -> Self {
        let mut counted = Self::default();
        for (key, readings) in series {
            let kind = readings.iter().map(|reading| reading.electricity).max();
            let kind = kind.unwrap_or(Electricity::None);
            let known = counted.kinds.entry(key.meter).or_insert(kind);
            *known = kind.max(*known);
            let Some(site) = key.meter.site_id else {
                continue;
            };
            for reading in readings {
                // What has no end still has a moment.
                let moment = reading.at + Duration::microseconds(1);
                let end = reading.ends_at.map_or(moment, |end| end.max(moment));
                let of_kind = counted
                    .times
                    .entry((site, reading.electricity))
                    .or_default();
                of_kind.push((reading.at, end));
            }
        }
        for times in counted.times.values_mut() {
            times.sort_unstable();
            times.dedup_by(|next, before| {
                let is_joined = next.0 <= before.1;
                if is_joined {
                    before.1 = before.1.max(next.1);
                }
                is_joined
            });
        }
        counted
    }

    /// Whether another than this series counts electricity of its site in a part of `[from, to)`.
    pub(super) fn by_other(&self, key: &MeterKey, from: DateTime<Utc>, to: DateTime<Utc>) -> bool {
        let other = match self.kinds.get(key) {
            Some(Electricity::Metered) => Electricity::Reported,
            Some(Electricity::Reported) => Electricity::Metered,
            Some(Electricity::None) | None => return false,
        };
        let Some(site) = key.site_id else {
            return false;
        };
        let times = self
            .times
            .get(&(site, other))
            .map_or(&[][..], Vec::as_slice);
        let first = times.partition_point(|(_, end)| *end <= from);
        times.get(first).is_some_and(|(begin, _)| *begin < to)
    }
}

#[cfg(test)]
mod tests {
    use model::ids::{EventId, SupplierId};
    use model::ingest::{EventType, QualityStatus};
    use model::units::Milligrams;

    use super::super::series::{Reading, SeriesKey};
    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::<Utc>::UNIX_EPOCH + Duration::hours(hour)
    }

    fn key(supplier: i64) -> SeriesKey {
        SeriesKey {
            meter: MeterKey {
                supplier_id: SupplierId(supplier),
                site_id: Some(SiteId(1)),
                category: EventType::Factory,
            },
            route_id: None,
            mode: None,
        }
    }

    fn reading(electricity: Electricity, from: i64, to: i64) -> Reading {
        Reading {
            event_id: EventId(1),
            at: at(from),
            ends_at: Some(at(to)),
            status: QualityStatus::Measured,
            undoubted: QualityStatus::Measured,
            electricity,
            co2e: Some(Milligrams(1)),
            ttw: Milligrams(1),
            implausible: None,
        }
    }

    #[test]
    fn the_meter_and_the_bill_count_for_each_other_and_gas_for_nobody() {
        let (bill, meter, gas) = (key(1), key(2), key(3));
        let metered = |hour| reading(Electricity::Metered, hour, hour + 1);
        let series = SeriesMap::from([
            (bill, vec![reading(Electricity::Reported, 0, 10)]),
            (meter, vec![metered(4), metered(5), metered(12)]),
            (gas, vec![reading(Electricity::None, 0, 20)]),
        ]);
        let counted = Counted::of(&series);
        let by_other = |key: SeriesKey, hour| counted.by_other(&key.meter, at(hour), at(hour + 1));
        let hours = |key: SeriesKey| {
            (0..20)
                .filter(|hour| by_other(key, *hour))
                .collect::<Vec<_>>()
        };
        assert_eq!(hours(bill), [4, 5, 12]);
        assert_eq!(hours(meter), (0..10).collect::<Vec<_>>());
        assert_eq!(hours(gas), [0_i64; 0]);
    }
}
