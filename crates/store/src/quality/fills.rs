//! Values that stand where a meter was silent.

use chrono::{DateTime, Utc};
use model::ids::{EventId, SiteId, SupplierId};
use model::ingest::EventType;
use model::quality::FillRecord;
use model::units::Milligrams;

use super::MeterKey;
use crate::codes::Code;
use crate::db::run;
use crate::emissions::Calculation;
use crate::instant::Instant;
use crate::{Conn, Result};

/// A filled value, in whole milligrams as roll-ups sum them.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFill {
    pub key: MeterKey,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub co2e: Milligrams,
    pub ttw: Milligrams,
    pub wtt: Milligrams,
    pub interval_low_kg: f64,
    pub interval_high_kg: f64,
    pub confidence: f64,
    pub method: String,
    pub samples: u32,
}

/// A stored one.
#[derive(Debug, Clone, PartialEq)]
pub struct FillRow {
    pub calculation: Calculation,
    pub fill: NewFill,
    /// The real event it gave way to, when, and that event's kilograms.
    pub replaced: Option<(EventId, DateTime<Utc>, Option<Milligrams>)>,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    calculation: i32,
    bucket: Instant,
    bucket_end: Instant,
    supplier_id: i64,
    site_id: i64,
    category: i16,
    co2e_mg: i64,
    ttw_mg: i64,
    wtt_mg: i64,
    interval_low_kg: f64,
    interval_high_kg: f64,
    confidence: f64,
    method: String,
    samples: i32,
    replaced_by: Option<i64>,
    replaced_at: Option<Instant>,
    real_co2e_mg: Option<i64>,
}

macro_rules! columns {
    () => {
        "calculation, bucket, bucket_end, supplier_id, site_id, category, co2e_mg, ttw_mg, wtt_mg, \
         interval_low_kg, interval_high_kg, confidence, method, samples, replaced_by, replaced_at, \
         real_co2e_mg"
    };
}

impl Row {
    fn into_fill(self) -> Result<FillRow> {
        let replaced = self.replaced_by.zip(self.replaced_at);
        Ok(FillRow {
            calculation: Calculation(self.calculation),
            fill: NewFill {
                key: MeterKey {
                    supplier_id: SupplierId(self.supplier_id),
                    site_id: (self.site_id != 0).then_some(SiteId(self.site_id)),
                    category: EventType::from_code(self.category, "gap_fills", "category")?,
                },
                from: self.bucket.0,
                to: self.bucket_end.0,
                co2e: Milligrams(self.co2e_mg),
                ttw: Milligrams(self.ttw_mg),
                wtt: Milligrams(self.wtt_mg),
                interval_low_kg: self.interval_low_kg,
                interval_high_kg: self.interval_high_kg,
                confidence: self.confidence,
                method: self.method,
                samples: u32::try_from(self.samples).unwrap_or_default(),
            },
            replaced: replaced
                .map(|(event, at)| (EventId(event), at.0, self.real_co2e_mg.map(Milligrams))),
        })
    }
}

/// Stores those whose place is free, or was taken by a real event that is gone again; gives which.
pub async fn insert_fills(
    conn: &mut Conn,
    calculation: Calculation,
    fills: &[NewFill],
    at: DateTime<Utc>,
) -> Result<Vec<bool>> {
    const SQL: &str = "
        insert into gap_fills (
            org_id, calculation, bucket, supplier_id, site_id, category, bucket_end, co2e_mg,
            ttw_mg, wtt_mg, interval_low_kg, interval_high_kg, confidence, method, samples, filled_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        on conflict (org_id, calculation, bucket, supplier_id, site_id, category) do update
        set bucket_end = excluded.bucket_end, co2e_mg = excluded.co2e_mg,
            ttw_mg = excluded.ttw_mg, wtt_mg = excluded.wtt_mg,
            interval_low_kg = excluded.interval_low_kg,
            interval_high_kg = excluded.interval_high_kg, confidence = excluded.confidence,
            method = excluded.method, samples = excluded.samples, filled_at = excluded.filled_at,
            replaced_by = null, replaced_at = null, real_co2e_mg = null
        where gap_fills.replaced_by is not null";
    let mut is_new = Vec::with_capacity(fills.len());
    for fill in fills {
        let rows = run!(
            conn,
            exec,
            SQL,
            conn.org.0,
            calculation.0,
            Instant::from(fill.from),
            fill.key.supplier_id.0,
            fill.key.site_id.map_or(0, |id| id.0),
            fill.key.category.code(),
            Instant::from(fill.to),
            fill.co2e.0,
            fill.ttw.0,
            fill.wtt.0,
            fill.interval_low_kg,
            fill.interval_high_kg,
            fill.confidence,
            &fill.method,
            i32::try_from(fill.samples).unwrap_or(i32::MAX),
            Instant::from(at),
        )?;
        is_new.push(rows == 1);
    }
    Ok(is_new)
}

/// The filled values that stand for times that begin in `[from, to)`, under every calculation.
pub async fn standing_fills(
    conn: &mut Conn,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<FillRow>> {
    const SQL: &str = concat!(
        "select ",
        columns!(),
        " from gap_fills
        where org_id = $1 and bucket >= $2 and bucket < $3 and replaced_by is null
        order by bucket, supplier_id, site_id, category, calculation"
    );
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    run!(conn, all Row, SQL, conn.org.0, from, to)?
        .into_iter()
        .map(Row::into_fill)
        .collect()
}

/// A real event came: the filled value is no longer counted. False when it was replaced before.
pub async fn replace_fill(
    conn: &mut Conn,
    stands: &FillRow,
    event: EventId,
    real: Option<Milligrams>,
    at: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "
        update gap_fills
        set replaced_by = $7, replaced_at = $8, real_co2e_mg = $9
        where org_id = $1 and calculation = $2 and bucket = $3 and supplier_id = $4
            and site_id = $5 and category = $6 and replaced_by is null";
    let fill = &stands.fill;
    let changed = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        stands.calculation.0,
        Instant::from(fill.from),
        fill.key.supplier_id.0,
        fill.key.site_id.map_or(0, |id| id.0),
        fill.key.category.code(),
        event.0,
        Instant::from(at),
        real.map(|real| real.0),
    )?;
    Ok(changed == 1)
}

/// Takes a filled value back. False when it was gone, or had given way to a real one.
pub async fn remove_fill(conn: &mut Conn, stands: &FillRow) -> Result<bool> {
    const SQL: &str = "
        delete from gap_fills
        where org_id = $1 and calculation = $2 and bucket = $3 and supplier_id = $4
            and site_id = $5 and category = $6 and replaced_by is null";
    let fill = &stands.fill;
    let removed = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        stands.calculation.0,
        Instant::from(fill.from),
        fill.key.supplier_id.0,
        fill.key.site_id.map_or(0, |id| id.0),
        fill.key.category.code(),
    )?;
    Ok(removed == 1)
}

/// A supplier's filled values of `[from, to)`, newest first, replaced ones too.
pub async fn fills_of(
    conn: &mut Conn,
    calculation: Calculation,
    supplier: SupplierId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<FillRow>> {
    const SQL: &str = concat!(
        "select ",
        columns!(),
        " from gap_fills
        where org_id = $1 and calculation = $2 and supplier_id = $3 and bucket >= $4 and bucket < $5
        order by bucket desc, site_id, category
        limit $6"
    );
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    run!(
        conn,
        all Row,
        SQL,
        conn.org.0,
        calculation.0,
        supplier.0,
        from,
        to,
        i64::from(limit)
    )?
    .into_iter()
    .map(Row::into_fill)
    .collect()
}

/// How filled values of `[from, to)` did.
pub async fn fill_record(
    conn: &mut Conn,
    calculation: Calculation,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    supplier: Option<SupplierId>,
) -> Result<FillRecord> {
    const SQL: &str = "
        select cast(count(*) - count(replaced_by) as bigint), cast(count(real_co2e_mg) as bigint),
            cast(coalesce(sum(case when real_co2e_mg >= interval_low_kg * 1000000
                and real_co2e_mg <= interval_high_kg * 1000000 then 1 else 0 end), 0) as bigint)
        from gap_fills
        where org_id = $1 and calculation = $2 and bucket >= $3 and bucket < $4
            and ($5 = 0 or supplier_id = $5)";
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    let (standing, replaced, covered) = run!(
        conn,
        one(i64, i64, i64),
        SQL,
        conn.org.0,
        calculation.0,
        from,
        to,
        supplier.map_or(0, |id| id.0)
    )?;
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    Ok(FillRecord {
        standing: count(standing),
        replaced: count(replaced),
        covered: count(covered),
    })
}

/// The time filled values of a calculation span; `None` without any.
pub async fn fills_span(
    conn: &mut Conn,
    calculation: Calculation,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
    const SQL: &str = "
        select min(bucket), max(bucket) from gap_fills where org_id = $1 and calculation = $2";
    let (from, to) = run!(
        conn,
        one(Option<Instant>, Option<Instant>),
        SQL,
        conn.org.0,
        calculation.0
    )?;
    Ok(from.zip(to).map(|(from, to)| (from.0, to.0)))
}
