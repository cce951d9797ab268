//! What stands out, and who took notice.

pub(crate) mod api;

mod bell;

mod desktop;

mod detail;

mod hotspot;

mod notice;

mod page;

mod top;

mod week;

mod words;

pub(crate) use bell::AlertBell;
pub(crate) use detail::HotspotPage;
pub(crate) use page::HotspotsPage;
pub(crate) use top::HotspotListCard;
pub(crate) use words::severity_words;
