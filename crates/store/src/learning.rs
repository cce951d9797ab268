//! The registry of models, and answers kept.

use chrono::{DateTime, Utc};
use model::ingest::EventType;
use model::learning::ModelStatus;
use serde_json::Value;
use sqlx::types::Json;

use crate::codes::word;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Error, Result, text};

/// A version of a model, without the model itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelRow {
    pub name: EventType,
    pub version: u32,
    pub status: ModelStatus,
    /// What is known about it, as the engine wrote it.
    pub card: Value,
    pub holdout_from: DateTime<Utc>,
    pub verdict: String,
    pub trained_at: DateTime<Utc>,
    pub trained_by: String,
    pub promoted_at: Option<DateTime<Utc>>,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    name: String,
    version: i32,
    status: String,
    card: Json<Value>,
    holdout_from: Instant,
    verdict: String,
    trained_at: Instant,
    trained_by: String,
    promoted_at: Option<Instant>,
}

impl Row {
    fn into_model(self) -> Result<ModelRow> {
        Ok(ModelRow {
            name: word(EventType::parse(&self.name), "models", "name")?,
            version: u32::try_from(self.version).unwrap_or_default(),
            status: word(ModelStatus::parse(&self.status), "models", "status")?,
            card: self.card.0,
            holdout_from: self.holdout_from.0,
            verdict: self.verdict,
            trained_at: self.trained_at.0,
            trained_by: self.trained_by,
            promoted_at: self.promoted_at.map(|at| at.0),
        })
    }
}

/// Every version of every model, newest first.
pub async fn models(conn: &mut Conn) -> Result<Vec<ModelRow>> {
    const SQL: &str = "
        select name, version, status, card, holdout_from, verdict, trained_at, trained_by, promoted_at
        from models
        where org_id = $1
        order by name, version desc";
    run!(conn, all Row, SQL, conn.org.0)?
        .into_iter()
        .map(Row::into_model)
        .collect()
}

/// The number of the version that answers.
pub async fn champion_version(conn: &mut Conn, name: EventType) -> Result<Option<u32>> {
    const SQL: &str = "
        select version from models where org_id = $1 and name = $2 and status = 'champion'";
    let version = run!(conn, scalar_optional i32, SQL, conn.org.0, name.as_str())?;
    Ok(version.map(|version| u32::try_from(version).unwrap_or_default()))
}

/// A model itself, with the start of what it was not trained on.
pub async fn document(
    conn: &mut Conn,
    name: EventType,
    version: u32,
) -> Result<Option<(String, DateTime<Utc>)>> {
    const SQL: &str = "
        select document, holdout_from from models
        where org_id = $1 and name = $2 and version = $3";
    let version = number(version)?;
    let row = run!(
        conn,
        optional(String, Instant),
        SQL,
        conn.org.0,
        name.as_str(),
        version
    )?;
    Ok(row.map(|(document, from)| (document, from.0)))
}

/// A trained model on its way in; its number is the next one.
#[derive(Debug, Clone)]
pub struct NewModel<'a> {
    pub name: EventType,
    pub document: &'a str,
    pub card: Value,
    pub holdout_from: DateTime<Utc>,
    pub verdict: &'a str,
    pub trained_at: DateTime<Utc>,
    pub trained_by: &'a str,
}

/// Stores a model as a challenger, and gives its number.
pub async fn insert(conn: &mut Conn, new: &NewModel<'_>) -> Result<u32> {
    const SQL: &str = "
        insert into models (
            org_id, name, version, status, document, card, holdout_from, verdict, trained_at,
            trained_by
        )
        select $1, $2, coalesce(max(version), 0) + 1, 'challenger', $3, $4, $5, $6, $7, $8
        from models
        where org_id = $1 and name = $2
        returning version";
    let version = run!(
        conn,
        scalar i32,
        SQL,
        conn.org.0,
        new.name.as_str(),
        new.document,
        Json(&new.card),
        Instant::from(new.holdout_from),
        new.verdict,
        Instant::from(new.trained_at),
        text::clean(new.trained_by)
    )?;
    Ok(u32::try_from(version).unwrap_or_default())
}

/// Makes a version the champion, the one before it retired. False when there is no such version.
pub async fn promote(
    conn: &mut Conn,
    name: EventType,
    version: u32,
    at: DateTime<Utc>,
) -> Result<bool> {
    const RETIRE: &str = "
        update models set status = 'retired'
        where org_id = $1 and name = $2 and status = 'champion' and version <> $3";
    const PROMOTE: &str = "
        update models set status = 'champion', promoted_at = $4
        where org_id = $1 and name = $2 and version = $3";
    let version = number(version)?;
    run!(conn, exec, RETIRE, conn.org.0, name.as_str(), version)?;
    let at = Instant::from(at);
    Ok(run!(conn, exec, PROMOTE, conn.org.0, name.as_str(), version, at)? == 1)
}

/// The version that was champion before the present one.
pub async fn champion_before(conn: &mut Conn, name: EventType) -> Result<Option<u32>> {
    const SQL: &str = "
        select version from models
        where org_id = $1 and name = $2 and status = 'retired' and promoted_at is not null
        order by promoted_at desc, version desc
        limit 1";
    let version = run!(conn, scalar_optional i32, SQL, conn.org.0, name.as_str())?;
    Ok(version.map(|version| u32::try_from(version).unwrap_or_default()))
}

/// Marks a version so that going back does not come back to it.
pub async fn demote(conn: &mut Conn, name: EventType, version: u32) -> Result<()> {
    const SQL: &str = "
        update models set status = 'challenger', promoted_at = null
        where org_id = $1 and name = $2 and version = $3";
    let version = number(version)?;
    run!(conn, exec, SQL, conn.org.0, name.as_str(), version)?;
    Ok(())
}

fn number(version: u32) -> Result<i32> {
    i32::try_from(version).map_err(|_| Error::OutOfRange("a version"))
}

/// An answer to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct PredictionRow {
    pub model: EventType,
    /// 0 for the published factors alone.
    pub model_version: u32,
    pub input_hash: [u8; 16],
    pub output_co2_kg: f64,
    pub interval_low_kg: f64,
    pub interval_high_kg: f64,
    pub feature_importance: Value,
    pub predicted_at: DateTime<Utc>,
}

/// Keeps answers; one that is kept already stays.
pub async fn keep_predictions(conn: &mut Conn, rows: &[PredictionRow]) -> Result<()> {
    const SQL: &str = "
        insert into predictions (
            org_id, model, model_version, input_hash, output_co2_kg, interval_low_kg,
            interval_high_kg, feature_importance, predicted_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (org_id, model, model_version, input_hash) do nothing";
    for row in rows {
        run!(
            conn,
            exec,
            SQL,
            conn.org.0,
            row.model.as_str(),
            number(row.model_version)?,
            row.input_hash.as_slice(),
            row.output_co2_kg,
            row.interval_low_kg,
            row.interval_high_kg,
            Json(&row.feature_importance),
            Instant::from(row.predicted_at),
        )?;
    }
    Ok(())
}

/// How many answers of each version are kept.
pub async fn count_predictions(conn: &mut Conn) -> Result<i64> {
    const SQL: &str = "select count(*) from predictions where org_id = $1";
    run!(conn, scalar i64, SQL, conn.org.0)
}

/// Forgets answers given before `at`. How many went.
pub async fn forget_predictions(conn: &mut Conn, at: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from predictions where org_id = $1 and predicted_at < $2";
    run!(conn, exec, SQL, conn.org.0, Instant::from(at))
}
