//! Settings: organisation, prices, profiles, factors, and the frame around all.

use std::fmt::Display;

// Said in `pages/settings/api.rs`.

#[cfg(feature = "ssr")]
pub(crate) fn this_is_no_profile(error: impl Display) -> String {
    format!("this is no profile: {error}")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_no_number_of_days(text: impl Display) -> String {
    format!("`{text}` is no number of days; one looks like 400")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_no_number_one_looks_like(text: impl Display) -> String {
    format!("`{text}` is no number; one looks like 380.5")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_not_three_percentages_they_look(text: impl Display) -> String {
    format!("`{text}` is not three percentages; they look like 80, 100, 150")
}

// Said in `pages/settings/factors.rs`.

pub(crate) const EMISSION_FACTORS: &str = "Emission factors";
pub(crate) const FACTORS: &str = "Factors";
pub(crate) const WORDS: &str = "Words";
pub(crate) const REGION: &str = "Region";
pub(crate) const YEAR: &str = "Year";
pub(crate) const UNIT: &str = "Unit";
pub(crate) const SEARCH: &str = "Search";
pub(crate) const CLEAR: &str = "Clear";
pub(crate) const NO_SUCH_FACTORS: &str = "No such factors";
pub(crate) const NO_PUBLISHED_FACTOR_MATCHES: &str = "No published factor matches this search.";
pub(crate) const SHOW_ALL: &str = "Show all";
pub(crate) const ACTIVITY: &str = "Activity";
pub(crate) const SCOPE: &str = "Scope";
pub(crate) const KG_CO2E: &str = "kg CO₂e";
pub(crate) const PER: &str = "per";
pub(crate) const PUBLISHER: &str = "Publisher";
pub(crate) const GWP: &str = "GWP";
pub(crate) const LICENCE: &str = "Licence";
pub(crate) const SOURCE: &str = "Source";
pub(crate) const PAGES_OF_FACTORS: &str = "Pages of factors";
pub(crate) const BACK_TO_THE_FIRST_PAGE: &str = "Back to the first page";
pub(crate) const NEXT_PAGE: &str = "Next page";
pub(crate) const OFFICIAL: &str = "official";
pub(crate) const SUM_OF_OFFICIAL: &str = "sum of official";
pub(crate) const SECONDARY: &str = "secondary";
pub(crate) const NOT_VERIFIED: &str = "not verified";

// Said in `pages/settings/frame.rs`.

pub(crate) const USERS: &str = "Users";
pub(crate) const WHO_MAY_SIGN: &str = "Who may sign in, and what they may do.";
pub(crate) const API_TOKENS: &str = "API tokens";
pub(crate) const SECRETS_FOR_PROGRAMS_THAT_POST: &str =
    "Secrets for programs that post events or read figures.";
pub(crate) const IMPORT_PROFILES: &str = "Import profiles";
pub(crate) const SAVED_MAPPINGS_FROM_SOMEBODYS: &str =
    "Saved mappings from somebody's columns to our fields.";
pub(crate) const THE_PUBLISHED_FIGURES_EVERY_KILOGRAM: &str =
    "The published figures every kilogram rests on.";
pub(crate) const ORGANISATION: &str = "Organisation";
pub(crate) const NAME_TIME_ZONE_CURRENCY_DEFAULT_GRID: &str =
    "Name, time zone, currency, default grid, target.";
pub(crate) const PRICES: &str = "Prices";
pub(crate) const WHAT_ENERGY_AND_FREIGHT_COST: &str =
    "What energy and freight cost, for scenarios and advice.";
pub(crate) const MODELS: &str = "Models";
pub(crate) const WHAT_LEARNED_FROM_METERED_EVENTS: &str =
    "What learned from metered events, and how good it is.";
pub(crate) const NOTIFICATIONS: &str = "Notifications";
pub(crate) const WHO_IS_TOLD_OF_ALERTS: &str = "Who is told of alerts, by webhook or e-mail.";
pub(crate) const JOBS: &str = "Jobs";
pub(crate) const WHAT_RUNS_BY_ITSELF_WHEN: &str = "What runs by itself, when, and how it went.";
pub(crate) const AUDIT_LOG: &str = "Audit log";
pub(crate) const WHO_CHANGED_WHAT_AND_WHEN: &str = "Who changed what, and when.";
pub(crate) const FOR_ADMINISTRATORS: &str = "For administrators";
pub(crate) const NOT_OPEN_TO_YOUR_ROLE: &str = "Not open to your role";
pub(crate) const SETTINGS: &str = "Settings";

// Said in `pages/settings/organisation.rs`.

pub(crate) const ONLY_ADMINISTRATORS_CHANGE: &str =
    "Only administrators change these; they are shown for reference.";
pub(crate) const SAVED: &str = "Saved.";
pub(crate) const NAME: &str = "Name";
pub(crate) const TIME_ZONE: &str = "Time zone";
pub(crate) const DAYS_AND_WEEKS_ARE_COUNTED: &str =
    "Days and weeks are counted in it; changing it rebuilds the daily figures.";
pub(crate) const CURRENCY: &str = "Currency";
pub(crate) const ISO_4217_SUCH_AS_EUR: &str = "ISO 4217, such as EUR.";
pub(crate) const DEFAULT_GRID_REGION: &str = "Default grid region";
pub(crate) const USED_WHEN_NEITHER_EVENT_NOR_SITE: &str =
    "Used when neither event nor site names one, such as DEU; empty: such events get no factor.";
pub(crate) const TARGET_KG_CO2E_PER_HOUR: &str = "Target, kg CO₂e per hour";
pub(crate) const THE_EMISSION_PULSE_IS_COMPARED: &str =
    "The emission pulse is compared with it; empty: no target.";
pub(crate) fn show_the_maps_tiles_of(host: &str) -> String {
    format!("Maps show the tiles of {host}")
}
pub(crate) const BROWSERS_ASK_THE_TILES_HOST: &str = "The browsers of all who look at a map then ask that host; without it maps have the built-in land alone.";
pub(crate) const THE_MAP_HAS_THE_BUILT_IN_LAND: &str =
    "Maps have the built-in land: this installation names no source of tiles (NEXUS_MAP_TILE_URL).";
pub(crate) const HOTSPOT_THRESHOLDS_PERCENT_ABOVE: &str =
    "Hotspot thresholds, % above the baseline";
pub(crate) const FROM_WHERE: &str =
    "From where on it is an info, a warning, critical: 80, 100, 150; empty: the installation's.";
pub(crate) const DAYS_THAT_MARKET_PRICES_ARE_KEPT: &str = "Days that market prices are kept";
pub(crate) const EMPTY_AS_THE_INSTALLATION_SAYS: &str =
    "98 or more; older ones are deleted at two o'clock at night. Empty: as the installation says.";

pub(crate) fn the_installation_keeps_prices(days: Option<u32>) -> String {
    match days {
        Some(days) => {
            format!(
                "The installation keeps market prices for {days} days (NEXUS_MARKET_PRICE_DAYS)."
            )
        }
        None => "The installation keeps market prices for good.".to_owned(),
    }
}

// Said in `pages/settings/prices.rs`.

pub(crate) const SCENARIOS_AND_RECOMMENDATIONS_SAY: &str = "Scenarios and recommendations say what they cost with these. Nothing is built in: a price differs by contract, tax and month. Leave out what is not bought.";
pub(crate) const WHAT: &str = "What";
pub(crate) const PER_COLUMN: &str = "Per";
pub(crate) const WHERE_THE_FIGURE_COMES_FROM: &str = "Where the figure comes from";

pub(crate) fn price_per(what: impl Display, unit: impl Display) -> String {
    format!("{what}: price per {unit}")
}

pub(crate) fn source_of_the_price(what: impl Display) -> String {
    format!("{what}: source of the price")
}

// Said in `pages/settings/profiles.rs`.

pub(crate) const SHIPPED: &str = "shipped";
pub(crate) const OWN: &str = "own";
pub(crate) const BY_COLUMN: &str = "by column";
pub(crate) const ABOUT_PROFILES_BEFORE: &str =
    "A profile says how the columns of somebody's file become our fields. Make one on the page ";
pub(crate) const ABOUT_PROFILES_LINK: &str = "Import";
pub(crate) const ABOUT_PROFILES_AFTER: &str =
    ", or write JSON. The same name works for the API and the command line.";
pub(crate) const KIND: &str = "Kind";
pub(crate) const EVENTS: &str = "Events";
pub(crate) const COLUMNS: &str = "Columns";
pub(crate) const CHANGED: &str = "Changed";
pub(crate) const NEW_PROFILE_FROM_JSON: &str = "New profile from JSON";
pub(crate) const SAVE_PROFILE: &str = "Save profile";
pub(crate) const THERE_IS_NO_PROFILE: &str = "There is no profile of this name.";
pub(crate) const SAVE_CHANGES: &str = "Save changes";
pub(crate) const YOUR_ROLE_READS_AN_OPERATOR_CAN: &str =
    "Your role reads; an operator can change it.";
pub(crate) const SHIPPED_WITH_THE_PRODUCT_COPY: &str =
    "Shipped with the product: copy it under another name to change it.";
pub(crate) const ALL_PROFILES: &str = "All profiles";
pub(crate) const DELETE_MENU: &str = "Delete…";
pub(crate) const FILES_CANNOT_BE_READ_BY_IT: &str =
    "No file can be imported by it any more. What was imported stays.";
pub(crate) const DELETE_THIS_PROFILE: &str = "Delete this profile";
pub(crate) fn saved_as(name: impl Display) -> String {
    format!("Saved as {name}.")
}

pub(crate) const PROFILE_JSON: &str = "Profile (JSON)";

pub(crate) fn profile(name: impl Display) -> String {
    format!("Profile {name}")
}
