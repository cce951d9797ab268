//! Rows that were refused, and why.

use model::ids::JobId;
use model::ingest::RejectedRow;
use model::page::{Page, PageRequest};

use crate::cursor::{Reader, Writer, cut};
use crate::db::{Bulk, Inner, run};
use crate::{Conn, Error, Result, text};
use std::sync::LazyLock;

/// A row on its way in: its columns in the order of the table.
struct Refused<'a> {
    row_number: i64,
    ordinal: i32,
    row: &'a RejectedRow,
}

static INSERT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        "insert into ingest_rejections (
            org_id, job_id, row_number, ordinal, column_name, value, code, reason
        ) values",
        "?1, ?2, *, *, *, *, *, *",
        "",
        2,
    )
});

/// In the transaction of the chunk. Rows ascend by `row_number`; one row may have several reasons,
/// which then follow each other.
pub async fn insert(conn: &mut Conn, job: JobId, rows: &[RejectedRow]) -> Result<()> {
    let refused = number(rows)?;
    let org = conn.org.0;
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => {
            INSERT
                .run(tx, refused.len(), |sql, range| {
                    let mut query = sqlx::query(sql).bind(org).bind(job.0);
                    for refused in &refused[range] {
                        query = query
                            .bind(refused.row_number)
                            .bind(refused.ordinal)
                            .bind(text::clean(&refused.row.column))
                            .bind(text::clean(&refused.row.value))
                            .bind(text::clean(&refused.row.code))
                            .bind(text::clean(&refused.row.reason));
                    }
                    query
                })
                .await?;
        }
        Inner::Postgres(tx) => {
            const SQL: &str = "
                insert into ingest_rejections (
                    org_id, job_id, row_number, ordinal, column_name, value, code, reason
                )
                select $1, $2, t.row_number, t.ordinal, t.column_name, t.value, t.code, t.reason
                from unnest($3::bigint[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[])
                    as t(row_number, ordinal, column_name, value, code, reason)";
            let texts = |get: fn(&RejectedRow) -> &String| -> Vec<String> {
                rows.iter()
                    .map(|row| text::clean(get(row)).into_owned())
                    .collect()
            };
            sqlx::query(SQL)
                .bind(org)
                .bind(job.0)
                .bind(
                    refused
                        .iter()
                        .map(|refused| refused.row_number)
                        .collect::<Vec<_>>(),
                )
                .bind(
                    refused
                        .iter()
                        .map(|refused| refused.ordinal)
                        .collect::<Vec<_>>(),
                )
                .bind(texts(|row| &row.column))
                .bind(texts(|row| &row.value))
                .bind(texts(|row| &row.code))
                .bind(texts(|row| &row.reason))
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

/// Numbers the reasons of each row.
fn number(rows: &[RejectedRow]) -> Result<Vec<Refused<'_>>> {
    let mut numbered: Vec<Refused<'_>> = Vec::with_capacity(rows.len());
    for row in rows {
        let row_number =
            i64::try_from(row.row_number).map_err(|_| Error::OutOfRange("row_number"))?;
        let ordinal = match numbered.last() {
            Some(before) if before.row_number == row_number => before.ordinal + 1,
            _ => 1,
        };
        numbered.push(Refused {
            row_number,
            ordinal,
            row,
        });
    }
    Ok(numbered)
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    row_number: i64,
    ordinal: i32,
    column_name: String,
    value: String,
    code: String,
    reason: String,
}

/// By row number.
pub async fn page(
    conn: &mut Conn,
    job: JobId,
    request: &PageRequest,
    limit: u32,
) -> Result<Page<RejectedRow>> {
    const SQL: &str = "
        select row_number, ordinal, column_name, value, code, reason
        from ingest_rejections
        where org_id = $1 and job_id = $2 and (row_number, ordinal) > ($3, $4)
        order by row_number, ordinal
        limit $5";
    let (after, after_ordinal) = match &request.cursor {
        Some(cursor) => {
            let mut reader = Reader::new(cursor, "rejections", &job)?;
            let after = reader.int()?;
            (
                after,
                i32::try_from(reader.int()?).map_err(|_| Error::BadCursor)?,
            )
        }
        None => (0, 0),
    };
    let mut rows = run!(
        conn,
        all Row,
        SQL,
        conn.org.0,
        job.0,
        after,
        after_ordinal,
        i64::from(limit) + 1,
    )?;
    let has_more = cut(&mut rows, limit);
    let next_cursor = rows.last().filter(|_| has_more).map(|row| {
        let writer = Writer::new("rejections", &job);
        writer
            .int(row.row_number)
            .int(i64::from(row.ordinal))
            .finish()
    });
    let items = rows
        .into_iter()
        .map(|row| RejectedRow {
            row_number: row.row_number.unsigned_abs(),
            column: row.column_name,
            value: row.value,
            code: row.code,
            reason: row.reason,
        })
        .collect();
    Ok(Page { items, next_cursor })
}
