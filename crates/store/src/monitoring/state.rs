//! How far baselines and scans have come.

use chrono::{DateTime, Utc};

use crate::db::{Inner, run};
use crate::emissions::Calculation;
use crate::instant::Instant;
use crate::{Conn, Result};

/// How far they have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonitoringState {
    /// What the baselines were computed from.
    pub calculation: Calculation,
    pub time_zone: String,
    /// When the computation of all of them began.
    pub began_at: DateTime<Utc>,
    /// End of the last hour whose baseline was computed.
    pub computed_until: Option<DateTime<Utc>>,
    pub scanned_at: Option<DateTime<Utc>>,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    calculation: i32,
    time_zone: String,
    began_at: Instant,
    computed_until: Option<Instant>,
    scanned_at: Option<Instant>,
}

/// `None` before the first computation.
pub async fn state(conn: &mut Conn) -> Result<Option<MonitoringState>> {
    const SQL: &str = "
        select calculation, time_zone, began_at, computed_until, scanned_at
        from monitoring_state where org_id = $1";
    let row = run!(conn, optional Row, SQL, conn.org.0)?;
    Ok(row.map(|row| MonitoringState {
        calculation: Calculation(row.calculation),
        time_zone: row.time_zone,
        began_at: row.began_at.0,
        computed_until: row.computed_until.map(|at| at.0),
        scanned_at: row.scanned_at.map(|at| at.0),
    }))
}

/// Says from what all baselines are being computed; they are not whole until [`put_computed`].
pub async fn begin_computing(
    conn: &mut Conn,
    calculation: Calculation,
    time_zone: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        insert into monitoring_state (
            org_id, calculation, time_zone, began_at, computed_until, scanned_at
        )
        values ($1, $2, $3, $4, null, null)
        on conflict (org_id) do update
        set calculation = excluded.calculation, time_zone = excluded.time_zone,
            began_at = excluded.began_at, computed_until = null";
    let now = Instant::from(now);
    run!(conn, exec, SQL, conn.org.0, calculation.0, time_zone, now)?;
    Ok(())
}

/// Says up to when they are computed.
pub async fn put_computed(conn: &mut Conn, until: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "update monitoring_state set computed_until = $2 where org_id = $1";
    run!(conn, exec, SQL, conn.org.0, Instant::from(until))?;
    Ok(())
}

/// Makes this transaction the only one that writes baselines of the organisation, until its end.
/// Rows locked one after the other in two orders would be waited for in a circle.
pub(super) async fn hold(conn: &mut Conn) -> Result<()> {
    // On SQLite, a transaction that writes is the only one.
    if let Inner::Postgres(_) = &conn.session.inner {
        const SQL: &str = "select scanned_at from monitoring_state where org_id = $1 for update";
        run!(conn, scalar_optional Option<Instant>, SQL, conn.org.0)?;
    }
    Ok(())
}

/// Makes this transaction the only one that scans the organisation, until its end; false when
/// another scan was later than `not_after`.
pub async fn begin_scan(
    conn: &mut Conn,
    now: DateTime<Utc>,
    not_after: DateTime<Utc>,
) -> Result<bool> {
    // The row is locked by its change, so that a second scan waits here and then sees the first.
    const SQL: &str = "
        update monitoring_state set scanned_at = $2
        where org_id = $1 and (scanned_at is null or scanned_at <= $3)";
    let (now, not_after) = (Instant::from(now), Instant::from(not_after));
    Ok(run!(conn, exec, SQL, conn.org.0, now, not_after)? > 0)
}
