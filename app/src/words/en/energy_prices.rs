//! Market prices on the page of a site's set-up.

#[cfg(feature = "ssr")]
use std::fmt::Display;

// Said in `pages/energy/setup/prices.rs`.

pub(crate) const MARKET_PRICES: &str = "Market prices";
pub(crate) const ABOUT_MARKET_PRICES: &str = "For tariffs that move with a market, of all sites. Programs send them over the API; here rows of a file can be pasted. Nothing stands in for a price that is not known: plans by cost end with the prices.";
pub(crate) const NO_PRICES_YET: &str = "No market prices are kept yet.";
pub(crate) const SERIES: &str = "Series";
pub(crate) const CURRENCY: &str = "Currency";
pub(crate) const PRICES: &str = "Prices";
pub(crate) const FROM: &str = "From";
pub(crate) const KNOWN_UNTIL: &str = "Known until";
pub(crate) const PASTE_PRICES: &str = "Paste prices";
pub(crate) const NAME_SUCH_AS_DE_LU: &str = "A name such as DE-LU; the first price makes it.";
pub(crate) const EACH_PRICE_HOLDS: &str = "Each price holds";
pub(crate) const COLUMN_OF_THE_TIME: &str = "Column of the time";
pub(crate) const COLUMN_OF_THE_PRICE: &str = "Column of the price";
pub(crate) const A_PRICE_IS_PER: &str = "A price is per";
pub(crate) const PRICES_THAT_DIFFER: &str = "Prices that differ";
pub(crate) const ARE_REFUSED: &str = "are refused";
pub(crate) const TAKE_THE_PLACE: &str = "take the place of stored ones";
pub(crate) const ROWS: &str = "Rows, the names of columns first";
pub(crate) const KEEP_PRICES: &str = "Keep prices";

pub(crate) fn prices_new(accepted: String) -> String {
    format!("{accepted} prices new")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_none_of(text: impl Display, choices: &str) -> String {
    format!("`{text}` must be one of {choices}")
}
