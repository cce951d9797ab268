//! Stored events page by page, newest first, each with the grid region it falls back to.

use model::ids::OrgId;
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
    together: u32,
    next: Next,
}

#[derive(Debug)]
enum Next {
    First,
    After(ScanCursor),
    Nothing,
}

impl<'a> EventPages<'a> {
    pub(crate) fn of(db: &'a Db, org: OrgId, query: ReadingQuery) -> Self {
        Self {
            db,
            org,
            query,
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
