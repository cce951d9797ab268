//! The import profiles shipped with the product.

use std::sync::LazyLock;

use model::ingest::Profile;

/// Documents by name; a test compiles each and finds its name.
const DOCUMENTS: [&str; 2] = [
    include_str!("profiles/nyc-flights.json"),
    include_str!("profiles/steel-industry.json"),
];

static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let parse =
        |document: &&str| serde_json::from_str(document).expect("a test parses every document");
    DOCUMENTS.iter().map(parse).collect()
});

/// The shipped profiles; they can be copied, not changed.
#[must_use]
pub fn built_in() -> &'static [Profile] {
    &PROFILES
}
