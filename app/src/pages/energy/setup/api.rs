//! What the set-up asks of the server about profiles of files, sources of measurements and market prices.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::energy::{CsvAnswer, CsvQuery, MeasurementProfile, MeasurementSource, PriceSeries};
use model::ids::{SiteId, SourceId};
use serde::{Deserialize, Serialize};

use super::prices::TypedPrices;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::words::energy_sources as words;

/// What the card of sources shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceList {
    pub sources: Vec<MeasurementSource>,
    pub profiles: Vec<MeasurementProfile>,
}

/// A source as it is typed; what does not belong to its kind is empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedSource {
    pub name: String,
    /// `file_drop` or `http_pull`.
    pub kind: String,
    /// Empty: JSON.
    pub profile: String,
    pub folder: String,
    pub url: String,
    pub header: String,
    pub secret: String,
    pub overlap_hours: String,
    pub days_a_call: String,
    /// `true` or `false`.
    pub replace: String,
}

/// How files may be read.
#[server(prefix = "/fn", endpoint = "energy/profiles", input = Json)]
pub async fn load_profiles() -> Result<Vec<MeasurementProfile>, AppError> {
    use crate::context::{actor, services};

    Ok(services::energy::profiles(&services()?, &actor()?).await?)
}

/// Keeps how a file was read under a name.
#[server(prefix = "/fn", endpoint = "energy/keep-profile", input = Json)]
pub async fn keep_profile(name: String, mapping: CsvQuery) -> Result<MeasurementProfile, AppError> {
    use crate::context::{actor, services};

    Ok(services::energy::put_profile(&services()?, &actor()?, &name, mapping).await?)
}

/// Forgets it.
#[server(prefix = "/fn", endpoint = "energy/remove-profile", input = Json)]
pub async fn remove_profile(name: String) -> Result<(), AppError> {
    use crate::context::{actor, services};

    Ok(services::energy::delete_profile(&services()?, &actor()?, &name).await?)
}

/// Where the measurements of a site are read from.
#[server(prefix = "/fn", endpoint = "energy/sources", input = Json)]
pub async fn load_sources(site: SiteId) -> Result<SourceList, AppError> {
    use crate::context::{actor, services};

    let (services, actor) = (services()?, actor()?);
    Ok(SourceList {
        sources: services::energy::sources(&services, &actor, site).await?,
        profiles: services::energy::profiles(&services, &actor).await?,
    })
}

/// Adds one.
#[server(prefix = "/fn", endpoint = "energy/add-source")]
pub async fn add_source(site: SiteId, source: TypedSource) -> Result<MeasurementSource, AppError> {
    use crate::context::{actor, back_to, services};

    let new = source.read()?;
    let added = services::energy::add_source(&services()?, &actor()?, site, new).await;
    let added = added.map_err(|fault| in_form("source", fault.into()))?;
    back_to(&format!("/energy/{site}/setup"));
    Ok(added)
}

/// Reads one now.
#[server(prefix = "/fn", endpoint = "energy/read-source")]
pub async fn read_source(site: SiteId, source: SourceId) -> Result<MeasurementSource, AppError> {
    use crate::context::{actor, back_to, services};

    let (services, actor) = (services()?, actor()?);
    let came = services::energy::read_source_now(&services, &actor, site, source).await?;
    back_to(&format!("/energy/{site}/setup"));
    Ok(came)
}

/// Removes one.
#[server(prefix = "/fn", endpoint = "energy/remove-source")]
pub async fn remove_source(site: SiteId, source: SourceId) -> Result<(), AppError> {
    use crate::context::{actor, back_to, services};

    services::energy::remove_source(&services()?, &actor()?, site, source).await?;
    back_to(&format!("/energy/{site}/setup"));
    Ok(())
}

/// Market prices that are kept.
#[server(prefix = "/fn", endpoint = "energy/price-series", input = Json)]
pub async fn load_price_series() -> Result<Vec<PriceSeries>, AppError> {
    use crate::context::{actor, services};

    Ok(services::energy::price_series(&services()?, &actor()?).await?)
}

/// Keeps prices that were pasted.
#[server(prefix = "/fn", endpoint = "energy/keep-prices")]
pub async fn keep_prices(site: SiteId, prices: TypedPrices) -> Result<CsvAnswer, AppError> {
    use crate::context::{actor, back_to, services};

    let (services, actor) = (services()?, actor()?);
    // The page it is done on.
    services::energy::setup(&services, &actor, site).await?;
    let mapping = prices.mapping()?;
    let (series, rows) = (prices.series.trim().to_owned(), prices.rows);
    let kept = services::energy::add_price_csv(&services, &actor, &series, mapping, rows.into());
    let kept = Box::pin(kept).await;
    let kept = kept.map_err(|fault| in_form("prices", fault.into()))?;
    back_to(&format!("/energy/{site}/setup"));
    Ok(kept)
}

/// The same faults, at the fields of a form. A fault of a time is that of one of its parts.
#[cfg(feature = "ssr")]
fn in_form(form: &str, mut error: AppError) -> AppError {
    for fault in &mut error.errors {
        let field = match fault.field.strip_prefix("time.") {
            Some("template") => "time",
            Some(part) => part,
            None => &fault.field,
        };
        fault.field = format!("{form}[{field}]");
    }
    error
}

#[cfg(feature = "ssr")]
impl TypedSource {
    fn read(self) -> Result<model::energy::NewSource, AppError> {
        use model::energy::{NewSource, SourceReads};

        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let malformed = |field: &str, message: String| -> AppError {
            in_form(
                "source",
                services::Error::invalid(field, "malformed", message).into(),
            )
        };
        let empty = |fields: &[(&str, &String)]| {
            let typed = fields.iter().find(|(_, text)| !text.trim().is_empty());
            match typed {
                Some((field, _)) => Err(malformed(field, words::is_of_the_other_kind(field))),
                None => Ok(()),
            }
        };
        let profile = filled(&self.profile);
        let is_files = self.kind == "file_drop";
        let reads = if is_files {
            let others = [
                ("url", &self.url),
                ("header", &self.header),
                ("secret", &self.secret),
            ];
            empty(&others)?;
            let needed = || malformed("profile", words::FILES_NEED_A_PROFILE.to_owned());
            SourceReads::FileDrop {
                folder: self.folder.trim().to_owned(),
                profile: profile.ok_or_else(needed)?,
            }
        } else {
            empty(&[("folder", &self.folder)])?;
            let number = |field: &str, text: &str| {
                let no_number = |_| malformed(field, words::is_no_whole_number(text));
                text.trim().parse::<u32>().map_err(no_number)
            };
            SourceReads::HttpPull {
                url: self.url.trim().to_owned(),
                header: filled(&self.header),
                profile,
                overlap_hours: number("overlap_hours", &self.overlap_hours)?,
                days_a_call: number("days_a_call", &self.days_a_call)?,
            }
        };
        Ok(NewSource {
            name: self.name,
            reads,
            replace: self.replace == "true",
            secret: filled(&self.secret),
        })
    }
}
