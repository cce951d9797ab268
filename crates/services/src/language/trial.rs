//! Whether the language model answers, for whoever sets it up.

use model::auth::Permission;
use model::language::LanguageTest;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::Request;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

/// A word, and room for the thoughts that some models cannot do without.
const TOKENS_MAX: u32 = 1_024;

/// Asks the model one tiny question, as recommendations are asked about.
///
/// # Errors
/// `Forbidden` unless an admin asks; `Conflict` when no model is set up.
pub async fn try_model(services: &Services, actor: &Actor) -> Result<LanguageTest> {
    actor.must(Permission::Administer)?;
    let writer = services.language().ok_or_else(|| {
        Error::Conflict(
            "no language model is set up: NEXUS_LLM_PROVIDER and NEXUS_LLM_MODEL name one, and \
             NEXUS_GEMINI_API_KEY, NEXUS_ANTHROPIC_API_KEY or NEXUS_OPENAI_API_KEY is its key"
                .to_owned(),
        )
    })?;
    let mut tx = services.db().write(actor.org).await?;
    let subject = format!("language model {}", writer.name());
    audit::record(
        services,
        &mut tx,
        actor,
        "language.test",
        subject,
        json!({}),
    )
    .await?;
    tx.commit().await?;
    let began = Instant::now();
    let answer = writer.complete(&question()).await;
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    // What it said is not repeated: nobody checked it.
    let (is_usable, outcome) = match answer {
        Ok(text) if is_in_form(&text) => (true, "it answered as it was asked to".to_owned()),
        Ok(_) => (
            false,
            "it answered, but not in the form it was asked for: texts of this model will be refused"
                .to_owned(),
        ),
        Err(error) => (false, error.to_string()),
    };
    Ok(LanguageTest {
        model: writer.name(),
        is_usable,
        outcome,
        duration_ms,
    })
}

fn question() -> Request {
    let schema = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["word"],
        "properties": {"word": {"type": "string"}},
    });
    Request {
        system: format!("Answer with JSON that follows the schema, and nothing else: {schema}"),
        user: "Which word is the opposite of `cold`?".to_owned(),
        schema,
        max_tokens: TOKENS_MAX,
    }
}

fn is_in_form(answer: &str) -> bool {
    let answer: Option<Value> = serde_json::from_str(super::unfenced(answer)).ok();
    answer.is_some_and(|answer| answer["word"].is_string())
}
