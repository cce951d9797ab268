//! The one reader of the environment; it remembers what was asked for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Nobody set it.
    Default,
    /// The environment or the `.env` file.
    Environment,
}

/// A setting as `config print` shows it.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its variable.
    pub name: &'static str,
    /// What it means, in one line.
    pub doc: &'static str,
    /// Its default, as text.
    pub default: String,
    /// Its value, `(hidden)` for a secret that is set.
    pub shown: String,
    /// Where the value came from.
    pub source: Source,
}

/// The environment, read once.
#[derive(Debug, Default)]
pub struct Env {
    values: BTreeMap<String, String>,
    declared: RefCell<Vec<Declared>>,
    problems: RefCell<Vec<String>>,
}

const PREFIX: &str = "NEXUS_";

impl Env {
    /// Reads the process environment, and `.env` in the working folder for what it leaves out.
    #[must_use]
    pub fn from_process() -> Self {
        // A missing file is the normal case; variables that are set win over the file.
        let _ = dotenvy::dotenv();
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the environment"
        )]
        let values = std::env::vars()
            .filter(|(name, _)| name.starts_with(PREFIX))
            .collect();
        Self {
            values,
            ..Self::default()
        }
    }

    /// An environment made of `pairs`, for tests.
    #[must_use]
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let values = pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self {
            values,
            ..Self::default()
        }
    }

    /// A setting with a default.
    pub fn get<T>(&self, name: &'static str, default: T, doc: &'static str) -> T
    where
        T: FromStr + Display,
        T::Err: Display,
    {
        let default_text = default.to_string();
        match self.read(name, default_text, doc, false) {
            Some(text) => self.parsed(name, &text).unwrap_or(default),
            None => default,
        }
    }

    /// A setting that may be absent.
    pub fn optional<T>(&self, name: &'static str, doc: &'static str) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.read(name, String::new(), doc, false)?;
        self.parsed(name, &text)
    }

    /// A setting that is never shown.
    pub fn secret(&self, name: &'static str, doc: &'static str) -> Option<Secret> {
        self.read(name, String::new(), doc, true).map(Secret)
    }

    /// A comma-separated list.
    pub fn list(&self, name: &'static str, doc: &'static str) -> Vec<String> {
        let text = self
            .read(name, String::new(), doc, false)
            .unwrap_or_default();
        text.split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Everything asked for so far.
    #[must_use]
    pub fn declared(&self) -> Vec<Declared> {
        self.declared.borrow().clone()
    }

    pub(super) fn problems(&self) -> Vec<String> {
        self.problems.borrow().clone()
    }

    /// Variables with our prefix that nothing asked for: most often a misspelling. Names that end
    /// in `_TEST_...` belong to the test set-up.
    pub(super) fn unknown(&self) -> Vec<String> {
        let declared = self.declared.borrow();
        self.values
            .keys()
            .filter(|name| !name.starts_with("NEXUS_TEST_"))
            .filter(|name| !declared.iter().any(|known| known.name == name.as_str()))
            .cloned()
            .collect()
    }

    /// Notes that values do not go together, or one is out of its range.
    pub(super) fn refuse(&self, problem: &str) {
        self.problems.borrow_mut().push(problem.to_owned());
    }

    fn read(
        &self,
        name: &'static str,
        default: String,
        doc: &'static str,
        is_secret: bool,
    ) -> Option<String> {
        let value = self
            .values
            .get(name)
            .filter(|value| !value.is_empty())
            .cloned();
        let shown = match &value {
            Some(_) if is_secret => "(hidden)".to_owned(),
            Some(value) => value.clone(),
            None => default.clone(),
        };
        let source = if value.is_some() {
            Source::Environment
        } else {
            Source::Default
        };
        self.declared.borrow_mut().push(Declared {
            name,
            doc,
            default,
            shown,
            source,
        });
        value
    }

    fn parsed<T>(&self, name: &str, text: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        text.parse()
            .map_err(|error: T::Err| {
                self.problems
                    .borrow_mut()
                    .push(format!("{name} is `{text}`: {error}"));
            })
            .ok()
    }
}

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}
