//! Imports and estimates.
//!
//! Variables: `NEXUS_UPLOAD_BYTES_MAX`, `NEXUS_IMPORTS_AT_ONCE`, `NEXUS_CHUNK_ROWS`,
//! `NEXUS_RAW_DAYS`, `NEXUS_DEFAULT_GRID_REGION`.

use super::Env;

/// See the module.
#[derive(Debug, Clone)]
pub struct Ingest {
    /// Largest file that may be uploaded.
    pub upload_bytes_max: u64,
    /// Imports that run side by side; more wait in the queue.
    pub imports_at_once: usize,
    /// Rows per transaction.
    pub chunk_rows: usize,
    /// Days that rows are kept as they came; `None` keeps them for good.
    pub raw_days: Option<u32>,
    /// Grid region of organisations that set none.
    pub default_grid_region: Option<String>,
}

impl Ingest {
    pub(super) fn from_env(env: &Env) -> Self {
        Self {
            upload_bytes_max: env.get(
                "NEXUS_UPLOAD_BYTES_MAX",
                1 << 30,
                "Largest file that may be uploaded, in bytes.",
            ),
            imports_at_once: env.get(
                "NEXUS_IMPORTS_AT_ONCE",
                1,
                "Imports that run side by side; more wait in the queue.",
            ),
            chunk_rows: env.get(
                "NEXUS_CHUNK_ROWS",
                5_000,
                "Rows of an import per transaction.",
            ),
            raw_days: env.optional(
                "NEXUS_RAW_DAYS",
                "Days that rows and bodies are kept as they came, counted from the event's time; without it they are kept for good.",
            ),
            default_grid_region: env.optional(
                "NEXUS_DEFAULT_GRID_REGION",
                "Grid region of organisations that set none, such as DEU; without one such events get no factor.",
            ),
        }
    }
}
