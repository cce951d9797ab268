//! A lease is held by who goes on, taken from who does not, and lost without harm.

use std::sync::atomic::{AtomicBool, Ordering};

use testkit::on_both;
use tokio::sync::{Mutex, mpsc, oneshot};

use super::*;
use crate::testing::{SetClock, process};

const JOB: &str = "long";
const TIME_MAX: StdDuration = StdDuration::from_secs(3_600);

/// Rings for the renewals of one run: whoever waits for the next has made the one before.
struct Bell {
    waits: mpsc::UnboundedReceiver<()>,
    ring: mpsc::UnboundedSender<()>,
}

impl Bell {
    /// Waits until all renewals that were rung for are made.
    async fn quiet(&mut self) {
        self.waits.recv().await.expect("the run goes on");
    }

    fn ring(&self) {
        self.ring.send(()).expect("the run goes on");
    }
}

/// A run that ends when it is told to; how it ended comes through its task.
fn long_run(
    services: &Services,
    end: oneshot::Receiver<()>,
) -> (Bell, tokio::task::JoinHandle<Option<Ended>>) {
    let (waits, waiting) = mpsc::unbounded_channel();
    let (ring, rung) = mpsc::unbounded_channel::<()>();
    let rung = std::sync::Arc::new(Mutex::new(rung));
    let services = services.clone();
    let task = tokio::spawn(async move {
        let run = async move {
            end.await.map_err(Error::internal)?;
            Ok("through".to_owned())
        };
        let due = || {
            waits.send(()).expect("the test goes on");
            let rung = std::sync::Arc::clone(&rung);
            async move {
                rung.lock().await.recv().await;
            }
        };
        run_renewing(&services, JOB, TIME_MAX, run, due)
            .await
            .expect("a run")
    });
    let bell = Bell {
        waits: waiting,
        ring,
    };
    (bell, task)
}

/// Asks another process for a run of the same job; whether it began.
async fn begins_in(other: &Services) -> bool {
    let begun = AtomicBool::new(false);
    let run = async {
        begun.store(true, Ordering::SeqCst);
        Ok("instead".to_owned())
    };
    let ended = run_alone(other, JOB, TIME_MAX, run)
        .await
        .expect("an answer");
    let has_begun = begun.load(Ordering::SeqCst);
    assert_eq!(matches!(ended, Some(Ended::Done(_))), has_begun);
    has_begun
}

on_both!(
    a_lease_is_renewed_while_a_long_run_goes_on,
    |db| async move {
        let clock = SetClock::monday();
        let (one, other) = (
            process(db.url(), &clock).await,
            process(db.url(), &clock).await,
        );
        let (end, ended) = oneshot::channel();
        let (mut bell, task) = long_run(&one, ended);
        bell.quiet().await;
        let renewed = Duration::from_std(LEASE_RENEWED).expect("a duration");
        assert!(renewed * 2 < LEASE_HELD, "a renewal may fail");
        // Three times as long as a lease holds.
        let mut passed = Duration::zero();
        while passed < LEASE_HELD * 3 {
            clock.advance(renewed);
            passed += renewed;
            bell.ring();
            bell.quiet().await;
            assert!(
                !begins_in(&other).await,
                "it began elsewhere after {passed}"
            );
        }
        end.send(()).expect("it goes on");
        let last = task.await.expect("no panic");
        assert!(matches!(last, Some(Ended::Done(report)) if report == "through"));
        assert!(begins_in(&other).await, "nobody holds it any more");
        let runs = runs(&one, JOB).await.expect("runs");
        let states: Vec<_> = runs.iter().map(|run| run.status.as_str()).collect();
        assert_eq!(states, ["done", "done"]);
    }
);

on_both!(a_lease_that_is_not_renewed_is_taken, |db| async move {
    let clock = SetClock::monday();
    let (one, other) = (
        process(db.url(), &clock).await,
        process(db.url(), &clock).await,
    );
    // Whoever holds it is stopped in its tracks: nothing is ever rung.
    let (_end, ended) = oneshot::channel();
    let (mut bell, task) = long_run(&one, ended);
    bell.quiet().await;
    clock.advance(LEASE_HELD - Duration::seconds(1));
    assert!(!begins_in(&other).await, "it is held until its last second");
    clock.advance(Duration::seconds(1));
    let (end, ended) = oneshot::channel();
    let (mut others_bell, others) = long_run(&other, ended);
    others_bell.quiet().await;
    // It comes to itself, sees that another process has the lease, and stops.
    bell.ring();
    let first = task.await.expect("no panic");
    assert!(matches!(first, Some(Ended::Failed(why)) if why.contains("another process")));
    // Nor does it take the lease with it.
    assert!(!begins_in(&one).await);
    end.send(()).expect("it goes on");
    assert!(matches!(
        others.await.expect("no panic"),
        Some(Ended::Done(_))
    ));
});
