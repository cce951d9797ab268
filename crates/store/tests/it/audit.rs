//! The audit trail.

use model::audit::AuditQuery;
use serde_json::json;
use store::audit::{NewEntry, append, page};
use store::{Db, Error};
use testkit::on_both;

use crate::fixtures::{at, organisation, uuid};

fn entry(number: u128, actor: &str, action: &str) -> NewEntry {
    NewEntry {
        id: uuid(number),
        // Two at a time: the id decides between entries of one moment.
        at: at(i64::try_from(number / 2).unwrap()),
        actor: actor.into(),
        actor_id: None,
        action: action.into(),
        subject: format!("thing {number}"),
        metadata: json!({"n": number.to_string(), "nul": "a\u{0}b"}),
        request_id: Some("r-1".into()),
    }
}

async fn write(db: &Db) -> model::ids::OrgId {
    let org = organisation(db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    for number in 1..=9 {
        let actor = if number % 3 == 0 { "eve" } else { "ada" };
        let action = if number % 2 == 0 {
            "user.change"
        } else {
            "job.create"
        };
        append(&mut tx, &entry(number, actor, action))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    org
}

on_both!(entries_come_newest_first_page_by_page, |db| async move {
    let org = write(&db).await;
    let mut conn = db.read(org).await.unwrap();
    let mut seen = Vec::new();
    let mut query = AuditQuery::default();
    loop {
        let page = page(&mut conn, &query, 4).await.unwrap();
        seen.extend(page.items.into_iter().map(|entry| entry.id));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, (1..=9).rev().map(uuid).collect::<Vec<_>>());
});

on_both!(entries_are_filtered_by_action_and_actor, |db| async move {
    let org = write(&db).await;
    let mut conn = db.read(org).await.unwrap();
    let both = AuditQuery {
        action: Some("job.create".into()),
        actor: Some("eve".into()),
        ..AuditQuery::default()
    };
    let found = page(&mut conn, &both, 10).await.unwrap().items;
    assert_eq!(
        found.iter().map(|entry| entry.id).collect::<Vec<_>>(),
        [uuid(9), uuid(3)]
    );
    assert_eq!(found[0].metadata, json!({"n": "9", "nul": "a\u{2400}b"}));
    assert_eq!(found[0].request_id.as_deref(), Some("r-1"));

    let by_actor = AuditQuery {
        actor: Some("ada".into()),
        ..AuditQuery::default()
    };
    let first = page(&mut conn, &by_actor, 2).await.unwrap();
    let elsewhere = AuditQuery {
        cursor: first.next_cursor,
        ..both
    };
    let refused = page(&mut conn, &elsewhere, 2).await;
    assert!(
        matches!(refused, Err(Error::BadCursor)),
        "a cursor is bound to its filter"
    );
    let strange = AuditQuery {
        actor: Some("\0".into()),
        ..AuditQuery::default()
    };
    assert!(page(&mut conn, &strange, 2).await.unwrap().items.is_empty());
});
