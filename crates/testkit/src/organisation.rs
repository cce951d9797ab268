//! Organisations for tests that look at several, and what their figures add up to.

use chrono::{DateTime, Utc};
use model::ids::OrgId;
use model::settings::OrgSettings;
use store::emissions::Calculation;
use store::organisations::NewOrganisation;
use store::{Db, OpenOptions};

/// Another organisation in the migrated database at `url`.
///
/// # Panics
/// When it cannot be made: the test has failed.
pub async fn create_organisation(url: &str, name: &str) -> OrgId {
    let db = Db::open(&OpenOptions::new(url))
        .await
        .expect("the database opens");
    let mut system = db.system_write().await.expect("a transaction");
    let new = NewOrganisation {
        settings: OrgSettings {
            name: name.to_owned(),
            time_zone: "UTC".to_owned(),
            currency: "EUR".to_owned(),
            default_grid_region: Some("DEU".to_owned()),
            target_kg_per_hour: None,
            thresholds: None,
            prices: Vec::new(),
            shows_map_tiles: true,
            market_price_days: None,
        },
        is_demo: false,
        created_at: DateTime::<Utc>::UNIX_EPOCH,
    };
    let org = store::organisations::create(&mut system, &new)
        .await
        .expect("a new name");
    system.commit().await.expect("committed");
    db.close().await;
    org
}

/// Adds up estimates, hourly and daily sums of these calculations in the database at `url`.
///
/// # Panics
/// When they do not agree to the milligram.
pub async fn assert_sums_are_exact(url: &str, org: OrgId, calculations: &[i32]) {
    let db = Db::open(&OpenOptions::new(url))
        .await
        .expect("the database opens");
    let mut conn = db.read(org).await.expect("a connection");
    for number in calculations {
        let sums = store::emissions::rollups::reconcile(&mut conn, Calculation(*number))
            .await
            .expect("sums");
        assert!(sums.is_exact(), "calculation {number}: {sums:?}");
    }
    drop(conn);
    db.close().await;
}
