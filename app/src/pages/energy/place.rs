//! Where a site lies, as forms ask for it: when one is added and when that is put right.

use leptos::prelude::*;
use model::ids::SiteId;
#[cfg(feature = "ssr")]
use model::places::PlaceChange;
use model::places::Site;

use crate::components::{Card, Notice, TextField};
use crate::error::AppError;
use crate::words::energy_place as words;

/// A name, the grid's region and where the sun is worked out for.
pub(super) fn place_fields(
    known: Option<&Site>,
    errors: Signal<Option<AppError>>,
) -> impl IntoView + use<> {
    let degrees = |of: fn(&Site) -> Option<f64>| {
        let degrees = known.and_then(of);
        degrees
            .map(|degrees| degrees.to_string())
            .unwrap_or_default()
    };
    let name = known.map(|site| site.name.clone()).unwrap_or_default();
    let region = known.and_then(|site| site.grid_region.clone());
    view! {
        <TextField label=words::NAME name="name" value=name required=true errors/>
        <TextField
            label=words::GRID_REGION
            name="grid_region"
            value=region.unwrap_or_default()
            hint=words::WHOSE_ELECTRICITY_IT_TAKES_SUCH
            errors
        />
        <TextField
            label=words::LATITUDE
            name="lat"
            value=degrees(|site| site.lat)
            hint=words::DEGREES_NORTH_SUCH_AS_52_52
            errors
        />
        <TextField
            label=words::LONGITUDE
            name="lon"
            value=degrees(|site| site.lon)
            hint=words::DEGREES_EAST_SUCH_AS_13_40
            errors
        />
    }
}

/// The card of a site's name and place.
#[component]
pub(super) fn PlaceCard(
    site: Site,
    may_change: bool,
    /// Counts up when it was kept.
    saved: RwSignal<u32>,
) -> impl IntoView {
    let save = ServerAction::<ChangePlace>::new();
    Effect::new(move |_| {
        if matches!(save.value().get(), Some(Ok(_))) {
            saved.update(|times| *times += 1);
        }
    });
    let errors = Signal::derive(move || save.value().get().and_then(Result::err));
    let is_saved = Memo::new(move |_| saved.get() > 0);
    view! {
        <Card title=words::NAME_AND_PLACE>
            <ActionForm action=save attr:class="form form-wide">
                <fieldset disabled=!may_change>
                    <legend class="sr-only">{words::NAME_AND_PLACE}</legend>
                    <input type="hidden" name="site" value=site.id.to_string()/>
                    <div class="two-columns">{place_fields(Some(&site), errors)}</div>
                    {move || {
                        errors
                            .get()
                            .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
                    }}
                    <Show when=move || is_saved.get() && errors.with(Option::is_none)>
                        <Notice tone="good">{words::SAVED}</Notice>
                    </Show>
                    {may_change
                        .then(|| {
                            view! {
                                <button
                                    class="button"
                                    type="submit"
                                    disabled=move || save.pending().get()
                                >
                                    {words::SAVE_NAME_AND_PLACE}
                                </button>
                            }
                        })}
                </fieldset>
            </ActionForm>
        </Card>
    }
    .into_any()
}

/// Adds a site. Where it lies is needed for the sun alone.
#[server(prefix = "/fn", endpoint = "energy/add-site")]
pub async fn add_site(
    name: String,
    grid_region: String,
    lat: String,
    lon: String,
) -> Result<Site, AppError> {
    use crate::context::{actor, back_to, services};

    let new = typed(name, &grid_region, &lat, &lon)?;
    let site = services::places::create_site(&services()?, &actor()?, new).await?;
    back_to(&format!("/energy/{}/setup", site.id));
    Ok(site)
}

/// Puts a site's name and place right. What is known can be another, and not be taken away.
#[server(prefix = "/fn", endpoint = "energy/change-place")]
pub async fn change_place(
    site: SiteId,
    name: String,
    grid_region: String,
    lat: String,
    lon: String,
) -> Result<Site, AppError> {
    use crate::context::{actor, back_to, services};

    let (services, actor) = (services()?, actor()?);
    let known = services::energy::setup(&services, &actor, site).await?.site;
    let change = typed(name, &grid_region, &lat, &lon)?;
    let taken = [
        (
            "grid_region",
            known.grid_region.is_some() && change.grid_region.is_none(),
        ),
        ("lat", known.lat.is_some() && change.lat.is_none()),
        ("lon", known.lon.is_some() && change.lon.is_none()),
    ];
    if let Some((field, _)) = taken.into_iter().find(|(_, is_taken)| *is_taken) {
        let message = words::is_known(field);
        return Err(services::Error::invalid(field, "required", message).into());
    }
    let site = services::places::change_site(&services, &actor, site, change).await?;
    back_to(&format!("/energy/{}/setup", site.id));
    Ok(site)
}

/// What was typed, with nothing where nothing was.
#[cfg(feature = "ssr")]
fn typed(name: String, grid_region: &str, lat: &str, lon: &str) -> Result<PlaceChange, AppError> {
    let degrees = |field: &str, text: &str| -> Result<Option<f64>, AppError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| {
            let message = words::is_no_number_of_degrees_one(text);
            services::Error::invalid(field, "malformed", message).into()
        })
    };
    Ok(PlaceChange {
        name: Some(name),
        location: None,
        lat: degrees("lat", lat)?,
        lon: degrees("lon", lon)?,
        grid_region: Some(grid_region.trim().to_owned()).filter(|region| !region.is_empty()),
    })
}
