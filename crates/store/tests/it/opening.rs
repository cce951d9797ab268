//! Opening a database, and noticing other writers.

use store::{Backend, Db, Error, Heard, OpenOptions};
use testkit::{block_on, on_both, scratch_postgres, scratch_sqlite};

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
fn a_commit_of_another_process_is_heard_on_sqlite() {
    block_on(async {
        let db = scratch_sqlite().await;
        assert_eq!(db.backend(), Backend::Sqlite);
        let mut listener = db.listen().await.unwrap();
        let other = Db::open(&OpenOptions::new(db.url())).await.unwrap();
        other.tell("nobody carries this").await.unwrap();
        let mut system = other.system_write().await.unwrap();
        store::app_state::put(&mut system, "k", "v", at(0))
            .await
            .unwrap();
        system.rollback().await.unwrap();
        assert!(
            !listener.has_changed().await.unwrap(),
            "what was taken back is no change"
        );
        organisation(&other, "Acme").await;
        assert!(listener.has_changed().await.unwrap());
        assert!(!listener.has_changed().await.unwrap(), "told once");
        organisation(&other, "Another").await;
        assert_eq!(listener.next().await.unwrap(), Heard::Commit);
    });
}

#[test]
fn a_message_of_another_process_is_heard_on_postgres() {
    block_on(async {
        let db = scratch_postgres().await;
        let mut listener = db.listen().await.unwrap();
        let other = Db::open(&OpenOptions::new(db.url())).await.unwrap();
        let long = "m".repeat(store::MESSAGE_BYTES_MAX);
        other.tell(&long).await.unwrap();
        assert_eq!(listener.next().await.unwrap(), Heard::Message(long));
    });
}
