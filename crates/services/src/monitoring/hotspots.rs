//! Hotspots as people see them.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::emissions::hour_of;
use model::auth::Permission;
use model::ids::{HotspotId, SupplierId};
use model::monitoring::{AlertStatus, Entity, Hotspot, HotspotQuery, HotspotStats, Severity};
use model::page::Page;
use store::Conn;
use store::emissions::Calculation;
use store::monitoring::{EntityKey, HotspotRow};

use super::entities;
use crate::Services;
use crate::actor::Actor;
use crate::emissions::{local_text, zone_of};
use crate::error::{Error, Result};
use crate::page::limit_of;

/// Whole hours of a hotspot's small chart.
const HOURS: i64 = 24;
/// A wider entity may stand out earlier than its cause: this much earlier at most.
const PARENT_DAYS: i64 = 30;
/// How many are the top.
const TOP: usize = 5;

/// What is asked for by `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Open,
    Closed,
    One(AlertStatus),
}

impl Wanted {
    pub(super) fn parse(status: Option<&str>) -> Result<Self> {
        match status {
            None | Some("open" | "") => Ok(Self::Open),
            Some("closed" | "resolved") => Ok(Self::Closed),
            Some(word) => AlertStatus::parse(word).map(Self::One).ok_or_else(|| {
                Error::invalid(
                    "status",
                    "unknown",
                    format!(
                        "`{word}` is no status; one is open, closed, pending, firing, recovering or resolved"
                    ),
                )
            }),
        }
    }

    pub(super) fn includes(self, status: AlertStatus) -> bool {
        match self {
            Self::Open => status != AlertStatus::Resolved,
            Self::Closed => status == AlertStatus::Resolved,
            Self::One(one) => status == one,
        }
    }
}

/// Hotspots: the open ones, worst first, or the resolved ones, newest first.
///
/// # Errors
/// `Invalid` when the status is no word.
pub async fn hotspots(
    services: &Services,
    actor: &Actor,
    query: HotspotQuery,
) -> Result<Page<Hotspot>> {
    actor.must(Permission::ReadOwn)?;
    let wanted = Wanted::parse(query.status.as_deref())?;
    let limit = limit_of(query.limit);
    let mut conn = services.db().read(actor.org).await?;
    let (rows, next_cursor) = if wanted == Wanted::Closed {
        let (own, cursor) = (actor.supplier_scope(), query.cursor.as_deref());
        let page =
            store::monitoring::hotspots_page(&mut conn, own, query.severity, cursor, limit).await?;
        (page.items, page.next_cursor)
    } else {
        let mut rows = store::monitoring::open_hotspots(&mut conn).await?;
        rows.retain(|row| {
            wanted.includes(row.status)
                && actor.sees(row.supplier_id)
                && query
                    .severity
                    .is_none_or(|severity| row.severity == severity)
                && (query.all == Some(true) || row.explained_by.is_none())
        });
        rank(&mut rows);
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        (rows, None)
    };
    let reader = Reader::open(services, &mut conn, actor.supplier_scope()).await?;
    let items = reader.read(rows).await?;
    Ok(Page { items, next_cursor })
}

/// The five worst open ones.
///
/// # Errors
/// When the database does not answer.
pub async fn top_hotspots(services: &Services, actor: &Actor) -> Result<Vec<Hotspot>> {
    let query = HotspotQuery {
        limit: u32::try_from(TOP).ok(),
        ..HotspotQuery::default()
    };
    Ok(hotspots(services, actor, query).await?.items)
}

/// How many stand where.
///
/// # Errors
/// When the database does not answer.
pub async fn hotspot_stats(services: &Services, actor: &Actor) -> Result<HotspotStats> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let mut rows = store::monitoring::open_hotspots(&mut conn).await?;
    rows.retain(|row| actor.sees(row.supplier_id));
    let narrowest: Vec<_> = rows
        .iter()
        .filter(|row| row.explained_by.is_none())
        .collect();
    let count = |severity| {
        narrowest
            .iter()
            .filter(|row| row.severity == severity)
            .count() as u64
    };
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let scanned_at = store::monitoring::state(&mut conn)
        .await?
        .and_then(|state| state.scanned_at);
    let zone = zone_of(&mut conn).await?;
    Ok(HotspotStats {
        open: narrowest.len() as u64,
        info: count(Severity::Info),
        warn: count(Severity::Warn),
        critical: count(Severity::Critical),
        excess_kg_per_hour: narrowest
            .iter()
            .map(|row| (row.measured.metric_value - row.measured.baseline).max(0.0))
            .sum(),
        baselines: store::monitoring::count_baselines(&mut conn, calculation).await?,
        scanned_at,
        scanned_text: scanned_at.map(|at| local_text(zone, at)),
    })
}

/// Worst first.
pub(super) fn rank(rows: &mut [HotspotRow]) {
    rows.sort_by(|a, b| {
        (b.severity.cmp(&a.severity))
            .then(
                b.measured
                    .percent_above
                    .total_cmp(&a.measured.percent_above),
            )
            .then(a.id.cmp(&b.id))
    });
}

/// The hotspot behind an id, when the actor may see it.
pub(super) async fn visible(conn: &mut Conn, actor: &Actor, id: HotspotId) -> Result<HotspotRow> {
    store::monitoring::hotspot(conn, id)
        .await?
        .filter(|row| actor.sees(row.supplier_id))
        .ok_or(Error::NotFound("hotspot"))
}

/// What reading hotspots needs at hand.
pub(super) struct Reader<'a> {
    conn: &'a mut Conn,
    calculation: Calculation,
    zone: Tz,
    now: DateTime<Utc>,
    /// Whose kilograms alone are shown.
    supplier: Option<SupplierId>,
}

impl<'a> Reader<'a> {
    pub(super) async fn open(
        services: &Services,
        conn: &'a mut Conn,
        supplier: Option<SupplierId>,
    ) -> Result<Self> {
        Ok(Self {
            supplier,
            calculation: store::organisations::active_calculation(conn).await?,
            zone: zone_of(conn).await?,
            now: services.clock().now(),
            conn,
        })
    }

    /// Answers for `rows`, in their order.
    pub(super) async fn read(mut self, rows: Vec<HotspotRow>) -> Result<Vec<Hotspot>> {
        let mut parents: HashMap<HotspotId, Vec<EntityKey>> = HashMap::new();
        for row in &rows {
            let since = row.detected_at - Duration::days(PARENT_DAYS);
            let wider = store::monitoring::explained_by(self.conn, row.id, since).await?;
            parents.insert(row.id, wider.iter().map(|one| one.key).collect());
        }
        let keys: Vec<_> = rows
            .iter()
            .map(|row| row.key)
            .chain(parents.values().flatten().copied())
            .collect();
        let names = entities::entities(self.conn, &keys).await?;
        let mut hotspots = Vec::with_capacity(rows.len());
        for row in rows {
            let parents = parents.remove(&row.id).unwrap_or_default();
            let parents = parents.iter().filter_map(|key| names.get(key).cloned());
            let parents: Vec<Entity> = parents.collect();
            let recent_kg = if row.status == AlertStatus::Resolved {
                Vec::new()
            } else {
                self.recent(row.key).await?
            };
            hotspots.extend(
                names
                    .get(&row.key)
                    .map(|entity| answer(self.zone, &row, entity.clone(), parents, recent_kg)),
            );
        }
        Ok(hotspots)
    }

    /// The last whole hours, oldest first.
    async fn recent(&mut self, key: EntityKey) -> Result<Vec<f64>> {
        let to = hour_of(self.now);
        let from = to - Duration::hours(HOURS);
        let (span, supplier) = ((from, to), self.supplier);
        let rows =
            store::monitoring::recent_of(self.conn, self.calculation, key, supplier, span).await?;
        let mut kg = vec![0.0; usize::try_from(HOURS).unwrap_or_default()];
        for (hour, co2e) in rows {
            let index = usize::try_from((hour - from).num_hours()).unwrap_or_default();
            if let Some(cell) = kg.get_mut(index) {
                *cell = co2e.kg();
            }
        }
        Ok(kg)
    }
}

fn answer(
    zone: Tz,
    row: &HotspotRow,
    entity: Entity,
    parents: Vec<Entity>,
    recent_kg: Vec<f64>,
) -> Hotspot {
    let measured = row.measured;
    Hotspot {
        id: row.id,
        entity,
        severity: row.severity,
        status: row.status,
        percent_above: measured.percent_above,
        metric_value: measured.metric_value,
        baseline: measured.baseline,
        baseline_low_kg: measured.baseline_low_kg,
        baseline_high_kg: measured.baseline_high_kg,
        baseline_samples: measured.baseline_samples,
        confidence: engine::emissions::confidence(
            measured.baseline,
            measured.baseline_low_kg,
            measured.baseline_high_kg,
        ),
        detected_at: row.detected_at,
        last_seen_at: row.last_seen_at,
        resolved_at: row.resolved_at,
        explained_by: row.explained_by,
        parents,
        alert_id: row.alert_id,
        detected_text: local_text(zone, row.detected_at),
        resolved_text: row.resolved_at.map(|at| local_text(zone, at)),
        recent_kg,
    }
}
