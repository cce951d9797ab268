//! `config print`.

use anyhow::Result;

use super::say;
use crate::config::{Config, Env, Source};

/// Every setting; as a table, or as a `.env` file to start from.
pub(super) fn print(env: &Env, is_sample: bool) -> Result<()> {
    if is_sample {
        say(sample().trim_end());
        return Ok(());
    }
    for setting in env.declared() {
        let source = match setting.source {
            Source::Default => "default",
            Source::Environment => "environment",
        };
        say(&format!(
            "{}={}  # {source}; default: {}",
            setting.name,
            setting.shown,
            shown(&setting.default)
        ));
    }
    Ok(())
}

/// The text of `.env.sample`: every setting with its meaning, commented out at its default.
fn sample() -> String {
    let env = Env::from_pairs([]);
    // Defaults are always usable; what matters here is that reading them declares them.
    let _ = Config::from_env(&env);
    let mut text = String::from(
        "# Settings of Carbon Nexus. Copy to .env and change what you need; made by\n# `carbon-nexus config print --sample`.\n",
    );
    for setting in env.declared() {
        text.push_str(&format!(
            "\n# {}\n# {}={}\n",
            setting.doc, setting.name, setting.default
        ));
    }
    text
}

fn shown(default: &str) -> &str {
    if default.is_empty() {
        "(none)"
    } else {
        default
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample_file_lists_every_setting() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../.env.sample");
        let file = std::fs::read_to_string(path).expect(".env.sample is there");
        assert_eq!(
            file.trim_end(),
            super::sample().trim_end(),
            "run: carbon-nexus config print --sample > .env.sample"
        );
    }
}
