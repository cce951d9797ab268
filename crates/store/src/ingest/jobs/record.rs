//! Imports as rows: created, read, listed.

use chrono::{DateTime, Utc};
use model::ids::{JobId, SupplierId, UserId};
use model::ingest::{DataSource, IngestJob, JobStatus, JobWarning, Profile, SkipCount};
use model::page::{Page, PageRequest};
use model::units::Milligrams;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use sqlx::types::Json;
use uuid::Uuid;

use super::{JobRecord, NewJob};
use crate::codes::Code;
use crate::cursor::NewestFirst;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Error, Result, text};

const TABLE: &str = "ingest_jobs";

/// What lists show.
#[derive(Debug, sqlx::FromRow)]
struct JobRow {
    id: Uuid,
    status: String,
    file_name: String,
    profile_name: String,
    bytes_total: i64,
    bytes_done: i64,
    rows_read: i64,
    rows_accepted: i64,
    rows_duplicate: i64,
    rows_rejected: i64,
    rows_skipped: i64,
    rows_no_factor: i64,
    co2e_mg: i64,
    created_at: Instant,
    started_at: Option<Instant>,
    finished_at: Option<Instant>,
    message: Option<String>,
    warnings: Json<Vec<JobWarning>>,
    skips: Json<Vec<SkipCount>>,
    created_by_name: String,
}

/// What the worker needs beside.
#[derive(Debug, sqlx::FromRow)]
struct RecordRow {
    #[sqlx(flatten)]
    job: JobRow,
    file_path: String,
    profile: Json<Profile>,
    data_source: i16,
    created_by: Option<Uuid>,
    supplier_id: Option<i64>,
    cursor_state: Json<Value>,
    cancel_requested: bool,
    lease_owner: Option<String>,
    lease_until: Option<Instant>,
}

macro_rules! job_columns {
    () => {
        "id, status, file_name, profile_name, bytes_total, bytes_done, rows_read, rows_accepted, \
         rows_duplicate, rows_rejected, rows_skipped, rows_no_factor, co2e_mg, created_at, \
         started_at, finished_at, message, warnings, skips, created_by_name"
    };
}

impl TryFrom<JobRow> for IngestJob {
    type Error = Error;

    fn try_from(row: JobRow) -> Result<Self> {
        let count = |value: i64, column| {
            u64::try_from(value).map_err(|_| Error::Corrupt {
                table: TABLE,
                column,
            })
        };
        let corrupt = Error::Corrupt {
            table: TABLE,
            column: "status",
        };
        Ok(Self {
            id: JobId(row.id),
            status: JobStatus::parse(&row.status).ok_or(corrupt)?,
            file_name: row.file_name,
            profile_name: row.profile_name,
            bytes_total: count(row.bytes_total, "bytes_total")?,
            bytes_done: count(row.bytes_done, "bytes_done")?,
            rows_read: count(row.rows_read, "rows_read")?,
            rows_accepted: count(row.rows_accepted, "rows_accepted")?,
            rows_duplicate: count(row.rows_duplicate, "rows_duplicate")?,
            rows_rejected: count(row.rows_rejected, "rows_rejected")?,
            rows_skipped: count(row.rows_skipped, "rows_skipped")?,
            rows_no_factor: count(row.rows_no_factor, "rows_no_factor")?,
            co2e_kg: Milligrams(row.co2e_mg).kg(),
            created_at: row.created_at.0,
            started_at: row.started_at.map(|at| at.0),
            finished_at: row.finished_at.map(|at| at.0),
            message: row.message,
            warnings: row.warnings.0,
            skips: row.skips.0,
            created_by: row.created_by_name,
        })
    }
}

impl TryFrom<RecordRow> for JobRecord {
    type Error = Error;

    fn try_from(row: RecordRow) -> Result<Self> {
        Ok(Self {
            co2e: Milligrams(row.job.co2e_mg),
            job: row.job.try_into()?,
            file_path: row.file_path,
            profile: row.profile.0,
            data_source: DataSource::from_code(row.data_source, TABLE, "data_source")?,
            created_by: row.created_by.map(UserId),
            supplier_id: row.supplier_id.map(SupplierId),
            cursor: row.cursor_state.0,
            cancel_requested: row.cancel_requested,
            lease_owner: row.lease_owner,
            lease_until: row.lease_until.map(|at| at.0),
        })
    }
}

/// Stores it as `queued`.
pub async fn create(conn: &mut Conn, new: &NewJob) -> Result<()> {
    const SQL: &str = "
        insert into ingest_jobs (
            org_id, id, status, file_name, file_path, profile_name, profile, data_source,
            bytes_total, bytes_done, rows_read, rows_accepted, rows_duplicate, rows_rejected,
            rows_skipped, rows_no_factor, co2e_mg, cursor_state, warnings, skips, created_by,
            created_by_name, supplier_id, created_at, cancel_requested
        )
        values (
            $1, $2, 'queued', $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 0, 0, 0, 0, $9, $10, $10, $11,
            $12, $13, $14, $15
        )";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        new.id.0,
        text::clean(&new.file_name),
        text::clean(&new.file_path),
        text::clean(&new.profile.name),
        text::json(&new.profile)?,
        new.data_source.code(),
        i64::try_from(new.bytes_total).map_err(|_| Error::OutOfRange("bytes_total"))?,
        Json(Value::Null),
        Json(json!([])),
        new.created_by.map(|id| id.0),
        text::clean(&new.created_by_name),
        new.supplier_id.map(|id| id.0),
        Instant::from(new.created_at),
        false,
    )?;
    Ok(())
}

/// One by id.
pub async fn get(conn: &mut Conn, id: JobId) -> Result<Option<JobRecord>> {
    const SQL: &str = concat!(
        "select ",
        job_columns!(),
        ", file_path, profile, data_source, created_by, supplier_id, cursor_state,
            cancel_requested, lease_owner, lease_until
        from ingest_jobs
        where org_id = $1 and id = $2"
    );
    run!(conn, optional RecordRow, SQL, conn.org.0, id.0)?
        .map(JobRecord::try_from)
        .transpose()
}

/// When the last import ended or was taken back.
pub async fn last_ended(conn: &mut Conn) -> Result<Option<DateTime<Utc>>> {
    const SQL: &str = "select max(finished_at) from ingest_jobs where org_id = $1";
    let at = run!(conn, scalar Option<Instant>, SQL, conn.org.0)?;
    Ok(at.map(|at| at.0))
}

/// Newest first; of one supplier's users, or all.
pub async fn page(
    conn: &mut Conn,
    supplier: Option<SupplierId>,
    request: &PageRequest,
    limit: u32,
) -> Result<Page<IngestJob>> {
    let list = NewestFirst::new("jobs", &supplier);
    let (before, before_id) = list.below(request.cursor.as_deref())?;
    // Each case has its index.
    let of_supplier = if supplier.is_some() {
        "and supplier_id = $5"
    } else {
        ""
    };
    let sql = format!(
        "select {} from ingest_jobs
        where org_id = $1 and created_at <= $2 and (created_at < $2 or id < $3) {of_supplier}
        order by created_at desc, id desc
        limit $4",
        job_columns!(),
    );
    let mut rows = run!(
        conn,
        all JobRow,
        AssertSqlSafe(sql),
        conn.org.0,
        before,
        before_id,
        i64::from(limit) + 1,
        supplier.map(|id| id.0),
    )?;
    let next_cursor = list.cut(&mut rows, limit, |row| (row.created_at.0, row.id));
    let items = rows
        .into_iter()
        .map(IngestJob::try_from)
        .collect::<Result<Vec<_>>>()?;
    Ok(Page { items, next_cursor })
}
