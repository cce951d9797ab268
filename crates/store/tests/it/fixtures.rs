//! An organisation with events, made from few words.

use chrono::{DateTime, TimeDelta, Utc};
use model::emissions::{ContributionKind, IntervalBasis, MethodTier};
use model::ids::{JobId, OrgId, SupplierId, UserId};
use model::ingest::{
    Activity, DataSource, EventDraft, EventType, Mode, Profile, QualityStatus, SupplierRef,
};
use model::monitoring::EntityKind;
use model::places::{PlaceChange, Site};
use model::settings::OrgSettings;
use model::units::Milligrams;
use serde_json::json;
use store::emissions::Calculation;
use store::emissions::estimates::{Contribution, Estimated, NewEstimate};
use store::emissions::factor_sets::FactorSetId;
use store::emissions::rollups::{
    self, DailyDelta, Deltas, EntityDelta, EntityPart, HourlyDelta, RollupKey, Sums,
};
use store::ingest::events::{self, InsertOutcome, NewEvent};
use store::ingest::jobs::{self, NewJob};
use store::organisations::{self, NewOrganisation};
use store::{Conn, Db, Tx, places};
use uuid::Uuid;

/// The calculation every test writes.
pub(crate) const FIRST: Calculation = Calculation::FIRST;

/// 2026-03-01T00:00:00Z plus `minutes`.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_323_200 + minutes * 60, 0).unwrap()
}

/// An id that is the same in every run.
pub(crate) fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A new organisation.
pub(crate) async fn organisation(db: &Db, name: &str) -> OrgId {
    let mut system = db.system_write().await.unwrap();
    let new = NewOrganisation {
        settings: OrgSettings {
            name: name.into(),
            time_zone: "Europe/Berlin".into(),
            currency: "EUR".into(),
            default_grid_region: Some("DEU".into()),
            target_kg_per_hour: None,
            thresholds: None,
            prices: Vec::new(),
            shows_map_tiles: true,
            market_price_days: None,
        },
        is_demo: false,
        created_at: at(0),
    };
    let org = organisations::create(&mut system, &new).await.unwrap();
    system.commit().await.unwrap();
    org
}

/// A supplier of `org`.
pub(crate) async fn supplier(db: &Db, org: OrgId, name: &str) -> SupplierId {
    let mut tx = db.write(org).await.unwrap();
    let ids = places::resolve_suppliers(&mut tx, &[name], at(0))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    ids[0]
}

/// A site of which nothing is known but its name.
pub(crate) async fn new_site(tx: &mut Tx, name: &str) -> Site {
    let made = places::create_site(tx, name, &PlaceChange::default(), at(0)).await;
    made.unwrap()
}

/// A queued import.
pub(crate) async fn job(db: &Db, org: OrgId, number: u128) -> JobId {
    let id = JobId(uuid(number));
    let new = NewJob {
        id,
        file_name: "legs.csv".into(),
        file_path: "uploads/legs".into(),
        profile: profile("legs"),
        data_source: DataSource::Csv,
        bytes_total: 1_000,
        created_by: Some(UserId(uuid(1))),
        created_by_name: "ada@example.org".into(),
        supplier_id: None,
        created_at: at(i64::try_from(number).unwrap()),
    };
    let mut tx = db.write(org).await.unwrap();
    jobs::create(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A profile with nothing but a name.
pub(crate) fn profile(name: &str) -> Profile {
    serde_json::from_value(json!({"name": name, "event_type": "logistics"})).unwrap()
}

/// A road trip of `mg` milligrams that begins at `occurred_at`; `number` is what makes it unique.
pub(crate) fn event(
    supplier: SupplierId,
    number: u64,
    occurred_at: DateTime<Utc>,
    mg: i64,
) -> NewEvent {
    let mut key = [0; 16];
    // Spread, so that the order of keys is not that of numbers.
    key[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    NewEvent {
        draft: EventDraft {
            event_type: EventType::Logistics,
            supplier: SupplierRef::Id(supplier),
            occurred_at,
            ends_at: None,
            external_id: None,
            site: None,
            vehicle: None,
            lat: None,
            lon: None,
            origin: None,
            destination: None,
            notes: None,
            activity: Box::new(Activity {
                mode: Some(Mode::Road),
                distance_km: Some(0.1 + 0.2),
                features: vec![("délai".into(), 1e-300)],
                ..Activity::default()
            }),
            source_key: key,
            content_hash: key,
            raw: format!("row {number}"),
            row_number: number,
        },
        supplier_id: supplier,
        site_id: None,
        vehicle_id: None,
        route_id: None,
        lat: Some(52.5),
        lon: Some(13.4),
        data_source: DataSource::Csv,
        quality_status: QualityStatus::Estimated,
        estimate: NewEstimate::Estimated(Estimated {
            co2e: Milligrams(mg),
            ttw: Milligrams(mg - mg / 5),
            wtt: Milligrams(mg / 5),
            method: MethodTier::Activity,
            interval_low_kg: 0.9,
            interval_high_kg: 1.1,
            interval_basis: IntervalBasis::FactorBased,
            confidence: 0.9,
            factor_set: FactorSetId(1),
            contributions: vec![Contribution {
                kind: ContributionKind::TonneKm,
                ttw: Milligrams(mg - mg / 5),
                wtt: Milligrams(mg / 5),
            }],
        }),
    }
}

/// The same event under an external id.
pub(crate) fn named(mut event: NewEvent, external_id: &str, content: u8) -> NewEvent {
    event.draft.external_id = Some(external_id.into());
    event.draft.source_key = [0; 16];
    for (place, byte) in event.draft.source_key.iter_mut().zip(external_id.bytes()) {
        *place = byte;
    }
    event.draft.content_hash = [content; 16];
    event
}

/// What an event adds to the roll-ups; negative with `sign` = -1.
pub(crate) fn deltas<'a>(events: impl IntoIterator<Item = &'a NewEvent>, sign: i64) -> Deltas {
    let mut deltas = Deltas::default();
    for event in events {
        let (mg, ttw, wtt, missing) = match &event.estimate {
            NewEstimate::Estimated(estimated) => {
                (estimated.co2e.0, estimated.ttw.0, estimated.wtt.0, 0)
            }
            NewEstimate::NoFactor(_) => (0, 0, 0, 1),
        };
        let sums = Sums {
            co2e: Milligrams(sign * mg),
            ttw: Milligrams(sign * ttw),
            wtt: Milligrams(sign * wtt),
            half_width: Milligrams(sign * mg / 10),
            events: sign,
            no_factor_events: sign * missing,
        };
        let key = RollupKey {
            supplier_id: event.supplier_id,
            site_id: event.site_id,
            category: event.draft.event_type,
            mode: event.draft.activity.mode,
            quality: event.quality_status,
        };
        let begun = event.draft.occurred_at;
        let hour = begun - TimeDelta::seconds(begun.timestamp().rem_euclid(3_600));
        let day = begun.date_naive();
        match deltas
            .hourly
            .iter_mut()
            .find(|delta| delta.hour == hour && delta.key == key)
        {
            Some(delta) => delta.sums += sums,
            None => deltas.hourly.push(HourlyDelta { hour, key, sums }),
        }
        if let Some(route) = event.route_id {
            let part = EntityPart {
                supplier_id: key.supplier_id,
                site_id: key.site_id,
                category: key.category,
                quality: key.quality,
            };
            let same = |delta: &&mut EntityDelta| {
                delta.hour == hour && delta.entity_id == route.0 && delta.part == part
            };
            match deltas.entity.iter_mut().find(same) {
                Some(delta) => {
                    delta.co2e += sums.co2e;
                    delta.events += sums.events;
                }
                None => deltas.entity.push(EntityDelta {
                    hour,
                    kind: EntityKind::Route,
                    entity_id: route.0,
                    part,
                    co2e: sums.co2e,
                    events: sums.events,
                }),
            }
        }
        match deltas
            .daily
            .iter_mut()
            .find(|delta| delta.day == day && delta.key == key)
        {
            Some(delta) => delta.sums += sums,
            None => deltas.daily.push(DailyDelta { day, key, sums }),
        }
    }
    deltas
}

/// Inserts a chunk with its roll-ups, as an import does.
pub(crate) async fn insert_chunk(
    conn: &mut Conn,
    job: Option<JobId>,
    chunk: &[NewEvent],
) -> Vec<InsertOutcome> {
    let outcomes = events::insert(
        conn,
        &[FIRST],
        job,
        &events::Chunk::new(chunk.to_vec()).unwrap(),
    )
    .await
    .unwrap();
    let new = chunk
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| matches!(outcome, InsertOutcome::Inserted(_)))
        .map(|(event, _)| event);
    rollups::add(conn, FIRST, &deltas(new, 1)).await.unwrap();
    outcomes
}

/// The same in a transaction of its own.
pub(crate) async fn import(
    db: &Db,
    org: OrgId,
    job: Option<JobId>,
    chunk: &[NewEvent],
) -> Vec<InsertOutcome> {
    let mut tx = db.write(org).await.unwrap();
    let outcomes = insert_chunk(&mut tx, job, chunk).await;
    tx.commit().await.unwrap();
    outcomes
}
