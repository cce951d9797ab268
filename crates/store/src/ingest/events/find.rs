//! Single events, and when the latest one began.

use chrono::{DateTime, TimeDelta, Utc};
use model::ids::{EventId, SupplierId};

use super::{EventRecord, row};
use crate::db::run;
use crate::emissions::Calculation;
use crate::instant::Instant;
use crate::{Conn, Error, Result, organisations, text};

#[derive(Debug, sqlx::FromRow)]
struct DetailRow {
    external_id: Option<String>,
    source_key: Vec<u8>,
    content_hash: Vec<u8>,
    raw: Option<String>,
}

/// One by id, with everything.
pub async fn get(
    conn: &mut Conn,
    calculation: Calculation,
    id: EventId,
) -> Result<Option<EventRecord>> {
    const SQL: &str = "
        select e.external_id, e.source_key, e.content_hash, r.raw
        from events_normalized e
        left join events_raw r on r.event_id = e.id and r.org_id = $1
        where e.org_id = $1 and e.id = $2";
    let Some(detail) = run!(conn, optional DetailRow, SQL, conn.org.0, id.0)? else {
        return Ok(None);
    };
    let Some(event) = row::load(conn, calculation, &[id.0]).await?.pop() else {
        return Ok(None);
    };
    let hash = |bytes: Vec<u8>, column| {
        bytes.try_into().map_err(|_| Error::Corrupt {
            table: row::TABLE,
            column,
        })
    };
    Ok(Some(EventRecord {
        event,
        external_id: detail.external_id,
        raw: detail.raw,
        source_key: hash(detail.source_key, "source_key")?,
        content_hash: hash(detail.content_hash, "content_hash")?,
    }))
}

/// The event of this key (to answer a repeated post with the stored event).
pub async fn find_by_key(
    conn: &mut Conn,
    calculation: Calculation,
    occurred_at: DateTime<Utc>,
    source_key: &[u8; 16],
) -> Result<Option<EventRecord>> {
    const SQL: &str = "
        select id from events_normalized
        where org_id = $1 and occurred_at = $2 and source_key = $3";
    let at = Instant::from(occurred_at);
    let id = run!(conn, scalar_optional i64, SQL, conn.org.0, at, source_key.as_slice())?;
    match id {
        Some(id) => get(conn, calculation, EventId(id)).await,
        None => Ok(None),
    }
}

/// The event of this external id, whatever time it carries.
pub async fn find_by_external_id(
    conn: &mut Conn,
    calculation: Calculation,
    external_id: &str,
) -> Result<Option<EventRecord>> {
    const SQL: &str = "
        select event_id from event_external_ids where org_id = $1 and external_id = $2";
    let id = run!(conn, scalar_optional i64, SQL, conn.org.0, text::clean(external_id))?;
    match id {
        Some(id) => get(conn, calculation, EventId(id)).await,
        None => Ok(None),
    }
}

/// When the latest event began; of one supplier or all.
pub async fn last_event_at(
    conn: &mut Conn,
    supplier: Option<SupplierId>,
) -> Result<Option<DateTime<Utc>>> {
    const ALL: &str = "
        select occurred_at from events_normalized
        where org_id = $1
        order by occurred_at desc
        limit 1";
    // The roll-up knows the hour; within it the events are looked at.
    const HOUR: &str = "
        select hour from emissions_hourly
        where org_id = $1 and calculation = $2 and supplier_id = $3 and events > 0
        order by hour desc
        limit 1";
    const IN_HOUR: &str = "
        select occurred_at from events_normalized
        where org_id = $1 and occurred_at >= $2 and occurred_at < $3 and supplier_id = $4
        order by occurred_at desc
        limit 1";
    let Some(supplier) = supplier else {
        let at = run!(conn, scalar_optional Instant, ALL, conn.org.0)?;
        return Ok(at.map(|at| at.0));
    };
    let calculation = organisations::active_calculation(conn).await?;
    let hour = run!(conn, scalar_optional Instant, HOUR, conn.org.0, calculation.0, supplier.0)?;
    let Some(hour) = hour else { return Ok(None) };
    let end = Instant::from(hour.0 + TimeDelta::hours(1));
    let at = run!(conn, scalar_optional Instant, IN_HOUR, conn.org.0, hour, end, supplier.0)?;
    Ok(at.map(|at| at.0))
}
