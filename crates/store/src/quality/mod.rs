//! What is known about the data itself: what was found, what was filled in.

mod fills;
mod findings;
mod pending;
mod windows;

use model::ids::{SiteId, SupplierId};
use model::ingest::EventType;

pub use fills::{
    FillRow, NewFill, fill_record, fills_of, fills_span, insert_fills, remove_fill, replace_fill,
    standing_fills,
};
pub use findings::{FindingRow, findings_of, replace_findings};
pub use pending::{import_span, mark_range, pending, pending_organisations, settle_pending};
pub use windows::{WindowRow, last_window, replace_windows, windows};

/// What a filled value belongs to: a meter of a supplier, at a site or at none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeterKey {
    pub supplier_id: SupplierId,
    pub site_id: Option<SiteId>,
    pub category: EventType,
}
