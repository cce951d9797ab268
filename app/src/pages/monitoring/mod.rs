//! What stands out, and who took notice.

pub(crate) mod api;

mod bell;

mod hotspot;

mod page;

pub(crate) use bell::AlertBell;
pub(crate) use page::HotspotsPage;
