//! Keys of repeated requests.

use store::idempotency::{Begin, Request, begin, delete_older, finish, forget};
use testkit::on_both;

use crate::fixtures::{at, organisation};

on_both!(
    the_first_answer_is_the_answer_to_every_repetition,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let other = organisation(&db, "Other").await;
        let request = Request {
            key: "k-1",
            route: "POST /ingest/event",
            body_hash: [1; 32],
            at: at(0),
        };
        let changed = Request {
            body_hash: [2; 32],
            ..request.clone()
        };
        let elsewhere = Request {
            route: "POST /users",
            ..request.clone()
        };

        let mut tx = db.write(org).await.unwrap();
        assert_eq!(begin(&mut tx, &request).await.unwrap(), Begin::New);
        tx.commit().await.unwrap();
        let mut tx = db.write(org).await.unwrap();
        assert_eq!(begin(&mut tx, &request).await.unwrap(), Begin::Running);
        assert_eq!(begin(&mut tx, &changed).await.unwrap(), Begin::OtherBody);
        assert_eq!(begin(&mut tx, &elsewhere).await.unwrap(), Begin::New);
        finish(&mut tx, request.route, request.key, 201, "{}")
            .await
            .unwrap();
        let answered = Begin::Answered {
            status: 201,
            answer: "{}".into(),
        };
        assert_eq!(begin(&mut tx, &request).await.unwrap(), answered);
        forget(&mut tx, elsewhere.route, elsewhere.key)
            .await
            .unwrap();
        assert_eq!(begin(&mut tx, &elsewhere).await.unwrap(), Begin::New);
        tx.commit().await.unwrap();

        let mut tx = db.write(other).await.unwrap();
        assert_eq!(begin(&mut tx, &request).await.unwrap(), Begin::New);
        tx.commit().await.unwrap();
        let mut system = db.system_write().await.unwrap();
        assert_eq!(delete_older(&mut system, at(1)).await.unwrap(), 3);
    }
);
