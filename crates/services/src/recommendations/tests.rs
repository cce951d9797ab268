//! Verification reaches all that is due, however much it is.

use chrono::{DateTime, Duration, Utc};
use engine::recommendations::{Day, Frozen};
use model::ids::{OrgId, RecommendationId};
use model::ingest::EventType;
use model::monitoring::EntityKind;
use model::recommendations::{ActivityUnit, RecommendationStatus};
use serde_json::json;
use store::monitoring::EntityKey;
use store::recommendations::{RecommendationFilter, RecommendationRow};
use testkit::on_both;
use uuid::Uuid;

use super::verify_due;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::testing::{SetClock, process};
use crate::{Services, ingest};

/// Advice about a supplier's electricity; the same rule is advised once.
fn advice(number: usize, supplier: i64, created_at: DateTime<Utc>) -> RecommendationRow {
    RecommendationRow {
        id: RecommendationId(Uuid::from_u128(number as u128)),
        hotspot_id: None,
        key: EntityKey {
            kind: EntityKind::Supplier,
            id: supplier,
        },
        supplier_id: None,
        event_type: EventType::Factory,
        rule: format!("rule-{number}"),
        title: "Switch off at night".to_owned(),
        body: "Nobody is there.".to_owned(),
        co2_impact: 12.0,
        co2_impact_low_kg: 9.0,
        co2_impact_high_kg: 15.0,
        feasibility_score: 0.5,
        confidence: 0.5,
        details: json!({}),
        status: RecommendationStatus::Pending,
        since: created_at,
        before: None,
        reason: None,
        assignee: None,
        created_at,
        decided_by: None,
        decided_at: None,
        recommended_time_start: Some(created_at + Duration::days(7)),
        words: None,
        word_from: None,
        unit: ActivityUnit::Days.as_str().to_owned(),
        frozen: None,
        verified: None,
        verified_kg: None,
    }
}

/// Five weeks of a plant that uses 10 kWh a day; its supplier's id, and the kilograms of a day.
async fn plant(services: &Services, org: OrgId, now: DateTime<Utc>) -> (i64, f64) {
    let events: Vec<_> = (1..=35)
        .map(|day| {
            json!({"event_type": "factory", "supplier": "Plant", "electricity_kwh": 10.0,
                "occurred_at": (now - Duration::days(day)).to_rfc3339(), "grid_region": "DEU"})
        })
        .collect();
    let body = serde_json::to_vec(&events).expect("json");
    let answer = ingest::post_events(services, &Actor::system(org), body.into())
        .await
        .expect("a batch");
    assert!(answer.rejected.is_empty(), "{answer:?}");
    let mut conn = services.db().read(org).await.expect("a connection");
    let found = store::places::find_supplier(&mut conn, "Plant").await;
    let supplier = found.expect("an answer").expect("the supplier").id.0;
    let span = (now - Duration::days(36), now);
    let key = EntityKey {
        kind: EntityKind::Supplier,
        id: supplier,
    };
    drop(conn);
    let events = super::past::past_events(services, org, key, None, span)
        .await
        .expect("events");
    (supplier, events[0].observed().co2e.kg())
}

async fn stored(services: &Services, org: OrgId, rows: &[RecommendationRow]) {
    let mut tx = services.db().write(org).await.expect("a transaction");
    for row in rows {
        let mut pending = row.clone();
        pending.status = RecommendationStatus::Pending;
        let is_new = store::recommendations::insert(&mut tx, &pending).await;
        assert!(is_new.expect("stored"));
        if row.status != RecommendationStatus::Pending {
            let pending = RecommendationStatus::Pending;
            let changed = store::recommendations::change(&mut tx, pending, row).await;
            assert!(changed.expect("changed"));
        }
    }
    tx.commit().await.expect("committed");
}

on_both!(
    /// More than are read together, of which many change their state on the way, and the oldest comes last.
    all_that_is_due_is_verified,
    |db| async move {
        let clock = SetClock::monday();
        let services = process(db.url(), &clock).await;
        let org = testkit::create_organisation(db.url(), "Acme").await;
        let now = clock.now();
        let (supplier, kg) = plant(&services, org, now).await;
        let before = [Day {
            kg: 3.0 * kg,
            units: 1.0,
        }; 28];
        let frozen = Frozen::measure(ActivityUnit::Days, &before).expect("a baseline");
        let done = |mut row: RecommendationRow, frozen: Option<&Frozen>| {
            row.status = RecommendationStatus::Done;
            row.since = now - Duration::days(29);
            row.frozen = frozen.map(|frozen| serde_json::to_value(frozen).expect("json"));
            row
        };
        let mut rows = vec![done(advice(1, supplier, now - Duration::days(90)), Some(&frozen))];
        for number in 2..=601 {
            let row = advice(number, supplier, now - Duration::days(60));
            // Every third was done without a baseline, which nobody can verify.
            rows.push(match number % 3 {
                0 => done(row, None),
                _ => row,
            });
        }
        stored(&services, org, &rows).await;
        let report = verify_due(&services).await.expect("a run");
        let expected = "1 verified, 400 expired, 200 without enough days to verify";
        assert_eq!(report, expected);
        let mut conn = services.db().read(org).await.expect("a connection");
        let oldest = store::recommendations::recommendation(&mut conn, rows[0].id).await;
        let oldest = oldest.expect("an answer").expect("the oldest");
        assert_eq!(oldest.status, RecommendationStatus::Verified);
        // 28 days of a third of what they were before, less the day cut by the beginning.
        let saved_kg = oldest.verified_kg.expect("kilograms");
        assert!((saved_kg / (2.0 * kg) - 27.0).abs() <= 1.0, "{saved_kg} of {kg}");
        let pending = RecommendationFilter {
            statuses: vec![RecommendationStatus::Pending],
            ..RecommendationFilter::default()
        };
        let left = store::recommendations::page(&mut conn, &pending, None, 1).await;
        assert!(left.expect("a page").items.is_empty());
        drop(conn);
        let again = verify_due(&services).await.expect("a run");
        assert!(again.starts_with("0 verified, 0 expired"), "{again}");
    }
);
