//! Scenarios somebody saved.

use chrono::{DateTime, Utc};
use model::ids::{RecommendationId, ScenarioId};
use model::page::Page;
use model::whatif::{Outcome, ScenarioQuery, SimulateRequest};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::cursor::NewestFirst;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Error, Result, text};

/// A saved scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioRow {
    pub id: ScenarioId,
    pub name: String,
    pub request: SimulateRequest,
    pub outcome: Outcome,
    pub recommendation_id: Option<RecommendationId>,
    pub created_at: DateTime<Utc>,
    pub created_by: String,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    request: String,
    outcome: String,
    recommendation_id: Option<Uuid>,
    created_at: Instant,
    created_by: String,
}

const COLUMNS: &str = "id, name, request, outcome, recommendation_id, created_at, created_by";

impl Row {
    fn into_scenario(self) -> Result<ScenarioRow> {
        let unreadable = |_| Error::OutOfRange("a saved scenario");
        Ok(ScenarioRow {
            id: ScenarioId(self.id),
            name: self.name,
            request: serde_json::from_str(&self.request).map_err(unreadable)?,
            outcome: serde_json::from_str(&self.outcome).map_err(unreadable)?,
            recommendation_id: self.recommendation_id.map(RecommendationId),
            created_at: self.created_at.0,
            created_by: self.created_by,
        })
    }
}

/// Keeps one.
pub async fn insert(conn: &mut Conn, row: &ScenarioRow) -> Result<()> {
    const SQL: &str = "
        insert into scenarios (org_id, id, name, request, outcome, created_at, created_by)
        values ($1, $2, $3, $4, $5, $6, $7)";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        row.id.0,
        text::clean(&row.name),
        text::json_text(&row.request)?,
        text::json_text(&row.outcome)?,
        Instant::from(row.created_at),
        &row.created_by,
    )?;
    Ok(())
}

/// How many there are.
pub async fn count(conn: &mut Conn) -> Result<u64> {
    const SQL: &str = "select count(*) from scenarios where org_id = $1";
    let count = run!(conn, scalar i64, SQL, conn.org.0)?;
    u64::try_from(count).map_err(|_| Error::OutOfRange("a count"))
}

/// One.
pub async fn scenario(conn: &mut Conn, id: ScenarioId) -> Result<Option<ScenarioRow>> {
    let sql = format!("select {COLUMNS} from scenarios where org_id = $1 and id = $2");
    run!(conn, optional Row, AssertSqlSafe(sql), conn.org.0, id.0)?
        .map(Row::into_scenario)
        .transpose()
}

/// A page, newest first.
pub async fn page(conn: &mut Conn, query: &ScenarioQuery, limit: u32) -> Result<Page<ScenarioRow>> {
    let list = NewestFirst::new("scenarios", &());
    let (before, before_id) = list.below(query.cursor.as_deref())?;
    let sql = format!(
        "select {COLUMNS} from scenarios
        where org_id = $1 and (created_at < $2 or (created_at = $2 and id < $3))
        order by created_at desc, id desc
        limit {}",
        limit + 1
    );
    let rows = run!(conn, all Row, AssertSqlSafe(sql), conn.org.0, before, before_id)?;
    let items: Result<Vec<_>> = rows.into_iter().map(Row::into_scenario).collect();
    let mut items = items?;
    let next_cursor = list.cut(&mut items, limit, |row| (row.created_at, row.id.0));
    Ok(Page { items, next_cursor })
}

/// Remembers what was made of it.
pub async fn set_recommendation(
    conn: &mut Conn,
    id: ScenarioId,
    recommendation: RecommendationId,
) -> Result<()> {
    const SQL: &str = "
        update scenarios set recommendation_id = $3 where org_id = $1 and id = $2";
    run!(conn, exec, SQL, conn.org.0, id.0, recommendation.0)?;
    Ok(())
}

/// Forgets one; false when there is none.
pub async fn delete(conn: &mut Conn, id: ScenarioId) -> Result<bool> {
    const SQL: &str = "delete from scenarios where org_id = $1 and id = $2";
    Ok(run!(conn, exec, SQL, conn.org.0, id.0)? == 1)
}
