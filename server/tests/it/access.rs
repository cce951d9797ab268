//! Signing in, sessions, tokens, first start, throttling, origins, headers.

use std::collections::HashSet;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::Duration;
use model::auth::Role;
use serde_json::json;

use crate::support::app::{Payload, TestApp};

fn login(email: &str, password: &str) -> Payload {
    Payload::Json(json!({"email": email, "password": password}))
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_credentials_do_not_say_which_was_wrong_and_are_throttled() {
    let app = TestApp::start().await;
    app.signed_in_as(Role::Viewer).await;
    let email = format!("viewer@{}.example", app.org.0);
    let wrong_password = app
        .call("POST", "/api/v1/auth/login", None, login(&email, "wrong"))
        .await;
    let wrong_email = app
        .call(
            "POST",
            "/api/v1/auth/login",
            None,
            login("no@one.example", "wrong"),
        )
        .await;
    assert_eq!(wrong_password.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        wrong_password.json()["detail"],
        wrong_email.json()["detail"]
    );
    let mut last = wrong_password;
    for _ in 0..10 {
        last = app
            .call("POST", "/api/v1/auth/login", None, login(&email, "wrong"))
            .await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.headers.contains_key("retry-after"));
    app.clock.advance(Duration::minutes(20));
    let later = app
        .call(
            "POST",
            "/api/v1/auth/login",
            None,
            login(&email, "correct horse battery"),
        )
        .await;
    assert_eq!(later.status, StatusCode::OK, "{}", later.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_by_time_by_logout_and_by_disabling() {
    let app = TestApp::start().await;
    let token = app.signed_in_as(Role::Viewer).await;
    assert_eq!(
        app.get("/api/v1/auth/me", &token).await.status,
        StatusCode::OK
    );
    app.clock.advance(Duration::hours(11));
    assert_eq!(
        app.get("/api/v1/auth/me", &token).await.status,
        StatusCode::OK
    );
    // It slid with that request.
    app.clock.advance(Duration::hours(11));
    assert_eq!(
        app.get("/api/v1/auth/me", &token).await.status,
        StatusCode::OK
    );
    app.clock.advance(Duration::hours(13));
    assert_eq!(
        app.get("/api/v1/auth/me", &token).await.status,
        StatusCode::UNAUTHORIZED
    );

    let token = app.signed_in_as(Role::Viewer).await;
    assert_eq!(
        app.call("POST", "/api/v1/auth/logout", Some(&token), Payload::None)
            .await
            .status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        app.get("/api/v1/auth/me", &token).await.status,
        StatusCode::UNAUTHORIZED
    );

    let token = app.signed_in_as(Role::Viewer).await;
    let id = app.get("/api/v1/auth/me", &token).await.json()["user"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let admin = app.signed_in_as(Role::Admin).await;
    let change = Payload::Json(json!({"is_disabled": true}));
    assert_eq!(
        app.call(
            "PATCH",
            &format!("/api/v1/users/{id}"),
            Some(&admin),
            change
        )
        .await
        .status,
        StatusCode::OK
    );
    assert_eq!(
        app.get("/api/v1/auth/me", &token).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_do_what_their_scope_allows_until_they_end() {
    let app = TestApp::start().await;
    let admin = app.signed_in_as(Role::Admin).await;
    let created = app
        .post(
            "/api/v1/auth/tokens",
            &admin,
            json!({"name": "reader", "scope": "read", "valid_days": 2}),
        )
        .await
        .json();
    let token = format!("Bearer {}", created["secret"].as_str().expect("a secret"));
    assert_eq!(
        app.get("/api/v1/events", &token).await.status,
        StatusCode::OK
    );
    assert_eq!(
        app.get("/api/v1/users", &token).await.status,
        StatusCode::FORBIDDEN
    );
    let event = json!({"event_type": "factory", "supplier": "A", "occurred_at": "2026-06-15T10:00:00Z", "electricity_kwh": 1});
    assert_eq!(
        app.post("/api/v1/ingest/event", &token, event).await.status,
        StatusCode::FORBIDDEN
    );
    let listed = app.get("/api/v1/auth/tokens", &admin).await.text();
    assert!(
        !listed.contains(created["secret"].as_str().expect("a secret")),
        "a secret is shown again"
    );
    app.clock.advance(Duration::days(3));
    assert_eq!(
        app.get("/api/v1/events", &token).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_admin_stays() {
    let app = TestApp::start().await;
    let admin = app.signed_in_as(Role::Admin).await;
    let id = app.get("/api/v1/auth/me", &admin).await.json()["user"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    for change in [json!({"role": "viewer"}), json!({"is_disabled": true})] {
        let answer = app
            .call(
                "PATCH",
                &format!("/api/v1/users/{id}"),
                Some(&admin),
                Payload::Json(change),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
    }
    assert_eq!(
        app.get("/api/v1/auth/me", &admin).await.status,
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_works_from_our_own_pages_only() {
    let app = TestApp::start().await;
    app.signed_in_as(Role::Operator).await;
    let email = format!("operator@{}.example", app.org.0);
    let answer = app
        .call(
            "POST",
            "/api/v1/auth/login",
            None,
            login(&email, "correct horse battery"),
        )
        .await;
    let cookie = answer.headers["set-cookie"]
        .to_str()
        .expect("a cookie")
        .to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().expect("a pair").to_owned();
    let post = |origin: Option<&str>| {
        let mut request = Request::builder()
            .method("POST")
            .uri("/api/v1/ingest/event")
            .header("cookie", &cookie)
            .header("content-type", "application/json");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        request.body(Body::from("{}")).expect("a request")
    };
    assert_eq!(app.send(post(None)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        app.send(post(Some("https://elsewhere.example")))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        app.send(post(Some("null"))).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        app.send(post(Some("http://127.0.0.1:3000"))).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_carry_the_security_headers() {
    let app = TestApp::start().await;
    for path in ["/health", "/api/v1/events", "/login", "/nowhere"] {
        let answer = app.call("GET", path, None, Payload::None).await;
        for header in [
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "content-security-policy",
            "x-request-id",
        ] {
            assert!(answer.headers.contains_key(header), "{path} lacks {header}");
        }
        let policy = answer.headers["content-security-policy"]
            .to_str()
            .expect("text");
        assert!(!policy.contains("'unsafe-eval'"), "{path}: {policy}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_and_its_policy_name_the_same_nonce() {
    let app = TestApp::start().await;
    let mut seen = HashSet::new();
    for path in ["/login", "/login", "/nowhere"] {
        let answer = app.call("GET", path, None, Payload::None).await;
        let policy = answer.headers["content-security-policy"]
            .to_str()
            .expect("text");
        let nonce = policy
            .split_once("'nonce-")
            .and_then(|(_, rest)| rest.split_once('\''))
            .map(|(nonce, _)| nonce.to_owned())
            .expect("a nonce");
        let page = answer.text();
        let scripts = page.matches("<script").count();
        let named = page.matches(&format!("nonce=\"{nonce}\"")).count();
        assert!(
            scripts > 0 && named == scripts,
            "{path}: {named} of {scripts}"
        );
        assert!(seen.insert(nonce), "{path}: a nonce was used twice");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_answers_are_compressed_for_who_understands_it() {
    let app = TestApp::start().await;
    for path in ["/login", "/api/v1/openapi.json"] {
        let plain = app.call("GET", path, None, Payload::None).await;
        assert!(!plain.headers.contains_key("content-encoding"), "{path}");
        let asked = Request::get(path).header("accept-encoding", "gzip, br");
        let small = app
            .send(asked.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(small.headers["content-encoding"], "gzip", "{path}");
        let mut vary = small.headers.get_all("vary").iter();
        assert!(vary.any(|header| header == "accept-encoding"), "{path}");
        assert!(small.body.starts_with(b"\x1f\x8b"), "{path}");
        assert!(small.body.len() < plain.body.len(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_are_told_to_wait() {
    let app = TestApp::start_with(|_| {}, 5).await;
    let mut last = app.call("GET", "/api/v1/events", None, Payload::None).await;
    for _ in 0..10 {
        last = app.call("GET", "/api/v1/events", None, Payload::None).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.headers.contains_key("retry-after"));
    let health = app.call("GET", "/health", None, Payload::None).await;
    assert_eq!(health.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_leaves_a_trace() {
    let app = TestApp::start().await;
    let admin = app.signed_in_as(Role::Admin).await;
    app.post("/api/v1/suppliers", &admin, json!({"name": "Traced"}))
        .await;
    let job = app
        .import(
            &admin,
            include_str!("data/plain-profile.json"),
            b"who,kwh,at\nA,5,2026-06-01T10:00:00Z\n",
        )
        .await;
    let id = job["id"].as_str().expect("an id").to_owned();
    app.call(
        "POST",
        &format!("/api/v1/ingest/jobs/{id}/revert"),
        Some(&admin),
        Payload::None,
    )
    .await;
    app.finished(&admin, &id).await;
    let trail = app.get("/api/v1/audit", &admin).await.json();
    let actions: Vec<_> = trail["items"]
        .as_array()
        .expect("entries")
        .iter()
        .filter_map(|entry| entry["action"].as_str())
        .collect();
    for action in [
        "supplier.create",
        "ingest.start",
        "ingest.done",
        "ingest.revert",
        "ingest.reverted",
        "auth.login",
    ] {
        assert!(
            actions.contains(&action),
            "{action} is missing in {actions:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_is_carried_out_once() {
    let app = TestApp::start().await;
    let token = app.signed_in_as(Role::Operator).await;
    let send = |body: &'static str| {
        let request = Request::builder()
            .method("POST")
            .uri("/api/v1/ingest/event")
            .header("authorization", &token)
            .header("content-type", "application/json")
            .header("idempotency-key", "one")
            .body(Body::from(body))
            .expect("a request");
        app.send(request)
    };
    let body = r#"{"event_type":"factory","supplier":"A","occurred_at":"2026-06-01T10:00:00Z","electricity_kwh":5,"grid_region":"DEU"}"#;
    let first = send(body).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
    let second = send(body).await;
    assert_eq!(second.status, StatusCode::CREATED);
    assert_eq!(first.json()["id"], second.json()["id"]);
    assert_eq!(second.headers["idempotent-replayed"], "true");
    let other = send(r#"{"event_type":"factory","supplier":"B"}"#).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
}
