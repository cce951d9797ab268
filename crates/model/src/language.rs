//! The language model that words recommendations.

use serde::{Deserialize, Serialize};

/// `POST /language/test`: how one tiny question to the language model fared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LanguageTest {
    /// Such as `gemini/gemini-2.5-flash`.
    pub model: String,
    /// Whether it answered in the form that was asked for.
    pub is_usable: bool,
    /// What came of it, in a sentence.
    pub outcome: String,
    /// Waiting for other questions included.
    pub duration_ms: u64,
}
