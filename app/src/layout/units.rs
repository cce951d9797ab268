//! The unit masses are written in, kept in a cookie so that the server writes the right one.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::components::{Card, MassUnit};
use crate::pages::auth::api::SetMassUnit;
use crate::words::layout as words;

/// The cookie's name.
#[cfg(feature = "ssr")]
pub(crate) const MASS_UNIT_COOKIE: &str = "mass_unit";

/// Three choices; a plain form, because every figure of the page is written anew.
#[component]
pub(crate) fn MassUnitForm() -> impl IntoView {
    let chosen = MassUnit::chosen();
    let option = move |unit: MassUnit, words: &'static str| {
        let checked = unit == chosen;
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="unit"
                    value=unit.as_str()
                    checked=checked
                />
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <Card title=words::UNITS class="narrow">
            <form class="form" method="post" action=SetMassUnit::url()>
                <fieldset>
                    <legend>{words::MASSES_IN_THIS_BROWSER}</legend>
                    {option(MassUnit::Fitting, words::WHAT_FITS_412_KG_68_9)}
                    {option(MassUnit::Kilograms, words::KILOGRAMS_412_KG_68_900_KG)}
                    {option(MassUnit::Tonnes, words::TONNES_0_412_T_68_9)}
                </fieldset>
                <button class="button" type="submit">
                    {words::USE}
                </button>
            </form>
            <p class="note">
                {words::FILES_THE_API_AND_EXPLANATIONS_DOWN}
            </p>
        </Card>
    }
    .into_any()
}
