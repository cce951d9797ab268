//! `kill -9` at random moments of an import: nothing that was committed is lost, nothing is counted
//! twice; an event that was answered is there.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use crate::support::http::{self, form, send};
use crate::support::process::{Place, Running, free_addr};

/// Kills per database.
const KILLS: usize = 20;
/// Rows of the file: many chunks, so that a kill falls into the middle.
const ROWS: usize = 12_000;

const PROFILE: &str = r#"{
    "name": "crash-test",
    "event_type": "logistics",
    "columns": [
        {"column": "carrier", "field": "supplier"},
        {"column": "km", "field": "distance_km"},
        {"column": "load", "field": "load_kg"},
        {"column": "truck", "field": "vehicle_id"}
    ],
    "constants": {"mode": "road", "vehicle_class": "artic_33_plus"},
    "time": {"template": "{at}", "pattern": "iso8601"},
    "skip_when": [{"all": [{"column": "km", "is": "empty"}], "reason": "not driven"}]
}"#;

/// Rows that are right, repeated, wrong and skipped, in no order a cursor could profit from.
fn file() -> Vec<u8> {
    let mut random = StdRng::seed_from_u64(7);
    let mut text = String::from("carrier,km,load,truck,at\n");
    for row in 0..ROWS {
        let minute = random.random_range(0..60 * 24 * 20);
        let at = format!(
            "2026-03-{:02}T{:02}:{:02}:00Z",
            1 + minute / 1440,
            minute / 60 % 24,
            minute % 60
        );
        let carrier = ["North", "South", "East"][row % 3];
        match row % 50 {
            7 => text.push_str(&format!("{carrier},,100,T1,{at}\n")),
            13 => text.push_str(&format!("{carrier},-5,100,T1,{at}\n")),
            // Identical rows: their ordinals must be the same after a restart.
            20..30 => text.push_str("South,100,1000,T2,2026-03-05T10:00:00Z\n"),
            _ => {
                let km = random.random_range(1..900);
                let load = random.random_range(1..15_000);
                text.push_str(&format!("{carrier},{km},{load},T{},{at}\n", row % 9));
            }
        }
    }
    text.into_bytes()
}

fn start_import(server: &Running, token: &str, file: &[u8]) -> String {
    let (content_type, body) = form(&[("profile", PROFILE)], "trips.csv", file);
    let headers = [
        ("authorization", token),
        ("content-type", content_type.as_str()),
    ];
    let answer =
        send(server.addr, "POST", "/api/v1/ingest/csv", &headers, &body).expect("an answer");
    assert_eq!(
        answer.status,
        202,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    answer.json()["job_id"].as_str().expect("an id").to_owned()
}

fn get(server: &Running, token: &str, path: &str) -> Value {
    let answer =
        send(server.addr, "GET", path, &[("authorization", token)], b"").expect("an answer");
    assert_eq!(
        answer.status,
        200,
        "{path}: {}",
        String::from_utf8_lossy(&answer.body)
    );
    answer.json()
}

fn wait_until_done(server: &Running, token: &str, job: &str) -> Value {
    loop {
        let state = get(server, token, &format!("/api/v1/ingest/jobs/{job}"));
        match state["status"].as_str() {
            Some("queued" | "running") => std::thread::sleep(Duration::from_millis(20)),
            Some("done") => return state,
            other => panic!("the import ended as {other:?}: {state}"),
        }
    }
}

/// Everything that must not depend on crashes.
fn figures(server: &Running, token: &str, job: &Value) -> Value {
    let range = "from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z";
    let counts = [
        "rows_read",
        "rows_accepted",
        "rows_duplicate",
        "rows_rejected",
        "rows_skipped",
        "co2e_kg",
        "skips",
        "warnings",
    ];
    json!({
        "counts": counts.iter().map(|name| job[*name].clone()).collect::<Vec<_>>(),
        "suppliers": without_ids(&get(server, token, &format!("/api/v1/emissions/summary?{range}&group_by=supplier"))),
        "days": get(server, token, &format!("/api/v1/emissions/series?{range}&bucket=day"))["lines"],
        "hours": get(server, token, &format!("/api/v1/emissions/series?{range}&bucket=hour"))["lines"],
    })
}

fn without_ids(summary: &Value) -> Value {
    let mut rows: Vec<_> = summary["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| json!([row["label"], row["co2e_kg"], row["events"]]))
        .collect();
    rows.sort_by_key(ToString::to_string);
    json!([summary["total_kg"], rows])
}

fn crash_test(undisturbed_url: String, disturbed_url: String) {
    let file = file();
    let calm_dir = tempfile::tempdir().expect("a folder");
    let calm = Place {
        data_dir: calm_dir.path(),
        database_url: undisturbed_url,
        addr: free_addr(),
    };
    let server = calm.serve();
    let token = server.sign_in("operator");
    let started = std::time::Instant::now();
    let job = start_import(&server, &token, &file);
    let done = wait_until_done(&server, &token, &job);
    let took = started.elapsed();
    let expected = figures(&server, &token, &done);
    assert_eq!(done["rows_read"].as_u64(), Some(ROWS as u64));
    drop(server);

    let rough_dir = tempfile::tempdir().expect("a folder");
    let rough = Place {
        data_dir: rough_dir.path(),
        database_url: disturbed_url,
        addr: free_addr(),
    };
    let mut random = StdRng::seed_from_u64(11);
    let mut server = rough.serve();
    let token = server.sign_in("operator");
    let job = start_import(&server, &token, &file);
    for kill in 0..KILLS {
        let event = post_event(&server, &token, kill);
        // Fractions of an undisturbed run, so that kills fall all over it.
        let wait = took.mul_f64(random.random_range(0.0..0.12));
        std::thread::sleep(wait);
        server.kill();
        server = rough.serve();
        let stored = get(&server, &token, &format!("/api/v1/events/{event}"));
        assert_eq!(
            stored["external_id"].as_str(),
            Some(format!("answered-{kill}").as_str())
        );
    }
    let done = wait_until_done(&server, &token, &job);
    let found = figures(&server, &token, &done);
    assert_eq!(found, expected, "a crash changed the figures");
}

/// Posts an event outside the compared range and gives the id it was answered with.
fn post_event(server: &Running, token: &str, number: usize) -> String {
    let body = json!({
        "event_type": "factory", "supplier": "Answered", "occurred_at": "2026-05-01T10:00:00Z",
        "external_id": format!("answered-{number}"), "electricity_kwh": 5 + number, "grid_region": "DEU",
    })
    .to_string();
    let headers = [
        ("authorization", token),
        ("content-type", "application/json"),
    ];
    let answer: http::Answer = send(
        server.addr,
        "POST",
        "/api/v1/ingest/event",
        &headers,
        body.as_bytes(),
    )
    .expect("an answer");
    assert_eq!(
        answer.status,
        201,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    answer.json()["id"].as_str().expect("an id").to_owned()
}

#[test]
fn sqlite_survives_kills() {
    let dir = tempfile::tempdir().expect("a folder");
    let url = |name: &str| format!("sqlite:{}/{name}.db", dir.path().display());
    crash_test(url("calm"), url("rough"));
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_survives_kills() {
    let calm = testkit::scratch_postgres().await;
    let rough = testkit::scratch_postgres().await;
    let (calm_url, rough_url) = (calm.url().to_owned(), rough.url().to_owned());
    tokio::task::spawn_blocking(move || crash_test(calm_url, rough_url))
        .await
        .expect("the test");
}
