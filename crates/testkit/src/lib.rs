//! What tests and benchmarks need: scratch databases, thrown away after use; language models that
//! misbehave; a heated site; tables of gates. A dev-dependency, never shipped.
//!
//! Tests of the store run on both databases ([`on_both!`]). A PostgreSQL server is required:
//! `make test` starts one and says where it is; without one these tests fail, they are not skipped.

mod heated;
pub mod language;
mod organisation;
pub mod report;
mod scratch;

pub use heated::{heated_kwh, outside_c};
pub use organisation::{assert_sums_are_exact, create_organisation};
pub use scratch::{ScratchDb, block_on, scratch_postgres, scratch_sqlite};

/// Two tests from one body: `on_both!(name, |db| async move { .. })`, with `db` a [`ScratchDb`].
#[macro_export]
macro_rules! on_both {
    ($(#[$doc:meta])* $name:ident, |$db:ident| $body:expr) => {
        $(#[$doc])*
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                $crate::block_on(async {
                    let $db = $crate::scratch_sqlite().await;
                    $body.await
                });
            }

            #[test]
            fn postgres() {
                $crate::block_on(async {
                    let $db = $crate::scratch_postgres().await;
                    $body.await
                });
            }
        }
    };
}
