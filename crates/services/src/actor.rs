//! Who acts. Every use case takes an actor and asks it for permission on its first line.

use model::auth::{Permission, Role, TokenScope};
use model::ids::{OrgId, SessionId, SupplierId, TokenId, UserId};

use crate::error::{Error, Result};

/// How the actor got in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A signed-in session.
    Session(SessionId),
    /// An API token, which may narrow what its owner may do.
    Token(TokenId, TokenScope),
    /// The process itself: command line, jobs, demo.
    System,
}

/// Somebody (or the process itself) acting for one organisation.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The organisation acted for.
    pub org: OrgId,
    /// `None` for the process itself.
    pub user: Option<UserId>,
    /// E-mail address, or `system`.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// The one supplier a `supplier` user sees.
    pub supplier: Option<SupplierId>,
    /// How they got in.
    pub credential: Credential,
    /// The request's id, carried into logs and the audit trail.
    pub request_id: Option<String>,
}

impl Actor {
    /// The process itself, acting for `org`.
    #[must_use]
    pub fn system(org: OrgId) -> Self {
        Self {
            org,
            user: None,
            name: "system".to_owned(),
            role: Role::Admin,
            supplier: None,
            credential: Credential::System,
            request_id: None,
        }
    }

    /// Whether the actor may do `permission`.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        let scope_allows = match self.credential {
            Credential::Token(_, scope) => scope.may(permission),
            Credential::Session(_) | Credential::System => true,
        };
        scope_allows && self.role.may(permission)
    }

    /// Fails unless the actor may do `permission`.
    ///
    /// # Errors
    /// `Forbidden`, naming the role.
    pub fn must(&self, permission: Permission) -> Result<()> {
        if self.may(permission) {
            return Ok(());
        }
        let limit = match self.credential {
            Credential::Token(_, scope) if !scope.may(permission) => {
                format!("a token of scope `{}`", scope.as_str())
            }
            Credential::Token(..) | Credential::Session(_) | Credential::System => {
                format!("the role `{}`", self.role.as_str())
            }
        };
        Err(Error::Forbidden(format!("{limit} does not allow this")))
    }

    /// Whether something that belongs to `supplier` (`None`: to several, or to nobody) is there for the
    /// actor: for supplier users only what is their supplier's.
    #[must_use]
    pub fn sees(&self, supplier: Option<SupplierId>) -> bool {
        let own = self.supplier_scope();
        own.is_none_or(|own| supplier == Some(own))
    }

    /// The supplier that reads must be limited to: `Some` for supplier users alone.
    #[must_use]
    pub fn supplier_scope(&self) -> Option<SupplierId> {
        if self.role == Role::Supplier {
            self.supplier
        } else {
            None
        }
    }
}

/// What is known about the caller before anybody is signed in.
#[derive(Debug, Clone, Default)]
pub struct ClientInfo {
    /// The caller's address, as far as trusted proxies tell it.
    pub address: String,
    /// The request's id.
    pub request_id: Option<String>,
}
