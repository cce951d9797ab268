//! Tables of one row for each interval of a channel: rows stored once, compared and read.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use model::energy::{Channel, Measurement};
use model::ids::SiteId;
use sqlx::AssertSqlSafe;

use crate::codes::Code;
use crate::db::{Bulk, Inner, run};
use crate::instant::Instant;
use crate::{Conn, Result};

/// What stands further apart is not read with all that lies between.
const APART: Duration = Duration::hours(1);

/// What became of rows that were to be stored.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    pub new: u64,
    /// Places in the list of rows that stood there with the same value.
    pub equal: Vec<usize>,
    /// Places of those that stood there with another one, and what that is.
    pub different: Vec<(usize, f64)>,
}

const KEEP: &str = "on conflict (org_id, site_id, channel, measured_at) do nothing";
const REPLACE: &str = "on conflict (org_id, site_id, channel, measured_at) \
    do update set value = excluded.value";

/// Such a table, with how many of its rows are written at once.
#[derive(Debug)]
pub(super) struct Table {
    name: &'static str,
    insert: Bulk,
    put: Bulk,
}

impl Table {
    pub(super) fn new(name: &'static str) -> Self {
        let bulk = |on_conflict: &str| {
            let head = format!("{} values", columns(name));
            Bulk::new(&head, "?1, ?2, *, *, *", on_conflict, 2)
        };
        Self {
            name,
            insert: bulk(KEEP),
            put: bulk(REPLACE),
        }
    }

    /// Stores what is not there yet, and says what of the rest is the same and what is not. No two rows may
    /// be of one channel and interval.
    pub(super) async fn insert(
        &'static self,
        conn: &mut Conn,
        site: SiteId,
        rows: &[Measurement],
    ) -> Result<Outcome> {
        let known = self.known(conn, site, rows).await?;
        let mut outcome = Outcome::default();
        let mut new = Vec::with_capacity(rows.len());
        for (place, row) in rows.iter().enumerate() {
            match known.get(&(row.channel, row.at)) {
                None => new.push(*row),
                Some(value) if *value == row.value => outcome.equal.push(place),
                Some(value) => outcome.different.push((place, *value)),
            }
        }
        outcome.new = new.len() as u64;
        self.write(conn, site, &new, &self.insert, KEEP).await?;
        Ok(outcome)
    }

    /// Puts values in the place of stored ones.
    pub(super) async fn replace(
        &'static self,
        conn: &mut Conn,
        site: SiteId,
        rows: &[Measurement],
    ) -> Result<()> {
        self.write(conn, site, rows, &self.put, REPLACE).await
    }

    async fn write(
        &'static self,
        conn: &mut Conn,
        site: SiteId,
        rows: &[Measurement],
        bulk: &'static Bulk,
        on_conflict: &str,
    ) -> Result<()> {
        let org = conn.org.0;
        match &mut conn.session.inner {
            Inner::Sqlite(tx) => {
                bulk.run(tx, rows.len(), |sql, range| {
                    let mut query = sqlx::query(sql).bind(org).bind(site.0);
                    for row in &rows[range] {
                        query = query
                            .bind(row.channel.code())
                            .bind(Instant::from(row.at))
                            .bind(row.value);
                    }
                    query
                })
                .await?;
            }
            Inner::Postgres(tx) => {
                let sql = format!(
                    "{}
                    select $1, $2, t.* from unnest($3::smallint[], $4::timestamptz[], $5::float8[]) as t
                    {on_conflict}",
                    columns(self.name)
                );
                let codes: Vec<i16> = rows.iter().map(|row| row.channel.code()).collect();
                let times: Vec<Instant> = rows.iter().map(|row| Instant::from(row.at)).collect();
                let values: Vec<f64> = rows.iter().map(|row| row.value).collect();
                sqlx::query(AssertSqlSafe(sql))
                    .bind(org)
                    .bind(site.0)
                    .bind(codes)
                    .bind(times)
                    .bind(values)
                    .execute(&mut **tx)
                    .await?;
            }
        }
        Ok(())
    }

    /// What is stored of the channels of `rows` around their times.
    pub(super) async fn known(
        &self,
        conn: &mut Conn,
        site: SiteId,
        rows: &[Measurement],
    ) -> Result<HashMap<(Channel, DateTime<Utc>), f64>> {
        let mut known = HashMap::new();
        for channel in Channel::ALL.iter().copied() {
            let of_channel = rows.iter().filter(|row| row.channel == channel);
            for (first, last) in runs(of_channel.map(|row| row.at)) {
                let range = (first, last + Duration::seconds(1));
                let stored = self.series(conn, site, channel, range, u32::MAX).await?;
                let stored = stored.into_iter();
                known.extend(stored.map(|row| ((channel, row.at), row.value)));
            }
        }
        Ok(known)
    }

    /// A channel over `[from, to)`, oldest first.
    pub(super) async fn series(
        &self,
        conn: &mut Conn,
        site: SiteId,
        channel: Channel,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        limit: u32,
    ) -> Result<Vec<Measurement>> {
        #[derive(Debug, sqlx::FromRow)]
        struct Row {
            measured_at: Instant,
            value: f64,
        }
        let sql = format!(
            "select measured_at, value
            from {}
            where org_id = $1 and site_id = $2 and channel = $3
                and measured_at >= $4 and measured_at < $5
            order by measured_at
            limit $6",
            self.name
        );
        let rows = run!(
            conn,
            all Row,
            AssertSqlSafe(sql),
            conn.org.0,
            site.0,
            channel.code(),
            Instant::of_range(from),
            Instant::of_range(to),
            i64::from(limit),
        )?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|row| Measurement {
                channel,
                at: row.measured_at.0,
                value: row.value,
            })
            .collect())
    }
}

fn columns(table: &str) -> String {
    format!("insert into {table} (org_id, site_id, channel, measured_at, value)")
}

/// The first and the last of times that stand close together, run by run, oldest first.
pub(super) fn runs(
    times: impl Iterator<Item = DateTime<Utc>>,
) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut times: Vec<_> = times.collect();
    times.sort_unstable();
    times
        .chunk_by(|one, next| *next - *one <= APART)
        .filter_map(|run| run.first().copied().zip(run.last().copied()))
        .collect()
}
