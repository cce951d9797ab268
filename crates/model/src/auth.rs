//! Who may do what: roles, permissions, users, sessions and tokens.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{OrgId, SupplierId, TokenId, UserId};

/// What a user may do in their organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees their own supplier's data only, and imports it.
    Supplier,
    /// Reads.
    Viewer,
    /// Also imports, acknowledges, approves, simulates.
    Operator,
    /// Also manages users, tokens, settings and models.
    Admin,
}

impl Role {
    /// All roles, least first.
    pub const ALL: [Self; 4] = [Self::Supplier, Self::Viewer, Self::Operator, Self::Admin];

    /// The word stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }

    /// The role called `word`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Whether the role includes `permission`.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::ReadOwn | Permission::ManageOwnTokens => true,
            Permission::Import => self != Self::Viewer,
            Permission::Read => self != Self::Supplier,
            Permission::Operate => matches!(self, Self::Operator | Self::Admin),
            Permission::Administer => self == Self::Admin,
        }
    }
}

/// One thing a use case may require.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See data of the own organisation, a supplier user its own supplier's only.
    ReadOwn,
    /// See everything of the organisation.
    Read,
    /// Bring events in and take the own imports back.
    Import,
    /// Change what operations decide: profiles, approvals.
    Operate,
    /// Manage users, settings, factors, models, audit.
    Administer,
    /// Create and revoke the own API tokens.
    ManageOwnTokens,
}

/// A user as others see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    pub id: UserId,
    pub org_id: OrgId,
    pub email: String,
    pub name: String,
    pub role: Role,
    /// Set for the role `supplier` alone.
    pub supplier_id: Option<SupplierId>,
    pub is_disabled: bool,
    pub created_at: DateTime<Utc>,
    pub last_login_at: Option<DateTime<Utc>>,
}

/// What a page needs to know about who is looking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Viewer {
    pub user: User,
    pub organisation: Organisation,
}

/// The tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organisation {
    pub id: OrgId,
    pub name: String,
    /// IANA name of the zone days and weeks are in.
    pub time_zone: String,
    /// ISO 4217 code all money of the organisation is in.
    pub currency: String,
    /// Whether this is the demo organisation, marked on every page.
    pub is_demo: bool,
}

/// `POST /auth/login`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginRequest {
    pub email: String,
    pub password: String,
}

/// Answer of `POST /auth/login`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginAnswer {
    pub access_token: String,
    pub expires_at: DateTime<Utc>,
    pub user: User,
}

/// `POST /users`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewUser {
    pub email: String,
    pub name: String,
    pub password: String,
    pub role: Role,
    /// Required for the role `supplier`, refused for others.
    #[serde(default)]
    pub supplier: Option<String>,
}

/// `PATCH /users/{id}`; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserChange {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub role: Option<Role>,
    #[serde(default)]
    pub is_disabled: Option<bool>,
    #[serde(default)]
    pub password: Option<String>,
}

/// What a token may do: never more than its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// Reads only.
    Read,
    /// Reads and brings events in.
    Ingest,
    /// All that its owner may.
    Full,
}

impl TokenScope {
    /// All scopes, least first.
    pub const ALL: [Self; 3] = [Self::Read, Self::Ingest, Self::Full];

    /// The word stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Ingest => "ingest",
            Self::Full => "full",
        }
    }

    /// The scope called `word`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }

    /// Whether the scope includes `permission`.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::ReadOwn | Permission::Read => true,
            Permission::Import => self != Self::Read,
            Permission::Operate | Permission::Administer | Permission::ManageOwnTokens => {
                self == Self::Full
            }
        }
    }
}

/// `POST /auth/tokens`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewToken {
    pub name: String,
    pub scope: TokenScope,
    /// Days until it stops working; the server states its maximum.
    pub valid_days: u32,
}

/// A token without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiToken {
    pub id: TokenId,
    pub name: String,
    pub scope: TokenScope,
    /// The first characters, to recognise it by.
    pub prefix: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub owner_email: String,
}

/// A new token with its secret, shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedToken {
    pub token: ApiToken,
    /// `nexus_...`: stored hashed, never shown again.
    pub secret: String,
}

/// First start: creates the organisation and its first admin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupRequest {
    /// The one-time code from the log.
    pub code: String,
    pub organisation: String,
    /// IANA zone, such as `Europe/Berlin`.
    pub time_zone: String,
    pub name: String,
    pub email: String,
    pub password: String,
}
