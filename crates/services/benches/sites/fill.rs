//! A thousand sites and what their meters counted, written by the database itself: each site is one of the
//! shapes in a size of its own, with noise that is the same at every run.

use std::fmt::Write;
use std::ops::{Range, RangeInclusive};

use chrono::{DateTime, Duration, Utc};
use model::ids::OrgId;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use super::shapes::{SHAPES, quarter, settings};
use super::support::{Kind, statement};

/// Quarter-hours of history, and some that come later.
pub(crate) const STEPS: usize = 60 * 96;
const STEPS_LATER: usize = 4;
/// Rows of a statement.
const ROWS: usize = 500;
/// Sites whose measurements are written in one transaction.
const SITES_AT_ONCE: usize = 100;
/// Channels of a quarter-hour: import, sun, charge, discharge, state of charge.
const CHANNELS: [i16; 5] = [1, 3, 4, 5, 6];

/// Where the sites are, and when their history begins.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) kind: Kind,
    pub(crate) url: String,
    pub(crate) org: OrgId,
    pub(crate) sites: usize,
    pub(crate) from: DateTime<Utc>,
}

impl Place {
    /// The beginning of a quarter-hour.
    pub(crate) fn at(&self, step: usize) -> DateTime<Utc> {
        self.from + Duration::minutes(15 * i64::try_from(step).unwrap_or_default())
    }

    /// Sites with their settings, and the shapes that measurements are made from.
    pub(crate) async fn prepare(&self) {
        let mut sql =
            "create table bench_shapes (shape bigint, channel smallint, step bigint, value \
            double precision, primary key (shape, channel, step));"
                .to_owned();
        let mut rows = Vec::new();
        for (number, shape) in SHAPES.iter().enumerate() {
            for step in 0..STEPS + STEPS_LATER {
                for (channel, value) in CHANNELS.iter().zip(quarter(shape, step)) {
                    rows.push(format!("({number}, {channel}, {step}, {value})"));
                }
            }
        }
        for rows in rows.chunks(ROWS) {
            let _ = write!(sql, "insert into bench_shapes values {};", rows.join(","));
        }
        let org = self.org.0;
        let at = self.instant(0);
        for site in 1..=self.sites {
            let settings = settings(&SHAPES[site % SHAPES.len()]);
            let _ = write!(
                sql,
                "insert into sites (org_id, id, name, name_key, lat, lon, grid_region, created_at)
                    values ({org}, {site}, 'Site {site}', 'site {site}', 52.5, 13.4, 'DEU', {at});
                insert into energy_sites (org_id, site_id, settings, changed_at)
                    values ({org}, {site}, '{settings}', {at});"
            );
        }
        self.execute(&sql).await;
    }

    /// Measurements of some steps of some sites.
    pub(crate) async fn measure(&self, sites: RangeInclusive<usize>, steps: Range<usize>) {
        let (org, shapes) = (self.org.0, SHAPES.len());
        let at = match self.kind {
            Kind::Sqlite => format!("{} + s.step * 900000000", self.instant(0)),
            Kind::Postgres => format!("{} + s.step * interval '15 minutes'", self.instant(0)),
        };
        // Import alone is noisy: what comes in is used, so that no meter contradicts another.
        let noise = "case when s.channel = 1
            then 0.8 + 0.4 * ((e.id * 7919 + s.step * 104729 + (e.id * s.step) % 8191 * 31) % 2001) / 2000.0
            else 1.0 end";
        for first in sites.clone().step_by(SITES_AT_ONCE) {
            let last = (first + SITES_AT_ONCE - 1).min(*sites.end());
            // A state of charge is a share; everything else grows with the site.
            let sql = format!(
                "insert into measurements (org_id, site_id, channel, measured_at, value)
                select {org}, e.id, s.channel, {at}, case when s.channel = 6 then s.value
                    else s.value * (0.5 + e.id % 17 * 0.05) * {noise} end
                from sites e cross join bench_shapes s
                where e.org_id = {org} and e.id between {first} and {last}
                    and s.shape = e.id % {shapes} and s.step >= {} and s.step < {}
                order by e.id, s.channel, s.step",
                steps.start, steps.end
            );
            self.execute(&sql).await;
        }
        if self.kind == Kind::Postgres && steps.len() > SITES_AT_ONCE {
            self.execute("analyze measurements").await;
        }
    }

    /// Gives the other sites what was chosen for the first ones: those of the same shape.
    pub(crate) async fn share_choices(&self, chosen: usize) {
        let sql = format!(
            "insert into load_choices (org_id, site_id, chosen_at, measured_until, choice)
            select c.org_id, e.id, c.chosen_at, c.measured_until, c.choice
            from sites e join load_choices c on c.org_id = e.org_id and c.site_id = 1 + (e.id - 1) % {chosen}
            where e.id > {chosen}"
        );
        self.execute(&sql).await;
    }

    fn instant(&self, step: usize) -> String {
        match self.kind {
            Kind::Sqlite => self.at(step).timestamp_micros().to_string(),
            Kind::Postgres => format!("timestamptz '{}'", self.at(step).to_rfc3339()),
        }
    }

    async fn execute(&self, sql: &str) {
        if self.kind == Kind::Postgres {
            return statement(&self.url, sql).await;
        }
        let mut connection = SqliteConnection::connect(&self.url)
            .await
            .expect("it opens");
        // Filling is not what is measured.
        let sql = format!("pragma synchronous = off; begin; {sql}; commit");
        let done = sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut connection)
            .await;
        done.expect("filled");
        connection.close().await.expect("it closes");
    }
}
