//! Recommendations that are worded: taken by one, kept while pending, put off.

use model::ids::{HotspotId, OrgId, RecommendationId};
use model::ingest::EventType;
use model::monitoring::EntityKind;
use model::recommendations::RecommendationStatus;
use serde_json::json;
use store::Db;
use store::monitoring::EntityKey;
use store::recommendations::{
    RecommendationRow, Words, change, insert, put_off_wording, put_words, recommendation,
    rules_known, take_wordless, wordless_hotspots,
};
use testkit::on_both;

use crate::fixtures::{at, organisation, uuid};

/// The recommendation of a rule for the hotspot `number`.
fn row(number: u128, rule: &str) -> RecommendationRow {
    let id = number * 10 + rule.len() as u128;
    RecommendationRow {
        id: RecommendationId(uuid(id)),
        hotspot_id: Some(HotspotId(uuid(number))),
        key: EntityKey {
            kind: EntityKind::Route,
            id: i64::try_from(number).unwrap(),
        },
        supplier_id: None,
        event_type: EventType::Logistics,
        rule: rule.to_owned(),
        title: "Fill lorries".to_owned(),
        body: "Fuller lorries take fewer trips.".to_owned(),
        co2_impact: 12.0,
        co2_impact_low_kg: 9.0,
        co2_impact_high_kg: 15.0,
        feasibility_score: 0.5,
        confidence: 0.5,
        details: json!({}),
        status: RecommendationStatus::Pending,
        since: at(0),
        before: None,
        reason: None,
        assignee: None,
        created_at: at(0),
        decided_by: None,
        decided_at: None,
        recommended_time_start: None,
        words: None,
        word_from: Some(at(0)),
        unit: "tonne_km".to_owned(),
        frozen: None,
        verified: None,
        verified_kg: None,
    }
}

fn words() -> Words {
    Words {
        title: "In other\0 words".to_owned(),
        body: "Load more on each lorry.".to_owned(),
        by: "somebody".to_owned(),
    }
}

async fn stored(db: &Db, org: OrgId, rows: &[RecommendationRow]) {
    let mut tx = db.write(org).await.unwrap();
    for row in rows {
        assert!(insert(&mut tx, row).await.unwrap());
    }
    tx.commit().await.unwrap();
}

on_both!(who_asks_takes_them_first, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut decided = row(2, "aaa");
    decided.status = RecommendationStatus::Dismissed;
    let mut by_hand = row(3, "a");
    by_hand.word_from = None;
    stored(&db, org, &[row(1, "aa"), row(1, "a"), decided, by_hand]).await;
    let mut tx = db.write(org).await.unwrap();
    let one = HotspotId(uuid(1));
    for (since, now, expected) in [(at(0), at(0), vec![one]), (at(1), at(2), vec![])] {
        let found = wordless_hotspots(&mut tx, since, now, 9).await.unwrap();
        assert_eq!(found, expected);
    }
    let taken = take_wordless(&mut tx, one, at(1), at(5), 9).await.unwrap();
    let rules: Vec<_> = taken.iter().map(|row| row.rule.as_str()).collect();
    assert_eq!(rules, ["a", "aa"]);
    tx.commit().await.unwrap();

    let mut tx = db.write(org).await.unwrap();
    let again = take_wordless(&mut tx, one, at(4), at(9), 9).await.unwrap();
    assert!(again.is_empty(), "somebody is at it");
    put_off_wording(&mut tx, taken[0].id, None).await.unwrap();
    let left = take_wordless(&mut tx, one, at(5), at(9), 9).await.unwrap();
    assert_eq!(
        left.len(),
        1,
        "come free by itself, but for what was put off"
    );
    tx.commit().await.unwrap();
});

on_both!(
    what_is_open_or_was_decided_lately_is_known,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let other = organisation(&db, "Other").await;
        let of = |rule: &str, status, since| RecommendationRow {
            status,
            since: at(since),
            ..row(1, rule)
        };
        let rows = [
            of("a", RecommendationStatus::Pending, 0),
            of("bb", RecommendationStatus::Dismissed, 5),
            of("ccc", RecommendationStatus::Verified, 4),
            of("dddd", RecommendationStatus::Dismissed, 3),
            of("eeeee", RecommendationStatus::Expired, 9),
        ];
        stored(&db, org, &rows).await;
        stored(&db, org, &[row(2, "other")]).await;
        let key = rows[0].key;
        let mut conn = db.read(org).await.unwrap();
        assert_eq!(
            rules_known(&mut conn, key, at(4)).await.unwrap(),
            ["a", "bb", "ccc"]
        );
        let mut conn = db.read(other).await.unwrap();
        assert!(rules_known(&mut conn, key, at(4)).await.unwrap().is_empty());
    }
);

on_both!(words_are_kept_beside_the_rules_text, |db| async move {
    let org = organisation(&db, "Acme").await;
    let other = organisation(&db, "Other").await;
    let (pending, mut approved) = (row(1, "a"), row(1, "aa"));
    stored(&db, org, &[pending.clone(), approved.clone()]).await;
    let mut tx = db.write(other).await.unwrap();
    assert!(!put_words(&mut tx, pending.id, &words()).await.unwrap());
    drop(tx);

    let mut tx = db.write(org).await.unwrap();
    approved.status = RecommendationStatus::Approved;
    assert!(
        change(&mut tx, RecommendationStatus::Pending, &approved)
            .await
            .unwrap()
    );
    assert!(!put_words(&mut tx, approved.id, &words()).await.unwrap());
    assert!(put_words(&mut tx, pending.id, &words()).await.unwrap());
    let mut late = words();
    late.title = "Too late".to_owned();
    assert!(!put_words(&mut tx, pending.id, &late).await.unwrap());
    put_off_wording(&mut tx, pending.id, Some(at(9)))
        .await
        .unwrap();
    let kept = recommendation(&mut tx, pending.id).await.unwrap().unwrap();
    let mut expected = pending;
    expected.words = Some(Words {
        title: "In other\u{2400} words".to_owned(),
        ..words()
    });
    expected.word_from = None;
    assert_eq!(kept, expected);
    tx.commit().await.unwrap();
});
