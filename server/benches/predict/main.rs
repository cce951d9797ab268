//! How many predictions a second the program answers over HTTP, and how soon: sixteen connections ask
//! a model that learned, half of their questions again and again. Beside it the same connections ask for
//! the health page, which is what the way there and back costs. Missed gates fail the run.
//!
//! `cargo bench -p server --bench predict`; `-- --quick` for a short try.

#[path = "../support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use support::Server;
use testkit::report::{Report, is_quick, quantile, say};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

/// Connections that ask at the same time, each one question after the other.
const CONNECTIONS: usize = 16;
const REQUESTS: usize = 40_000;
const REQUESTS_QUICK: usize = 4_000;
/// Questions that come again and again: every other one.
const REPEATED: usize = 500;
/// Metered trips the model learns from.
const TRIPS: usize = 3_000;
const BATCH: usize = 100_000;
/// Answers a second at least.
const RATE_MIN: f64 = 3_000.0;
/// 99 of 100 answers come within so many milliseconds.
const P99_MS_MAX: f64 = 20.0;
/// A batch is answered within so many seconds.
const BATCH_S_MAX: f64 = 2.0;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(measure())
}

async fn measure() -> ExitCode {
    let requests = if is_quick() { REQUESTS_QUICK } else { REQUESTS };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(folder.path()).await;
    let admin = server.sign_in("admin").await;
    learn(&server, &admin).await;
    let headers = format!("host: {}\r\nauthorization: {admin}\r\n", server.addr);

    let health = format!("GET /health HTTP/1.1\r\n{headers}\r\n");
    let ceiling = load(server.addr, requests, move |_| health.clone()).await;
    let asked = load(server.addr, requests, move |number| {
        question(&headers, number)
    })
    .await;
    let batch_s = batch(&server, &admin).await;

    for (what, load) in [("health page", &ceiling), ("predictions", &asked)] {
        say(&format!(
            "predict: {what}: {} answers over {CONNECTIONS} connections in {:.2} s: {:.0} a second, \
             p50 {:.2} ms, p99 {:.2} ms",
            load.delays_ms.len(),
            load.seconds,
            load.rate(),
            quantile(&load.delays_ms, 0.5),
            quantile(&load.delays_ms, 0.99),
        ));
    }
    say(&format!(
        "predict: batch of {BATCH} in {batch_s:.2} s; the server has {:.0} MB",
        server.resident_mb()
    ));
    let mut report = Report::default();
    report.exactly("predictions answered", asked.delays_ms.len(), requests);
    report.at_least("predictions a second", asked.rate(), RATE_MIN);
    report.at_most(
        "prediction, p99 ms",
        quantile(&asked.delays_ms, 0.99),
        P99_MS_MAX,
    );
    report.at_most("batch of 100,000, s", batch_s, BATCH_S_MAX);
    report.finish("predict")
}

/// Trips whose lorries burn a third more than published, and a model trained on them.
async fn learn(server: &Server, admin: &str) {
    for part in (0..TRIPS).collect::<Vec<_>>().chunks(1_000) {
        let trips: Vec<Value> = part.iter().map(|number| metered(*number)).collect();
        let path = "/api/v1/ingest/events";
        server.call("POST", path, admin, &json!(trips)).await;
    }
    // The server trains by itself, too, and one training runs at a time.
    let path = "/api/v1/models/logistics/train";
    let headers = [("authorization", admin)];
    let deadline = Instant::now() + Duration::from_secs(60);
    let trained = loop {
        match server.send("POST", path, &headers, "{}").await {
            Some((409, _)) if Instant::now() < deadline => sleep(Duration::from_millis(200)).await,
            answer => break answer,
        }
    };
    // The demo's own trips judge it, and are none of its business: it answers whatever they say.
    let version = trained.map_or(Value::Null, |(_, model)| model["version"].clone());
    let path = "/api/v1/models/logistics/promote";
    server
        .call("POST", path, admin, &json!({ "version": version }))
        .await;
    let mut trip = metered(0);
    trip["fuel_used_l"] = Value::Null;
    let made = server
        .call("POST", "/api/v1/predict/logistics", admin, &trip)
        .await;
    assert_eq!(made["method"], "learned", "{made}");
}

fn metered(number: usize) -> Value {
    let km = 50.0 + (number * 37 % 400) as f64;
    let load = 0.3 + (number % 6) as f64 / 10.0;
    json!({"event_type": "logistics", "supplier": "Prediction benchmark",
        "occurred_at": format!("2026-{:02}-{:02}T{:02}:{:02}:00Z", 1 + number / 1_000, 1 + number / 40 % 25,
            number % 24, number % 60),
        "mode": "road", "vehicle_class": "artic_33_plus", "fuel": "diesel", "distance_km": km,
        "load_factor": load, "empty_distance_factor": 0.2,
        "fuel_used_l": km * (0.40 + 0.16 * load + (number * 7 % 11) as f64 / 500.0)})
}

/// Every other question is one of few, the others are new.
fn question(headers: &str, number: usize) -> String {
    let metres = if number.is_multiple_of(2) {
        100_000 + number / 2 % REPEATED
    } else {
        200_000 + number
    };
    let body = format!(
        "{{\"occurred_at\":\"2026-06-01T08:00:00Z\",\"mode\":\"road\",\"vehicle_class\":\"artic_33_plus\",\
         \"fuel\":\"diesel\",\"distance_km\":{:.3},\"load_factor\":0.55,\"empty_distance_factor\":0.2}}",
        metres as f64 / 1_000.0
    );
    let mut text = format!(
        "POST /api/v1/predict/logistics HTTP/1.1\r\n{headers}content-type: application/json\r\n"
    );
    let _ = write!(text, "content-length: {}\r\n\r\n{body}", body.len());
    text
}

/// Answers and how long each took.
struct Load {
    delays_ms: Vec<f64>,
    seconds: f64,
}

impl Load {
    fn rate(&self) -> f64 {
        self.delays_ms.len() as f64 / self.seconds
    }
}

/// Asks `requests` questions over all connections.
async fn load(
    addr: SocketAddr,
    requests: usize,
    question: impl Fn(usize) -> String + Send + Sync + 'static,
) -> Load {
    let next = Arc::new(AtomicUsize::new(0));
    let question = Arc::new(question);
    let start = Instant::now();
    let mut asking = Vec::new();
    for _ in 0..CONNECTIONS {
        let (next, question) = (Arc::clone(&next), Arc::clone(&question));
        asking.push(tokio::spawn(async move {
            let stream = TcpStream::connect(addr).await.expect("connected");
            stream.set_nodelay(true).expect("no delay");
            let mut stream = BufReader::new(stream);
            let mut delays_ms = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= requests {
                    return delays_ms;
                }
                let text = question(number);
                let asked = Instant::now();
                stream
                    .get_mut()
                    .write_all(text.as_bytes())
                    .await
                    .expect("sent");
                let status = answer(&mut stream).await;
                delays_ms.push(asked.elapsed().as_secs_f64() * 1_000.0);
                assert_eq!(status, 200, "question {number}: {text}");
            }
        }));
    }
    let mut delays_ms = Vec::with_capacity(requests);
    for one in asking {
        delays_ms.extend(one.await.expect("it ended"));
    }
    Load {
        delays_ms,
        seconds: start.elapsed().as_secs_f64(),
    }
}

/// Reads one answer to its end; its status.
async fn answer(stream: &mut BufReader<TcpStream>) -> u16 {
    let mut line = String::new();
    let (mut status, mut length) = (0, 0);
    loop {
        line.clear();
        let read = stream.read_line(&mut line).await.expect("a line");
        assert!(read > 0, "the server hung up");
        let text = line.trim_end().to_ascii_lowercase();
        if text.is_empty() {
            break;
        }
        if let Some(rest) = text.strip_prefix("http/1.1 ") {
            status = rest
                .get(..3)
                .and_then(|code| code.parse().ok())
                .unwrap_or(0);
        } else if let Some(rest) = text.strip_prefix("content-length: ") {
            length = rest.parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.expect("the body");
    status
}

/// Seconds until a large batch is answered.
async fn batch(server: &Server, admin: &str) -> f64 {
    let rows: Vec<Value> = (0..BATCH)
        .map(|number| {
            let mut row = metered(number % TRIPS);
            row["distance_km"] = json!(50.0 + number as f64 / 1_000.0);
            if let Some(row) = row.as_object_mut() {
                row.remove("fuel_used_l");
                row.remove("supplier");
                row.remove("event_type");
            }
            row
        })
        .collect();
    let rows = Value::Array(rows);
    let start = Instant::now();
    let path = "/api/v1/predict/logistics";
    let answer = server.call("POST", path, admin, &rows).await;
    let seconds = start.elapsed().as_secs_f64();
    let answered = answer["predictions"].as_array().map_or(0, Vec::len);
    assert_eq!(answered, BATCH, "every row is predicted");
    seconds
}
