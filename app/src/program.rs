//! The browser's program, as the server hands it out.

use leptos::WasmSplitManifest;

/// Where one build of the program is, and which pieces it is made of.
#[derive(Debug, Clone)]
pub struct Program {
    /// The path of its files, in which each build is told from every other: a page never gets a piece of another
    /// build than its own.
    pub at: String,
    /// Which files a piece needs.
    pub pieces: WasmSplitManifest,
}
