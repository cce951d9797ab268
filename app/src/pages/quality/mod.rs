//! Whether data can be trusted: how complete it is, what stands out, what was filled in.

pub(crate) mod api;

mod figures;

mod page;

mod supplier;

pub(crate) use page::QualityPage;
pub(crate) use supplier::SupplierQualityPage;
