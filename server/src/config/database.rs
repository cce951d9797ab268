//! Where data lives.
//!
//! Variables: `NEXUS_DATA_DIR`, `NEXUS_DATABASE_URL`, `NEXUS_DATABASE_CONNECTIONS_MAX`.

use std::path::PathBuf;

use super::Env;

/// See the module.
#[derive(Debug, Clone)]
pub struct Database {
    /// Folder of uploads, keys and the embedded database.
    pub data_dir: PathBuf,
    /// `sqlite:...` or `postgres://...`; may hold a password, so it is shown without.
    pub url: String,
    /// Connections at most.
    pub connections_max: u32,
}

impl Database {
    pub(super) fn from_env(env: &Env) -> Self {
        let data_dir: String = env.get(
            "NEXUS_DATA_DIR",
            "data".to_owned(),
            "Folder of uploads, keys and the database.",
        );
        let url = env.secret(
            "NEXUS_DATABASE_URL",
            "postgres://user:password@host/name; a SQLite file in NEXUS_DATA_DIR when empty.",
        );
        Self {
            url: url.map_or_else(
                || format!("sqlite:{data_dir}/carbon-nexus.db"),
                |secret| secret.reveal().to_owned(),
            ),
            data_dir: PathBuf::from(data_dir),
            connections_max: env.get(
                "NEXUS_DATABASE_CONNECTIONS_MAX",
                16,
                "Database connections at most.",
            ),
        }
    }
}
