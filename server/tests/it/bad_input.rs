//! Bad input at every door: a clear problem or a counted rejected row; never a 5xx, never half of a
//! file without a word.

use axum::http::StatusCode;
use model::auth::Role;
use serde_json::{Value, json};

use crate::support::app::{Payload, TestApp, UPLOAD_BYTES_MAX, rows_accounted_for};
use crate::support::http::form;

const PROFILE: &str = include_str!("data/plain-profile.json");

async fn upload(
    app: &TestApp,
    token: &str,
    profile: &str,
    file: &[u8],
) -> crate::support::app::Answer {
    let (content_type, body) = form(&[("profile", profile)], "file.csv", file);
    app.call(
        "POST",
        "/api/v1/ingest/csv",
        Some(token),
        Payload::Raw(content_type, body),
    )
    .await
}

/// A problem document that says something.
fn assert_problem(answer: &crate::support::app::Answer, what: &str) {
    assert!(
        answer.status.is_client_error(),
        "{what}: {} {}",
        answer.status,
        answer.text()
    );
    let problem = answer.json();
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|detail| detail.len() > 10),
        "{what}: {problem}"
    );
    assert_eq!(
        problem["status"].as_u64(),
        Some(u64::from(answer.status.as_u16())),
        "{what}"
    );
    assert!(problem["request_id"].is_string(), "{what}: {problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_no_csv_are_refused_with_a_sentence() {
    let app = TestApp::start().await;
    let token = app.signed_in_as(Role::Operator).await;
    let zip = [b"PK\x03\x04".as_slice(), &[0; 200]].concat();
    let gzip = [b"\x1f\x8b\x08".as_slice(), &[0; 200]].concat();
    let binary: Vec<u8> = (0..4096_u32).map(|number| (number % 256) as u8).collect();
    let files: [(&str, Vec<u8>); 8] = [
        ("empty", Vec::new()),
        ("zip bomb named .csv", zip),
        ("gzip", gzip),
        ("binary", binary),
        ("no header", b"\n\n\n".to_vec()),
        (
            "wrong delimiter",
            b"who|kwh|at\nA|5|2026-06-01T10:00:00Z\n".to_vec(),
        ),
        (
            "missing columns",
            b"who,at\nA,2026-06-01T10:00:00Z\n".to_vec(),
        ),
        ("header of 10 MB", vec![b'a'; 3 * 1024 * 1024]),
    ];
    for (what, file) in files {
        assert_problem(&upload(&app, &token, PROFILE, &file).await, what);
    }
    let jobs = app.get("/api/v1/ingest/jobs", &token).await.json();
    assert_eq!(
        jobs["items"],
        json!([]),
        "a refused file left an import behind"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_wrong_are_counted_with_their_reason() {
    let app = TestApp::start().await;
    let token = app.signed_in_as(Role::Operator).await;
    let long = "x".repeat(1_500_000);
    let mut file = b"who,kwh,at\n".to_vec();
    let rows: Vec<Vec<u8>> = vec![
        b"A,5,2026-06-01T10:00:00Z".to_vec(),
        b"A,NaN,2026-06-01T10:00:00Z".to_vec(),
        b"A,inf,2026-06-01T10:00:00Z".to_vec(),
        b"A,-5,2026-06-01T10:00:00Z".to_vec(),
        b"A,1e400,2026-06-01T10:00:00Z".to_vec(),
        b"A,5,2026-02-30T10:00:00Z".to_vec(),
        b"A,5,0026-02-03T10:00:00Z".to_vec(),
        b"A,5,2126-02-03T10:00:00Z".to_vec(),
        b"A,5".to_vec(),
        b"A,5,2026-06-01T10:00:00Z,6".to_vec(),
        b"\xff\xfe\xe9,5,2026-06-01T10:00:00Z".to_vec(),
        format!("{long},5,2026-06-01T10:00:00Z").into_bytes(),
        b"A,6,2026-06-01T11:00:00Z".to_vec(),
        b"\"A,7,2026-06-01T12:00:00Z".to_vec(),
    ];
    for row in &rows {
        file.extend_from_slice(row);
        file.push(b'\n');
    }
    // Said to be UTF-8, so that a row in another encoding is at fault.
    let profile = PROFILE.replacen('{', r#"{"format": {"encoding": "utf-8"},"#, 1);
    let job = app.import(&token, &profile, &file).await;
    assert_eq!(job["status"], "done", "{job}");
    assert_eq!(job["rows_accepted"], 2, "{job}");
    assert_eq!(
        job["rows_read"].as_u64(),
        Some(rows_accounted_for(&job)),
        "{job}"
    );
    assert_eq!(job["rows_rejected"].as_u64(), Some(12), "{job}");
    let id = job["id"].as_str().expect("an id");
    let rejected = app
        .get(&format!("/api/v1/ingest/jobs/{id}/errors"), &token)
        .await
        .json();
    let rejected = rejected["items"].as_array().expect("rows");
    let numbers: std::collections::BTreeSet<_> = rejected
        .iter()
        .filter_map(|row| row["row_number"].as_u64())
        .collect();
    assert_eq!(numbers.len(), 12, "{rejected:#?}");
    assert!(rejected.iter().all(|row| {
        row["reason"]
            .as_str()
            .is_some_and(|reason| reason.len() > 10)
    }));
    let csv = app
        .get(&format!("/api/v1/ingest/jobs/{id}/errors.csv"), &token)
        .await;
    assert!(
        csv.text()
            .starts_with("row_number,column,value,code,reason\r\n")
    );
    // A refused cell may hold line breaks; records end with CRLF.
    assert_eq!(csv.text().matches("\r\n").count(), 1 + rejected.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_over_the_limit_is_refused_and_leaves_nothing() {
    let app = TestApp::start().await;
    let token = app.signed_in_as(Role::Operator).await;
    let mut file = b"who,kwh,at\n".to_vec();
    file.resize(usize::try_from(UPLOAD_BYTES_MAX).expect("small") + 1, b'x');
    let answer = upload(&app, &token, PROFILE, &file).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_problem(&answer, "too large");
    let uploads = app.services.options().data_dir.join("uploads");
    let left = std::fs::read_dir(uploads).map_or(0, Iterator::count);
    assert_eq!(left, 0, "a refused upload was left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_json_doors_name_what_is_wrong() {
    let app = TestApp::start().await;
    let token = app.signed_in_as(Role::Operator).await;
    let deep = format!("{}1{}", "[".repeat(2_000), "]".repeat(2_000));
    let good = r#"{"event_type":"factory","supplier":"A","occurred_at":"2026-06-01T10:00:00Z","electricity_kwh":5,"grid_region":"DEU"}"#;
    let bodies: [(&str, String); 14] = [
        ("nothing", String::new()),
        ("no JSON", "hello".to_owned()),
        ("a number", "5".to_owned()),
        ("deep", deep.clone()),
        ("deep inside", format!(r#"{{"notes": {deep}}}"#)),
        ("no type", r#"{"supplier":"A"}"#.to_owned()),
        ("unknown type", good.replace("factory", "ship")),
        ("negative", good.replace(":5", ":-5")),
        ("a text for a number", good.replace(":5", ":\"5 kWh\"")),
        (
            "not a time",
            good.replace("2026-06-01T10:00:00Z", "yesterday"),
        ),
        ("no zone", good.replace("00:00Z", "00:00")),
        ("far future", good.replace("2026", "2226")),
        ("NUL in a name", good.replace("\"A\"", "\"A\\u0000\"")),
        (
            "gas without a basis",
            good.replace("electricity_kwh", "gas_kwh"),
        ),
    ];
    for (what, body) in bodies {
        let payload = Payload::Raw("application/json".to_owned(), body.clone().into_bytes());
        let answer = app
            .call("POST", "/api/v1/ingest/event", Some(&token), payload)
            .await;
        assert_problem(&answer, what);
    }
    let batch = format!("[{good},{},{good}]", good.replace(":5", ":-5"));
    let payload = Payload::Raw("application/json".to_owned(), batch.into_bytes());
    let answer = app
        .call("POST", "/api/v1/ingest/events", Some(&token), payload)
        .await
        .json();
    // Two equal events of one batch are two events; the wrong one is named by its index.
    assert_eq!(answer["accepted"], 2, "{answer}");
    assert_eq!(answer["rejected"][0]["index"], 1, "{answer}");
    for (what, bytes) in [
        ("invalid UTF-8", b"\xff\xfe".to_vec()),
        ("half an array", b"[{".to_vec()),
    ] {
        let payload = Payload::Raw("application/json".to_owned(), bytes);
        assert_problem(
            &app.call("POST", "/api/v1/ingest/events", Some(&token), payload)
                .await,
            what,
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_and_forms_that_make_no_sense_are_problems() {
    let app = TestApp::start().await;
    let token = app.signed_in_as(Role::Admin).await;
    for path in [
        "/api/v1/events?from=yesterday",
        "/api/v1/events?cursor=nonsense",
        "/api/v1/events?sort=sideways",
        "/api/v1/events/not-an-id",
        "/api/v1/emissions/summary?from=2026-06-02T00:00:00Z&to=2026-06-01T00:00:00Z",
        "/api/v1/emissions/summary?from=2026-06-02T00:00:00Z",
        "/api/v1/emissions/series?from=1990-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
        "/api/v1/emissions/series?from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z&bucket=hour",
        "/api/v1/factors/none-such",
        "/api/v1/nothing-here",
    ] {
        assert_problem(&app.get(path, &token).await, path);
    }
    let (content_type, body) = form(&[("profile", "no-such-profile")], "x.csv", b"a,b\n1,2\n");
    let answer = app
        .call(
            "POST",
            "/api/v1/ingest/csv",
            Some(&token),
            Payload::Raw(content_type, body),
        )
        .await;
    assert_problem(&answer, "unknown profile");
    let broken = Payload::Raw(
        "multipart/form-data; boundary=x".to_owned(),
        b"--x\r\nnonsense".to_vec(),
    );
    assert_problem(
        &app.call("POST", "/api/v1/ingest/csv", Some(&token), broken)
            .await,
        "broken form",
    );
    let too_long: Value = json!({"name": "x".repeat(500), "scope": "read", "valid_days": 1});
    assert_problem(
        &app.post("/api/v1/auth/tokens", &token, too_long).await,
        "long name",
    );
}
