//! Where and by whom: suppliers, sites, vehicles, routes.
//!
//! Names are compared trimmed and without regard to case. `resolve_*` turn the names of a whole
//! chunk into ids in three statements, creating what was never seen.

mod resolve;
mod routes;
mod sites;
mod suppliers;

pub use resolve::{resolve_sites, resolve_suppliers, resolve_vehicles};
pub use routes::{RouteEnds, resolve_routes, routes};
pub(crate) use sites::Row as SiteRow;
pub use sites::{change_site, create_site, site, sites, sites_named, sites_page};
pub use suppliers::{
    change_supplier, create_supplier, find_supplier, known_suppliers, mark_seen, supplier,
    suppliers, suppliers_page,
};
