//! Files in the folders of sources, as they were found last.

use model::energy::{FileStatus, ReadCounts, RejectedMeasurement, SourceFile};
use model::ids::SourceId;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::codes::word;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Error, Result, text};

#[derive(Debug, Serialize, Deserialize)]
struct Outcome {
    fault: Option<String>,
    counts: ReadCounts,
    rejected: Vec<RejectedMeasurement>,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    name: String,
    size_bytes: i64,
    modified_at: Instant,
    seen_at: Instant,
    status: String,
    outcome: Json<Outcome>,
}

impl TryFrom<Row> for SourceFile {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            name: row.name,
            size_bytes: row.size_bytes.unsigned_abs(),
            modified_at: row.modified_at.0,
            seen_at: row.seen_at.0,
            status: word(
                FileStatus::parse(&row.status),
                "measurement_files",
                "status",
            )?,
            fault: row.outcome.0.fault,
            counts: row.outcome.0.counts,
            rejected: row.outcome.0.rejected,
        })
    }
}

/// Those of a source, latest first, at most `limit`.
pub async fn source_files(conn: &mut Conn, id: SourceId, limit: u32) -> Result<Vec<SourceFile>> {
    const SQL: &str = "
        select name, size_bytes, modified_at, seen_at, status, outcome
        from measurement_files
        where org_id = $1 and source_id = $2
        order by modified_at desc, name desc
        limit $3";
    let rows = run!(conn, all Row, SQL, conn.org.0, id.0, i64::from(limit))?;
    rows.into_iter().map(SourceFile::try_from).collect()
}

/// Remembers one as it was found, in the place of how it was found before.
pub async fn put_source_file(conn: &mut Conn, id: SourceId, file: &SourceFile) -> Result<()> {
    const SQL: &str = "
        insert into measurement_files (
            org_id, source_id, name, size_bytes, modified_at, seen_at, status, outcome
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (org_id, source_id, name) do update
        set size_bytes = excluded.size_bytes, modified_at = excluded.modified_at,
            seen_at = excluded.seen_at, status = excluded.status, outcome = excluded.outcome";
    let outcome = Outcome {
        fault: file.fault.clone(),
        counts: file.counts,
        rejected: file.rejected.clone(),
    };
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        id.0,
        text::clean(&file.name),
        i64::try_from(file.size_bytes).unwrap_or(i64::MAX),
        Instant::from(file.modified_at),
        Instant::from(file.seen_at),
        file.status.as_str(),
        text::json(&outcome)?,
    )?;
    Ok(())
}

/// Forgets one that is there no more.
pub async fn forget_source_file(conn: &mut Conn, id: SourceId, name: &str) -> Result<()> {
    const SQL: &str = "
        delete from measurement_files where org_id = $1 and source_id = $2 and name = $3";
    run!(conn, exec, SQL, conn.org.0, id.0, text::clean(name))?;
    Ok(())
}
