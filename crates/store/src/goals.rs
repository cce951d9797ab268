//! Goals, and what recommendations saved and promise towards them.

use chrono::{DateTime, NaiveDate, Utc};
use model::goals::{Goal, GoalKind};
use model::ids::GoalId;
use model::ingest::EventType;
use model::recommendations::{RecommendationStatus, VerifiedSaving};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::codes::{Code, word};
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, text};

const TABLE: &str = "goals";
/// Recommendations looked at, newest first.
const SAVINGS_MAX: i64 = 10_000;

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    label: String,
    first_day: NaiveDate,
    end_day: NaiveDate,
    kind: String,
    category: i16,
    kg: f64,
}

impl Row {
    fn into_goal(self) -> Result<Goal> {
        let category = match self.category {
            0 => None,
            code => Some(EventType::from_code(code, TABLE, "category")?),
        };
        Ok(Goal {
            id: GoalId(self.id),
            label: self.label,
            from: self.first_day,
            to: self.end_day,
            kind: word(GoalKind::parse(&self.kind), TABLE, "kind")?,
            category,
            kg: self.kg,
        })
    }
}

/// All of them; the period that ends first comes first, of several the shortest.
pub async fn goals(conn: &mut Conn) -> Result<Vec<Goal>> {
    const SQL: &str = "
        select id, label, first_day, end_day, kind, category, kg
        from goals
        where org_id = $1
        order by end_day, first_day desc, id";
    let rows = run!(conn, all Row, SQL, conn.org.0)?;
    rows.into_iter().map(Row::into_goal).collect()
}

/// Replaces them all.
pub async fn put_goals(conn: &mut Conn, goals: &[Goal]) -> Result<()> {
    const CLEAR: &str = "delete from goals where org_id = $1";
    const SQL: &str = "
        insert into goals (org_id, id, label, first_day, end_day, kind, category, kg)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    run!(conn, exec, CLEAR, conn.org.0)?;
    for goal in goals {
        run!(
            conn,
            exec,
            SQL,
            conn.org.0,
            goal.id.0,
            text::clean(&goal.label),
            goal.from,
            goal.to,
            goal.kind.as_str(),
            goal.category.map_or(0, Code::code),
            goal.kg,
        )?;
    }
    Ok(())
}

/// What a decided recommendation saves a month, or did save.
#[derive(Debug, Clone, PartialEq)]
pub struct SavingRow {
    pub status: RecommendationStatus,
    /// Since when it stands there; of a verified one, when it was verified.
    pub since: DateTime<Utc>,
    /// Promised a month.
    pub co2_impact: f64,
    pub co2_impact_low_kg: f64,
    pub co2_impact_high_kg: f64,
    /// Measured; `None` unless verified.
    pub verified: Option<VerifiedSaving>,
}

/// Those that are approved, in progress, done or verified.
pub async fn savings(conn: &mut Conn) -> Result<Vec<SavingRow>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        status: String,
        since_at: Instant,
        co2_impact: f64,
        co2_impact_low_kg: f64,
        co2_impact_high_kg: f64,
        verified: Option<Json<Value>>,
    }
    const SQL: &str = "
        select status, since_at, co2_impact, co2_impact_low_kg, co2_impact_high_kg, verified
        from recommendations
        where org_id = $1 and status in ('approved', 'in_progress', 'done', 'verified')
        order by since_at desc, id
        limit $2";
    let rows = run!(conn, all Row, SQL, conn.org.0, SAVINGS_MAX)?;
    rows.into_iter()
        .map(|row| {
            let status = RecommendationStatus::parse(&row.status);
            Ok(SavingRow {
                status: word(status, "recommendations", "status")?,
                since: row.since_at.0,
                co2_impact: row.co2_impact,
                co2_impact_low_kg: row.co2_impact_low_kg,
                co2_impact_high_kg: row.co2_impact_high_kg,
                verified: row
                    .verified
                    .and_then(|value| serde_json::from_value(value.0).ok()),
            })
        })
        .collect()
}
