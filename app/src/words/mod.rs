//! Every text that the pages say of their own, in one place, ready for translation.
//!
//! `en/` is the English one, a file for each area of the product. A fixed text is a constant; a sentence with parts is a
//! function whose arguments are the parts, so that another language puts them in the order it needs. Where something to click
//! or to stand out is in the middle of a sentence, the sentence is a pair `..._BEFORE` and `..._AFTER`, and where that is a link
//! its words are `..._LINK`. A text that begins with a space or a mark follows something, which its comment names.
//!
//! Pages take the area they speak of: `use crate::words::goals as words;`.
//!
//! # Another language
//!
//! 1. Copy `en/` to a folder beside it, such as `de/`, and translate what stands between quotes; names and arguments stay.
//! 2. Give `app` a feature `de` in its `Cargo.toml`, and choose below: `#[cfg(feature = "de")]` before `mod de;` and
//!    its `pub(crate) use`, `#[cfg(not(feature = "de"))]` before those of `en`.
//! 3. Build with the feature. The compiler names every text that is missing; one that is never said is an error too.
//!
//! The language is chosen when the program is built, so the browser fetches one language and nothing that chooses.
//! What comes from the server (refusals of `services`, texts of `engine`'s rules, what people typed) is not here.

mod en;

pub(crate) use en::*;
