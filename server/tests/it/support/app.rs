//! The whole application in-process: a scratch database, a clock that can be set, signed-in roles.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::clock::MockClock;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, TimeZone, Utc};
use http_body_util::BodyExt;
use model::auth::{LoginRequest, NewUser, Role};
use model::ids::OrgId;
use server::config::{Config, Env};
use server::layers::rate_limit::Limits;
use server::live::SocketGate;
use server::router::{AppState, UploadLimit, router};
use services::jobs::Schedule;
use services::{ClientInfo, Options, Services};
use tempfile::TempDir;
use tower::ServiceExt;

/// Password of everybody in the tests.
const PASSWORD: &str = "correct horse battery";

/// Largest upload in the tests.
pub(crate) const UPLOAD_BYTES_MAX: u64 = 6 * 1024 * 1024;

/// An application with two organisations.
pub(crate) struct TestApp {
    pub(crate) services: Services,
    pub(crate) router: Router,
    pub(crate) clock: Arc<MockClock>,
    pub(crate) org: OrgId,
    pub(crate) other_org: OrgId,
    /// Where its database is.
    pub(crate) url: String,
    _data_dir: TempDir,
}

/// An answer with its body read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// When the tests begin.
pub(crate) fn start_of_tests() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 15, 12, 30, 0)
        .single()
        .expect("a time")
}

fn routes(services: &Services, rate_per_minute: u32) -> Router {
    let config = Config::from_env(&Env::from_pairs([])).expect("the defaults");
    let state = AppState {
        services: services.clone(),
        leptos: server::pages::options(&config),
        sockets: SocketGate::new(100),
        upload: UploadLimit(UPLOAD_BYTES_MAX),
    };
    let rate = NonZeroU32::new(rate_per_minute).expect("not zero");
    let limits = Arc::new(Limits::new(rate, rate, Vec::new()));
    router(&config, state, limits)
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}, 1_000_000).await
    }

    pub(crate) async fn start_with(
        change: impl FnOnce(&mut Options),
        rate_per_minute: u32,
    ) -> Self {
        let data_dir = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}/test.db", data_dir.path().display());
        Self::start_on(&url, data_dir, change, rate_per_minute).await
    }

    /// On a database of the caller's choice.
    pub(crate) async fn start_on(
        url: &str,
        data_dir: TempDir,
        change: impl FnOnce(&mut Options),
        rate_per_minute: u32,
    ) -> Self {
        let clock = Arc::new(MockClock::at(start_of_tests()));
        let mut options = Options::new(data_dir.path().to_path_buf(), vec![7; 32]);
        // Whoever answers in tests is on loopback.
        options.sources.private_hosts = Arc::new(["127.0.0.1".to_owned()].into());
        change(&mut options);
        let services = Services::open(url, 4, Arc::clone(&clock) as Arc<_>, options)
            .await
            .expect("services");
        let org = testkit::create_organisation(url, "Own").await;
        let other_org = testkit::create_organisation(url, "Other").await;
        let router = routes(&services, rate_per_minute);
        Self {
            services,
            router,
            clock,
            org,
            other_org,
            url: url.to_owned(),
            _data_dir: data_dir,
        }
    }

    /// Another process on the same database.
    pub(crate) async fn beside(&self, url: &str) -> Self {
        self.beside_with(url, |_| {}).await
    }

    /// Another process on the same database, with other settings.
    pub(crate) async fn beside_with(&self, url: &str, change: impl FnOnce(&mut Options)) -> Self {
        self.process_beside(url, change, |_| {}).await
    }

    /// Another process on the same database, in which other things run by themselves.
    pub(crate) async fn beside_with_schedule(&self, schedule: Arc<dyn Schedule>) -> Self {
        // The first to tell a process its schedule is right, and that is the router otherwise.
        let begin = |services: &Services| services.keep_schedule(schedule);
        self.process_beside(&self.url, |_| {}, begin).await
    }

    async fn process_beside(
        &self,
        url: &str,
        change: impl FnOnce(&mut Options),
        begin: impl FnOnce(&Services),
    ) -> Self {
        let data_dir = tempfile::tempdir().expect("a folder");
        let mut options = Options::new(data_dir.path().to_path_buf(), vec![7; 32]);
        change(&mut options);
        let clock = Arc::clone(&self.clock);
        let services = Services::open(url, 4, Arc::clone(&clock) as Arc<_>, options)
            .await
            .expect("services");
        begin(&services);
        let router = routes(&services, 1_000_000);
        Self {
            services,
            router,
            clock,
            url: url.to_owned(),
            _data_dir: data_dir,
            ..*self
        }
    }

    /// The `Authorization` header of a user of this role, made on first sight.
    pub(crate) async fn signed_in_as(&self, role: Role) -> String {
        self.signed_in(self.org, role).await
    }

    pub(crate) async fn signed_in(&self, org: OrgId, role: Role) -> String {
        let email = format!("{}@{}.example", role.as_str(), org.0);
        let new = NewUser {
            email: email.clone(),
            name: role.as_str().to_owned(),
            password: PASSWORD.to_owned(),
            role,
            supplier: (role == Role::Supplier).then(|| "Own Supplier".to_owned()),
        };
        // The user may be there from an earlier sign-in of the same test.
        let _ = services::auth::add_user(&self.services, org, new).await;
        let request = LoginRequest {
            email,
            password: PASSWORD.to_owned(),
        };
        let answer = services::auth::login(&self.services, &ClientInfo::default(), request)
            .await
            .expect("the password is right");
        format!("Bearer {}", answer.access_token)
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("infallible");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Payload,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        let (content_type, bytes) = match body {
            Payload::None => (None, Vec::new()),
            Payload::Json(value) => (
                Some("application/json".to_owned()),
                value.to_string().into_bytes(),
            ),
            Payload::Raw(content_type, bytes) => (Some(content_type), bytes),
        };
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        self.send(request.body(Body::from(bytes)).expect("a request"))
            .await
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.call("GET", path, Some(token), Payload::None).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: serde_json::Value) -> Answer {
        self.call("POST", path, Some(token), Payload::Json(body))
            .await
    }

    /// Imports a file and gives the finished job. Imports run in tasks of the services, which are
    /// asked until they are done.
    pub(crate) async fn import(
        &self,
        token: &str,
        profile: &str,
        file: &[u8],
    ) -> serde_json::Value {
        let (content_type, body) = super::http::form(&[("profile", profile)], "file.csv", file);
        let answer = self
            .call(
                "POST",
                "/api/v1/ingest/csv",
                Some(token),
                Payload::Raw(content_type, body),
            )
            .await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
        let id = answer.json()["job_id"].as_str().expect("an id").to_owned();
        self.finished(token, &id).await
    }

    pub(crate) async fn finished(&self, token: &str, id: &str) -> serde_json::Value {
        loop {
            let job = self
                .get(&format!("/api/v1/ingest/jobs/{id}"), token)
                .await
                .json();
            if !matches!(
                job["status"].as_str(),
                Some("queued" | "running" | "reverting")
            ) {
                return job;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// What a request carries.
#[derive(Debug, Clone)]
pub(crate) enum Payload {
    None,
    Json(serde_json::Value),
    Raw(String, Vec<u8>),
}

/// The rows of a job that came to an end of some kind: each row read must be among them.
pub(crate) fn rows_accounted_for(job: &serde_json::Value) -> u64 {
    [
        "rows_accepted",
        "rows_duplicate",
        "rows_rejected",
        "rows_skipped",
    ]
    .iter()
    .map(|name| job[*name].as_u64().expect("a count"))
    .sum()
}
