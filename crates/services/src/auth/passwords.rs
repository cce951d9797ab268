//! Passwords: argon2id with the library's recommended parameters, off the async threads.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::error::{Error, Result};

/// Shortest password accepted (NIST SP 800-63B asks for at least 8).
const LENGTH_MIN: usize = 10;
/// Longest: the hash reads all of it.
const LENGTH_MAX: usize = 256;

/// Refuses passwords that are too short or too long. No other rule: composition rules make
/// passwords worse (NIST SP 800-63B, 5.1.1.2).
pub(super) fn check_strength(password: &str) -> Result<()> {
    let length = password.chars().count();
    if (LENGTH_MIN..=LENGTH_MAX).contains(&length) {
        return Ok(());
    }
    Err(Error::invalid(
        "password",
        "length",
        format!("the password has {length} characters; it needs {LENGTH_MIN} to {LENGTH_MAX}"),
    ))
}

pub(super) async fn hash(password: String) -> Result<String> {
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| Error::internal(anyhow::anyhow!("hashing a password: {error}")))
    })
    .await
    .map_err(Error::internal)?
}

/// Whether `password` belongs to `hash`. Without a hash the same work is done, so that the time it
/// takes does not tell whether an account exists.
pub(super) async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    tokio::task::spawn_blocking(move || {
        let Some(hash) = hash else {
            let _ = Argon2::default().hash_password(password.as_bytes());
            return Ok(false);
        };
        let parsed = PasswordHash::new(&hash)
            .map_err(|error| Error::internal(anyhow::anyhow!("a stored password hash: {error}")))?;
        Ok(Argon2::default()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok())
    })
    .await
    .map_err(Error::internal)?
}
