//! Settings: users, tokens, audit log.

use std::fmt::Display;

// Said in `pages/settings/audit.rs`.

pub(crate) const AUDIT_LOG: &str = "Audit log";
pub(crate) const ACTION: &str = "Action";
pub(crate) const WHO: &str = "Who";
pub(crate) const FILTER: &str = "Filter";
pub(crate) const EXPORT_CSV: &str = "Export CSV";
pub(crate) const NO_ENTRIES: &str = "No entries";
pub(crate) const EVERY_CHANGE_IS_WRITTEN_HERE_NONE: &str =
    "Every change is written here; none matches this filter.";
pub(crate) const WHEN: &str = "When";
pub(crate) const WHAT: &str = "What";
pub(crate) const PARTICULARS: &str = "Particulars";
pub(crate) const PAGES_OF_THE_AUDIT_LOG: &str = "Pages of the audit log";
pub(crate) const NEWEST_ENTRIES: &str = "Newest entries";
pub(crate) const OLDER_ENTRIES: &str = "Older entries";
pub(crate) const SHOW: &str = "Show";

// Said in `pages/settings/tokens.rs`.

pub(crate) const TOKENS: &str = "Tokens";
pub(crate) const NEW_TOKEN: &str = "New token";
pub(crate) const YOUR_NEW_TOKEN: &str = "Your new token";
pub(crate) const COPY_IT_NOW_IT_IS_STORED: &str =
    "Copy it now: it is stored only as a hash and never shown again.";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const COPY: &str = "Copy";
pub(crate) const PROGRAMS_SEND_IT_AS_BEFORE: &str = "Programs send it as ";
pub(crate) const AUTHORIZATION_BEARER: &str = "Authorization: Bearer …";
pub(crate) const NO_TOKENS_YET_A_PROGRAM: &str =
    "No tokens yet. A program that posts events or reads figures needs one.";
pub(crate) const NAME: &str = "Name";
pub(crate) const MAY: &str = "May";
pub(crate) const BEGINS_WITH: &str = "Begins with";
pub(crate) const LAST_USED: &str = "Last used";
pub(crate) const ENDS: &str = "Ends";
pub(crate) const REVOKE: &str = "Revoke";
pub(crate) const NEVER: &str = "never";
pub(crate) const REVOKE_MENU: &str = "Revoke…";
pub(crate) const PROGRAMS_THAT_USE_IT_ARE_REFUSED: &str =
    "Programs that use it are refused at once, for good.";
pub(crate) const READ_FIGURES_AND_EVENTS: &str = "read: figures and events";
pub(crate) const INGEST_ALSO_BRING_EVENTS_IN: &str = "ingest: also bring events in";
pub(crate) const FULL_ALL_THAT_YOU_MAY: &str = "full: all that you may";
pub(crate) const WHAT_USES_IT_SO_THAT_YOU: &str = "What uses it, so that you know which to revoke.";
pub(crate) const DAYS_UNTIL_IT_ENDS: &str = "Days until it ends";
pub(crate) const CREATE_TOKEN: &str = "Create token";

pub(crate) fn revoke(token: impl Display) -> String {
    format!("Revoke {token}")
}

// Said in `pages/settings/users.rs`.

pub(crate) const USERS: &str = "Users";
pub(crate) const NEW_USER: &str = "New user";
pub(crate) const STATUS: &str = "Status";
pub(crate) const LAST_SIGN_IN: &str = "Last sign-in";
pub(crate) const ROLE: &str = "Role";
pub(crate) const DISABLED: &str = "disabled";
pub(crate) const ACTIVE: &str = "active";
pub(crate) const ENABLE: &str = "Enable";
pub(crate) const DISABLE: &str = "Disable";
pub(crate) const SET_ROLE: &str = "Set role";
pub(crate) const SUPPLIER_SEES_ITS_OWN_DATA: &str = "supplier: sees its own data";
pub(crate) const VIEWER_READS: &str = "viewer: reads";
pub(crate) const OPERATOR_IMPORTS_AND_DECIDES: &str = "operator: imports and decides";
pub(crate) const ADMIN_MANAGES_EVERYTHING: &str = "admin: manages everything";
pub(crate) fn can_sign_in_now(email: impl Display) -> String {
    format!("{email} can sign in now.")
}

pub(crate) const EMAIL: &str = "Email";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const AT_LEAST_12_CHARACTERS_TELL: &str =
    "At least 12 characters; tell it to them in person.";
pub(crate) const SUPPLIER: &str = "Supplier";
pub(crate) const ONLY_FOR_THE_ROLE_SUPPLIER: &str = "Only for the role supplier: its name or id.";
pub(crate) const CREATE_USER: &str = "Create user";

pub(crate) fn role_of(name: impl Display) -> String {
    format!("Role of {name}")
}
