//! What surrounds every page: navigation, keyboard, problems, units.

use std::fmt::Display;

// Said in `context.rs`.

#[cfg(feature = "ssr")]
pub(crate) const SOMETHING_WENT_WRONG_ON_OUR_SIDE: &str = "Something went wrong on our side.";
#[cfg(feature = "ssr")]
pub(crate) const PLEASE_SIGN_IN: &str = "please sign in";

// Said in `error.rs`.

#[cfg(feature = "ssr")]
pub(crate) const SOME_OF_THE_INPUT_IS_NOT: &str = "Some of the input is not right.";
pub(crate) const THE_SERVER_DID_NOT_ANSWER_CHECK: &str =
    "The server did not answer. Check the connection and try again.";
pub(crate) const A_FIELD_IS_MISSING_OR_NOT: &str =
    "A field is missing or not of the expected kind.";
pub(crate) const THE_SERVER_ANSWERED_IN_A_WAY: &str = "The server answered in a way this page does not understand. Reload the page; if it happens again, tell your administrator.";
#[cfg(feature = "ssr")]
pub(crate) const PLEASE_FILL_THIS_IN: &str = "Please fill this in.";
#[cfg(feature = "ssr")]
pub(crate) const THIS_IS_TOO_SHORT: &str = "This is too short.";
#[cfg(feature = "ssr")]
pub(crate) const THIS_IS_TOO_LONG: &str = "This is too long.";
#[cfg(feature = "ssr")]
pub(crate) const THIS_IS_TAKEN_ALREADY: &str = "This is taken already.";
#[cfg(feature = "ssr")]
pub(crate) const THIS_IS_OUTSIDE_WHAT_IS_ALLOWED: &str = "This is outside what is allowed.";
#[cfg(feature = "ssr")]
pub(crate) const THIS_IS_NOT_RIGHT: &str = "This is not right.";

// Said in `layout/fetched.rs`.

pub(crate) const ONE_MOMENT: &str = "One moment…";
pub(crate) const NOT_LOADED: &str = "Not loaded";
pub(crate) const THIS_PART_DID_NOT_LOAD: &str = "This part did not load";
pub(crate) const THERE_IS_NO_CONNECTION: &str =
    "There is no connection, or the server was updated since this page was opened.";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const RELOAD_THE_PAGE: &str = "Reload the page";

// Said in `layout/frame.rs`.

pub(crate) const SKIP_TO_THE_PAGE: &str = "Skip to the page";

// Said in `layout/keyboard/mod.rs`.

pub(crate) const KEYBOARD_SHORTCUTS: &str = "Keyboard shortcuts";
pub(crate) const GO_TO: &str = "Go to, or do";
pub(crate) const GO_TO_A_PAGE: &str = "Go to a page";
pub(crate) const GO_TO_A_PAGE_CTRL_K: &str = "Go to a page (Ctrl+K)";

// Said in `layout/keyboard/palette.rs`.

pub(crate) const WHERE_TO: &str = "Where to, what to do?";
pub(crate) const PAGES: &str = "Pages and commands";
pub(crate) const COLOURS_LIGHT: &str = "Colours: light";
pub(crate) const COLOURS_DARK: &str = "Colours: dark";
pub(crate) const COLOURS_OF_THE_SYSTEM: &str = "Colours: as the system has them";
pub(crate) const PRINT_THIS_PAGE: &str = "Print this page";

pub(crate) fn events_of_suppliers_called(text: impl Display) -> String {
    format!("Events of suppliers called \u{201c}{text}\u{201d}")
}

// Said in `layout/keyboard/places.rs`.

pub(crate) const DASHBOARD: &str = "Dashboard";
pub(crate) const ACTIVITY_ALL_EVENTS: &str = "Activity: all events";
pub(crate) const HOTSPOTS: &str = "Hotspots";
pub(crate) const HOTSPOTS_THAT_ARE_RESOLVED: &str = "Hotspots that are resolved";
pub(crate) const RECOMMENDATIONS_WHAT_WAITS: &str = "Recommendations: what waits";
pub(crate) const RECOMMENDATIONS_THE_BOARD: &str = "Recommendations: the board";
pub(crate) const RECOMMENDATIONS_THAT_ARE_CLOSED: &str = "Recommendations that are closed";
pub(crate) const GOALS: &str = "Goals";
pub(crate) const ENERGY_SITES_FORECASTS_PLANS: &str = "Energy: sites, forecasts, plans";
pub(crate) const WHAT_IF_TRY_A_SCENARIO: &str = "What if: try a scenario";
pub(crate) const DATA_QUALITY: &str = "Data quality";
pub(crate) const IMPORT_A_FILE: &str = "Import a file";
pub(crate) const SETTINGS: &str = "Settings";
pub(crate) const SETTINGS_ORGANISATION_THRESHOLDS: &str =
    "Settings: organisation, thresholds, target";
pub(crate) const SETTINGS_USERS: &str = "Settings: users";
pub(crate) const SETTINGS_API_TOKENS: &str = "Settings: API tokens";
pub(crate) const SETTINGS_IMPORT_PROFILES: &str = "Settings: import profiles";
pub(crate) const SETTINGS_EMISSION_FACTORS: &str = "Settings: emission factors";
pub(crate) const SETTINGS_PRICES: &str = "Settings: prices";
pub(crate) const SETTINGS_MODELS: &str = "Settings: models";
pub(crate) const SETTINGS_NOTIFICATION_CHANNELS: &str = "Settings: notification channels";
pub(crate) const SETTINGS_JOBS: &str = "Settings: jobs";
pub(crate) const SETTINGS_AUDIT_LOG: &str = "Settings: audit log";
pub(crate) const API_DOCUMENTATION: &str = "API documentation";

// Said in `layout/keyboard/sheet.rs`.

pub(crate) const CTRL: &str = "Ctrl";
pub(crate) const KEY_GO_TO_A_PAGE: &str = "Go to a page by its words";
pub(crate) const KEY_THIS_SHEET: &str = "This sheet";
pub(crate) const ESC: &str = "Esc";
pub(crate) const CLOSE_WHAT_IS_OPEN_OVER: &str = "Close what is open over the page";
pub(crate) const TAB: &str = "Tab";
pub(crate) const TO_THE_NEXT_THING_THE_FIRST: &str =
    "To the next thing; the first one skips to the page";
pub(crate) const KEYS: &str = "Keys";
pub(crate) const WHAT_THEY_DO: &str = "What they do";
pub(crate) const HEAR_SINGLE_KEYS_IN_THIS_BROWSER: &str = "Hear single keys in this browser";
pub(crate) const CLOSE: &str = "Close";

// Said in `layout/navigation.rs`.

pub(crate) const ACTIVITY: &str = "Activity";
pub(crate) const RECOMMENDATIONS: &str = "Recommendations";
pub(crate) const ENERGY: &str = "Energy";
pub(crate) const IMPORT: &str = "Import";
pub(crate) const MAIN: &str = "Main";
pub(crate) const PRODUCT: &str = "Carbon Nexus";

// Said in `layout/problem.rs`.

pub(crate) const THIS_CANNOT_BE_SHOWN: &str = "This cannot be shown";
pub(crate) const CORRECT_THE_FILTER_OR_THE_ADDRESS: &str =
    "Correct the filter or the address, or start over.";
pub(crate) const SIGN_IN_HEADING: &str = "Please sign in";
pub(crate) const YOUR_SESSION_HAS_ENDED: &str = "Your session has ended.";
pub(crate) const NOT_OPEN_TO_YOUR_ROLE: &str = "Not open to your role";
pub(crate) const AN_ADMINISTRATOR: &str =
    "An administrator of your organisation can change roles under Settings.";
pub(crate) const NOTHING_IS_HERE: &str = "Nothing is here";
pub(crate) const IT_MAY_HAVE_BEEN_TAKEN_BACK: &str =
    "It may have been taken back, or the address is incomplete.";
pub(crate) const THIS_CONTRADICTS_WHAT_IS_STORED: &str = "This contradicts what is stored";
pub(crate) const RELOAD_THE_PAGE_TO_SEE: &str = "Reload the page to see what is stored.";
pub(crate) const TOO_LARGE: &str = "Too large";
pub(crate) const SPLIT_IT_OR_USE_THE_COMMAND: &str =
    "Split it, or use the command line for very large files.";
pub(crate) const TOO_MANY_ATTEMPTS: &str = "Too many attempts";
pub(crate) const WAIT_A_MOMENT_THEN_TRY_AGAIN: &str = "Wait a moment, then try again.";
pub(crate) const NO_ANSWER: &str = "No answer";
pub(crate) const YOUR_DATA_IS_SAFE_RELOAD: &str = "Your data is safe. Reload the page in a moment.";
pub(crate) const INTERNAL_HEADING: &str = "Something went wrong on our side";
pub(crate) const DATA_IS_SAFE_TELL_ADMINISTRATOR: &str =
    "Your data is safe. Reload the page; if it happens again, tell your administrator.";
pub(crate) const LOADING: &str = "Loading";
pub(crate) const PAGE_NOT_FOUND: &str = "Page not found";
pub(crate) const THERE_IS_NO_PAGE: &str = "There is no page at this address.";
pub(crate) const GO_TO_THE_DASHBOARD: &str = "Go to the dashboard";

// Said in `layout/theme.rs`.

pub(crate) const COLOURS: &str = "Colours";
pub(crate) const LIGHT: &str = "Light";
pub(crate) const DARK: &str = "Dark";
pub(crate) const SYSTEM: &str = "System";

// Said in `layout/top_bar.rs`.

pub(crate) const CONNECTING: &str = "Connecting";
pub(crate) const LIVE: &str = "Live";
pub(crate) const RECONNECTING: &str = "Reconnecting";
pub(crate) const OFFLINE: &str = "Offline";
pub(crate) const FIGURES_ARE_AS_OF_LOADING: &str = "Figures are as of loading this page";
pub(crate) const FIGURES_MOVE_AS_EVENTS_COME_IN: &str = "Figures move as events come in";
pub(crate) const THE_CONNECTION_WAS_LOST_TRYING_AGAIN: &str =
    "The connection was lost; trying again";
pub(crate) const NO_CONNECTION_FIGURES: &str = "No connection; figures are as of the last contact";
pub(crate) const THE_SERVER_WAS_UPDATED_SINCE: &str =
    "The server was updated since this page was opened";
pub(crate) const NEW_VERSION_RELOAD: &str = "New version: reload";
pub(crate) const DEMO_DATA: &str = "Demo data";
pub(crate) fn role(role: impl Display) -> String {
    format!("Role: {role}")
}

pub(crate) const SIGN_OUT: &str = "Sign out";

pub(crate) fn account_of(user: impl Display, organisation: impl Display) -> String {
    format!("Account of {user}, {organisation}")
}

// Said in `layout/units.rs`.

pub(crate) const UNITS: &str = "Units";
pub(crate) const MASSES_IN_THIS_BROWSER: &str = "Masses in this browser";
pub(crate) const WHAT_FITS_412_KG_68_9: &str = "What fits: 412 kg, 68.9 t";
pub(crate) const KILOGRAMS_412_KG_68_900_KG: &str = "Kilograms: 412 kg, 68,900 kg";
pub(crate) const TONNES_0_412_T_68_9: &str = "Tonnes: 0.412 t, 68.9 t";
pub(crate) const USE: &str = "Use";
pub(crate) const FILES_THE_API_AND_EXPLANATIONS_DOWN: &str =
    "Files, the API and explanations down to a factor always count in kilograms.";

// Said in `lib.rs`.

#[cfg(feature = "ssr")]
pub(crate) const LANGUAGE: &str = "en";

pub(crate) fn window_title(title: impl Display) -> String {
    format!("{title} · Carbon Nexus")
}
