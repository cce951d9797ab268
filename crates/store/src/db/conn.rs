//! Connections: of one organisation ([`Conn`], [`Tx`]) and of none ([`SystemConn`], [`SystemTx`]).

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use model::ids::OrgId;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};

use crate::Result;
use crate::ids::Blocks;

/// The role that owns no table, so that row-level security holds for it.
pub(crate) const ROLE: &str = "carbon_nexus_app";

/// The transaction underneath.
#[derive(Debug)]
pub(crate) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A transaction with what it needs to know of its database.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) inner: Inner,
    /// PostgreSQL alone: where block ids come from.
    pub(crate) blocks: Option<Arc<Blocks>>,
    pub(crate) has_role: bool,
}

impl Session {
    async fn commit(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    async fn rollback(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(tx) => tx.rollback().await?,
            Inner::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

/// A connection that sees one organisation's rows; reads from [`crate::Db::read`] cannot write.
#[derive(Debug)]
pub struct Conn {
    pub(crate) org: OrgId,
    pub(crate) can_write: bool,
    pub(crate) session: Session,
}

impl Conn {
    /// The organisation whose rows it sees.
    #[must_use]
    pub fn org(&self) -> OrgId {
        self.org
    }
}

/// A transaction of one organisation. Dropping it takes everything back.
#[derive(Debug)]
#[must_use = "a transaction that is not committed is taken back"]
pub struct Tx(pub(crate) Conn);

impl Tx {
    /// Makes it last.
    pub async fn commit(self) -> Result<()> {
        self.0.session.commit().await
    }

    /// Takes it back, and waits until that is done.
    pub async fn rollback(self) -> Result<()> {
        self.0.session.rollback().await
    }
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

/// A connection of no organisation.
#[derive(Debug)]
pub struct SystemConn {
    pub(crate) session: Session,
}

/// A transaction of no organisation. Dropping it takes everything back.
#[derive(Debug)]
#[must_use = "a transaction that is not committed is taken back"]
pub struct SystemTx(pub(crate) SystemConn);

impl SystemTx {
    /// Goes on as a transaction of `org`: what was written so far and what follows become one.
    pub async fn enter(self, org: OrgId) -> Result<Tx> {
        let mut session = self.0.session;
        if let Inner::Postgres(tx) = &mut session.inner {
            let scope = scope_postgres(org, session.has_role);
            sqlx::raw_sql(AssertSqlSafe(scope))
                .execute(&mut **tx)
                .await?;
        }
        Ok(Tx(Conn {
            org,
            can_write: true,
            session,
        }))
    }

    /// Makes it last.
    pub async fn commit(self) -> Result<()> {
        self.0.session.commit().await
    }

    /// Takes it back, and waits until that is done.
    pub async fn rollback(self) -> Result<()> {
        self.0.session.rollback().await
    }
}

impl Deref for SystemTx {
    type Target = SystemConn;
    fn deref(&self) -> &SystemConn {
        &self.0
    }
}

impl DerefMut for SystemTx {
    fn deref_mut(&mut self) -> &mut SystemConn {
        &mut self.0
    }
}

/// The statements that begin a transaction of `org`, sent as one message: one round trip. The
/// number is an integer and the role a constant, so nothing of the text comes from outside.
pub(crate) fn begin_postgres(begin: &str, org: OrgId, has_role: bool) -> String {
    format!("{begin}; {}", scope_postgres(org, has_role))
}

fn scope_postgres(org: OrgId, has_role: bool) -> String {
    let role = if has_role {
        format!("set local role {ROLE}; ")
    } else {
        String::new()
    };
    format!("{role}set local app.org_id = '{}'", org.0)
}
