//! Files of measurements in a folder: read once each, left while they grow, never followed out of it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::clock::Clock;
use tempfile::TempDir;

use crate::energy::put;
use crate::energy_sources::{STEEL, add, drop_of, mill, source, stored, sync};
use crate::recommendations::get;
use crate::support::app::{Payload, TestApp};

/// A directory of the administrator's, with the folder of an organisation's source.
struct Folder {
    root: TempDir,
    path: PathBuf,
}

impl Folder {
    fn of(app: &TestApp, root: TempDir) -> Self {
        let path = root.path().join(app.org.to_string()).join("meters/mill");
        fs::create_dir_all(&path).expect("a folder");
        Self { root, path }
    }

    /// Writes a file as if it had been written so long ago.
    fn write(&self, app: &TestApp, name: &str, text: &str, ago: Duration) {
        let path = self.path.join(name);
        fs::write(&path, text).expect("written");
        touch(&path, app.clock.now() - ago);
    }
}

fn touch(path: &Path, at: DateTime<Utc>) {
    let file = File::options().write(true).open(path).expect("a file");
    file.set_modified(SystemTime::from(at)).expect("a time");
}

async fn with_folder(url: Option<&str>) -> (TestApp, Folder) {
    let root = tempfile::tempdir().expect("a folder");
    let drop_dir = Some(root.path().to_path_buf());
    let data = tempfile::tempdir().expect("a folder");
    let own = format!("sqlite:{}/test.db", data.path().display());
    let change = |options: &mut services::Options| options.sources.drop_dir = drop_dir;
    let app = TestApp::start_on(url.unwrap_or(&own), data, change, 1_000_000).await;
    let folder = Folder::of(&app, root);
    (app, folder)
}

async fn files_are_read_once(app: TestApp, folder: Folder) {
    let (admin, path) = mill(&app).await;
    let id = add(&app, &path, &admin, drop_of("meters/mill")).await;
    let long_ago = Duration::minutes(5);
    // 00:00 closes the day of its own date.
    let first = format!("{STEEL}14/06/2026 0:15,1.5\n14/06/2026 00:00,2.5\n");
    folder.write(&app, "june.csv", &first, long_ago);
    folder.write(&app, "notes.md", "not ours", long_ago);
    let said = sync(&app).await;
    assert!(
        said.starts_with("1 sources read, 0 failed; 2 measurements new"),
        "{said}"
    );
    assert_eq!(stored(&app, &path, &admin).await, [1.5, 2.5]);
    let said = sync(&app).await;
    assert!(said.contains("0 measurements new"), "{said}");
    let seen = source(&app, &path, &admin).await;
    assert_eq!(seen["state"]["last_counts"]["rows"], 2, "{seen}");
    assert_eq!(
        seen["state"]["total"]["duplicate"], 0,
        "it was not read again"
    );
    assert_eq!(seen["place"], format!("{}/meters/mill", app.org));

    // It grows: it is left until it lies still.
    let grown = format!("{first}15/06/2026 0:15,3.5\n15/06/2026 0:20,1\n14/06/2026 0:15,9\n");
    folder.write(&app, "june.csv", &grown, Duration::seconds(10));
    sync(&app).await;
    let seen = source(&app, &path, &admin).await;
    assert_eq!(seen["files"][0]["status"], "waiting", "{seen}");
    assert_eq!(stored(&app, &path, &admin).await, [1.5, 2.5]);
    app.clock.advance(Duration::minutes(15));
    let admin = app.signed_in_as(Role::Admin).await;
    sync(&app).await;
    assert_eq!(stored(&app, &path, &admin).await, [1.5, 2.5, 3.5]);
    let seen = source(&app, &path, &admin).await;
    let file = &seen["files"][0];
    assert_eq!(
        (&file["status"], &file["counts"]["rejected"]),
        (&json!("read"), &json!(2)),
        "{file}"
    );
    let codes: Vec<_> = [0, 1]
        .map(|at| file["rejected"][at]["code"].clone())
        .to_vec();
    assert_eq!(
        codes,
        ["off_grid", "conflict"],
        "bad rows are named: {file}"
    );

    // What the source corrects takes the place of what it said once it is told to.
    folder.write(
        &app,
        "fixed.csv",
        &format!("{STEEL}14/06/2026 0:15,9\n"),
        long_ago,
    );
    sync(&app).await;
    assert_eq!(stored(&app, &path, &admin).await[0], 1.5);
    let mut replacing = drop_of("meters/mill");
    replacing["replace"] = json!(true);
    let changed = put(&app, &format!("{path}/sources/{id}"), &admin, replacing).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    fs::remove_file(folder.path.join("june.csv")).expect("removed");
    let said = sync(&app).await;
    assert!(said.contains("1 replaced"), "{said}");
    assert_eq!(stored(&app, &path, &admin).await[0], 9.0);
    let left: Vec<_> = fs::read_dir(&folder.path).expect("a folder").collect();
    assert_eq!(left.len(), 2, "nothing is moved or deleted");
    drop(folder.root);
    sync(&app).await;
    let seen = source(&app, &path, &admin).await;
    let failure = seen["state"]["failure"].as_str().expect("why");
    assert!(
        failure.contains("NEXUS_DROP_DIR cannot be read"),
        "{failure}"
    );

    let removed = app
        .call(
            "DELETE",
            &format!("{path}/sources/{id}"),
            Some(&admin),
            Payload::None,
        )
        .await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(
        stored(&app, &path, &admin).await.len(),
        3,
        "what it brought stays"
    );
    let trail = get(&app, &admin, "/api/v1/audit").await.to_string();
    for action in [
        "energy.source.add",
        "energy.source.change",
        "energy.source.remove",
    ] {
        assert!(trail.contains(action), "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_read_once_on_sqlite() {
    let (app, folder) = with_folder(None).await;
    files_are_read_once(app, folder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_read_once_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let (app, folder) = with_folder(Some(db.url())).await;
    files_are_read_once(app, folder).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_must_not_be_read_is_named_and_left_alone() {
    use std::os::unix::fs::symlink;

    let (app, folder) = with_folder(None).await;
    let (admin, path) = mill(&app).await;
    let id = add(&app, &path, &admin, drop_of("meters/mill")).await;
    let row = format!("{STEEL}14/06/2026 0:15,1\n");
    let outside = folder.root.path().join("secret.csv");
    fs::write(&outside, &row).expect("written");
    touch(&outside, app.clock.now() - Duration::minutes(5));
    symlink(&outside, folder.path.join("link.csv")).expect("a link");
    let large = folder.path.join("large.csv");
    File::create(&large)
        .and_then(|file| file.set_len(17 << 20))
        .expect("a file");
    touch(&large, app.clock.now() - Duration::minutes(5));
    folder.write(&app, "other.csv", "when;kwh\n1;2\n", Duration::minutes(5));
    // A link's own time is now, which lies ahead of the tests' clock: it is looked at twice.
    sync(&app).await;
    app.clock.advance(Duration::minutes(2));
    let admin = app.signed_in_as(Role::Admin).await;
    sync(&app).await;
    let seen = source(&app, &path, &admin).await;
    let files = seen["files"].as_array().expect("files");
    let fault = |name: &str| {
        let file = files.iter().find(|file| file["name"] == name).expect(name);
        assert_eq!(file["status"], "unreadable", "{file}");
        file["fault"].as_str().expect("why").to_owned()
    };
    assert!(fault("link.csv").contains("links are not followed"));
    assert!(fault("large.csv").contains("send it in parts"));
    assert!(fault("other.csv").contains("no column `date`"));
    assert_eq!(stored(&app, &path, &admin).await, [0.0; 0]);
    sync(&app).await;
    let seen = source(&app, &path, &admin).await;
    assert_eq!(
        seen["state"]["failure"],
        Value::Null,
        "they are not tried again: {seen}"
    );
    // One that was corrected is.
    folder.write(&app, "other.csv", &row, Duration::minutes(3));
    sync(&app).await;
    assert_eq!(stored(&app, &path, &admin).await, [1.0]);

    // A folder that is a link leads nowhere either.
    let own = folder.root.path().join(app.org.to_string());
    symlink(folder.root.path(), own.join("away")).expect("a link");
    let changed = put(
        &app,
        &format!("{path}/sources/{id}"),
        &admin,
        drop_of("away"),
    )
    .await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    let ran = app
        .call(
            "POST",
            &format!("{path}/sources/{id}/run"),
            Some(&admin),
            Payload::None,
        )
        .await;
    let failure = ran.json()["state"]["failure"].to_string();
    assert!(failure.contains("`away` is no folder"), "{failure}");
}
