//! The language model that words recommendations.
//!
//! Variables: `NEXUS_LLM_PROVIDER`, `NEXUS_LLM_MODEL`, `NEXUS_LLM_BASE_URL`, `NEXUS_OPENAI_BASE_URL`,
//! `NEXUS_LLM_TIMEOUT`, `NEXUS_GEMINI_API_KEY`, `NEXUS_ANTHROPIC_API_KEY`, `NEXUS_OPENAI_API_KEY`.

use std::time::Duration;

use services::language::{Provider, Remote, Settings, TIME_MAX};

use super::Env;
use super::env::Secret;

/// See the module.
#[derive(Debug, Clone)]
pub struct Language {
    /// Which model is asked, and where; `None`: none is, and the rules' own texts stand.
    pub settings: Option<Settings>,
}

/// What the variables say, before it is known whether they go together.
struct Said {
    provider: Option<Provider>,
    model: Option<String>,
    base_url: Option<String>,
    openai_base_url: Option<String>,
    time_max: Duration,
    gemini_key: Option<Secret>,
    anthropic_key: Option<Secret>,
    openai_key: Option<Secret>,
}

impl Language {
    pub(super) fn from_env(env: &Env) -> Self {
        let said = Said::from_env(env);
        let Some(provider) = said.provider else {
            return Self { settings: None };
        };
        match said.settings(provider) {
            Ok(settings) => Self {
                settings: Some(settings),
            },
            Err(problem) => {
                env.refuse(&problem);
                Self { settings: None }
            }
        }
    }
}

impl Said {
    fn from_env(env: &Env) -> Self {
        Self {
            provider: provider(env),
            model: env.optional(
                "NEXUS_LLM_MODEL",
                "The model as its provider calls it, such as gemini-2.5-flash or llama3.1.",
            ),
            base_url: env.optional(
                "NEXUS_LLM_BASE_URL",
                "Where the provider listens, such as http://127.0.0.1:11434; its own public address when empty.",
            ),
            openai_base_url: env.optional(
                "NEXUS_OPENAI_BASE_URL",
                "The same for openai alone, such as https://llm.example.org/v1.",
            ),
            time_max: time_max(env),
            gemini_key: env.secret(
                "NEXUS_GEMINI_API_KEY",
                "Key for gemini. It is sent to the provider and nowhere else.",
            ),
            anthropic_key: env.secret("NEXUS_ANTHROPIC_API_KEY", "Key for anthropic."),
            openai_key: env.secret(
                "NEXUS_OPENAI_API_KEY",
                "Key for openai; servers of one's own may need none.",
            ),
        }
    }

    /// What is said of `provider`; keys of others may stay set.
    fn settings(self, provider: Provider) -> Result<Settings, String> {
        let Some(model) = self.model else {
            return Err(format!(
                "NEXUS_LLM_MODEL must name a model of NEXUS_LLM_PROVIDER={provider}"
            ));
        };
        let base_url = match (provider, self.base_url, self.openai_base_url) {
            (Provider::OpenAi, Some(_), Some(_)) => {
                return Err("NEXUS_LLM_BASE_URL and NEXUS_OPENAI_BASE_URL are both set".to_owned());
            }
            (Provider::OpenAi, one, other) => one.or(other),
            (_, one, _) => one,
        };
        let (name, key, needs_key) = match provider {
            Provider::Gemini => ("NEXUS_GEMINI_API_KEY", self.gemini_key, true),
            Provider::Anthropic => ("NEXUS_ANTHROPIC_API_KEY", self.anthropic_key, true),
            Provider::OpenAi => ("NEXUS_OPENAI_API_KEY", self.openai_key, base_url.is_none()),
            Provider::Ollama => ("", None, false),
        };
        if needs_key && key.is_none() {
            return Err(format!(
                "{name} must be set for NEXUS_LLM_PROVIDER={provider}"
            ));
        }
        let settings = Settings {
            provider,
            model,
            base_url,
            key: key.map(|key| key.reveal().to_owned()),
            time_max: self.time_max,
        };
        // What cannot be used is found at the start and not with the first recommendation.
        match Remote::new(&settings) {
            Ok(_) => Ok(settings),
            Err(problem) => Err(format!("NEXUS_LLM_... cannot be used: {problem}")),
        }
    }
}

fn provider(env: &Env) -> Option<Provider> {
    let name = env.get(
        "NEXUS_LLM_PROVIDER",
        "none".to_owned(),
        "Who words recommendations: none, gemini, anthropic, openai (and compatible servers) or ollama.",
    );
    match name.as_str() {
        "none" => None,
        "gemini" => Some(Provider::Gemini),
        "anthropic" => Some(Provider::Anthropic),
        "openai" => Some(Provider::OpenAi),
        "ollama" => Some(Provider::Ollama),
        _ => {
            env.refuse(&format!(
                "NEXUS_LLM_PROVIDER is `{name}`; it must be none, gemini, anthropic, openai or ollama"
            ));
            None
        }
    }
}

fn time_max(env: &Env) -> Duration {
    let seconds = env.get(
        "NEXUS_LLM_TIMEOUT",
        TIME_MAX.as_secs(),
        "Seconds after which the rules' own text stands, 1 to 120.",
    );
    if !(1..=120).contains(&seconds) {
        env.refuse(&format!(
            "NEXUS_LLM_TIMEOUT is {seconds}; it must be 1 to 120"
        ));
    }
    Duration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use services::language::{Provider, Settings};

    use super::super::{Config, Env};

    const KEY: &str = "sk-key-that-must-not-be-seen";

    fn read(pairs: &[(&str, &str)]) -> Result<Option<Settings>, String> {
        let env = Env::from_pairs(pairs.iter().copied());
        let config = Config::from_env(&env);
        let shown = format!("{config:?} {:?}", env.declared());
        assert!(!shown.contains(KEY), "{shown}");
        config
            .map(|config| config.language.settings)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn nobody_is_asked_unless_set_up() {
        assert_eq!(read(&[]), Ok(None));
        // A key alone sends nothing anywhere.
        assert_eq!(read(&[("NEXUS_GEMINI_API_KEY", KEY)]), Ok(None));
    }

    #[test]
    fn each_provider_has_its_own_key_and_address() {
        let read = |pairs: &[(&str, &str)]| read(pairs).expect("usable").expect("set up");
        let gemini = read(&[
            ("NEXUS_LLM_PROVIDER", "gemini"),
            ("NEXUS_LLM_MODEL", "gemini-2.5-flash"),
            ("NEXUS_GEMINI_API_KEY", KEY),
            ("NEXUS_ANTHROPIC_API_KEY", "another"),
            ("NEXUS_OPENAI_BASE_URL", "https://llm.example.org/v1"),
        ]);
        assert_eq!(gemini.provider, Provider::Gemini);
        assert_eq!((gemini.base_url, gemini.key.as_deref()), (None, Some(KEY)));
        assert_eq!(gemini.time_max.as_secs(), 8);
        let openai = read(&[
            ("NEXUS_LLM_PROVIDER", "openai"),
            ("NEXUS_LLM_MODEL", "qwen3"),
            ("NEXUS_OPENAI_BASE_URL", "http://llm:8000/v1"),
            ("NEXUS_LLM_TIMEOUT", "30"),
        ]);
        assert_eq!(openai.base_url.as_deref(), Some("http://llm:8000/v1"));
        assert_eq!((openai.key, openai.time_max.as_secs()), (None, 30));
        let ollama = read(&[
            ("NEXUS_LLM_PROVIDER", "ollama"),
            ("NEXUS_LLM_MODEL", "llama3.1"),
            ("NEXUS_OPENAI_API_KEY", KEY),
        ]);
        assert_eq!(ollama.key, None, "the key of another stays at home");
    }

    #[test]
    fn what_does_not_go_together_is_named() {
        let gemini = ("NEXUS_LLM_PROVIDER", "gemini");
        let openai = ("NEXUS_LLM_PROVIDER", "openai");
        let model = ("NEXUS_LLM_MODEL", "some-model");
        let key = ("NEXUS_OPENAI_API_KEY", KEY);
        for (pairs, named) in [
            (
                vec![("NEXUS_LLM_PROVIDER", "chatgpt")],
                "NEXUS_LLM_PROVIDER",
            ),
            (vec![gemini], "NEXUS_LLM_MODEL"),
            (vec![gemini, model], "NEXUS_GEMINI_API_KEY"),
            (vec![openai, model], "NEXUS_OPENAI_API_KEY"),
            (vec![("NEXUS_LLM_TIMEOUT", "0")], "NEXUS_LLM_TIMEOUT"),
            (
                vec![openai, model, key, ("NEXUS_LLM_BASE_URL", "http://llm/v1")],
                "unencrypted",
            ),
            (
                vec![
                    openai,
                    model,
                    key,
                    ("NEXUS_LLM_BASE_URL", "https://a/v1"),
                    ("NEXUS_OPENAI_BASE_URL", "https://b/v1"),
                ],
                "both set",
            ),
        ] {
            let problem = read(&pairs).expect_err(named);
            assert!(problem.contains(named), "{problem}");
        }
    }
}
