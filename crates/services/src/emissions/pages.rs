//! Stored events page by page, newest first, each with the grid region it falls back to.

use model::ids::OrgId;
use model::ingest::Activity;
use store::Db;
use store::ingest::events::{Reading, ReadingQuery, ScanCursor};

use super::estimating::grid_region;
use crate::error::Result;

/// Events read at a time.
const TOGETHER: u32 = 5_000;

/// A stored event and the grid region of its site, else of its organisation.
pub(crate) type Placed = (Reading, Option<String>);

/// Reads a query to its end. Each page has a connection of its own: a reader must not hold an old
/// state, or a place in the pool, for minutes.
#[derive(Debug)]
pub(crate) struct EventPages<'a> {
    db: &'a Db,
    org: OrgId,
    query: ReadingQuery,
    taken: Taken,
    together: u32,
    next: Next,
}

/// What is taken of events whose electricity a meter of their site counts too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// All they report.
    Reported,
    /// What counts in totals.
    Counted,
}

#[derive(Debug)]
enum Next {
    First,
    After(ScanCursor),
    Nothing,
}

impl<'a> EventPages<'a> {
    /// What events report, to judge and to learn from.
    pub(crate) fn of(db: &'a Db, org: OrgId, query: ReadingQuery) -> Self {
        Self::taking(Taken::Reported, db, org, query)
    }

    /// What of events counts, to add up: without the electricity that a meter of their site counts. Their
    /// stored kilograms are still those of the whole.
    pub(crate) fn counted(db: &'a Db, org: OrgId, query: ReadingQuery) -> Self {
        Self::taking(Taken::Counted, db, org, query)
    }

    fn taking(taken: Taken, db: &'a Db, org: OrgId, query: ReadingQuery) -> Self {
        Self {
            db,
            org,
            query,
            taken,
            together: TOGETHER,
            next: Next::First,
        }
    }

    /// The same in pages of at most so many events.
    pub(crate) fn of_at_most(mut self, events: usize) -> Self {
        let events = u32::try_from(events.max(1)).unwrap_or(TOGETHER);
        self.together = events.min(TOGETHER);
        self
    }

    /// The next page; `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Placed>>> {
        let before = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::First => None,
            Next::After(cursor) => Some(cursor),
            Next::Nothing => return Ok(None),
        };
        let mut conn = self.db.read(self.org).await?;
        let settings = store::organisations::settings(&mut conn).await?;
        let (page, cursor) =
            store::ingest::events::readings(&mut conn, &self.query, before, self.together).await?;
        let page: Vec<_> = match self.taken {
            Taken::Reported => page,
            Taken::Counted => page.into_iter().filter_map(counted).collect(),
        };
        let mut sites: Vec<_> = page.iter().filter_map(|reading| reading.site_id).collect();
        sites.sort_unstable();
        sites.dedup();
        let sites = store::places::sites(&mut conn, &sites).await?;
        drop(conn);
        self.next = cursor.map_or(Next::Nothing, Next::After);
        let of_organisation = settings.default_grid_region.as_deref();
        let placed = page.into_iter().map(|reading| {
            let site = reading.site_id.and_then(|id| sites.get(&id));
            let region = grid_region(site, of_organisation).map(str::to_owned);
            (reading, region)
        });
        Ok(Some(placed.collect()))
    }
}

/// What of an event counts; `None` where nothing does.
fn counted(mut reading: Reading) -> Option<Reading> {
    let Some(metered) = &reading.metered else {
        return Some(reading);
    };
    let kept = 1.0 - metered.share();
    let activity = &mut reading.activity;
    let is_more = Activity {
        co2e_kg_metered: None,
        electricity_kwh: None,
        grid_intensity: None,
        ..activity.clone()
    };
    if metered.is_whole() && is_more == is_more.without_meters() {
        return None;
    }
    for amount in [&mut activity.electricity_kwh, &mut activity.co2e_kg_metered] {
        *amount = amount.map(|amount| amount * kept);
    }
    Some(reading)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};
    use model::ids::{EventId, SupplierId};
    use model::ingest::{DataSource, EventType, MeteredTime, QualityStatus};

    use super::*;

    /// An event of four hours of which a meter counts some.
    fn reading(metered_hours: i64, activity: Activity) -> Reading {
        let from = DateTime::<Utc>::UNIX_EPOCH;
        let to = from + Duration::hours(4);
        let hours = (0..metered_hours).map(|hour| from + Duration::hours(hour));
        Reading {
            event_id: EventId(1),
            event_type: EventType::Warehouse,
            mode: None,
            supplier_id: SupplierId(1),
            site_id: None,
            route_id: None,
            occurred_at: from,
            ends_at: Some(to),
            source: DataSource::Csv,
            status: QualityStatus::Measured,
            metered: MeteredTime::of(from, Some(to), hours),
            method: None,
            co2e: None,
            ttw: None,
            activity,
        }
    }

    #[test]
    fn electricity_counts_as_far_as_no_meter_does() {
        let power = Activity {
            electricity_kwh: Some(8.0),
            floor_area_m2: Some(100.0),
            ..Activity::default()
        };
        let kwh = |hours, activity: &Activity| {
            let left = counted(reading(hours, activity.clone()))?;
            left.activity.electricity_kwh
        };
        assert_eq!(
            [0, 1, 4].map(|hours| kwh(hours, &power)),
            [Some(8.0), Some(6.0), None]
        );
        // The gas of one that is metered whole still counts; its power is none, not unknown, which would
        // put a floor area's in its place.
        let with_gas = Activity {
            gas_kwh_gross: Some(3.0),
            ..power
        };
        assert_eq!(kwh(4, &with_gas), Some(0.0));
    }
}
