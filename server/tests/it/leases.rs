//! Two processes on one PostgreSQL: a job runs in one of them at a time.

use std::thread;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::support::http::send;
use crate::support::process::{Place, Running, free_addr};

/// Runs asked for per process.
const RUNS: usize = 30;

/// Asks for runs one after the other; how often it was told that the other process is running it.
fn run_again_and_again(server: &Running, admin: &str) -> usize {
    let headers = [("authorization", admin)];
    let path = "/api/v1/jobs/all_baselines/run";
    (0..RUNS)
        .filter(|_| {
            let answer = send(server.addr, "POST", path, &headers, b"").expect("an answer");
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(matches!(answer.status, 200 | 409), "{text}");
            answer.status == 409
        })
        .count()
}

/// Begin and end of the last runs, in the order of their beginnings; one that goes on has no end.
fn runs(server: &Running, admin: &str) -> Vec<(DateTime<Utc>, Option<DateTime<Utc>>)> {
    let headers = [("authorization", admin)];
    let answer = send(server.addr, "GET", "/api/v1/jobs", &headers, b"").expect("an answer");
    let jobs: Value = answer.json();
    let job = jobs
        .as_array()
        .and_then(|jobs| jobs.iter().find(|job| job["name"] == "all_baselines"))
        .expect("the job");
    let time = |run: &Value, field: &str| -> Option<DateTime<Utc>> {
        run[field]
            .as_str()
            .map(|text| text.parse().expect("a time"))
    };
    let mut runs: Vec<_> = job["runs"]
        .as_array()
        .expect("runs")
        .iter()
        .map(|run| {
            let started_at = time(run, "started_at").expect("a beginning");
            (started_at, time(run, "finished_at"))
        })
        .collect();
    runs.sort();
    runs
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_runs_in_one_of_two_processes_at_a_time() {
    let db = testkit::scratch_postgres().await;
    let url = db.url().to_owned();
    tokio::task::spawn_blocking(move || two_processes(&url))
        .await
        .expect("the test");
}

fn two_processes(url: &str) {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let servers: Vec<_> = folders
        .iter()
        .map(|folder| {
            let place = Place {
                data_dir: folder.path(),
                database_url: url.to_owned(),
                addr: free_addr(),
            };
            place.serve()
        })
        .collect();
    let admins: Vec<_> = servers
        .iter()
        .map(|server| server.sign_in("admin"))
        .collect();
    let refused: usize = thread::scope(|scope| {
        let asking: Vec<_> = servers
            .iter()
            .zip(&admins)
            .map(|(server, admin)| scope.spawn(|| run_again_and_again(server, admin)))
            .collect();
        let counts = asking
            .into_iter()
            .map(|thread| thread.join().expect("it ended"));
        counts.sum()
    });
    assert!(refused > 0, "the two never met");
    let runs = runs(&servers[0], &admins[0]);
    assert!(runs.len() > 1, "{runs:?}");
    for pair in runs.windows(2) {
        // The servers run it on their own, too: only the last may still go on.
        let has_ended = pair[0].1.is_some_and(|end| end <= pair[1].0);
        assert!(has_ended, "they overlap: {runs:?}");
    }
}
