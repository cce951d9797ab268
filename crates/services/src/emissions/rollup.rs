//! From events to roll-up rows: the one place that knows which bucket a kilogram belongs to.
//!
//! An event without an end falls into the hour and the local day it began in. One with an end is
//! spread evenly over its time, cut at whole hours and at local midnights, exactly: what is handed
//! out adds up to the milligram. It is counted where it begins. Of the electricity of an event that a
//! meter of its site counts in some hours, these hours get nothing.

use hashbrown::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use engine::emissions::{hour_of, share_of_period, spread_over_hours};
use model::ids::{RouteId, VehicleId};
use model::ingest::MeteredTime;
use model::monitoring::EntityKind;
use model::units::Milligrams;
use store::emissions::estimates::StoredEstimate;
use store::emissions::rollups::{
    DailyDelta, Deltas, EntityDelta, EntityPart, HourlyDelta, RollupKey, Sums,
};

/// What the roll-ups need to know of an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) key: RollupKey,
    pub(crate) vehicle_id: Option<VehicleId>,
    pub(crate) route_id: Option<RouteId>,
    pub(crate) occurred_at: DateTime<Utc>,
    pub(crate) ends_at: Option<DateTime<Utc>>,
    /// `None` without a factor.
    pub(crate) amounts: Option<Amounts>,
    /// What of it a meter of its site counts.
    pub(crate) metered: Option<Metered<'a>>,
}

/// The amounts of an event's electricity, and the hours in which a meter of its site counts them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Metered<'a> {
    electricity: Amounts,
    time: &'a MeteredTime,
}

/// Whether events come or go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Add,
    Subtract,
}

/// An hour of a route or vehicle, by its parts.
type EntityHour = (DateTime<Utc>, EntityKind, i64, EntityPart);

/// Collects the changes of a chunk, each bucket once.
#[derive(Debug)]
pub(crate) struct RollupBuilder {
    zone: Tz,
    direction: Direction,
    hourly: HashMap<(DateTime<Utc>, RollupKey), Sums>,
    daily: HashMap<(NaiveDate, RollupKey), Sums>,
    entity: HashMap<EntityHour, (Milligrams, i64)>,
    /// Events of one hour come together; its local date is looked up once.
    last_day: Option<(DateTime<Utc>, NaiveDate)>,
}

/// The additive parts of one event or of a share of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Amounts {
    ttw: Milligrams,
    wtt: Milligrams,
    half_width: Milligrams,
}

impl Amounts {
    /// Kilograms with their 90 % interval.
    pub(crate) fn new(ttw: Milligrams, wtt: Milligrams, (low_kg, high_kg): (f64, f64)) -> Self {
        Self {
            ttw,
            wtt,
            half_width: Milligrams::from_kg((high_kg - low_kg) / 2.0).unwrap_or_default(),
        }
    }

    /// Those of an estimate; `None` where it says that there is no factor.
    pub(crate) fn of(estimate: &StoredEstimate) -> Option<Self> {
        match estimate {
            StoredEstimate::Estimated(estimated) => {
                let interval = (estimated.interval_low_kg, estimated.interval_high_kg);
                Some(Self::new(estimated.ttw, estimated.wtt, interval))
            }
            StoredEstimate::NoFactor(_) => None,
        }
    }

    fn without(self, part: Self) -> Self {
        Self {
            ttw: self.ttw - part.ttw,
            wtt: self.wtt - part.wtt,
            half_width: self.half_width - part.half_width,
        }
    }

    /// What of these falls into a part of a time.
    fn share(
        self,
        (start, end): (DateTime<Utc>, DateTime<Utc>),
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Self {
        let share = |total| share_of_period(total, start, end, from, to);
        Self {
            ttw: share(self.ttw),
            wtt: share(self.wtt),
            half_width: share(self.half_width),
        }
    }
}

impl<'a> Metered<'a> {
    /// The part of an estimate that a meter counts in some hours; of its interval, electricity has the
    /// share that it has of the kilograms.
    pub(crate) fn of(estimate: &StoredEstimate, time: &'a MeteredTime) -> Option<Self> {
        let StoredEstimate::Estimated(estimated) = estimate else {
            return None;
        };
        let (ttw, wtt) = estimated.counted_by_meter();
        let half_width_kg = (estimated.interval_high_kg - estimated.interval_low_kg) / 2.0;
        let share = if estimated.co2e == Milligrams::ZERO {
            0.0
        } else {
            (ttw + wtt).kg() / estimated.co2e.kg()
        };
        Some(Self {
            electricity: Amounts {
                ttw,
                wtt,
                half_width: Milligrams::from_kg(half_width_kg * share).unwrap_or_default(),
            },
            time,
        })
    }
}

impl RollupBuilder {
    pub(crate) fn adding(zone: Tz) -> Self {
        Self::new(zone, Direction::Add)
    }

    pub(crate) fn subtracting(zone: Tz) -> Self {
        Self::new(zone, Direction::Subtract)
    }

    fn new(zone: Tz, direction: Direction) -> Self {
        Self {
            zone,
            direction,
            hourly: HashMap::new(),
            daily: HashMap::new(),
            entity: HashMap::new(),
            last_day: None,
        }
    }

    /// Counts an event in. One that is metered whole is not counted as an event beside the meter's own;
    /// what it reports besides electricity is.
    pub(crate) fn event(&mut self, facts: &Facts<'_>) {
        let no_factor = i64::from(facts.amounts.is_none());
        let is_counted = facts.metered.is_none_or(|metered| !metered.time.is_whole());
        let count = Sums {
            events: i64::from(is_counted),
            no_factor_events: no_factor,
            ..Sums::default()
        };
        let first_hour = hour_of(facts.occurred_at);
        let first_day = self.day_of(facts.occurred_at);
        self.add_hour(first_hour, facts, count);
        self.add_day(first_day, facts.key, count);
        let amounts = facts.amounts.unwrap_or_default();
        let ends_at = facts.ends_at.filter(|ends_at| *ends_at > facts.occurred_at);
        let Some(metered) = facts.metered else {
            return self.amounts(facts, ends_at, amounts);
        };
        self.amounts(facts, ends_at, amounts.without(metered.electricity));
        // A moment lies in its metered hour whole.
        if let Some(ends_at) = ends_at {
            self.spread(facts, ends_at, metered.electricity);
            self.leave_out(facts, ends_at, metered);
        }
    }

    fn amounts(&mut self, facts: &Facts<'_>, ends_at: Option<DateTime<Utc>>, amounts: Amounts) {
        if let Some(ends_at) = ends_at {
            return self.spread(facts, ends_at, amounts);
        }
        let day = self.day_of(facts.occurred_at);
        self.add_hour(hour_of(facts.occurred_at), facts, sums_of(amounts));
        self.add_day(day, facts.key, sums_of(amounts));
    }

    fn spread(&mut self, facts: &Facts<'_>, ends_at: DateTime<Utc>, amounts: Amounts) {
        let from = facts.occurred_at;
        let hours = spread_over_hours(amounts.ttw, from, Some(ends_at))
            .zip(spread_over_hours(amounts.wtt, from, Some(ends_at)))
            .zip(spread_over_hours(amounts.half_width, from, Some(ends_at)));
        for (((hour, ttw), (_, wtt)), (_, half_width)) in hours {
            self.add_hour(
                hour,
                facts,
                sums_of(Amounts {
                    ttw,
                    wtt,
                    half_width,
                }),
            );
        }
        self.spread_over_days(facts, (from, ends_at), (from, ends_at), amounts, sums_of);
    }

    /// Takes what an even spread put into the metered hours out of them.
    fn leave_out(&mut self, facts: &Facts<'_>, ends_at: DateTime<Utc>, metered: Metered<'_>) {
        let period = (facts.occurred_at, ends_at);
        let out = |amounts| negated(sums_of(amounts));
        for piece in metered.time.pieces() {
            let part = metered.electricity.share(period, piece);
            self.add_hour(hour_of(piece.0), facts, out(part));
            self.spread_over_days(facts, period, piece, metered.electricity, out);
        }
    }

    /// Gives the local days of a part of an event's time what an even spread puts into them.
    fn spread_over_days(
        &mut self,
        facts: &Facts<'_>,
        period: (DateTime<Utc>, DateTime<Utc>),
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        amounts: Amounts,
        sums: impl Fn(Amounts) -> Sums,
    ) {
        let mut at = from;
        while at < to {
            let day = self.day_of(at);
            let next = self.midnight_after(day).min(to);
            let part = amounts.share(period, (at, next));
            self.add_day(day, facts.key, sums(part));
            at = next;
        }
    }

    fn add_hour(&mut self, hour: DateTime<Utc>, facts: &Facts<'_>, sums: Sums) {
        *self.hourly.entry((hour, facts.key)).or_default() += sums;
        let entities = [
            facts.route_id.map(|id| (EntityKind::Route, id.0)),
            facts.vehicle_id.map(|id| (EntityKind::Vehicle, id.0)),
        ];
        let part = EntityPart {
            supplier_id: facts.key.supplier_id,
            site_id: facts.key.site_id,
            category: facts.key.category,
            quality: facts.key.quality,
        };
        for (kind, id) in entities.into_iter().flatten() {
            let cell = self.entity.entry((hour, kind, id, part)).or_default();
            cell.0 += sums.co2e;
            cell.1 += sums.events;
        }
    }

    fn add_day(&mut self, day: NaiveDate, key: RollupKey, sums: Sums) {
        *self.daily.entry((day, key)).or_default() += sums;
    }

    /// What changed, ready for the store.
    pub(crate) fn finish(self) -> Deltas {
        let sign = |sums: Sums| match self.direction {
            Direction::Add => sums,
            Direction::Subtract => negated(sums),
        };
        let hourly = self
            .hourly
            .into_iter()
            .map(|((hour, key), sums)| HourlyDelta {
                hour,
                key,
                sums: sign(sums),
            })
            .collect();
        let daily = self
            .daily
            .into_iter()
            .map(|((day, key), sums)| DailyDelta {
                day,
                key,
                sums: sign(sums),
            })
            .collect();
        let entity = self
            .entity
            .into_iter()
            .map(|((hour, kind, entity_id, part), (co2e, events))| {
                let (co2e, events) = match self.direction {
                    Direction::Add => (co2e, events),
                    Direction::Subtract => (-co2e, -events),
                };
                EntityDelta {
                    hour,
                    kind,
                    entity_id,
                    part,
                    co2e,
                    events,
                }
            })
            .collect();
        Deltas {
            hourly,
            daily,
            entity,
        }
    }

    /// The span of hours touched so far.
    pub(crate) fn range(&self) -> Option<model::time::TimeRange> {
        let from = self.hourly.keys().map(|(hour, _)| *hour).min()?;
        let last = self.hourly.keys().map(|(hour, _)| *hour).max()?;
        Some(model::time::TimeRange {
            from,
            to: last + Duration::hours(1),
        })
    }

    fn day_of(&mut self, at: DateTime<Utc>) -> NaiveDate {
        // Zones change their offset on whole quarter-hours only.
        let quarter = at - Duration::microseconds(at.timestamp_micros().rem_euclid(900_000_000));
        match self.last_day {
            Some((known, day)) if known == quarter => day,
            Some(_) | None => {
                let day = at.with_timezone(&self.zone).date_naive();
                self.last_day = Some((quarter, day));
                day
            }
        }
    }

    fn midnight_after(&self, day: NaiveDate) -> DateTime<Utc> {
        super::ranges::start_of_day(self.zone, day.succ_opt().unwrap_or(NaiveDate::MAX))
    }
}

fn sums_of(amounts: Amounts) -> Sums {
    Sums {
        co2e: amounts.ttw + amounts.wtt,
        ttw: amounts.ttw,
        wtt: amounts.wtt,
        half_width: amounts.half_width,
        events: 0,
        no_factor_events: 0,
    }
}

fn negated(sums: Sums) -> Sums {
    Sums {
        co2e: -sums.co2e,
        ttw: -sums.ttw,
        wtt: -sums.wtt,
        half_width: -sums.half_width,
        events: -sums.events,
        no_factor_events: -sums.no_factor_events,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, TimeZone, Utc};
    use chrono_tz::Tz;
    use model::emissions::{ContributionKind, IntervalBasis, MethodTier};
    use model::ids::SupplierId;
    use model::ingest::{EventType, MeteredTime, QualityStatus};
    use model::units::Milligrams;
    use store::emissions::estimates::{Contribution, Estimated, StoredEstimate};
    use store::emissions::factor_sets::FactorSetId;
    use store::emissions::rollups::RollupKey;

    use super::{Amounts, Facts, Metered, RollupBuilder};

    fn estimate(ttw: i64, wtt: i64) -> StoredEstimate {
        StoredEstimate::Estimated(Estimated {
            co2e: Milligrams(ttw + wtt),
            ttw: Milligrams(ttw),
            wtt: Milligrams(wtt),
            method: MethodTier::Metered,
            interval_low_kg: 0.0,
            interval_high_kg: 1.0,
            interval_basis: IntervalBasis::FactorBased,
            confidence: 0.5,
            factor_set: FactorSetId(1),
            contributions: Vec::new(),
        })
    }

    /// A factory's period that no meter counts.
    fn facts(
        estimate: &StoredEstimate,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Facts<'static> {
        Facts {
            key: RollupKey {
                supplier_id: SupplierId(1),
                site_id: None,
                category: EventType::Factory,
                mode: None,
                quality: QualityStatus::Measured,
            },
            vehicle_id: None,
            route_id: None,
            occurred_at: from,
            ends_at: Some(to),
            amounts: Amounts::of(estimate),
            metered: None,
        }
    }

    #[test]
    fn a_period_is_cut_at_local_midnights_of_a_half_hour_zone() {
        let estimate = estimate(1_000_003, 77);
        let occurred_at = Utc
            .with_ymd_and_hms(2026, 3, 1, 17, 10, 0)
            .single()
            .expect("a time");
        let facts = facts(&estimate, (occurred_at, occurred_at + Duration::hours(30)));
        let mut builder = RollupBuilder::adding(Tz::Asia__Kolkata);
        builder.event(&facts);
        let deltas = builder.finish();
        let hourly: Milligrams = deltas.hourly.iter().map(|delta| delta.sums.co2e).sum();
        let daily: Milligrams = deltas.daily.iter().map(|delta| delta.sums.co2e).sum();
        assert_eq!(hourly, Milligrams(1_000_080));
        assert_eq!(daily, Milligrams(1_000_080));
        // 17:10 UTC is 22:40 in Kolkata: 80 minutes, a whole day, and the rest.
        assert_eq!(deltas.daily.len(), 3);
        assert_eq!(
            deltas
                .hourly
                .iter()
                .map(|delta| delta.sums.events)
                .sum::<i64>(),
            1
        );
    }

    #[test]
    fn metered_hours_get_nothing_of_a_bills_electricity() {
        let part = |kind, ttw, wtt| Contribution {
            kind,
            ttw: Milligrams(ttw),
            wtt: Milligrams(wtt),
        };
        let StoredEstimate::Estimated(mut bill) = estimate(7_200_011, 720_000) else {
            panic!("an estimate");
        };
        bill.contributions = vec![
            part(ContributionKind::Electricity, 7_200_001, 0),
            part(ContributionKind::GridLosses, 0, 720_000),
            part(ContributionKind::Gas, 10, 0),
        ];
        let bill = StoredEstimate::Estimated(bill);
        let from = Utc
            .with_ymd_and_hms(2026, 6, 1, 0, 0, 0)
            .single()
            .expect("a time");
        let to = from + Duration::hours(720);
        let deltas = |hours: std::ops::Range<i64>, zone| {
            let hours = hours.map(|hour| from + Duration::hours(hour));
            let time = MeteredTime::of(from, Some(to), hours);
            let facts = Facts {
                metered: time.as_ref().and_then(|time| Metered::of(&bill, time)),
                ..facts(&bill, (from, to))
            };
            let mut builder = RollupBuilder::adding(zone);
            builder.event(&facts);
            builder.finish()
        };
        for zone in [Tz::UTC, Tz::Asia__Kolkata] {
            for metered in [0, 1, 5, 719, 720] {
                let deltas = deltas(0..metered, zone);
                let time = (0..metered).map(|hour| from + Duration::hours(hour));
                let time = MeteredTime::of(from, Some(to), time);
                let left_out = |total| {
                    time.as_ref()
                        .map_or(Milligrams::ZERO, |time| time.left_out(Milligrams(total)))
                };
                let kept = Milligrams(7_920_011) - left_out(7_200_001) - left_out(720_000);
                let sum = |sums: Vec<_>| sums.into_iter().sum::<Milligrams>();
                let hourly = deltas.hourly.iter().map(|one| one.sums.co2e).collect();
                let daily = deltas.daily.iter().map(|one| one.sums.co2e).collect();
                assert_eq!((sum(hourly), sum(daily)), (kept, kept), "{metered} hours");
                let events: i64 = deltas.hourly.iter().map(|one| one.sums.events).sum();
                assert_eq!(events, i64::from(metered < 720));
                let least = deltas.hourly.iter().map(|one| one.sums.co2e).min();
                assert!(least >= Some(Milligrams::ZERO), "{least:?}");
            }
        }
        // An hour without electricity keeps its part of the gas: nothing or a milligram.
        let first = deltas(0..1, Tz::UTC);
        let first = first.hourly.iter().find(|one| one.hour == from);
        let first = first.expect("an hour").sums;
        assert!(first.co2e <= Milligrams(1), "{first:?}");
    }

    #[test]
    fn what_was_added_can_be_subtracted() {
        let estimate = estimate(5, 2);
        let facts = Facts {
            key: RollupKey {
                supplier_id: SupplierId(1),
                site_id: None,
                category: EventType::Logistics,
                mode: None,
                quality: QualityStatus::Estimated,
            },
            vehicle_id: None,
            route_id: None,
            occurred_at: Utc
                .with_ymd_and_hms(2026, 3, 1, 23, 59, 59)
                .single()
                .expect("a time"),
            ends_at: None,
            amounts: Amounts::of(&estimate),
            metered: None,
        };
        let mut plus = RollupBuilder::adding(Tz::UTC);
        plus.event(&facts);
        let mut minus = RollupBuilder::subtracting(Tz::UTC);
        minus.event(&facts);
        let (plus, minus) = (plus.finish(), minus.finish());
        assert_eq!(plus.hourly[0].sums.co2e, -minus.hourly[0].sums.co2e);
        assert_eq!(plus.daily[0].sums.events, -minus.daily[0].sums.events);
    }
}
