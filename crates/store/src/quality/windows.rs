//! The daily rows of `data_quality`.

use chrono::{DateTime, Utc};
use model::ids::SupplierId;
use model::ingest::EventType;
use model::quality::Anomalies;

use crate::codes::Code;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result};

/// A supplier's events of one type on one local day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WindowRow {
    pub supplier_id: SupplierId,
    pub category: EventType,
    pub window_start: DateTime<Utc>,
    pub window_end: DateTime<Utc>,
    /// What came of what was due, 0 to 100; `None` without a known cadence.
    pub completeness_pct: Option<f64>,
    /// Due by the cadence; 0 when none is known.
    pub expected: u64,
    /// Those of them that came.
    pub seen: u64,
    pub measured: u64,
    pub estimated: u64,
    pub gap_filled: u64,
    pub outlier: u64,
    pub anomalies: Anomalies,
}

impl WindowRow {
    /// Filled values among all, 0 to 100; `None` without any.
    fn predicted_pct(&self) -> Option<f64> {
        let events = self.measured + self.estimated + self.gap_filled + self.outlier;
        (events > 0).then(|| 100.0 * self.gap_filled as f64 / events as f64)
    }
}

/// Replaces all rows whose day begins in `[from, to)`.
pub async fn replace_windows(
    conn: &mut Conn,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    rows: &[WindowRow],
    reviewed_at: DateTime<Utc>,
) -> Result<()> {
    const CLEAR: &str = "
        delete from data_quality
        where org_id = $1 and window_start >= $2 and window_start < $3";
    const INSERT: &str = "
        insert into data_quality (
            org_id, supplier_id, category, window_start, window_end, completeness_pct,
            predicted_pct, anomalies_count, expected, seen, measured, estimated, gap_filled,
            outlier, out_of_range, spikes, stuck, gaps, drifts, reviewed_at
        )
        values (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20
        )";
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    run!(conn, exec, CLEAR, conn.org.0, from, to)?;
    for row in rows {
        let number = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
        run!(
            conn,
            exec,
            INSERT,
            conn.org.0,
            row.supplier_id.0,
            row.category.code(),
            Instant::from(row.window_start),
            Instant::from(row.window_end),
            row.completeness_pct,
            row.predicted_pct(),
            number(row.anomalies.all()),
            number(row.expected),
            number(row.seen),
            number(row.measured),
            number(row.estimated),
            number(row.gap_filled),
            number(row.outlier),
            number(row.anomalies.out_of_range),
            number(row.anomalies.spikes),
            number(row.anomalies.stuck),
            number(row.anomalies.gaps),
            number(row.anomalies.drifts),
            Instant::from(reviewed_at),
        )?;
    }
    Ok(())
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    supplier_id: i64,
    category: i16,
    window_start: Instant,
    window_end: Instant,
    completeness_pct: Option<f64>,
    expected: i32,
    seen: i32,
    measured: i32,
    estimated: i32,
    gap_filled: i32,
    outlier: i32,
    out_of_range: i32,
    spikes: i32,
    stuck: i32,
    gaps: i32,
    drifts: i32,
}

/// The rows whose day begins in `[from, to)`, newest first; of all suppliers or of one.
pub async fn windows(
    conn: &mut Conn,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    supplier: Option<SupplierId>,
) -> Result<Vec<WindowRow>> {
    const SQL: &str = "
        select supplier_id, category, window_start, window_end, completeness_pct, expected, seen, measured, estimated,
            gap_filled, outlier, out_of_range, spikes, stuck, gaps, drifts
        from data_quality
        where org_id = $1 and window_start >= $2 and window_start < $3
            and ($4 = 0 or supplier_id = $4)
        order by window_start desc, supplier_id, category";
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    let supplier = supplier.map_or(0, |id| id.0);
    run!(conn, all Row, SQL, conn.org.0, from, to, supplier)?
        .into_iter()
        .map(|row| {
            let count = |number: i32| u64::try_from(number).unwrap_or_default();
            Ok(WindowRow {
                supplier_id: SupplierId(row.supplier_id),
                category: EventType::from_code(row.category, "data_quality", "category")?,
                window_start: row.window_start.0,
                window_end: row.window_end.0,
                completeness_pct: row.completeness_pct,
                expected: count(row.expected),
                seen: count(row.seen),
                measured: count(row.measured),
                estimated: count(row.estimated),
                gap_filled: count(row.gap_filled),
                outlier: count(row.outlier),
                anomalies: Anomalies {
                    out_of_range: count(row.out_of_range),
                    spikes: count(row.spikes),
                    stuck: count(row.stuck),
                    gaps: count(row.gaps),
                    drifts: count(row.drifts),
                },
            })
        })
        .collect()
}

/// End of the last reviewed day, and when it was reviewed.
pub async fn last_window(conn: &mut Conn) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
    const SQL: &str = "
        select window_end, reviewed_at from data_quality
        where org_id = $1
        order by window_start desc
        limit 1";
    let row = run!(conn, optional(Instant, Instant), SQL, conn.org.0)?;
    Ok(row.map(|(end, at)| (end.0, at.0)))
}
