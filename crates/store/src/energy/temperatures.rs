//! How warm it was and will be outside of sites, by the hour.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use model::energy::WeatherProvider;
use model::ids::SiteId;
use sqlx::AssertSqlSafe;

use crate::codes::word;
use crate::db::{Bulk, Inner, run};
use crate::instant::Instant;
use crate::{Conn, Result};

/// The mean of an hour, as it was said last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoredTemperature {
    /// Beginning of the hour.
    pub at: DateTime<Utc>,
    pub celsius: f64,
    pub provider: WeatherProvider,
    /// When it was said.
    pub fetched_at: DateTime<Utc>,
}

const TABLE: &str = "site_temperatures";
const COLUMNS: &str =
    "insert into site_temperatures (org_id, site_id, provider, fetched_at, at, celsius)";
const UPDATE: &str = "on conflict (org_id, site_id, at) do update
    set celsius = excluded.celsius, provider = excluded.provider, fetched_at = excluded.fetched_at";

static UPSERT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        &format!("{COLUMNS} values"),
        "?1, ?2, ?3, ?4, *, *",
        UPDATE,
        4,
    )
});

/// Stores hours, each of them once, in the place of what was said of them before.
pub async fn put_temperatures(
    conn: &mut Conn,
    site: SiteId,
    provider: WeatherProvider,
    fetched_at: DateTime<Utc>,
    hours: &[(DateTime<Utc>, f64)],
) -> Result<()> {
    let (org, said) = (conn.org.0, Instant::from(fetched_at));
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => {
            UPSERT
                .run(tx, hours.len(), |sql, range| {
                    let query = sqlx::query(sql).bind(org).bind(site.0);
                    let mut query = query.bind(provider.as_str()).bind(said);
                    for (at, celsius) in &hours[range] {
                        query = query.bind(Instant::from(*at)).bind(*celsius);
                    }
                    query
                })
                .await?;
        }
        Inner::Postgres(tx) => {
            let sql = format!(
                "{COLUMNS}
                select $1, $2, $3, $4, t.* from unnest($5::timestamptz[], $6::double precision[]) as t
                {UPDATE}"
            );
            let (times, celsius): (Vec<Instant>, Vec<f64>) = hours
                .iter()
                .map(|(at, celsius)| (Instant::from(*at), *celsius))
                .unzip();
            sqlx::query(AssertSqlSafe(sql))
                .bind(org)
                .bind(site.0)
                .bind(provider.as_str())
                .bind(said)
                .bind(times)
                .bind(celsius)
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

/// Hours of a site that begin in `[from, to)`, oldest first.
pub async fn temperatures(
    conn: &mut Conn,
    site: SiteId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<StoredTemperature>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        at: Instant,
        celsius: f64,
        provider: String,
        fetched_at: Instant,
    }
    const SQL: &str = "
        select at, celsius, provider, fetched_at from site_temperatures
        where org_id = $1 and site_id = $2 and at >= $3 and at < $4
        order by at
        limit $5";
    let rows = run!(
        conn,
        all Row,
        SQL,
        conn.org.0,
        site.0,
        Instant::of_range(from),
        Instant::of_range(to),
        i64::from(limit),
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(StoredTemperature {
                at: row.at.0,
                celsius: row.celsius,
                provider: word(WeatherProvider::parse(&row.provider), TABLE, "provider")?,
                fetched_at: row.fetched_at.0,
            })
        })
        .collect()
}

/// When temperatures of a site were said last.
pub async fn temperatures_fetched_at(
    conn: &mut Conn,
    site: SiteId,
) -> Result<Option<DateTime<Utc>>> {
    const SQL: &str = "
        select max(fetched_at) from site_temperatures
        where org_id = $1 and site_id = $2";
    let at = run!(conn, scalar Option<Instant>, SQL, conn.org.0, site.0)?;
    Ok(at.map(|at| at.0))
}

/// Forgets the hours of a site that began before a time.
pub async fn forget_temperatures(
    conn: &mut Conn,
    site: SiteId,
    before: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "
        delete from site_temperatures
        where org_id = $1 and site_id = $2 and at < $3";
    let before = Instant::of_range(before);
    run!(conn, exec, SQL, conn.org.0, site.0, before)
}
