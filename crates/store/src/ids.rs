//! 64-bit ids, reserved in blocks so that millions of rows need no random keys.
//!
//! On SQLite a block is reserved in the caller's transaction: there is one writer, and a block that
//! is taken back was never used. On PostgreSQL that would make every writer wait for the one before
//! (the row stays locked until commit), so blocks are reserved on a connection of their own and
//! given out from memory; what a crash leaves unused is lost, and there are enough.

use std::collections::HashMap;
use std::ops::Range;

use parking_lot::Mutex;
use sqlx::PgPool;

use crate::db::{Inner, Session};
use crate::{Conn, Error, Result, SystemConn};

/// What an id is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdKind {
    Organisation,
    Supplier,
    Site,
    Vehicle,
    Route,
    Event,
    FactorSet,
}

impl IdKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Supplier => "supplier",
            Self::Site => "site",
            Self::Vehicle => "vehicle",
            Self::Route => "route",
            Self::Event => "event",
            Self::FactorSet => "factor_set",
        }
    }

    /// How many are reserved at once on PostgreSQL.
    fn block(self) -> i64 {
        match self {
            Self::Event => 10_000,
            Self::Vehicle | Self::Route => 500,
            Self::Supplier | Self::Site => 50,
            // Few, and their numbers stay small (a factor set's is 32 bits wide).
            Self::Organisation | Self::FactorSet => 1,
        }
    }
}

/// PostgreSQL: blocks reserved and not yet given out.
#[derive(Debug)]
pub struct Blocks {
    pool: PgPool,
    free: Mutex<HashMap<IdKind, Range<i64>>>,
}

impl Blocks {
    pub(crate) fn new(pool: PgPool) -> Self {
        Self {
            pool,
            free: Mutex::new(HashMap::new()),
        }
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    async fn reserve(&self, kind: IdKind, count: i64) -> Result<i64> {
        if let Some(first) = self.take(kind, count) {
            return Ok(first);
        }
        let size = count.max(kind.block());
        let end: i64 = sqlx::query_scalar(RESERVE)
            .bind(kind.as_str())
            .bind(size)
            .fetch_one(&self.pool)
            .await?;
        let first = end - size;
        // Another task may have fetched a block meanwhile; the longer rest is kept.
        let rest = first + count..end;
        let mut free = self.free.lock();
        let kept = free.entry(kind).or_insert(0..0);
        if rest.end - rest.start > kept.end - kept.start {
            *kept = rest;
        }
        Ok(first)
    }

    fn take(&self, kind: IdKind, count: i64) -> Option<i64> {
        let mut free = self.free.lock();
        let range = free.get_mut(&kind)?;
        let first = range.start;
        (range.end - first >= count).then(|| {
            range.start += count;
            first
        })
    }
}

/// The tidy rule's exception: ids are of the installation, not of an organisation.
const RESERVE: &str =
    "update id_blocks set next_id = next_id + $2 where kind = $1 returning next_id";

/// Reserves `count` consecutive ids and gives the first. On a write connection only.
pub async fn reserve(conn: &mut Conn, kind: IdKind, count: u32) -> Result<i64> {
    reserve_on(&mut conn.session, kind, count).await
}

/// The same on a connection of no organisation.
pub async fn reserve_system(conn: &mut SystemConn, kind: IdKind, count: u32) -> Result<i64> {
    reserve_on(&mut conn.session, kind, count).await
}

async fn reserve_on(session: &mut Session, kind: IdKind, count: u32) -> Result<i64> {
    let count = i64::from(count.max(1));
    match (&mut session.inner, &session.blocks) {
        (Inner::Postgres(_), Some(blocks)) => blocks.reserve(kind, count).await,
        (Inner::Sqlite(tx), _) => {
            let end: i64 = sqlx::query_scalar(RESERVE)
                .bind(kind.as_str())
                .bind(count)
                .fetch_one(&mut **tx)
                .await?;
            Ok(end - count)
        }
        (Inner::Postgres(_), None) => Err(Error::Open(
            "a PostgreSQL connection came without its block ids".into(),
        )),
    }
}
