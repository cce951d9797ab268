//! Where measurements of sites are read from: kept, taken by one at a time, and forgotten.

use model::energy::{
    CsvQuery, CsvUnit, EnergySite, FileStatus, ReadCounts, SourceFile, SourceReads, SourceState,
};
use model::ids::{SiteId, SourceId};
use store::energy::{self, StoredSource, Validators};
use store::{Conflict, Error};
use testkit::on_both;

use crate::fixtures::{at, new_site, organisation, uuid};

fn mapping(column: &str) -> CsvQuery {
    let text = format!(
        r#"{{"time": "when", "pattern": "iso8601", "label": "end", "unit": "kWh", "import_kwh": "{column}"}}"#
    );
    serde_json::from_str(&text).unwrap()
}

fn plain() -> EnergySite {
    serde_json::from_str(r#"{"interval_minutes": 15, "time_zone": "UTC"}"#).unwrap()
}

fn drop_of(site: SiteId, number: u128, name: &str) -> StoredSource {
    StoredSource {
        id: SourceId(uuid(number)),
        site,
        name: name.to_owned(),
        reads: SourceReads::FileDrop {
            folder: "mill".into(),
            profile: "steel-industry".into(),
        },
        replace: false,
        secret: Some("hush".into()),
        created_at: at(1),
        state: SourceState::default(),
        validators: Validators::default(),
    }
}

fn file(name: &str, minute: i64, status: FileStatus) -> SourceFile {
    SourceFile {
        name: name.into(),
        size_bytes: 12,
        modified_at: at(minute),
        seen_at: at(minute + 1),
        status,
        fault: None,
        counts: ReadCounts {
            rows: 3,
            accepted: 2,
            rejected: 1,
            ..ReadCounts::default()
        },
        rejected: Vec::new(),
    }
}

on_both!(mappings_are_kept_under_a_name, |db| async move {
    let org = organisation(&db, "Acme").await;
    let other = organisation(&db, "Other").await;
    let mut tx = db.write(org).await.unwrap();
    for (minute, column) in [(1, "a"), (2, "b")] {
        energy::put_profile(&mut tx, "meter", &mapping(column), at(minute))
            .await
            .unwrap();
    }
    energy::put_profile(&mut tx, "another", &mapping("c"), at(3))
        .await
        .unwrap();
    let kept = energy::profile(&mut tx, "meter").await.unwrap().unwrap();
    assert_eq!(kept.mapping, mapping("b"));
    assert_eq!(kept.mapping.unit, CsvUnit::Kwh);
    assert_eq!((kept.is_built_in, kept.updated_at), (false, Some(at(2))));
    let all = energy::profiles(&mut tx, 10).await.unwrap();
    let names: Vec<_> = all.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["another", "meter"]);
    tx.commit().await.unwrap();
    let mut tx = db.write(other).await.unwrap();
    assert_eq!(energy::profile(&mut tx, "meter").await.unwrap(), None);
    assert!(!energy::delete_profile(&mut tx, "meter").await.unwrap());
    drop(tx);
    let mut tx = db.write(org).await.unwrap();
    assert!(energy::delete_profile(&mut tx, "meter").await.unwrap());
    assert_eq!(energy::profile(&mut tx, "meter").await.unwrap(), None);
});

on_both!(a_source_is_taken_by_one_at_a_time, |db| async move {
    let org = organisation(&db, "Acme").await;
    let other = organisation(&db, "Other").await;
    let mut tx = db.write(org).await.unwrap();
    let site = new_site(&mut tx, "Mill").await.id;
    energy::put_energy_site(&mut tx, site, &plain(), at(0))
        .await
        .unwrap();
    let mut mill = drop_of(site, 1, "mill");
    energy::add_source(&mut tx, &mill).await.unwrap();
    let dock = drop_of(site, 2, "dock");
    energy::add_source(&mut tx, &dock).await.unwrap();
    let all = energy::sources(&mut tx, site, 10).await.unwrap();
    assert_eq!(all, [dock.clone(), mill.clone()], "by name");
    tx.commit().await.unwrap();

    let mut tx = db.write(org).await.unwrap();
    let again = energy::add_source(&mut tx, &drop_of(site, 3, "mill")).await;
    assert!(matches!(again, Err(Error::Conflict(Conflict::NameTaken))));
    drop(tx);

    let mut tx = db.write(org).await.unwrap();
    assert_eq!(
        energy::due_sources(&mut tx, at(0), 10).await.unwrap(),
        [],
        "not before it was added"
    );
    let take = |minute: i64| (mill.id, at(minute), at(minute + 5));
    let (id, now, until) = take(1);
    assert!(energy::take_source(&mut tx, id, now, until).await.unwrap());
    let (id, now, until) = take(2);
    assert!(!energy::take_source(&mut tx, id, now, until).await.unwrap());
    let due = energy::due_sources(&mut tx, at(2), 10).await.unwrap();
    assert_eq!(due, std::slice::from_ref(&dock), "somebody reads the other");
    mill.state = SourceState {
        last_success_at: Some(at(3)),
        reached_at: Some(at(2)),
        failures: 2,
        failure: Some("it answered 503".into()),
        ..SourceState::default()
    };
    mill.validators.etag = Some("\"7\"".into());
    energy::settle_source(&mut tx, mill.id, &mill.state, &mill.validators, at(9))
        .await
        .unwrap();
    let stored = energy::source(&mut tx, site, mill.id).await.unwrap();
    assert_eq!(stored.as_ref(), Some(&mill));
    let due = energy::due_sources(&mut tx, at(8), 10).await.unwrap();
    assert_eq!(due, std::slice::from_ref(&dock), "left alone until then");
    assert_eq!(
        energy::due_sources(&mut tx, at(9), 10).await.unwrap().len(),
        2
    );
    tx.commit().await.unwrap();

    let mut conn = db.read(other).await.unwrap();
    assert_eq!(energy::sources(&mut conn, site, 10).await.unwrap(), []);
    assert_eq!(energy::due_sources(&mut conn, at(9), 10).await.unwrap(), []);
});

on_both!(
    files_are_remembered_until_the_source_changes,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let mut tx = db.write(org).await.unwrap();
        let site = new_site(&mut tx, "Mill").await.id;
        energy::put_energy_site(&mut tx, site, &plain(), at(0))
            .await
            .unwrap();
        let mut mill = drop_of(site, 1, "mill");
        mill.validators.etag = Some("\"7\"".into());
        energy::add_source(&mut tx, &mill).await.unwrap();
        let waiting = file("a.csv", 1, FileStatus::Waiting);
        let read = file("a.csv", 2, FileStatus::Read);
        let newer = file("b.csv", 3, FileStatus::Unreadable);
        for one in [&waiting, &read, &newer] {
            energy::put_source_file(&mut tx, mill.id, one)
                .await
                .unwrap();
        }
        let files = energy::source_files(&mut tx, mill.id, 10).await.unwrap();
        assert_eq!(files, [newer.clone(), read]);
        energy::forget_source_file(&mut tx, mill.id, "a.csv")
            .await
            .unwrap();
        let files = energy::source_files(&mut tx, mill.id, 10).await.unwrap();
        assert_eq!(files, [newer]);

        mill.name = "mill, corrected".into();
        mill.replace = true;
        mill.secret = None;
        let taken = energy::take_source(&mut tx, mill.id, at(10), at(20)).await;
        assert!(taken.unwrap());
        let busy = energy::update_source(&mut tx, &mill, at(19)).await;
        assert!(!busy.unwrap(), "somebody reads it");
        assert!(energy::update_source(&mut tx, &mill, at(20)).await.unwrap());
        let stored = energy::source(&mut tx, site, mill.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(stored.validators, Validators::default(), "asked anew");
        assert_eq!(
            (stored.name, stored.replace, stored.secret),
            (mill.name, true, None)
        );
        let files = energy::source_files(&mut tx, mill.id, 10).await.unwrap();
        assert_eq!(files, []);

        let waiting = energy::put_source_file(&mut tx, mill.id, &waiting).await;
        waiting.unwrap();
        assert!(energy::remove_source(&mut tx, site, mill.id).await.unwrap());
        assert!(!energy::remove_source(&mut tx, site, mill.id).await.unwrap());
        let files = energy::source_files(&mut tx, mill.id, 10).await.unwrap();
        assert_eq!(files, []);
    }
);
