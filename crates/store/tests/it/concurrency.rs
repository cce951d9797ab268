//! Several writers at once: other tasks, other processes.

use std::collections::HashSet;
use std::time::Duration;

use model::ids::OrgId;
use model::units::Milligrams;
use store::emissions::figures::{self, Filter, Span};
use store::ids::{self, IdKind};
use store::ingest::events::{self, InsertOutcome};
use store::{Db, Error, OpenOptions, places, retrying};
use testkit::on_both;

use crate::fixtures::{FIRST, at, event, insert_chunk, named, organisation, supplier};

async fn second(url: &str) -> Db {
    Db::open(&OpenOptions::new(url)).await.unwrap()
}

on_both!(no_block_of_ids_is_given_out_twice, |db| async move {
    let org = organisation(&db, "Acme").await;
    let other = second(db.url()).await;
    let reserve = |db: Db, counts: [u32; 40]| async move {
        let mut taken = Vec::new();
        for count in counts {
            let mut tx = db.write(org).await.unwrap();
            let first = ids::reserve(&mut tx, IdKind::Event, count).await.unwrap();
            tx.commit().await.unwrap();
            taken.extend(first..first + i64::from(count));
        }
        taken
    };
    // Bigger and smaller than a block.
    let counts: [u32; 40] = std::array::from_fn(|n| if n % 9 == 0 { 12_345 } else { 17 });
    let (a, b, c) = tokio::join!(
        reserve(db.db().clone(), counts),
        reserve(db.db().clone(), counts),
        reserve(other.clone(), counts)
    );
    let total = a.len() + b.len() + c.len();
    let distinct: HashSet<i64> = a.into_iter().chain(b).chain(c).collect();
    assert_eq!(distinct.len(), total);
    other.close().await;
});

on_both!(
    ids_of_a_transaction_taken_back_are_never_in_use,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let carrier = supplier(&db, org, "Carrier").await;
        let mut tx = db.write(org).await.unwrap();
        insert_chunk(&mut tx, None, &[event(carrier, 1, at(1), 1)]).await;
        tx.rollback().await.unwrap();
        let mut tx = db.write(org).await.unwrap();
        let outcomes = insert_chunk(&mut tx, None, &[event(carrier, 2, at(1), 1)]).await;
        assert!(matches!(outcomes[0], InsertOutcome::Inserted(_)));
        tx.commit().await.unwrap();
    }
);

/// Imports the same 40 chunks, in a direction of its own, until each went through.
async fn import_all(db: Db, org: OrgId, backwards: bool) -> usize {
    let mut inserted = 0;
    for step in 0..40_u64 {
        let part = if backwards { 39 - step } else { step };
        let outcomes = retrying(20, || async {
            let mut tx = db.write(org).await?;
            let names = [format!("S{}", part % 7), format!("S{}", (part + 3) % 7)];
            let names = [names[0].as_str(), names[1].as_str()];
            let suppliers = places::resolve_suppliers(&mut tx, &names, at(0)).await?;
            let events = (0..60_u64)
                .map(|n| {
                    let number = part * 60 + n;
                    let supplier = suppliers[usize::try_from(n % 2).unwrap()];
                    let event = event(
                        supplier,
                        number,
                        at(i64::try_from(number % 300).unwrap()),
                        1_000,
                    );
                    if n % 5 == 0 {
                        named(event, &format!("X-{number}"), 1)
                    } else {
                        event
                    }
                })
                .collect();
            let chunk = events::Chunk::new(events)?;
            let outcomes = events::insert(&mut tx, &[FIRST], None, &chunk).await?;
            let new = chunk
                .events()
                .zip(&outcomes)
                .filter(|(_, outcome)| matches!(outcome, InsertOutcome::Inserted(_)))
                .map(|(event, _)| event);
            let deltas = crate::fixtures::deltas(new, 1);
            store::emissions::rollups::add(&mut tx, FIRST, &deltas).await?;
            tx.commit().await?;
            Ok::<_, Error>(outcomes)
        })
        .await
        .unwrap();
        assert!(
            outcomes
                .iter()
                .all(|outcome| *outcome != InsertOutcome::Conflict)
        );
        inserted += outcomes
            .iter()
            .filter(|o| matches!(o, InsertOutcome::Inserted(_)))
            .count();
    }
    inserted
}

on_both!(
    two_writers_of_the_same_rows_insert_each_once,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let other = second(db.url()).await;
        let (a, b) = tokio::join!(
            import_all(db.db().clone(), org, false),
            import_all(other.clone(), org, true)
        );
        assert_eq!(a + b, 2_400);
        let mut conn = db.read(org).await.unwrap();
        let span = Span::Hours {
            from: at(0),
            to: at(600),
        };
        let total = figures::total(&mut conn, FIRST, span, &Filter::default())
            .await
            .unwrap();
        assert_eq!((total.events, total.co2e), (2_400, Milligrams(2_400_000)));
        let sum = store::emissions::rollups::reconcile(&mut conn, FIRST)
            .await
            .unwrap();
        assert!(sum.is_exact(), "{sum:?}");
        drop(conn);
        other.close().await;
    }
);

on_both!(
    a_lock_that_does_not_come_is_a_reason_to_try_again,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let impatient = OpenOptions {
            busy_timeout: Duration::from_millis(50),
            ..OpenOptions::new(db.url())
        };
        let other = Db::open(&impatient).await.unwrap();
        let carrier = supplier(&db, org, "Carrier").await;
        let mut holding = db.write(org).await.unwrap();
        places::mark_seen(&mut holding, &[(carrier, at(1))])
            .await
            .unwrap();

        let attempt = || async {
            let mut tx = other.write(org).await?;
            places::mark_seen(&mut tx, &[(carrier, at(2))]).await?;
            tx.commit().await
        };
        let busy = attempt().await.unwrap_err();
        assert!(matches!(busy, Error::Busy(_)), "{busy:?}");
        assert!(busy.is_retryable());
        let mut holding = Some(holding);
        let mut attempts = 0;
        retrying(5, || {
            attempts += 1;
            // The lock is let go before the third attempt.
            let let_go = if attempts == 3 { holding.take() } else { None };
            async move {
                if let Some(tx) = let_go {
                    tx.commit().await?;
                }
                attempt().await
            }
        })
        .await
        .unwrap();
        assert_eq!(attempts, 3);
        other.close().await;
    }
);

on_both!(what_does_not_help_is_not_tried_again, |db| async move {
    let _ = &db;
    let mut attempts = 0;
    let result: Result<(), Error> = retrying(5, || {
        attempts += 1;
        async { Err(Error::BadCursor) }
    })
    .await;
    assert!(result.is_err());
    assert_eq!(attempts, 1);
});

on_both!(readers_do_not_wait_for_a_writer, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    places::resolve_suppliers(&mut tx, &["Carrier"], at(0))
        .await
        .unwrap();
    let mut conn = db.read(org).await.unwrap();
    assert!(
        places::find_supplier(&mut conn, "Carrier")
            .await
            .unwrap()
            .is_none()
    );
    tx.commit().await.unwrap();
    // Still the state the reader began with.
    assert!(
        places::find_supplier(&mut conn, "Carrier")
            .await
            .unwrap()
            .is_none()
    );
    drop(conn);
    let mut conn = db.read(org).await.unwrap();
    assert!(
        places::find_supplier(&mut conn, "Carrier")
            .await
            .unwrap()
            .is_some()
    );
});
