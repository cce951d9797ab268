//! Answers given, by what was asked: kept in memory for the next time, and written behind for people.
//!
//! Both may be lost: an answer can be computed again. Both are bounded: the memory holds two
//! generations of answers, of which the older goes when the younger is full, and a queue that is full
//! takes no more.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use model::ids::OrgId;
use store::learning::PredictionRow;

use crate::Services;
use crate::error::Result;

/// Answers of a generation: with some 2 kB each, both take 80 MB at most.
const GENERATION: usize = 20_000;
/// Answers that wait to be written.
const WAITING_MAX: usize = 20_000;
/// Answers of one transaction.
const TOGETHER: usize = 1_000;
/// How long answers wait for company.
const COALESCE: Duration = Duration::from_millis(500);

/// What was asked, and all that an answer depends on, as a hash.
pub(super) type QuestionKey = [u8; 16];

#[derive(Debug, Default)]
struct Memory {
    young: HashMap<QuestionKey, Bytes>,
    old: HashMap<QuestionKey, Bytes>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Vec<(OrgId, PredictionRow)>,
    is_served: bool,
}

/// Answers given.
#[derive(Debug, Default)]
pub struct AnswerCache {
    memory: Mutex<Memory>,
    queue: Mutex<Queue>,
}

impl AnswerCache {
    pub(super) fn get(&self, question: &QuestionKey) -> Option<Bytes> {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = memory
            .young
            .get(question)
            .or_else(|| memory.old.get(question));
        answer.cloned()
    }

    pub(super) fn put(&self, question: QuestionKey, answer: Bytes) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.young.len() >= GENERATION {
            memory.old = std::mem::take(&mut memory.young);
        }
        memory.young.insert(question, answer);
    }

    /// Queues a row; true when somebody has to begin to write.
    fn queue(&self, org: OrgId, row: PredictionRow) -> bool {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.waiting.len() < WAITING_MAX {
            queue.waiting.push((org, row));
        }
        !std::mem::replace(&mut queue.is_served, true)
    }

    /// What waits; nothing ends the service.
    fn take(&self) -> Vec<(OrgId, PredictionRow)> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = std::mem::take(&mut queue.waiting);
        queue.is_served = !waiting.is_empty();
        waiting
    }
}

/// Keeps an answer, soon.
pub(super) fn write_behind(services: &Services, org: OrgId, row: PredictionRow) {
    if services.answers().queue(org, row) {
        let services = services.clone();
        services.tasks().spawn({
            let services = services.clone();
            async move {
                loop {
                    tokio::select! {
                        () = services.stop().cancelled() => {}
                        () = tokio::time::sleep(COALESCE) => {}
                    }
                    let waiting = services.answers().take();
                    if waiting.is_empty() {
                        return;
                    }
                    if let Err(error) = write(&services, waiting).await {
                        tracing::warn!(error = ?error, "predictions could not be kept");
                    }
                }
            }
        });
    }
}

async fn write(services: &Services, waiting: Vec<(OrgId, PredictionRow)>) -> Result<()> {
    let mut by_org: HashMap<OrgId, Vec<PredictionRow>> = HashMap::new();
    for (org, row) in waiting {
        by_org.entry(org).or_default().push(row);
    }
    for (org, rows) in by_org {
        for part in rows.chunks(TOGETHER) {
            let mut tx = services.db().write(org).await?;
            store::learning::keep_predictions(&mut tx, part).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}
