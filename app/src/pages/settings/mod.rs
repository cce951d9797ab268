//! Settings: users, tokens, import profiles, factors, models, the organisation, prices, notifications,
//! jobs, the audit log.
//!
//! Lists and forms are drawn by the server and work without script. A tab that is closed to a role
//! says so and says who can open it.

pub(crate) mod api;

mod audit;

mod factors;

mod frame;

mod jobs;

mod language;

mod models;

mod notifications;

mod organisation;

mod prices;

mod profiles;

mod recalculation;

mod tokens;

mod users;

pub(crate) use audit::AuditPage;
pub(crate) use factors::FactorsPage;
pub(crate) use frame::SettingsPage;
pub(crate) use jobs::JobsPage;
pub(crate) use models::ModelsPage;
pub(crate) use notifications::NotificationsPage;
pub(crate) use organisation::OrganisationPage;
pub(crate) use prices::PricesPage;
pub(crate) use profiles::{ProfilePage, ProfilesPage};
pub(crate) use tokens::TokensPage;
pub(crate) use users::UsersPage;
