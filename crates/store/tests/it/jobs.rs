//! Imports from queued to reverted, and scheduled jobs.

use model::ids::{JobId, SupplierId};
use model::ingest::{JobStatus, JobWarning, RejectedRow, SkipCount};
use model::page::PageRequest;
use model::units::Milligrams;
use serde_json::json;
use store::ingest::jobs::{self, Progress, Pulse};
use store::ingest::{profiles, rejections};
use store::jobs::{
    RunStatus, acquire_lease, finish_run, last_done, release_lease, runs, start_run,
};
use store::{Conflict, Error};
use testkit::on_both;

use crate::fixtures::{at, job, organisation, profile, uuid};

fn progress(rows: u64) -> Progress {
    Progress {
        bytes_done: rows * 10,
        rows_read: rows,
        rows_accepted: rows - 3,
        rows_duplicate: 1,
        rows_rejected: 1,
        rows_skipped: 1,
        rows_no_factor: 2,
        co2e: Milligrams(1_234_567),
        warnings: vec![JobWarning {
            message: "nul \0".into(),
            rows: 2,
            first_row: 7,
        }],
        skips: vec![SkipCount {
            reason: "cancelled".into(),
            rows: 1,
        }],
        cursor: json!({"line": rows}),
    }
}

on_both!(an_import_goes_from_queued_to_done, |db| async move {
    let org = organisation(&db, "Acme").await;
    let id = job(&db, org, 5).await;
    let mut tx = db.write(org).await.unwrap();
    let record = jobs::claim(&mut tx, id, "a", at(1), at(2))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(record.job.status, JobStatus::Running);
    assert_eq!(record.job.started_at, Some(at(1)));
    assert_eq!(record.cursor, json!(null));
    assert_eq!(record.profile, profile("legs"));
    let pulse = jobs::advance(&mut tx, id, "a", &progress(10), at(3))
        .await
        .unwrap();
    assert_eq!(pulse, Pulse::GoOn);
    tx.commit().await.unwrap();

    let mut conn = db.read(org).await.unwrap();
    let record = jobs::get(&mut conn, id).await.unwrap().unwrap();
    assert_eq!((record.job.rows_read, record.job.rows_accepted), (10, 7));
    assert_eq!(record.job.co2e_kg, 1.234_567);
    assert_eq!(record.cursor, json!({"line": 10}));
    assert_eq!(record.job.warnings[0].message, "nul \u{2400}");
    assert_eq!(
        (record.lease_owner.as_deref(), record.lease_until),
        (Some("a"), Some(at(3)))
    );
    drop(conn);

    let mut tx = db.write(org).await.unwrap();
    jobs::finish(&mut tx, id, "a", JobStatus::Done, Some("7 events"), at(4))
        .await
        .unwrap();
    let record = jobs::get(&mut tx, id).await.unwrap().unwrap();
    assert_eq!(
        (record.job.status, record.job.finished_at),
        (JobStatus::Done, Some(at(4)))
    );
    assert_eq!(record.lease_owner, None);
    assert!(
        jobs::claim(&mut tx, id, "a", at(5), at(6))
            .await
            .unwrap()
            .is_none()
    );
});

on_both!(a_lease_fences_off_the_node_that_lost_it, |db| async move {
    let org = organisation(&db, "Acme").await;
    let id = job(&db, org, 5).await;
    let mut tx = db.write(org).await.unwrap();
    assert!(
        jobs::claim(&mut tx, id, "a", at(1), at(10))
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        jobs::claim(&mut tx, id, "b", at(9), at(20))
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        jobs::heartbeat(&mut tx, id, "a", at(12)).await.unwrap(),
        Pulse::GoOn
    );
    assert!(
        jobs::claim(&mut tx, id, "b", at(11), at(20))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        jobs::claim(&mut tx, id, "b", at(12), at(20))
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(
        jobs::heartbeat(&mut tx, id, "a", at(30)).await.unwrap(),
        Pulse::LeaseLost
    );
    let lost = jobs::advance(&mut tx, id, "a", &progress(10), at(30)).await;
    assert!(matches!(lost, Err(Error::LeaseLost)), "{lost:?}");
    let lost = jobs::finish(&mut tx, id, "a", JobStatus::Done, None, at(30)).await;
    assert!(matches!(lost, Err(Error::LeaseLost)), "{lost:?}");
    jobs::release(&mut tx, id, "a").await.unwrap();
    assert_eq!(
        jobs::heartbeat(&mut tx, id, "b", at(30)).await.unwrap(),
        Pulse::GoOn
    );
    jobs::release(&mut tx, id, "b").await.unwrap();
    assert!(
        jobs::claim(&mut tx, id, "a", at(13), at(14))
            .await
            .unwrap()
            .is_some()
    );
});

on_both!(
    unfinished_imports_of_all_organisations_are_found,
    |db| async move {
        let (acme, other) = (
            organisation(&db, "Acme").await,
            organisation(&db, "Other").await,
        );
        let queued = job(&db, acme, 1).await;
        let held = job(&db, acme, 2).await;
        let abandoned = job(&db, other, 3).await;
        let done = job(&db, other, 4).await;
        let mut tx = db.write(acme).await.unwrap();
        jobs::claim(&mut tx, held, "a", at(10), at(20))
            .await
            .unwrap()
            .unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.write(other).await.unwrap();
        jobs::claim(&mut tx, abandoned, "b", at(1), at(5))
            .await
            .unwrap()
            .unwrap();
        jobs::claim(&mut tx, done, "b", at(1), at(5))
            .await
            .unwrap()
            .unwrap();
        jobs::finish(&mut tx, done, "b", JobStatus::Failed, None, at(2))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut system = db.system().await.unwrap();
        let found = jobs::resumable(&mut system, at(10), 10).await.unwrap();
        assert_eq!(found, [(acme, queued), (other, abandoned)]);
    }
);

on_both!(cancelling_stops_the_worker_or_the_queue, |db| async move {
    let org = organisation(&db, "Acme").await;
    let (queued, running) = (job(&db, org, 1).await, job(&db, org, 2).await);
    let mut tx = db.write(org).await.unwrap();
    let status = jobs::request_cancel(&mut tx, queued, at(1)).await.unwrap();
    assert_eq!(status, Some(JobStatus::Cancelled));
    let record = jobs::get(&mut tx, queued).await.unwrap().unwrap();
    assert_eq!(record.job.finished_at, Some(at(1)));
    assert_eq!(
        jobs::request_cancel(&mut tx, queued, at(1)).await.unwrap(),
        None
    );

    jobs::claim(&mut tx, running, "a", at(1), at(9))
        .await
        .unwrap()
        .unwrap();
    let status = jobs::request_cancel(&mut tx, running, at(2)).await.unwrap();
    assert_eq!(status, Some(JobStatus::Running));
    let pulse = jobs::advance(&mut tx, running, "a", &progress(10), at(9))
        .await
        .unwrap();
    assert_eq!(pulse, Pulse::CancelRequested);
    let pulse = jobs::heartbeat(&mut tx, running, "a", at(9)).await.unwrap();
    assert_eq!(pulse, Pulse::CancelRequested);
    assert_eq!(
        jobs::request_cancel(&mut tx, JobId(uuid(99)), at(1))
            .await
            .unwrap(),
        None
    );
});

on_both!(only_a_finished_import_is_taken_back, |db| async move {
    let org = organisation(&db, "Acme").await;
    let id = job(&db, org, 1).await;
    let mut tx = db.write(org).await.unwrap();
    assert!(
        !jobs::start_revert(&mut tx, id).await.unwrap(),
        "it is queued"
    );
    jobs::claim(&mut tx, id, "a", at(1), at(9))
        .await
        .unwrap()
        .unwrap();
    jobs::finish(&mut tx, id, "a", JobStatus::Done, None, at(2))
        .await
        .unwrap();
    assert!(jobs::start_revert(&mut tx, id).await.unwrap());
    assert!(
        !jobs::start_revert(&mut tx, id).await.unwrap(),
        "once is enough"
    );
    let record = jobs::claim(&mut tx, id, "b", at(3), at(9))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(record.job.status, JobStatus::Reverting);
    assert_eq!(
        jobs::request_cancel(&mut tx, id, at(4)).await.unwrap(),
        None
    );
    jobs::advance(&mut tx, id, "b", &progress(10), at(9))
        .await
        .unwrap();
    jobs::finish(&mut tx, id, "b", JobStatus::Reverted, None, at(5))
        .await
        .unwrap();
    assert!(!jobs::start_revert(&mut tx, id).await.unwrap());
});

on_both!(imports_are_listed_newest_first, |db| async move {
    let org = organisation(&db, "Acme").await;
    for number in [3, 1, 2] {
        job(&db, org, number).await;
    }
    let mut conn = db.read(org).await.unwrap();
    let first = jobs::page(&mut conn, None, &PageRequest::default(), 2)
        .await
        .unwrap();
    let ids: Vec<JobId> = first.items.iter().map(|job| job.id).collect();
    assert_eq!(ids, [JobId(uuid(3)), JobId(uuid(2))]);
    let next = PageRequest {
        limit: None,
        cursor: first.next_cursor,
    };
    let second = jobs::page(&mut conn, None, &next, 2).await.unwrap();
    assert_eq!(second.items.len(), 1);
    assert_eq!(second.next_cursor, None);
    let theirs = Some(SupplierId(7));
    let none = jobs::page(&mut conn, theirs, &PageRequest::default(), 2)
        .await
        .unwrap();
    assert!(none.items.is_empty());
    let refused = jobs::page(&mut conn, theirs, &next, 2).await;
    assert!(matches!(refused, Err(Error::BadCursor)));
});

on_both!(refused_rows_are_kept_with_every_reason, |db| async move {
    let org = organisation(&db, "Acme").await;
    let id = job(&db, org, 1).await;
    let row = |row_number, column: &str| RejectedRow {
        row_number,
        column: column.into(),
        value: "\0x".into(),
        code: "not_a_number".into(),
        reason: "no".into(),
    };
    let mut rows = vec![row(3, "distance"), row(3, "load"), row(9, "distance")];
    rows.extend((10..1_010).map(|number| row(number, "load")));
    let mut tx = db.write(org).await.unwrap();
    rejections::insert(&mut tx, id, &rows).await.unwrap();
    rejections::insert(&mut tx, id, &[]).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = db.read(org).await.unwrap();
    let first = rejections::page(&mut conn, id, &PageRequest::default(), 1)
        .await
        .unwrap();
    assert_eq!(first.items[0].value, "\u{2400}x");
    let mut seen = first.items;
    let mut cursor = first.next_cursor;
    while cursor.is_some() {
        let request = PageRequest {
            limit: None,
            cursor,
        };
        let page = rejections::page(&mut conn, id, &request, 400)
            .await
            .unwrap();
        seen.extend(page.items);
        cursor = page.next_cursor;
    }
    let found: Vec<(u64, &str)> = seen
        .iter()
        .map(|row| (row.row_number, row.column.as_str()))
        .collect();
    let expected: Vec<(u64, &str)> = rows
        .iter()
        .map(|row| (row.row_number, row.column.as_str()))
        .collect();
    assert_eq!(found, expected);
});

on_both!(profiles_are_saved_under_their_name, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    profiles::create(&mut tx, &profile("steel"), at(0))
        .await
        .unwrap();
    profiles::create(&mut tx, &profile("legs"), at(0))
        .await
        .unwrap();
    let mut changed = profile("legs");
    changed.description = "for \0 legs".into();
    profiles::replace(&mut tx, &changed, at(7)).await.unwrap();
    let stored = profiles::get(&mut tx, "legs").await.unwrap().unwrap();
    assert_eq!(stored.profile.description, "for \u{2400} legs");
    assert_eq!(
        (stored.updated_at, stored.is_built_in),
        (Some(at(7)), false)
    );
    let names: Vec<String> = profiles::list(&mut tx, 10)
        .await
        .unwrap()
        .into_iter()
        .map(|stored| stored.profile.name)
        .collect();
    assert_eq!(names, ["legs", "steel"]);
    assert!(profiles::delete(&mut tx, "legs").await.unwrap());
    assert!(!profiles::delete(&mut tx, "legs").await.unwrap());
    let missing = profiles::replace(&mut tx, &changed, at(8)).await;
    assert!(matches!(missing, Err(Error::NotFound(_))), "{missing:?}");
    let taken = profiles::create(&mut tx, &profile("steel"), at(9)).await;
    assert!(
        matches!(taken, Err(Error::Conflict(Conflict::NameTaken))),
        "{taken:?}"
    );
});

on_both!(
    one_node_holds_the_lease_of_a_scheduled_job,
    |db| async move {
        let mut system = db.system_write().await.unwrap();
        assert!(
            acquire_lease(&mut system, "scan", "a", at(0), at(5))
                .await
                .unwrap()
        );
        assert!(
            !acquire_lease(&mut system, "scan", "b", at(4), at(9))
                .await
                .unwrap()
        );
        assert!(
            acquire_lease(&mut system, "scan", "a", at(4), at(6))
                .await
                .unwrap()
        );
        assert!(
            acquire_lease(&mut system, "scan", "b", at(6), at(9))
                .await
                .unwrap()
        );
        release_lease(&mut system, "scan", "a").await.unwrap();
        assert!(
            !acquire_lease(&mut system, "scan", "a", at(7), at(9))
                .await
                .unwrap()
        );
        release_lease(&mut system, "scan", "b").await.unwrap();
        assert!(
            acquire_lease(&mut system, "scan", "a", at(7), at(9))
                .await
                .unwrap()
        );
    }
);

on_both!(runs_are_recorded, |db| async move {
    let mut system = db.system_write().await.unwrap();
    for (number, name) in [(1, "scan"), (2, "clean"), (3, "scan")] {
        let started = at(i64::try_from(number).unwrap());
        start_run(&mut system, uuid(number), name, "a", started)
            .await
            .unwrap();
    }
    finish_run(
        &mut system,
        uuid(1),
        RunStatus::Done,
        Some("3 hotspots"),
        at(9),
    )
    .await
    .unwrap();
    finish_run(&mut system, uuid(3), RunStatus::Failed, None, at(9))
        .await
        .unwrap();
    let scans = runs(&mut system, Some("scan"), 10).await.unwrap();
    assert_eq!(
        scans.iter().map(|run| run.id).collect::<Vec<_>>(),
        [uuid(3), uuid(1)]
    );
    assert_eq!(runs(&mut system, None, 2).await.unwrap().len(), 2);
    let done = last_done(&mut system, "scan").await.unwrap().unwrap();
    assert_eq!(
        (done.id, done.message.as_deref()),
        (uuid(1), Some("3 hotspots"))
    );
    assert_eq!(last_done(&mut system, "clean").await.unwrap(), None);
    // Of a process that died: closed by whoever runs the job next, and no other.
    for (name, closed) in [("scan", 0), ("clean", 1), ("clean", 0)] {
        let count = store::jobs::close_abandoned(&mut system, name, at(9));
        assert_eq!(count.await.unwrap(), closed);
    }
    let clean = runs(&mut system, Some("clean"), 1).await.unwrap();
    assert_eq!(clean[0].status, RunStatus::Cancelled);
    assert_eq!(clean[0].finished_at, Some(at(9)));
    assert_eq!(
        store::jobs::delete_older(&mut system, at(3)).await.unwrap(),
        2
    );
});
