//! Times of sites whose measurements are to be looked at, by what for.

use chrono::{DateTime, Utc};
use model::ids::{OrgId, SiteId};

use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, SystemConn};

/// What is to be done with measurements that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Events are made of the hours.
    Events,
    /// They are looked at for what is odd and what is missing.
    Review,
}

impl Task {
    fn word(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Review => "review",
        }
    }
}

/// Times of a site to look at: `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    pub site_id: SiteId,
    pub task: Task,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    marks: i64,
}

/// `[from, to)` of a site is to be looked at.
pub async fn mark_pending(
    conn: &mut Conn,
    site: SiteId,
    task: Task,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    const SQL: &str = "
        insert into measurements_pending (org_id, site_id, task, from_at, to_at, marks)
        values ($1, $2, $3, $4, $5, 1)
        on conflict (org_id, site_id, task) do update
        set from_at = case when excluded.from_at < measurements_pending.from_at
                then excluded.from_at else measurements_pending.from_at end,
            to_at = case when excluded.to_at > measurements_pending.to_at
                then excluded.to_at else measurements_pending.to_at end,
            marks = measurements_pending.marks + 1";
    let (from, to) = (Instant::from(from), Instant::from(to));
    run!(conn, exec, SQL, conn.org.0, site.0, task.word(), from, to)?;
    Ok(())
}

/// Organisations with something to look at.
pub async fn pending_organisations(conn: &mut SystemConn, task: Task) -> Result<Vec<OrgId>> {
    const SQL: &str =
        "select distinct org_id from measurements_pending where task = $1 order by org_id";
    Ok(run!(conn, all(i64,), SQL, task.word())?
        .into_iter()
        .map(|(org,)| OrgId(org))
        .collect())
}

/// What is to be looked at, site by site.
pub async fn pending(conn: &mut Conn, task: Task, limit: u32) -> Result<Vec<Pending>> {
    const SQL: &str = "
        select site_id, from_at, to_at, marks from measurements_pending
        where org_id = $1 and task = $2
        order by site_id
        limit $3";
    let rows = run!(
        conn,
        all(i64, Instant, Instant, i64),
        SQL,
        conn.org.0,
        task.word(),
        i64::from(limit)
    )?;
    Ok(rows
        .into_iter()
        .map(|(site, from, to, marks)| Pending {
            site_id: SiteId(site),
            task,
            from: from.0,
            to: to.0,
            marks,
        })
        .collect())
}

/// It was looked at, unless more was marked meanwhile.
pub async fn settle_pending(conn: &mut Conn, pending: &Pending) -> Result<()> {
    const SQL: &str = "
        delete from measurements_pending
        where org_id = $1 and site_id = $2 and task = $3 and marks = $4";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        pending.site_id.0,
        pending.task.word(),
        pending.marks
    )?;
    Ok(())
}
