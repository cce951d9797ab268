//! Having recommendations worded, or not.

use engine::recommendations::wording::{
    Asked, ITEMS_MAX, Prompt, Worded, WordingError, check, prompt,
};
use serde_json::Value;

use super::{LanguageError, Request, Writer, unfenced};

/// Tokens of an answer besides its texts, thoughts included.
const TOKENS_BASE: u32 = 1_024;
/// Tokens of one recommendation: title and body have 790 characters at most, and words of languages
/// other than English break into more tokens.
const TOKENS_EACH: u32 = 384;

/// Recommendations with their texts, and whose these are.
#[derive(Debug, Clone, PartialEq)]
pub struct Wording {
    /// One for each recommendation, in the order of what was asked.
    pub texts: Vec<Worded>,
    pub author: Author,
}

/// Who worded.
#[derive(Debug, Clone, PartialEq)]
pub enum Author {
    /// The rules' own texts, untouched.
    Rules(WhyRules),
    /// The model of this name; every figure in its texts is one of the rules'.
    Model(String),
}

/// Why the rules' texts stand.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WhyRules {
    #[error("no language model is set up")]
    NoModel,
    #[error("{0} recommendations were to be worded; a language model gets 1 to {ITEMS_MAX}")]
    Count(usize),
    #[error(transparent)]
    NoAnswer(#[from] LanguageError),
    #[error("two answers of the language model were refused; the second: {0}")]
    Refused(WordingError),
}

/// Asks the model to word what the rules computed. An answer that does not pass the
/// check is refused and asked for once more, with the reason; both within the time of one question.
///
/// This cannot fail: without a wording that may be shown, the rules' texts are the answer.
pub async fn word(writer: Option<&Writer>, asked: &Asked) -> Wording {
    let Some(writer) = writer else {
        return by_rules(asked, WhyRules::NoModel);
    };
    if !(1..=ITEMS_MAX).contains(&asked.items.len()) {
        return by_rules(asked, WhyRules::Count(asked.items.len()));
    }
    match writer.in_time(attempt(writer, asked)).await {
        Ok(texts) => Wording {
            texts,
            author: Author::Model(writer.name()),
        },
        Err(why) => {
            tracing::warn!(model = writer.name(), %why, "the rules' texts stand");
            by_rules(asked, why)
        }
    }
}

async fn attempt(writer: &Writer, asked: &Asked) -> Result<Vec<Worded>, WhyRules> {
    let mut request = request(prompt(asked), asked.items.len());
    let answer = writer.ask(&request).await?;
    let refused = match check(asked, unfenced(&answer)) {
        Ok(texts) => return Ok(texts),
        Err(refused) => refused,
    };
    tracing::debug!(model = writer.name(), %refused, "asking once more");
    tell_refusal(&mut request, &refused);
    let answer = writer.ask(&request).await?;
    check(asked, unfenced(&answer)).map_err(WhyRules::Refused)
}

fn request(prompt: Prompt, items: usize) -> Request {
    let items = u32::try_from(items).unwrap_or(u32::MAX);
    Request {
        // Not every server can hold its model to a schema; every model can read one.
        system: format!("{}\n\nThe schema: {}", prompt.system, prompt.schema),
        user: prompt.user,
        schema: prompt.schema,
        max_tokens: TOKENS_BASE.saturating_add(TOKENS_EACH.saturating_mul(items)),
    }
}

/// The reason quotes what the model wrote, and a stranger may have dictated that: so it goes where
/// the data is.
fn tell_refusal(request: &mut Request, refused: &WordingError) {
    request.system.push_str(
        "\n\nYour previous answer to this message was refused; `refused` in it says why. Answer anew, \
         without that fault.",
    );
    if let Ok(Value::Object(mut document)) = serde_json::from_str(&request.user) {
        document.insert("refused".to_owned(), refused.to_string().into());
        request.user = Value::Object(document).to_string();
    }
}

fn by_rules(asked: &Asked, why: WhyRules) -> Wording {
    let texts = asked.items.iter().map(|item| Worded {
        id: item.id.clone(),
        title: item.title.clone(),
        body: item.body.clone(),
    });
    Wording {
        texts: texts.collect(),
        author: Author::Rules(why),
    }
}
