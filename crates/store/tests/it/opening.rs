//! Opening a database, and noticing other writers.

use store::{Backend, Db, Error, OpenOptions};
use testkit::{block_on, on_both, scratch_sqlite};

use crate::fixtures::{at, organisation};

#[test]
fn what_cannot_be_opened_says_why_without_the_password() {
    block_on(async {
        for url in [
            "",
            "mysql://u:secret@h/db",
            "sqlite::memory:",
            "postgres://u:secret@[/db",
        ] {
            let refused = Db::open(&OpenOptions::new(url)).await;
            let Err(Error::Open(sentence)) = refused else {
                panic!("{url}: {refused:?}")
            };
            assert!(!sentence.contains("secret"), "{sentence}");
        }
        let nowhere = OpenOptions {
            acquire_timeout: std::time::Duration::from_millis(200),
            ..OpenOptions::new("postgres://nobody@127.0.0.1:1/none")
        };
        let refused = Db::open(&nowhere).await;
        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        let missing = Db::open(&OpenOptions::new("sqlite:/no/such/folder/x.sqlite")).await;
        assert!(
            matches!(missing, Err(Error::Unavailable(_) | Error::Open(_))),
            "{missing:?}"
        );
    });
}

on_both!(
    a_database_is_opened_again_with_what_it_holds,
    |db| async move {
        organisation(&db, "Acme").await;
        let again = Db::open(&OpenOptions::new(db.url())).await.unwrap();
        assert_eq!(again.backend(), db.backend());
        let mut system = again.system().await.unwrap();
        let found = store::organisations::find_by_name(&mut system, "Acme")
            .await
            .unwrap();
        assert!(found.is_some());
        drop(system);
        again.close().await;
    }
);

#[test]
fn another_process_that_writes_is_noticed() {
    block_on(async {
        let db = scratch_sqlite().await;
        assert_eq!(db.backend(), Backend::Sqlite);
        let mut watch = db.watch().await.unwrap().expect("SQLite is watched");
        assert!(!watch.changed().await.unwrap());
        let other = Db::open(&OpenOptions::new(db.url())).await.unwrap();
        organisation(&other, "Acme").await;
        assert!(watch.changed().await.unwrap());
        assert!(!watch.changed().await.unwrap());
        let mut system = other.system_write().await.unwrap();
        store::app_state::put(&mut system, "k", "v", at(0))
            .await
            .unwrap();
        system.rollback().await.unwrap();
        assert!(
            !watch.changed().await.unwrap(),
            "what was taken back is no change"
        );
    });
}
