//! Events in the series they are judged in: what one supplier reports of one kind at one place.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use engine::quality::Point;
use model::ids::{EventId, OrgId, RouteId, SupplierId};
use model::ingest::{EventType, Mode, QualityStatus};
use model::time::TimeRange;
use model::units::Milligrams;
use store::Db;
use store::emissions::Calculation;
use store::ingest::events::ReadingQuery;
use store::quality::MeterKey;

use super::electricity::Electricity;
use crate::emissions::{EventPages, undoubted};
use crate::error::Result;

/// The past that teaches what is usual.
pub(crate) const PAST: Duration = Duration::weeks(13);
/// What is read beyond the range: a gap that begins in it may end so much later.
pub(crate) const BEYOND: Duration = Duration::hours(engine::quality::FILLED_HOURS_MAX as i64);

/// What is alike enough to be compared: a meter's readings, or trips on one route by one mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SeriesKey {
    pub(super) meter: MeterKey,
    pub(super) route_id: Option<RouteId>,
    pub(super) mode: Option<Mode>,
}

impl SeriesKey {
    /// Whether its events are readings of a meter, and not trips.
    pub(super) fn is_metered(&self) -> bool {
        matches!(
            self.meter.category,
            EventType::Factory | EventType::Warehouse
        )
    }
}

/// An event as a reading of its series.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) event_id: EventId,
    pub(super) at: DateTime<Utc>,
    pub(super) ends_at: Option<DateTime<Utc>>,
    pub(super) status: QualityStatus,
    /// Its status when nothing is odd about it.
    pub(super) undoubted: QualityStatus,
    /// `None` without a factor.
    pub(super) electricity: Electricity,
    pub(super) co2e: Option<Milligrams>,
    pub(super) ttw: Milligrams,
    /// Fields that cannot both be right, in words.
    pub(super) implausible: Option<String>,
}

/// Series by their keys, each in time order.
pub(super) type SeriesMap = BTreeMap<SeriesKey, Vec<Reading>>;

/// The events of a range with the past that teaches what is usual.
#[derive(Debug)]
pub(super) struct Material {
    pub(super) series: SeriesMap,
    /// From when on every event is there.
    pub(super) complete_from: DateTime<Utc>,
}

impl Material {
    /// Reads `events_max` events or a few more, newest first; a million take some 150 MB. Series of an
    /// organisation with more in the range have a shorter past.
    pub(super) async fn read(
        db: &Db,
        org: OrgId,
        calculation: Calculation,
        range: TimeRange,
        events_max: usize,
    ) -> Result<Self> {
        let first = range.from.checked_sub_signed(PAST).unwrap_or(range.from);
        let last = range.to.checked_add_signed(BEYOND).unwrap_or(range.to);
        let query = ReadingQuery::of_time(calculation, first, last);
        let mut series = SeriesMap::new();
        let mut pages = EventPages::of(db, org, query).of_at_most(events_max);
        let mut complete_from = first;
        let mut events = 0;
        while let Some(page) = pages.next().await? {
            if events >= events_max {
                // What is on this page is missing, so all later than its newest is there.
                let newest = page.first().map(|(reading, _)| reading.occurred_at);
                let after = newest.map_or(first, |newest| newest + Duration::microseconds(1));
                complete_from = after.max(first);
                break;
            }
            events += page.len();
            for (stored, _) in page {
                let (key, reading) = reading_of(stored);
                series.entry(key).or_default().push(reading);
            }
        }
        for readings in series.values_mut() {
            readings.reverse();
        }
        Ok(Self {
            series,
            complete_from,
        })
    }
}

fn reading_of(stored: store::ingest::events::Reading) -> (SeriesKey, Reading) {
    let implausible =
        engine::quality::implausible(stored.occurred_at, stored.ends_at, &stored.activity);
    let mut words: Vec<_> = implausible.iter().map(ToString::to_string).collect();
    words.extend(stored.activity.meter_doubt.clone());
    let key = SeriesKey {
        meter: MeterKey {
            supplier_id: stored.supplier_id,
            site_id: stored.site_id,
            category: stored.event_type,
        },
        route_id: stored.route_id,
        mode: stored.mode,
    };
    let reading = Reading {
        event_id: stored.event_id,
        at: stored.occurred_at,
        ends_at: stored.ends_at,
        status: stored.status,
        undoubted: undoubted(stored.method, &stored.activity),
        electricity: Electricity::of(stored.source, &stored.activity),
        co2e: stored.co2e,
        ttw: stored.ttw.unwrap_or_default(),
        implausible: (!words.is_empty()).then(|| words.join("; ")),
    };
    (key, reading)
}

/// The points of a series, each with the index of its reading; the newest when there are too many.
pub(super) fn points(readings: &[Reading]) -> (Vec<usize>, Vec<Point>) {
    let known = readings.iter().enumerate().filter_map(|(index, reading)| {
        let value = reading.co2e?.kg();
        let is_value = value.abs() <= engine::quality::VALUE_ABS_MAX;
        is_value.then_some((
            index,
            Point {
                at: reading.at,
                value,
            },
        ))
    });
    let (indices, points): (Vec<_>, Vec<_>) = known.unzip();
    let surplus = points.len().saturating_sub(engine::quality::POINTS_MAX);
    (indices[surplus..].to_vec(), points[surplus..].to_vec())
}

/// Whose it is, for rows by supplier and type.
pub(super) fn owner(key: &SeriesKey) -> (SupplierId, EventType) {
    (key.meter.supplier_id, key.meter.category)
}
