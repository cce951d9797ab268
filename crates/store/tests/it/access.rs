//! Organisations, users, sessions, tokens, the facts of the installation, failed logins.

use chrono::TimeDelta;
use model::auth::{Role, TokenScope};
use model::ids::{OrgId, SessionId, SupplierId, TokenId, UserId};
use model::page::PageRequest;
use model::settings::OrgSettings;
use store::emissions::Calculation;
use store::organisations::Writers;
use store::users::{NewUser, UserPatch};
use store::{
    Conflict, Db, Error, app_state, login_attempts, organisations, sessions, tokens, users,
};
use testkit::on_both;

use crate::fixtures::{at, organisation, supplier, uuid};

fn new_user(number: u128, email: &str, role: Role) -> NewUser {
    NewUser {
        id: UserId(uuid(number)),
        email: email.into(),
        name: "Ada".into(),
        password_hash: "hash".into(),
        role,
        supplier_id: None,
        created_at: at(0),
    }
}

async fn user(db: &Db, org: OrgId, number: u128, email: &str, role: Role) -> UserId {
    let mut tx = db.write(org).await.unwrap();
    let user = users::create(&mut tx, &new_user(number, email, role))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    user.id
}

on_both!(
    an_organisation_is_made_with_its_first_user_in_one_transaction,
    |db| async move {
        let mut system = db.system_write().await.unwrap();
        assert!(!users::any_exist(&mut system).await.unwrap());
        let new = organisations::NewOrganisation {
            settings: OrgSettings {
                name: " Acme ".into(),
                time_zone: "Asia/Seoul".into(),
                currency: "KRW".into(),
                default_grid_region: None,
                target_kg_per_hour: Some(12.5),
                thresholds: None,
                prices: Vec::new(),
                shows_map_tiles: true,
                market_price_days: None,
            },
            is_demo: true,
            created_at: at(0),
        };
        let org = organisations::create(&mut system, &new).await.unwrap();
        let mut tx = system.enter(org).await.unwrap();
        users::create(&mut tx, &new_user(1, "Ada@Example.org", Role::Admin))
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let mut conn = db.read(org).await.unwrap();
        let stored = organisations::get(&mut conn).await.unwrap();
        assert_eq!((stored.name.as_str(), stored.is_demo), ("Acme", true));
        let settings = organisations::settings(&mut conn).await.unwrap();
        assert_eq!(settings.target_kg_per_hour, Some(12.5));
        drop(conn);

        let mut system = db.system().await.unwrap();
        assert!(users::any_exist(&mut system).await.unwrap());
        let found = organisations::find_by_name(&mut system, "ACME")
            .await
            .unwrap();
        assert_eq!(found.map(|found| found.id), Some(org));
        assert_eq!(organisations::list(&mut system, 10).await.unwrap().len(), 1);
    }
);

on_both!(what_is_not_committed_never_happened, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    users::create(&mut tx, &new_user(1, "ada@example.org", Role::Admin))
        .await
        .unwrap();
    drop(tx);
    let mut tx = db.write(org).await.unwrap();
    users::create(&mut tx, &new_user(1, "ada@example.org", Role::Admin))
        .await
        .unwrap();
    tx.rollback().await.unwrap();
    let mut conn = db.read(org).await.unwrap();
    assert!(
        users::get(&mut conn, UserId(uuid(1)))
            .await
            .unwrap()
            .is_none()
    );
});

on_both!(
    settings_are_replaced_and_names_are_unique,
    |db| async move {
        let acme = organisation(&db, "Acme").await;
        organisation(&db, "Other").await;
        let mut tx = db.write(acme).await.unwrap();
        let mut settings = organisations::settings(&mut tx).await.unwrap();
        assert_eq!(settings.default_grid_region.as_deref(), Some("DEU"));
        settings.time_zone = "America/New_York".into();
        settings.default_grid_region = None;
        organisations::put_settings(&mut tx, &settings)
            .await
            .unwrap();
        assert_eq!(organisations::settings(&mut tx).await.unwrap(), settings);
        assert_eq!(
            organisations::active_calculation(&mut tx).await.unwrap(),
            Calculation::FIRST
        );
        let next = organisations::begin_calculation(&mut tx).await.unwrap();
        assert_eq!(next, Some(Calculation(2)));
        let again = organisations::begin_calculation(&mut tx).await.unwrap();
        assert_eq!(again, None, "one is being made");
        let writing = organisations::begin_writing(&mut tx, Writers::Many)
            .await
            .unwrap();
        let numbers: Vec<_> = writing.calculations().collect();
        assert_eq!(numbers, [Calculation::FIRST, Calculation(2)]);
        organisations::show_next_calculation(&mut tx).await.unwrap();
        assert!(organisations::show_next_calculation(&mut tx).await.is_err());
        assert_eq!(
            organisations::active_calculation(&mut tx).await.unwrap(),
            Calculation(2)
        );
        settings.name = "OTHER".into();
        let refused = organisations::put_settings(&mut tx, &settings).await;
        assert!(
            matches!(refused, Err(Error::Conflict(Conflict::NameTaken))),
            "{refused:?}"
        );
    }
);

on_both!(
    an_address_belongs_to_one_user_of_all_organisations,
    |db| async move {
        let acme = organisation(&db, "Acme").await;
        let other = organisation(&db, "Other").await;
        user(&db, acme, 1, "Ada@example.org", Role::Viewer).await;
        let mut tx = db.write(other).await.unwrap();
        let taken = users::create(&mut tx, &new_user(2, " ADA@EXAMPLE.ORG ", Role::Viewer)).await;
        assert!(
            matches!(taken, Err(Error::Conflict(Conflict::EmailTaken))),
            "{taken:?}"
        );
        drop(tx);
        let mut system = db.system().await.unwrap();
        let login = users::find_login(&mut system, "ada@EXAMPLE.org")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (login.user.org_id, login.password_hash.as_str()),
            (acme, "hash")
        );
        assert_eq!(login.user.email, "Ada@example.org");
        assert!(
            users::find_login(&mut system, "eve\0@example.org")
                .await
                .unwrap()
                .is_none()
        );
    }
);

on_both!(a_user_is_changed_field_by_field, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "Carrier").await;
    let id = user(&db, org, 1, "ada@example.org", Role::Admin).await;
    let mut tx = db.write(org).await.unwrap();
    assert_eq!(users::active_admins(&mut tx).await.unwrap(), 1);
    let patch = UserPatch {
        role: Some(Role::Supplier),
        supplier_id: Some(Some(carrier)),
        ..UserPatch::default()
    };
    let changed = users::change(&mut tx, id, &patch).await.unwrap();
    assert_eq!(
        (changed.role, changed.supplier_id),
        (Role::Supplier, Some(carrier))
    );
    assert_eq!(users::active_admins(&mut tx).await.unwrap(), 0);
    let patch = UserPatch {
        name: Some("Ada L.".into()),
        ..UserPatch::default()
    };
    let changed = users::change(&mut tx, id, &patch).await.unwrap();
    assert_eq!(
        (changed.name.as_str(), changed.supplier_id),
        ("Ada L.", Some(carrier))
    );
    let patch = UserPatch {
        role: Some(Role::Admin),
        supplier_id: Some(None),
        is_disabled: Some(true),
        password_hash: Some("other".into()),
        ..UserPatch::default()
    };
    let changed = users::change(&mut tx, id, &patch).await.unwrap();
    assert!(changed.is_disabled && changed.supplier_id.is_none());
    assert_eq!(users::active_admins(&mut tx).await.unwrap(), 0);
    assert_eq!(
        users::password_hash(&mut tx, id).await.unwrap().as_deref(),
        Some("other")
    );
    users::record_login(&mut tx, id, at(90)).await.unwrap();
    assert_eq!(
        users::get(&mut tx, id)
            .await
            .unwrap()
            .unwrap()
            .last_login_at,
        Some(at(90))
    );
    let missing = users::change(&mut tx, UserId(uuid(9)), &UserPatch::default()).await;
    assert!(matches!(missing, Err(Error::NotFound(_))), "{missing:?}");
});

on_both!(
    a_supplier_user_must_have_a_supplier_of_the_organisation,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        for supplier_id in [None, Some(SupplierId(404))] {
            let mut tx = db.write(org).await.unwrap();
            let mut new = new_user(1, "ada@example.org", Role::Supplier);
            new.supplier_id = supplier_id;
            assert!(users::create(&mut tx, &new).await.is_err());
        }
    }
);

on_both!(users_come_in_pages_by_address, |db| async move {
    let org = organisation(&db, "Acme").await;
    for (number, email) in [(1, "c@x.org"), (2, "A@x.org"), (3, "b@x.org")] {
        user(&db, org, number, email, Role::Viewer).await;
    }
    let mut conn = db.read(org).await.unwrap();
    let first = users::page(&mut conn, &PageRequest::default(), 2)
        .await
        .unwrap();
    let emails: Vec<&str> = first.items.iter().map(|user| user.email.as_str()).collect();
    assert_eq!(emails, ["A@x.org", "b@x.org"]);
    let next = PageRequest {
        limit: None,
        cursor: first.next_cursor,
    };
    let second = users::page(&mut conn, &next, 2).await.unwrap();
    assert_eq!(second.items.len(), 1);
    assert_eq!(second.next_cursor, None);
    let bad = PageRequest {
        limit: None,
        cursor: Some("00ff".into()),
    };
    assert!(matches!(
        users::page(&mut conn, &bad, 2).await,
        Err(Error::BadCursor)
    ));
});

on_both!(
    a_session_is_found_until_it_expires_or_ends,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let id = user(&db, org, 1, "ada@example.org", Role::Operator).await;
        let session = |number| sessions::NewSession {
            id: SessionId(uuid(number)),
            user_id: id,
            created_at: at(0),
            expires_at: at(10),
        };
        let mut tx = db.write(org).await.unwrap();
        for number in 1..=3 {
            sessions::create(&mut tx, &session(number)).await.unwrap();
        }
        tx.commit().await.unwrap();

        let first = SessionId(uuid(1));
        let mut system = db.system().await.unwrap();
        let found = sessions::find(&mut system, first, at(9))
            .await
            .unwrap()
            .unwrap();
        assert_eq!((found.user.id, found.organisation.id), (id, org));
        assert_eq!(found.organisation.time_zone, "Europe/Berlin");
        assert!(
            sessions::find(&mut system, first, at(10))
                .await
                .unwrap()
                .is_none()
        );
        drop(system);

        let mut tx = db.write(org).await.unwrap();
        sessions::extend(&mut tx, first, at(5), at(20))
            .await
            .unwrap();
        assert_eq!(
            sessions::end_all(&mut tx, id, Some(first)).await.unwrap(),
            2
        );
        tx.commit().await.unwrap();
        let mut system = db.system().await.unwrap();
        let found = sessions::find(&mut system, first, at(15))
            .await
            .unwrap()
            .unwrap();
        assert_eq!((found.last_seen_at, found.expires_at), (at(5), at(20)));
        assert!(
            sessions::find(&mut system, SessionId(uuid(2)), at(1))
                .await
                .unwrap()
                .is_none()
        );
        drop(system);

        let mut tx = db.write(org).await.unwrap();
        assert!(sessions::end(&mut tx, first).await.unwrap());
        assert!(!sessions::end(&mut tx, first).await.unwrap());
        sessions::create(&mut tx, &session(4)).await.unwrap();
        tx.commit().await.unwrap();
        let mut system = db.system_write().await.unwrap();
        assert_eq!(
            sessions::delete_expired(&mut system, at(10)).await.unwrap(),
            0
        );
        assert_eq!(
            sessions::delete_expired(&mut system, at(11)).await.unwrap(),
            1
        );
    }
);

on_both!(
    a_token_is_found_by_the_hash_of_its_secret,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let ada = user(&db, org, 1, "ada@example.org", Role::Operator).await;
        let bob = user(&db, org, 2, "bob@example.org", Role::Operator).await;
        let new = |number: u8, owner| tokens::NewToken {
            id: TokenId(uuid(number.into())),
            user_id: owner,
            name: format!("token {number}"),
            scope: TokenScope::Ingest,
            prefix: "nexus_ab".into(),
            hash: [number; 32],
            created_at: at(i64::from(number)),
            expires_at: at(100),
        };
        let mut tx = db.write(org).await.unwrap();
        let created = tokens::create(&mut tx, &new(1, ada)).await.unwrap();
        assert_eq!(created.owner_email, "ada@example.org");
        tokens::create(&mut tx, &new(2, bob)).await.unwrap();
        tokens::touch(&mut tx, created.id, at(50)).await.unwrap();
        tx.commit().await.unwrap();

        let mut conn = db.read(org).await.unwrap();
        let all = tokens::list(&mut conn, None, 10).await.unwrap();
        assert_eq!(
            all.iter()
                .map(|token| token.name.as_str())
                .collect::<Vec<_>>(),
            ["token 2", "token 1"]
        );
        assert_eq!(
            tokens::list(&mut conn, Some(ada), 10).await.unwrap().len(),
            1
        );
        drop(conn);

        let mut system = db.system().await.unwrap();
        let found = tokens::find(&mut system, &[1; 32], at(60))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.user.id, ada);
        assert_eq!(found.token.last_used_at, Some(at(50)));
        assert_eq!(found.organisation.id, org);
        assert!(
            tokens::find(&mut system, &[1; 32], at(100))
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            tokens::find(&mut system, &[9; 32], at(60))
                .await
                .unwrap()
                .is_none()
        );
        drop(system);

        let mut tx = db.write(org).await.unwrap();
        assert!(
            !tokens::revoke(&mut tx, created.id, Some(bob))
                .await
                .unwrap()
        );
        assert!(
            tokens::revoke(&mut tx, created.id, Some(ada))
                .await
                .unwrap()
        );
        tx.commit().await.unwrap();
        let mut system = db.system().await.unwrap();
        assert!(
            tokens::find(&mut system, &[1; 32], at(60))
                .await
                .unwrap()
                .is_none()
        );
    }
);

on_both!(a_one_time_code_works_once, |db| async move {
    let mut system = db.system_write().await.unwrap();
    assert!(
        app_state::put_if_absent(&mut system, "setup", "hash", at(0))
            .await
            .unwrap()
    );
    assert!(
        !app_state::put_if_absent(&mut system, "setup", "other", at(1))
            .await
            .unwrap()
    );
    assert_eq!(
        app_state::get(&mut system, "setup")
            .await
            .unwrap()
            .as_deref(),
        Some("hash")
    );
    assert!(
        !app_state::remove_if(&mut system, "setup", "wrong")
            .await
            .unwrap()
    );
    assert!(
        app_state::remove_if(&mut system, "setup", "hash")
            .await
            .unwrap()
    );
    assert!(
        !app_state::remove_if(&mut system, "setup", "hash")
            .await
            .unwrap()
    );
    app_state::put(&mut system, "seen", "1", at(2))
        .await
        .unwrap();
    app_state::put(&mut system, "seen", "2", at(3))
        .await
        .unwrap();
    assert_eq!(
        app_state::get(&mut system, "seen")
            .await
            .unwrap()
            .as_deref(),
        Some("2")
    );
});

on_both!(failed_logins_are_counted_within_a_window, |db| async move {
    let window = TimeDelta::minutes(10);
    let mut system = db.system_write().await.unwrap();
    for minute in [0, 4, 8] {
        let now = at(minute);
        login_attempts::record_failure(&mut system, "Ada@x.org", now, now - window)
            .await
            .unwrap();
    }
    let counted = login_attempts::get(&mut system, "ada@x.org")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (counted.failures, counted.first_at, counted.last_at),
        (3, at(0), at(8))
    );
    let anew = login_attempts::record_failure(&mut system, "ada@x.org", at(11), at(1))
        .await
        .unwrap();
    assert_eq!((anew.failures, anew.first_at), (1, at(11)));
    login_attempts::clear(&mut system, "ada@x.org")
        .await
        .unwrap();
    assert_eq!(
        login_attempts::get(&mut system, "ada@x.org").await.unwrap(),
        None
    );
    login_attempts::record_failure(&mut system, "b", at(0), at(-10))
        .await
        .unwrap();
    assert_eq!(
        login_attempts::delete_older(&mut system, at(1))
            .await
            .unwrap(),
        1
    );
});
