//! A provider on loopback that gives recorded answers, or misbehaves.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use parking_lot::Mutex;
use serde_json::Value;
use tokio::task::JoinHandle;

/// What is answered.
#[derive(Debug, Clone)]
pub(crate) enum Recorded {
    Json(Value),
    /// Text with its `ETag`; who knows it already is told so.
    Text(String, Option<&'static str>),
    /// With the seconds of `Retry-After`, if any.
    Status(u16, Option<u32>),
    /// Half of some JSON.
    Half,
    /// Takes the request and never answers.
    Silence,
}

/// A server; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct FakeProvider {
    address: SocketAddr,
    state: Arc<Told>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Told {
    /// By a part of the path; the newest that fits counts.
    answers: Mutex<Vec<(String, Recorded)>>,
    /// Path, query and key of each request.
    asked: Mutex<Vec<String>>,
}

impl FakeProvider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port of loopback");
        let address = listener.local_addr().expect("a bound socket");
        let state = Arc::new(Told::default());
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&state));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("a server");
        });
        Self {
            address,
            state,
            task,
        }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What paths with `part` in them are answered from now on.
    pub(crate) fn says(&self, part: &str, answer: Recorded) {
        self.state.answers.lock().push((part.to_owned(), answer));
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.state.asked.lock().clone()
    }
}

impl Drop for FakeProvider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(told): State<Arc<Told>>, request: Request) -> Response<Body> {
    let asked = asked(&request);
    // A request must not be held while nothing is answered.
    drop(request);
    told.asked.lock().push(asked.clone());
    let answers = told.answers.lock().clone();
    let found = answers.iter().rev().find(|(part, _)| asked.contains(part));
    if let Some((_, Recorded::Text(text, etag))) = found {
        return text_answer(text, *etag, &asked);
    }
    let (status, retry, body) = match found.map(|(_, answer)| answer) {
        Some(Recorded::Json(value)) => (200, None, value.to_string()),
        Some(Recorded::Status(status, retry)) => (*status, *retry, "{\"error\": 1}".to_owned()),
        Some(Recorded::Half) => (200, None, "{\"data\": [{\"from\"".to_owned()),
        Some(Recorded::Silence) => std::future::pending().await,
        Some(Recorded::Text(..)) | None => (404, None, String::new()),
    };
    let mut response = Response::builder().status(StatusCode::from_u16(status).expect("a status"));
    if let Some(seconds) = retry {
        response = response.header("retry-after", seconds.to_string());
    }
    response.body(Body::from(body)).expect("an answer")
}

/// The request shows what its sender knows.
fn text_answer(text: &str, etag: Option<&str>, asked: &str) -> Response<Body> {
    let is_known = etag.is_some_and(|etag| asked.ends_with(etag));
    let mut response = Response::builder().status(if is_known { 304 } else { 200 });
    if let Some(etag) = etag {
        response = response.header("etag", etag);
    }
    let body = if is_known { "" } else { text };
    response
        .body(Body::from(body.to_owned()))
        .expect("an answer")
}

fn asked(request: &Request) -> String {
    let header = |name| {
        request
            .headers()
            .get(name)
            .and_then(|one| one.to_str().ok())
    };
    let key = header("auth-token").or_else(|| header("authorization"));
    let known = header("if-none-match");
    let known = known.map(|etag| format!(" knows {etag}"));
    format!(
        "{} {}{}",
        request.uri(),
        key.unwrap_or_default(),
        known.unwrap_or_default()
    )
}
