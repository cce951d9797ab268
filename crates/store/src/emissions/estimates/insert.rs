//! Estimates on their way in: with their events, or for events that are there already.

use std::sync::LazyLock;

use model::ids::{EventId, OrgId};
use sqlx::{Postgres, Sqlite, Transaction};

use super::{Estimated, NewEstimate, encode};
use crate::codes::Code;
use crate::db::{Bulk, Inner};
use crate::emissions::Calculation;
use crate::{Conn, Result, text};

/// An estimate beside the id of its event.
pub(crate) struct Row<'a> {
    pub(crate) event_id: i64,
    pub(crate) estimate: &'a NewEstimate,
    /// Its parts as they are stored ([`contributions`]).
    pub(crate) contributions: &'a [u8],
}

/// The parts of an estimate as they are stored; empty where there are no kilograms. Refuses figures
/// that a column would not keep.
pub(crate) fn contributions(estimate: &NewEstimate) -> Result<Vec<u8>> {
    match estimate {
        NewEstimate::Estimated(estimated) => {
            estimated.check()?;
            encode(&estimated.contributions)
        }
        NewEstimate::NoFactor(_) => Ok(Vec::new()),
    }
}

impl<'a> Row<'a> {
    fn estimated(&self) -> Option<&'a Estimated> {
        match self.estimate {
            NewEstimate::Estimated(estimated) => Some(estimated),
            NewEstimate::NoFactor(_) => None,
        }
    }

    fn reason(&self) -> Option<String> {
        match self.estimate {
            NewEstimate::Estimated(_) => None,
            NewEstimate::NoFactor(reason) => Some(text::clean(reason).into_owned()),
        }
    }

    fn parts(&self) -> Option<&'a [u8]> {
        self.estimated().map(|_| self.contributions)
    }
}

/// Inserts estimates of events that `calculation` has none of.
pub async fn insert(
    conn: &mut Conn,
    calculation: Calculation,
    estimates: &[(EventId, NewEstimate)],
) -> Result<()> {
    let parts = estimates
        .iter()
        .map(|(_, estimate)| contributions(estimate))
        .collect::<Result<Vec<_>>>()?;
    let rows: Vec<Row<'_>> = estimates
        .iter()
        .zip(&parts)
        .map(|((id, estimate), contributions)| Row {
            event_id: id.0,
            estimate,
            contributions,
        })
        .collect();
    insert_rows(conn, calculation, &rows).await
}

pub(crate) async fn insert_rows(
    conn: &mut Conn,
    calculation: Calculation,
    rows: &[Row<'_>],
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let org = conn.org;
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => on_sqlite(tx, org, calculation, rows).await,
        Inner::Postgres(tx) => on_postgres(tx, org, calculation, rows).await,
    }
}

static ESTIMATES: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        "insert into estimates (
            org_id, calculation, event_id, co2e_mg, ttw_mg, wtt_mg, interval_low_kg,
            interval_high_kg, confidence, factor_set_id, method, interval_basis, contributions,
            no_factor_reason
        ) values",
        "?1, ?2, *, *, *, *, *, *, *, *, *, *, *, *",
        "",
        2,
    )
});

async fn on_sqlite(
    tx: &mut Transaction<'static, Sqlite>,
    org: OrgId,
    calculation: Calculation,
    rows: &[Row<'_>],
) -> Result<()> {
    ESTIMATES
        .run(tx, rows.len(), |sql, range| {
            let mut query = sqlx::query(sql).bind(org.0).bind(calculation.0);
            for row in &rows[range] {
                let estimated = row.estimated();
                query = query
                    .bind(row.event_id)
                    .bind(estimated.map(|estimated| estimated.co2e.0))
                    .bind(estimated.map(|estimated| estimated.ttw.0))
                    .bind(estimated.map(|estimated| estimated.wtt.0))
                    .bind(estimated.map(|estimated| estimated.interval_low_kg))
                    .bind(estimated.map(|estimated| estimated.interval_high_kg))
                    .bind(estimated.map(|estimated| estimated.confidence))
                    .bind(estimated.map(|estimated| estimated.factor_set.0))
                    .bind(estimated.map(|estimated| estimated.method.code()))
                    .bind(estimated.map(|estimated| estimated.interval_basis.code()))
                    .bind(row.parts())
                    .bind(row.reason());
            }
            query
        })
        .await?;
    Ok(())
}

async fn on_postgres(
    tx: &mut Transaction<'static, Postgres>,
    org: OrgId,
    calculation: Calculation,
    rows: &[Row<'_>],
) -> Result<()> {
    const SQL: &str = "
        insert into estimates (
            org_id, calculation, event_id, co2e_mg, ttw_mg, wtt_mg, interval_low_kg,
            interval_high_kg, confidence, factor_set_id, method, interval_basis, contributions,
            no_factor_reason
        )
        select $1, $2, t.*
        from unnest(
            $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::float8[], $8::float8[],
            $9::float8[], $10::int[], $11::smallint[], $12::smallint[], $13::bytea[], $14::text[]
        ) as t";
    sqlx::query(SQL)
        .bind(org.0)
        .bind(calculation.0)
        .bind(column(rows, |row| row.event_id))
        .bind(figures(rows, |estimated| estimated.co2e.0))
        .bind(figures(rows, |estimated| estimated.ttw.0))
        .bind(figures(rows, |estimated| estimated.wtt.0))
        .bind(figures(rows, |estimated| estimated.interval_low_kg))
        .bind(figures(rows, |estimated| estimated.interval_high_kg))
        .bind(figures(rows, |estimated| estimated.confidence))
        .bind(figures(rows, |estimated| estimated.factor_set.0))
        .bind(figures(rows, |estimated| estimated.method.code()))
        .bind(figures(rows, |estimated| estimated.interval_basis.code()))
        .bind(column(rows, Row::parts))
        .bind(column(rows, Row::reason))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn column<'a, T>(rows: &'a [Row<'a>], get: impl Fn(&'a Row<'a>) -> T) -> Vec<T> {
    rows.iter().map(get).collect()
}

/// One column of figures, NULL where there are none.
fn figures<'a, T>(rows: &'a [Row<'a>], get: impl Fn(&'a Estimated) -> T) -> Vec<Option<T>> {
    column(rows, |row| row.estimated().map(&get))
}
