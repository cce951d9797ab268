//! How each provider is asked and answers, as its reference says. Nothing here does I/O.
//!
//! | Provider | Reference |
//! |---|---|
//! | Gemini | <https://ai.google.dev/api/generate-content> |
//! | Anthropic | <https://docs.claude.com/en/api/messages> |
//! | OpenAI and compatible | <https://platform.openai.com/docs/api-reference/chat/create> |
//! | Ollama | <https://github.com/ollama/ollama/blob/main/docs/api.md> |

use serde_json::{Map, Value, json};

use super::Request;

/// Whose protocol is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    Gemini,
    Anthropic,
    /// Also vLLM, llama.cpp, LM Studio, Mistral, OpenRouter and many more, by base URL.
    OpenAi,
    Ollama,
}

impl std::fmt::Display for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Gemini => "gemini",
            Self::Anthropic => "anthropic",
            Self::OpenAi => "openai",
            Self::Ollama => "ollama",
        })
    }
}

impl Provider {
    /// Where the provider itself listens.
    #[must_use]
    pub fn base_url(self) -> &'static str {
        match self {
            Self::Gemini => "https://generativelanguage.googleapis.com/v1beta",
            Self::Anthropic => "https://api.anthropic.com/v1",
            Self::OpenAi => "https://api.openai.com/v1",
            Self::Ollama => "http://127.0.0.1:11434",
        }
    }

    /// What follows the base URL.
    pub(super) fn path(self, model: &str) -> Vec<String> {
        match self {
            Self::Gemini => {
                let model = model.strip_prefix("models/").unwrap_or(model);
                vec!["models".to_owned(), format!("{model}:generateContent")]
            }
            Self::Anthropic => vec!["messages".to_owned()],
            Self::OpenAi => vec!["chat".to_owned(), "completions".to_owned()],
            Self::Ollama => vec!["api".to_owned(), "chat".to_owned()],
        }
    }

    /// The header that carries the key, and its value.
    pub(super) fn key_header(self, key: &str) -> (&'static str, String) {
        match self {
            Self::Gemini => ("x-goog-api-key", key.to_owned()),
            Self::Anthropic => ("x-api-key", key.to_owned()),
            // Ollama itself asks for none; a proxy before it may.
            Self::OpenAi | Self::Ollama => ("authorization", format!("Bearer {key}")),
        }
    }

    /// Headers besides key and content type.
    pub(super) fn headers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Anthropic => &[("anthropic-version", "2023-06-01")],
            Self::Gemini | Self::OpenAi | Self::Ollama => &[],
        }
    }

    /// The body of the request. `is_own` says that OpenAI itself is asked and not one that is compatible.
    pub(super) fn body(self, model: &str, request: &Request, is_own: bool) -> Value {
        let schema = shape(&request.schema);
        let Request {
            system,
            user,
            max_tokens,
            ..
        } = request;
        let turns = json!([
            {"role": "system", "content": system},
            {"role": "user", "content": user},
        ]);
        match self {
            Self::Gemini => json!({
                "systemInstruction": {"parts": [{"text": system}]},
                "contents": [{"role": "user", "parts": [{"text": user}]}],
                "generationConfig": {
                    "maxOutputTokens": max_tokens,
                    "responseMimeType": "application/json",
                    "responseJsonSchema": schema,
                },
            }),
            Self::Anthropic => json!({
                "model": model,
                "max_tokens": max_tokens,
                "system": system,
                "messages": [{"role": "user", "content": user}],
                "output_config": {"format": {"type": "json_schema", "schema": schema}},
            }),
            Self::OpenAi => {
                // OpenAI's reasoning models refuse the old name, many compatible servers know no other.
                let limit = if is_own {
                    "max_completion_tokens"
                } else {
                    "max_tokens"
                };
                json!({
                    "model": model,
                    "messages": turns,
                    limit: max_tokens,
                    "response_format": {
                        "type": "json_schema",
                        "json_schema": {"name": "answer", "strict": true, "schema": schema},
                    },
                })
            }
            Self::Ollama => json!({
                "model": model,
                "stream": false,
                "messages": turns,
                "format": schema,
                "options": {
                    "temperature": 0,
                    "num_predict": max_tokens,
                    "num_ctx": window_tokens(request),
                },
            }),
        }
    }

    /// The text of an answer: `None` when it is not in this provider's format, `Some("")` when there
    /// is none in it.
    pub(super) fn text(self, answer: &Value) -> Option<String> {
        match self {
            Self::Gemini => {
                // A blocked prompt has no candidate, a blocked answer a candidate without parts.
                if answer.get("promptFeedback").is_some() && answer.get("candidates").is_none() {
                    return Some(String::new());
                }
                let first = answer.pointer("/candidates/0")?;
                let parts = first.pointer("/content/parts").and_then(Value::as_array);
                let said = |part: &&Value| part.get("thought") != Some(&Value::Bool(true));
                Some(texts(parts.into_iter().flatten().filter(said)))
            }
            Self::Anthropic => {
                let blocks = answer.get("content")?.as_array()?;
                let is_text = |block: &&Value| block.get("type").is_some_and(|kind| kind == "text");
                Some(texts(blocks.iter().filter(is_text)))
            }
            Self::OpenAi => content(answer.pointer("/choices/0/message")?),
            Self::Ollama => content(answer.get("message")?),
        }
    }
}

fn texts<'a>(parts: impl Iterator<Item = &'a Value>) -> String {
    parts
        .filter_map(|part| part.get("text")?.as_str())
        .collect()
}

/// OpenAI writes a refusal beside a content of null.
fn content(message: &Value) -> Option<String> {
    match message.get("content")? {
        Value::Null => Some(String::new()),
        content => content.as_str().map(str::to_owned),
    }
}

/// Tokens a local model must have room for. By default Ollama gives it 4,096 and then drops the
/// beginning of what does not fit, without a word. A token has three bytes or more in most texts;
/// powers of two, because another size loads the model anew.
fn window_tokens(request: &Request) -> usize {
    let bytes = request.system.len() + request.user.len();
    let tokens = bytes / 3 + request.max_tokens as usize;
    tokens.next_power_of_two().max(4_096)
}

/// The schema without bounds on lengths: OpenAI and Anthropic refuse some of them in schemas they
/// hold a model to, and grammars of local servers blow up by them. The caller checks them anyway.
fn shape(schema: &Value) -> Value {
    const BOUNDS: [&str; 4] = ["minLength", "maxLength", "minItems", "maxItems"];
    let Value::Object(keywords) = schema else {
        return schema.clone();
    };
    let kept = keywords
        .iter()
        .filter(|(keyword, _)| !BOUNDS.contains(&keyword.as_str()));
    let shaped = kept.map(|(keyword, value)| {
        let value = match (keyword.as_str(), value) {
            // The keys in here are names, not keywords.
            ("properties", Value::Object(properties)) => {
                let each = properties
                    .iter()
                    .map(|(name, schema)| (name.clone(), shape(schema)));
                Value::Object(each.collect::<Map<_, _>>())
            }
            (_, value) => shape(value),
        };
        (keyword.clone(), value)
    });
    Value::Object(shaped.collect())
}

#[cfg(test)]
mod tests {
    use super::{Provider, shape};
    use serde_json::json;

    #[test]
    fn a_schema_loses_its_bounds_and_nothing_else() {
        let schema = json!({
            "type": "object",
            "required": ["maxLength"],
            "additionalProperties": false,
            "properties": {
                "maxLength": {"type": "string", "minLength": 5, "maxLength": 9},
                "list": {"type": "array", "minItems": 1, "maxItems": 20, "items": {"type": "string", "maxLength": 3}},
            },
        });
        let expected = json!({
            "type": "object",
            "required": ["maxLength"],
            "additionalProperties": false,
            "properties": {
                "maxLength": {"type": "string"},
                "list": {"type": "array", "items": {"type": "string"}},
            },
        });
        assert_eq!(shape(&schema), expected);
    }

    #[test]
    fn thoughts_are_not_the_answer() {
        let gemini = json!({"candidates": [{"content": {"parts": [
            {"text": "Let me see.", "thought": true}, {"text": "{\"a\":"}, {"text": "1}"},
        ]}}]});
        assert_eq!(Provider::Gemini.text(&gemini).as_deref(), Some("{\"a\":1}"));
        let anthropic = json!({"content": [
            {"type": "thinking", "thinking": "Let me see.", "signature": "x"},
            {"type": "text", "text": "{}"},
        ]});
        assert_eq!(Provider::Anthropic.text(&anthropic).as_deref(), Some("{}"));
    }

    #[test]
    fn refusals_are_answers_without_text() {
        for (provider, answer) in [
            (
                Provider::Gemini,
                json!({"promptFeedback": {"blockReason": "SAFETY"}}),
            ),
            (
                Provider::Gemini,
                json!({"candidates": [{"finishReason": "MAX_TOKENS"}]}),
            ),
            (
                Provider::Anthropic,
                json!({"content": [], "stop_reason": "refusal"}),
            ),
            (
                Provider::OpenAi,
                json!({"choices": [{"message": {"content": null, "refusal": "No."}}]}),
            ),
            (Provider::Ollama, json!({"message": {"content": ""}})),
        ] {
            assert_eq!(
                provider.text(&answer).as_deref(),
                Some(""),
                "{provider}: {answer}"
            );
        }
    }

    #[test]
    fn other_formats_are_no_answers() {
        for provider in [
            Provider::Gemini,
            Provider::Anthropic,
            Provider::OpenAi,
            Provider::Ollama,
        ] {
            for answer in [
                json!(null),
                json!([]),
                json!("text"),
                json!({}),
                json!({"content": 1, "candidates": [], "choices": [{}], "message": {"content": [1]}}),
            ] {
                assert_eq!(provider.text(&answer), None, "{provider}: {answer}");
            }
        }
    }
}
