//! What each provider takes and gives, written from its reference and not from our client:
//! <https://ai.google.dev/api/generate-content>, <https://docs.claude.com/en/api/messages>,
//! <https://platform.openai.com/docs/api-reference/chat/create>,
//! <https://github.com/ollama/ollama/blob/main/docs/api.md>.

use serde_json::{Value, json};

use super::http::Request;

/// Whose protocol the fake speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Gemini,
    Anthropic,
    OpenAi,
    Ollama,
}

/// A question as the provider understood it.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub model: String,
    pub system: String,
    pub user: String,
    pub schema: Value,
    pub max_tokens: u64,
    /// The whole body.
    pub body: Value,
}

/// A status and what it says.
type Refusal = (u16, String);

impl Dialect {
    pub const ALL: [Self; 4] = [Self::Gemini, Self::Anthropic, Self::OpenAi, Self::Ollama];

    /// Where the provider's paths begin.
    pub(super) fn base_path(self) -> &'static str {
        match self {
            Self::Gemini => "/v1beta",
            Self::Anthropic | Self::OpenAi => "/v1",
            Self::Ollama => "",
        }
    }

    /// The question in a request, or the refusal that the provider would answer it with.
    pub(super) fn understand(
        self,
        request: &Request,
        key: Option<&str>,
    ) -> Result<Question, Refusal> {
        self.check_key(request, key)?;
        if request.method != "POST" {
            return Err((405, format!("method {} is not allowed", request.method)));
        }
        if request.header("content-type") != Some("application/json") {
            return Err((415, "the content type must be application/json".to_owned()));
        }
        let body: Value = serde_json::from_str(&request.body)
            .map_err(|error| (400, format!("the body is no JSON: {error}")))?;
        let model = self.model(request, &body)?;
        let question = match self {
            Self::Gemini => gemini(&body),
            Self::Anthropic => anthropic(&body),
            Self::OpenAi => openai(&body),
            Self::Ollama => ollama(&body),
        };
        let missing = || {
            (
                400,
                format!("a field is missing or of another type: {body}"),
            )
        };
        let (system, user, schema, max_tokens) = question.ok_or_else(missing)?;
        if schema["type"] != "object" || schema.to_string().contains("Length") {
            return Err((400, format!("the schema is not supported: {schema}")));
        }
        Ok(Question {
            model,
            system,
            user,
            schema,
            max_tokens,
            body,
        })
    }

    fn check_key(self, request: &Request, key: Option<&str>) -> Result<(), Refusal> {
        let given = match self {
            Self::Gemini => request.header("x-goog-api-key"),
            Self::Anthropic => request.header("x-api-key"),
            Self::OpenAi | Self::Ollama => request
                .header("authorization")
                .and_then(|value| value.strip_prefix("Bearer ")),
        };
        if given != key {
            return Err((401, format!("incorrect API key provided: {given:?}")));
        }
        let version = request.header("anthropic-version");
        if self == Self::Anthropic && version != Some("2023-06-01") {
            return Err((400, "anthropic-version: header is required".to_owned()));
        }
        Ok(())
    }

    /// The model's name; Gemini has it in the path, the others in the body.
    fn model(self, request: &Request, body: &Value) -> Result<String, Refusal> {
        let unknown = || (404, format!("nothing is at {}", request.path));
        let path = request
            .path
            .strip_prefix(self.base_path())
            .ok_or_else(unknown)?;
        let expected = match self {
            Self::Gemini => {
                let model = path
                    .strip_prefix("/models/")
                    .and_then(|rest| rest.strip_suffix(":generateContent"));
                return model.map(str::to_owned).ok_or_else(unknown);
            }
            Self::Anthropic => "/messages",
            Self::OpenAi => "/chat/completions",
            Self::Ollama => "/api/chat",
        };
        if path != expected {
            return Err(unknown());
        }
        let model = body["model"].as_str().map(str::to_owned);
        model.ok_or_else(|| (400, "model: field required".to_owned()))
    }

    /// An answer that says `text`.
    pub(super) fn answer(self, text: &str) -> Value {
        match self {
            Self::Gemini => json!({
                "candidates": [{
                    "content": {"parts": [
                        {"text": "I put the larger saving first.", "thought": true},
                        {"text": text},
                    ], "role": "model"},
                    "finishReason": "STOP",
                    "index": 0,
                }],
                "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 87, "totalTokenCount": 255, "thoughtsTokenCount": 156},
                "modelVersion": "gemini-2.5-flash",
                "responseId": "4-4GafrNGoq52roPk_XSuAY",
            }),
            Self::Anthropic => json!({
                "id": "msg_013Zva2CMHLNnXjNJJKqJ2EF",
                "type": "message",
                "role": "assistant",
                "model": "claude-sonnet-4-5",
                "content": [{"type": "text", "text": text}],
                "stop_reason": "end_turn",
                "stop_sequence": null,
                "usage": {"input_tokens": 2095, "output_tokens": 503},
            }),
            Self::OpenAi => json!({
                "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
                "object": "chat.completion",
                "created": 1_741_569_952,
                "model": "gpt-4.1-mini",
                "choices": [{
                    "index": 0,
                    "message": {"role": "assistant", "content": text, "refusal": null, "annotations": []},
                    "logprobs": null,
                    "finish_reason": "stop",
                }],
                "usage": {"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29},
            }),
            Self::Ollama => json!({
                "model": "llama3.1",
                "created_at": "2024-12-06T00:46:58.265747Z",
                "message": {"role": "assistant", "content": text},
                "done_reason": "stop",
                "done": true,
                "total_duration": 2_254_970_291_u64,
                "prompt_eval_count": 34,
                "eval_count": 12,
            }),
        }
    }

    /// An answer without a text, as a refusal or an exhausted budget is one.
    pub(super) fn no_text(self) -> Value {
        let mut answer = self.answer("");
        match self {
            Self::Gemini => {
                return json!({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "modelVersion": "gemini-2.5-flash"});
            }
            Self::Anthropic => {
                answer["content"] = json!([]);
                answer["stop_reason"] = json!("refusal");
            }
            Self::OpenAi => {
                answer["choices"][0]["message"]["content"] = Value::Null;
                answer["choices"][0]["message"]["refusal"] = json!("I cannot help with that.");
            }
            Self::Ollama => answer["done_reason"] = json!("length"),
        }
        answer
    }

    /// How the provider words a failure.
    pub(super) fn failure(self, status: u16, message: &str) -> Value {
        match self {
            Self::Gemini => json!({
                "error": {"code": status, "message": message, "status": "RESOURCE_EXHAUSTED"},
            }),
            Self::Anthropic => json!({
                "type": "error",
                "error": {"type": "rate_limit_error", "message": message},
                "request_id": "req_011CSHoEeqs5C35K2UUqR7Fy",
            }),
            Self::OpenAi => json!({
                "error": {"message": message, "type": "requests", "param": null, "code": "rate_limit_exceeded"},
            }),
            Self::Ollama => json!({"error": message}),
        }
    }
}

/// System, user, schema and limit; `None` when one is not where the provider looks for it.
type Parts = Option<(String, String, Value, u64)>;

fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_owned)
}

fn gemini(body: &Value) -> Parts {
    let config = body.get("generationConfig")?;
    let is_json = config.get("responseMimeType")? == "application/json";
    let is_user = body.pointer("/contents/0/role")? == "user";
    (is_json && is_user).then_some(())?;
    Some((
        text(body, "/systemInstruction/parts/0/text")?,
        text(body, "/contents/0/parts/0/text")?,
        config.get("responseJsonSchema")?.clone(),
        config.get("maxOutputTokens")?.as_u64()?,
    ))
}

fn anthropic(body: &Value) -> Parts {
    let is_user = body.pointer("/messages/0/role")? == "user";
    let is_schema = body.pointer("/output_config/format/type")? == "json_schema";
    (is_user && is_schema).then_some(())?;
    Some((
        text(body, "/system")?,
        text(body, "/messages/0/content")?,
        body.pointer("/output_config/format/schema")?.clone(),
        body.get("max_tokens")?.as_u64()?,
    ))
}

/// The turns that OpenAI and Ollama share.
fn turns(body: &Value) -> Option<(String, String)> {
    let is_system = body.pointer("/messages/0/role")? == "system";
    let is_user = body.pointer("/messages/1/role")? == "user";
    (is_system && is_user).then_some(())?;
    Some((
        text(body, "/messages/0/content")?,
        text(body, "/messages/1/content")?,
    ))
}

fn openai(body: &Value) -> Parts {
    let format = body.get("response_format")?;
    let is_schema = format.get("type")? == "json_schema";
    let is_named = format.pointer("/json_schema/name")?.is_string();
    (is_schema && is_named && format.pointer("/json_schema/strict")?.as_bool()?).then_some(())?;
    let (system, user) = turns(body)?;
    Some((
        system,
        user,
        format.pointer("/json_schema/schema")?.clone(),
        body.get("max_tokens")?.as_u64()?,
    ))
}

fn ollama(body: &Value) -> Parts {
    // Without this, the answer comes as a stream.
    (body.get("stream")? == false).then_some(())?;
    let (system, user) = turns(body)?;
    Some((
        system,
        user,
        body.get("format")?.clone(),
        body.pointer("/options/num_predict")?.as_u64()?,
    ))
}
