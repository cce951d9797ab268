//! Hours that a site's meter counts, and the events that report the same electricity.

use chrono::Duration;
use model::ids::EventId;
use model::ingest::{EventType, MeteredTime, QualityStatus};
use store::energy::{self, MeteredHour, Task};
use store::ingest::events::InsertOutcome;
use store::ingest::superseded::{self, Superseded};
use testkit::on_both;

use crate::fixtures::{at, event, import, new_site, organisation, supplier};

on_both!(hours_to_look_at_are_kept_until_they_were, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    let mill = new_site(&mut tx, "Mill").await.id;
    for (task, hours) in [
        (Task::Events, (at(60), at(120))),
        (Task::Review, (at(60), at(180))),
    ] {
        energy::mark_pending(&mut tx, mill, task, hours)
            .await
            .unwrap();
    }
    let first = energy::pending(&mut tx, Task::Events, 9).await.unwrap();
    energy::mark_pending(&mut tx, mill, Task::Events, (at(0), at(60)))
        .await
        .unwrap();
    energy::settle_pending(&mut tx, &first[0]).await.unwrap();
    let wider = energy::pending(&mut tx, Task::Events, 9).await.unwrap();
    assert_eq!(wider.len(), 1, "what was marked meanwhile is not done");
    assert_eq!((wider[0].from, wider[0].to), (at(0), at(120)));
    energy::settle_pending(&mut tx, &wider[0]).await.unwrap();
    assert_eq!(energy::pending(&mut tx, Task::Events, 9).await.unwrap(), []);
    let other = energy::pending(&mut tx, Task::Review, 9).await.unwrap();
    assert_eq!((other[0].from, other[0].to), (at(60), at(180)));
});

on_both!(events_overlap_the_hours_a_meter_counts, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "Carrier").await;
    let mut tx = db.write(org).await.unwrap();
    let mill = new_site(&mut tx, "Mill").await.id;
    tx.commit().await.unwrap();
    let at_mill = |number: u64, minute: i64, minutes: Option<i64>| {
        let mut event = event(carrier, number, at(minute), 1_000);
        event.site_id = Some(mill);
        event.draft.event_type = EventType::Factory;
        event.draft.ends_at = minutes.map(|minutes| at(minute + minutes));
        event
    };
    // One long before that ends in the second hour, a moment, the one after, and the meter's own.
    let events = [
        at_mill(0, -3_000, Some(3_061)),
        at_mill(1, 119, None),
        at_mill(2, 120, Some(60)),
        at_mill(3, 60, Some(60)),
    ];
    let ids: Vec<_> = import(&db, org, None, &events)
        .await
        .into_iter()
        .map(|outcome| match outcome {
            InsertOutcome::Inserted(id) => id,
            other => panic!("{other:?}"),
        })
        .collect();
    let mut tx = db.write(org).await.unwrap();
    let hour = MeteredHour {
        hour: at(60),
        event_id: ids[3],
        content_hash: [7; 16],
    };
    energy::put_metered_hour(&mut tx, mill, hour, at(120))
        .await
        .unwrap();
    let hours = energy::metered_hours(&mut tx, mill, (at(0), at(180)), 9)
        .await
        .unwrap();
    assert_eq!(hours, [hour]);
    let counted = superseded::counted_hours(&mut tx, mill, (at(0), at(180)))
        .await
        .unwrap();
    assert_eq!(counted, [at(60)]);
    let year = Duration::days(400);
    let all = (at(0), at(180));
    let found = superseded::overlaps(&mut tx, mill, all, year, EventId(0), 9)
        .await
        .unwrap();
    let others: Vec<_> = found.iter().map(|one| one.event_id).collect();
    assert_eq!(others, ids[..3], "the meter's own is none of them");
    let long = &found[0];
    let kept = Superseded {
        status_before: None,
        metered: MeteredTime::of(long.occurred_at, long.ends_at, counted).unwrap(),
    };
    superseded::put(&mut tx, ids[0], mill, &kept).await.unwrap();
    let found = superseded::overlaps(&mut tx, mill, all, year, EventId(0), 1)
        .await
        .unwrap();
    assert_eq!(found[0].kept, Some(kept.clone()));
    let whole = Superseded {
        status_before: Some(QualityStatus::Estimated),
        ..kept.clone()
    };
    superseded::put(&mut tx, ids[0], mill, &whole)
        .await
        .unwrap();
    let found = superseded::overlaps(&mut tx, mill, all, year, EventId(0), 1)
        .await
        .unwrap();
    assert_eq!(found[0].kept, Some(whole));
    let facts = store::ingest::events::facts(&mut tx, &ids).await.unwrap();
    let metered: Vec<_> = facts.iter().map(|one| one.metered.clone()).collect();
    assert_eq!(metered, [Some(kept.metered), None, None, None]);

    superseded::remove(&mut tx, ids[0]).await.unwrap();
    let gone = store::ingest::events::remove(&mut tx, &ids[..1])
        .await
        .unwrap();
    assert_eq!((gone.len(), &gone[0].metered), (1, &None));
    energy::remove_metered_hour(&mut tx, mill, at(60))
        .await
        .unwrap();
    let counted = superseded::counted_hours(&mut tx, mill, (at(0), at(180)))
        .await
        .unwrap();
    assert!(counted.is_empty(), "{counted:?}");
});
