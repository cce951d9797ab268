//! What people see of the data's quality.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use model::auth::Permission;
use model::ids::SupplierId;
use model::monitoring::EntityKind;
use model::quality::{
    Anomalies, Finding, GapFill, QualityFigures, QualityOverview, QualityQuery, QualityWindow,
    SupplierQuality, SupplierQualityDetail,
};
use model::time::TimeRange;
use model::units::Milligrams;
use store::Conn;
use store::monitoring::EntityKey;
use store::quality::{FillRow, FindingRow, WindowRow};

use crate::Services;
use crate::actor::Actor;
use crate::emissions::{local_text, zone_of};
use crate::error::{Error, Result};

/// Days shown unless asked otherwise, and at most.
const DAYS: i64 = 30;
const DAYS_MAX: i64 = 366;
/// Findings and filled values shown of a supplier.
const SHOWN: u32 = 200;

/// All suppliers' data; a supplier user sees their own.
///
/// # Errors
/// `Invalid` when the range is.
pub async fn overview(
    services: &Services,
    actor: &Actor,
    query: QualityQuery,
) -> Result<QualityOverview> {
    actor.must(Permission::ReadOwn)?;
    let scope = actor.supplier_scope();
    let mut conn = services.db().read(actor.org).await?;
    let zone = zone_of(&mut conn).await?;
    let last = store::quality::last_window(&mut conn).await?;
    let range = range_of(&query, last.map_or(services.clock().now(), |(end, _)| end))?;
    let rows = store::quality::windows(&mut conn, range.from, range.to, scope).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let fills =
        store::quality::fill_record(&mut conn, calculation, range.from, range.to, scope).await?;
    let mut by_supplier: BTreeMap<SupplierId, Sum> = BTreeMap::new();
    let mut all = Sum::default();
    for row in &rows {
        by_supplier.entry(row.supplier_id).or_default().add(row);
        all.add(row);
    }
    let ids: Vec<_> = by_supplier.keys().copied().collect();
    let names = store::places::suppliers(&mut conn, &ids).await?;
    let mut suppliers: Vec<_> = (by_supplier.into_iter())
        .filter_map(|(id, sum)| {
            Some(SupplierQuality {
                supplier_id: id,
                supplier: names.get(&id)?.name.clone(),
                figures: sum.figures(),
            })
        })
        .collect();
    // What is missing most comes first; suppliers without a cadence cannot be incomplete.
    suppliers.sort_by(|a, b| {
        let complete = |one: &SupplierQuality| one.figures.completeness_pct.unwrap_or(101.0);
        (complete(a).total_cmp(&complete(b))).then_with(|| a.supplier.cmp(&b.supplier))
    });
    Ok(QualityOverview {
        from: range.from,
        to: range.to,
        label: label(zone, range),
        reviewed_at: last.map(|(_, at)| at),
        reviewed_at_local: last.map(|(_, at)| local_text(zone, at)),
        figures: all.figures(),
        suppliers,
        fills,
    })
}

/// One supplier's data, day by day, with what was found and filled in.
///
/// # Errors
/// `NotFound` for a supplier that does not exist or is not the asker's own; `Invalid` when the range is.
pub async fn supplier_quality(
    services: &Services,
    actor: &Actor,
    supplier_id: SupplierId,
    query: QualityQuery,
) -> Result<SupplierQualityDetail> {
    actor.must(Permission::ReadOwn)?;
    if actor.supplier_scope().is_some_and(|own| own != supplier_id) {
        return Err(Error::NotFound("supplier"));
    }
    let mut conn = services.db().read(actor.org).await?;
    let supplier = store::places::supplier(&mut conn, supplier_id)
        .await?
        .ok_or(Error::NotFound("supplier"))?;
    let zone = zone_of(&mut conn).await?;
    let last = store::quality::last_window(&mut conn).await?;
    let range = range_of(&query, last.map_or(services.clock().now(), |(end, _)| end))?;
    let (from, to) = (range.from, range.to);
    let rows = store::quality::windows(&mut conn, from, to, Some(supplier_id)).await?;
    let findings = store::quality::findings_of(&mut conn, supplier_id, from, to, SHOWN).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let fills =
        store::quality::fills_of(&mut conn, calculation, supplier_id, from, to, SHOWN).await?;
    let places = Places::of(&mut conn, &findings, &fills).await?;
    let mut sum = Sum::default();
    for row in &rows {
        sum.add(row);
    }
    Ok(SupplierQualityDetail {
        from,
        to,
        label: label(zone, range),
        supplier: SupplierQuality {
            supplier_id,
            supplier: supplier.name,
            figures: sum.figures(),
        },
        windows: rows.iter().map(|row| window(zone, row)).collect(),
        findings: (findings.into_iter())
            .map(|row| finding(zone, &places, row))
            .collect(),
        fills: (fills.into_iter())
            .map(|row| gap_fill(zone, &places, row))
            .collect(),
    })
}

fn range_of(query: &QualityQuery, last: DateTime<Utc>) -> Result<TimeRange> {
    let to = query.to.unwrap_or(last);
    let from = query.from.unwrap_or(to - Duration::days(DAYS));
    if from >= to {
        return Err(Error::invalid(
            "from",
            "out_of_range",
            "`from` must be before `to`",
        ));
    }
    if to - from > Duration::days(DAYS_MAX) {
        return Err(Error::invalid(
            "from",
            "out_of_range",
            format!("at most {DAYS_MAX} days are shown at once"),
        ));
    }
    Ok(TimeRange { from, to })
}

fn label(zone: Tz, range: TimeRange) -> String {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).format("%-d %b %Y").to_string();
    let last = range.to - Duration::microseconds(1);
    format!("{} to {}", day(range.from), day(last))
}

/// Counts of several rows.
#[derive(Debug, Default)]
struct Sum {
    expected: u64,
    seen: u64,
    measured: u64,
    estimated: u64,
    gap_filled: u64,
    outlier: u64,
    anomalies: Anomalies,
}

impl Sum {
    fn add(&mut self, row: &WindowRow) {
        self.expected += row.expected;
        self.seen += row.seen;
        self.measured += row.measured;
        self.estimated += row.estimated;
        self.gap_filled += row.gap_filled;
        self.outlier += row.outlier;
        self.anomalies.out_of_range += row.anomalies.out_of_range;
        self.anomalies.spikes += row.anomalies.spikes;
        self.anomalies.stuck += row.anomalies.stuck;
        self.anomalies.gaps += row.anomalies.gaps;
        self.anomalies.drifts += row.anomalies.drifts;
    }

    fn figures(&self) -> QualityFigures {
        let pct = |part: u64, of: u64| (of > 0).then(|| 100.0 * part as f64 / of as f64);
        let events = self.measured + self.estimated + self.gap_filled + self.outlier;
        QualityFigures {
            completeness_pct: engine::quality::completeness(self.expected, self.seen),
            measured_pct: pct(self.measured, events),
            estimated_pct: pct(self.estimated, events),
            predicted_pct: pct(self.gap_filled, events),
            events,
            outliers: self.outlier,
            anomalies_count: self.anomalies.all(),
            anomalies: self.anomalies,
        }
    }
}

fn window(zone: Tz, row: &WindowRow) -> QualityWindow {
    let mut sum = Sum::default();
    sum.add(row);
    QualityWindow {
        window_start: row.window_start,
        window_end: row.window_end,
        day: (row.window_start.with_timezone(&zone))
            .format("%a %-d %b %Y")
            .to_string(),
        category: row.category,
        figures: sum.figures(),
    }
}

/// Names of the sites and routes of some rows.
struct Places(HashMap<EntityKey, String>);

impl Places {
    async fn of(conn: &mut Conn, findings: &[FindingRow], fills: &[FillRow]) -> Result<Self> {
        let of_findings = findings.iter().flat_map(|row| {
            let site = row.site_id.map(|id| key(EntityKind::Site, id.0));
            let route = row.route_id.map(|id| key(EntityKind::Route, id.0));
            [site, route].into_iter().flatten()
        });
        let of_fills =
            (fills.iter()).filter_map(|row| Some(key(EntityKind::Site, row.fill.key.site_id?.0)));
        let mut keys: Vec<_> = of_findings.chain(of_fills).collect();
        keys.sort_unstable();
        keys.dedup();
        Ok(Self(store::monitoring::entity_names(conn, &keys).await?))
    }

    fn name(&self, kind: EntityKind, id: Option<i64>) -> Option<String> {
        self.0.get(&key(kind, id?)).cloned()
    }
}

fn key(kind: EntityKind, id: i64) -> EntityKey {
    EntityKey { kind, id }
}

fn finding(zone: Tz, places: &Places, row: FindingRow) -> Finding {
    Finding {
        kind: row.kind,
        category: row.category,
        site: places.name(EntityKind::Site, row.site_id.map(|id| id.0)),
        route: places.name(EntityKind::Route, row.route_id.map(|id| id.0)),
        from: row.from,
        to: row.to,
        when: local_text(zone, row.from),
        event_id: row.event_id,
        value_kg: row.value,
        expected_kg: row.expected,
        deviations: row.deviations,
        detail: row.detail,
    }
}

fn gap_fill(zone: Tz, places: &Places, row: FillRow) -> GapFill {
    let fill = row.fill;
    let (by, at, real) = match row.replaced {
        Some((by, at, real)) => (Some(by), Some(at), real),
        None => (None, None, None),
    };
    GapFill {
        category: fill.key.category,
        site: places.name(EntityKind::Site, fill.key.site_id.map(|id| id.0)),
        from: fill.from,
        to: fill.to,
        when: local_text(zone, fill.from),
        co2e_kg: fill.co2e.kg(),
        interval_low_kg: fill.interval_low_kg,
        interval_high_kg: fill.interval_high_kg,
        confidence: fill.confidence,
        method: fill.method,
        samples: fill.samples,
        replaced_by: by,
        replaced_at: at,
        real_co2e_kg: real.map(Milligrams::kg),
    }
}
