//! Signing in, and the first start.

// Said in `pages/auth/login.rs`.

pub(crate) const MANAGES_EVERYTHING: &str = "manages everything";
pub(crate) const IMPORTS_AND_DECIDES: &str = "imports and decides";
pub(crate) const READS: &str = "reads";
pub(crate) const SEES_ONE_SUPPLIER: &str = "sees one supplier";
pub(crate) const SIGN_IN: &str = "Sign in";
pub(crate) const CARBON_NEXUS: &str = "Carbon Nexus";
pub(crate) const EMAIL: &str = "Email";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const THIS_IS_THE_DEMO: &str = "This is the demo";
pub(crate) const DEMO_PASSWORD_BEFORE: &str = "Sign in as any of these; the password of all is ";

// Said in `pages/auth/setup.rs`.

pub(crate) const FIRST_START: &str = "First start";
pub(crate) const NOBODY_CAN_SIGN_IN_YET: &str = "Nobody can sign in yet. The log of the server shows a one-time code; with it you make your organisation and its first administrator.";
pub(crate) const ONE_TIME_CODE: &str = "One-time code";
pub(crate) const FROM_THE_SERVERS_LOG: &str = "From the server's log.";
pub(crate) const ORGANISATION: &str = "Organisation";
pub(crate) const TIME_ZONE: &str = "Time zone";
pub(crate) const DAYS_AND_WEEKS_ARE_COUNTED: &str =
    "Days and weeks are counted in it, such as Europe/Berlin.";
pub(crate) const YOUR_NAME: &str = "Your name";
pub(crate) const AT_LEAST_12_CHARACTERS: &str = "At least 12 characters.";
pub(crate) const CREATE_AND_SIGN_IN: &str = "Create and sign in";
