//! What lies below the map's marks.
//!
//! Variables: `NEXUS_MAP_TILE_URL`, `NEXUS_MAP_TILE_ATTRIBUTION`.

use std::fmt;
use std::str::FromStr;

use model::settings::MapTiles;

use super::Env;

/// See the module.
#[derive(Debug, Clone)]
pub struct Map {
    /// Raster tiles; `None`: the map has its own land and asks no other host.
    pub tile_url: Option<TileUrl>,
    /// Whom the tiles' source asks to be named.
    pub tile_attribution: String,
}

impl Map {
    pub(super) fn from_env(env: &Env) -> Self {
        Self {
            tile_url: env.optional(
                "NEXUS_MAP_TILE_URL",
                "Raster tiles below the map, such as https://tiles.example.org/{z}/{x}/{y}.png; browsers then ask that host. The built-in land alone when empty.",
            ),
            tile_attribution: env.get(
                "NEXUS_MAP_TILE_ATTRIBUTION",
                "\u{a9} OpenStreetMap contributors".to_owned(),
                "Whom the source of the tiles asks to be named on the map.",
            ),
        }
    }

    /// What pages are told of the tiles.
    #[must_use]
    pub fn tiles(&self) -> Option<MapTiles> {
        self.tile_url.as_ref().map(|url| MapTiles {
            url: url.to_string(),
            attribution: self.tile_attribution.clone(),
        })
    }
}

/// An address of tiles with `{z}`, `{x}` and `{y}`, perhaps `{s}` for a, b and c.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileUrl(String);

impl TileUrl {
    /// What a content security policy must allow: scheme and host, `{s}.` as `*.`.
    #[must_use]
    pub fn source(&self) -> String {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        let host = rest.split('/').next().unwrap_or_default();
        format!("{scheme}://{}", host.replace("{s}.", "*."))
    }
}

impl FromStr for TileUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str =
            "an address of tiles looks like https://tiles.example.org/{z}/{x}/{y}.png";
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or(WRONG)?;
        let (host, path) = rest.split_once('/').ok_or(WRONG)?;
        let host = host.strip_prefix("{s}.").unwrap_or(host);
        // The host goes into a header that says what browsers may load.
        let is_host = !host.is_empty()
            && (host.bytes()).all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
        let has_all = ["{z}", "{x}", "{y}"].iter().all(|part| path.contains(part));
        if is_host && has_all {
            Ok(Self(text.to_owned()))
        } else {
            Err(WRONG)
        }
    }
}

impl fmt::Display for TileUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::TileUrl;

    #[test]
    fn only_the_host_of_the_tiles_is_opened() {
        for (text, source) in [
            (
                "https://t.example.org/{z}/{x}/{y}.png?key=1",
                "https://t.example.org",
            ),
            (
                "https://{s}.t.example.org/{z}/{x}/{y}.png",
                "https://*.t.example.org",
            ),
            ("http://127.0.0.1:8080/{z}/{x}/{y}", "http://127.0.0.1:8080"),
        ] {
            let url: TileUrl = text.parse().expect("an address of tiles");
            assert_eq!(
                (url.to_string().as_str(), url.source().as_str()),
                (text, source)
            );
        }
    }

    #[test]
    fn what_could_widen_the_policy_is_refused() {
        for text in [
            "tiles.example.org/{z}/{x}/{y}",
            "https://t.example.org/{z}/{x}",
            "https://t.example.org; script-src */{z}/{x}/{y}",
            "https://*/{z}/{x}/{y}",
            "data:image/png,{z}{x}{y}",
        ] {
            assert!(text.parse::<TileUrl>().is_err(), "{text}");
        }
    }
}
