//! A run that an admin asks for goes on when the admin does not wait for its end.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use model::auth::Role;
use serde_json::Value;
use services::Services;
use services::jobs::{Line, Schedule};
use tokio::sync::Notify;

use crate::support::app::{Payload, TestApp};

const PATH: &str = "/api/v1/jobs/long/run";

/// A schedule of one job, which begins and ends when the test says so.
#[derive(Debug, Default)]
struct LongJob {
    begun: Arc<Notify>,
    end: Arc<Notify>,
}

impl Schedule for LongJob {
    fn lines(&self, _now: DateTime<Utc>) -> Vec<Line> {
        vec![Line {
            name: "long",
            when: "When asked".to_owned(),
            next: None,
            time_max: Duration::from_secs(3_600),
        }]
    }

    fn body(
        &self,
        _services: &Services,
        name: &str,
    ) -> Option<BoxFuture<'static, services::Result<String>>> {
        let (begun, end) = (Arc::clone(&self.begun), Arc::clone(&self.end));
        (name == "long").then(|| -> BoxFuture<'static, _> {
            Box::pin(async move {
                begun.notify_one();
                end.notified().await;
                Ok("all of it".to_owned())
            })
        })
    }
}

async fn last_run(app: &TestApp, admin: &str) -> Value {
    app.get("/api/v1/jobs", admin).await.json()[0]["runs"][0].clone()
}

#[tokio::test]
async fn a_run_outlives_who_asked_for_it() {
    let job = Arc::new(LongJob::default());
    let first = TestApp::start().await;
    let schedule = Arc::clone(&job) as Arc<dyn Schedule>;
    let app = first.beside_with_schedule(schedule).await;
    let admin = app.signed_in_as(Role::Admin).await;
    let asked = app.call("POST", PATH, Some(&admin), Payload::None);
    // The connection is cut as soon as the run has begun.
    tokio::select! {
        answer = asked => panic!("answered before it ended: {}", answer.text()),
        () = job.begun.notified() => {}
    }
    assert_eq!(last_run(&app, &admin).await["status"], "running");
    let again = app.call("POST", PATH, Some(&admin), Payload::None).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
    job.end.notify_one();
    let tasks = app.services.tasks();
    tasks.close();
    tasks.wait().await;
    let run = last_run(&app, &admin).await;
    assert_eq!(
        (&run["status"], &run["message"]),
        (&"done".into(), &"all of it".into())
    );
    assert!(run["finished_at"].is_string(), "{run}");
}
