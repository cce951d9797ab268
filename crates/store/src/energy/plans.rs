//! Plans of sites' batteries as they were made.

use chrono::{DateTime, Utc};
use model::ids::SiteId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;
use uuid::Uuid;

use crate::codes::word;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, text};

/// A plan, kept as a document.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptPlan<P> {
    pub id: Uuid,
    pub made_at: DateTime<Utc>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Beginning of the latest interval measured when it was made.
    pub measured_at: DateTime<Utc>,
    pub plan: P,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    made_at: Instant,
    starts_at: Instant,
    ends_at: Instant,
    measured_at: Instant,
    plan: Json<serde_json::Value>,
}

impl Row {
    fn into_kept<P: DeserializeOwned>(self) -> Result<KeptPlan<P>> {
        let plan = serde_json::from_value(self.plan.0).ok();
        Ok(KeptPlan {
            id: self.id,
            made_at: self.made_at.0,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            measured_at: self.measured_at.0,
            plan: word(plan, "battery_plans", "plan")?,
        })
    }
}

/// Keeps one.
pub async fn keep_plan<P: Serialize>(
    conn: &mut Conn,
    site: SiteId,
    kept: &KeptPlan<P>,
) -> Result<()> {
    const SQL: &str = "
        insert into battery_plans (
            org_id, site_id, id, made_at, starts_at, ends_at, measured_at, plan
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        kept.id,
        Instant::from(kept.made_at),
        Instant::from(kept.starts_at),
        Instant::from(kept.ends_at),
        Instant::from(kept.measured_at),
        text::json(&kept.plan)?,
    )?;
    Ok(())
}

/// When the newest was made, and the latest interval measured by then.
pub async fn newest_plan(
    conn: &mut Conn,
    site: SiteId,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Times {
        made_at: Instant,
        measured_at: Instant,
    }
    const SQL: &str = "
        select made_at, measured_at from battery_plans
        where org_id = $1 and site_id = $2
        order by made_at desc, id desc
        limit 1";
    let times = run!(conn, optional Times, SQL, conn.org.0, site.0)?;
    Ok(times.map(|times| (times.made_at.0, times.measured_at.0)))
}

/// The plan that held at a time: the newest that was made by then. Where none was, the first one made.
pub async fn plan_at<P: DeserializeOwned>(
    conn: &mut Conn,
    site: SiteId,
    at: DateTime<Utc>,
) -> Result<Option<KeptPlan<P>>> {
    const HELD: &str = "
        select id, made_at, starts_at, ends_at, measured_at, plan from battery_plans
        where org_id = $1 and site_id = $2 and made_at <= $3
        order by made_at desc, id desc
        limit 1";
    const FIRST: &str = "
        select id, made_at, starts_at, ends_at, measured_at, plan from battery_plans
        where org_id = $1 and site_id = $2
        order by made_at, id
        limit 1";
    let at = Instant::of_range(at);
    let mut row = run!(conn, optional Row, HELD, conn.org.0, site.0, at)?;
    if row.is_none() {
        row = run!(conn, optional Row, FIRST, conn.org.0, site.0)?;
    }
    row.map(Row::into_kept).transpose()
}

/// Forgets those of an organisation made before a time.
pub async fn forget_plans(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from battery_plans where org_id = $1 and made_at < $2";
    run!(conn, exec, SQL, conn.org.0, Instant::from(before))
}
