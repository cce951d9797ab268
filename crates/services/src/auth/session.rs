//! Sessions and tokens: what a caller shows, and what stands behind it.
//!
//! A session is a signed JWT that only names a row; the row is looked at on every request, so that
//! logout, disabling and role changes act at once. An API token is random; its SHA-256 is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use model::ids::SessionId;
use rand::TryRngCore;
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// Every API token begins so; makes leaked ones easy to find.
pub(super) const TOKEN_PREFIX: &str = "nexus_";

/// Keys that sign and check sessions.
pub struct SessionKeys {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl std::fmt::Debug for SessionKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionKeys(hidden)")
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sid: SessionId,
    exp: i64,
}

impl SessionKeys {
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self {
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
        }
    }

    pub(super) fn sign(&self, sid: SessionId, expires_at: DateTime<Utc>) -> Result<String> {
        let claims = Claims {
            sid,
            exp: expires_at.timestamp(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(Error::internal)
    }

    /// The session a JWT names, when we signed it. Whether it still lives is its row's matter, so
    /// the expiry in the token (the longest a session may last) is checked there too.
    pub(super) fn session_of(&self, jwt: &str) -> Option<SessionId> {
        let mut validation = Validation::new(Algorithm::HS256);
        // The row decides by the injected clock; the library would ask the wall clock.
        validation.validate_exp = false;
        jsonwebtoken::decode::<Claims>(jwt, &self.decoding, &validation)
            .ok()
            .map(|token| token.claims.sid)
    }
}

/// 32 random bytes from the operating system, as text.
pub(super) fn random_text() -> Result<String> {
    let mut bytes = [0_u8; 32];
    OsRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of a token or a one-time code.
pub(super) fn fingerprint(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
