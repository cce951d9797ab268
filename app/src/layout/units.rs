//! The unit masses are written in, kept in a cookie so that the server writes the right one.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::components::{Card, MassUnit};
use crate::pages::auth::api::SetMassUnit;

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
        <Card title="Units" class="narrow">
            <form class="form" method="post" action=SetMassUnit::url()>
                <fieldset>
                    <legend>"Masses in this browser"</legend>
                    {option(MassUnit::Fitting, "What fits: 412 kg, 68.9 t")}
                    {option(MassUnit::Kilograms, "Kilograms: 412 kg, 68,900 kg")}
                    {option(MassUnit::Tonnes, "Tonnes: 0.412 t, 68.9 t")}
                </fieldset>
                <button class="button" type="submit">
                    "Use"
                </button>
            </form>
            <p class="note">
                "Files, the API and explanations down to a factor always count in kilograms."
            </p>
        </Card>
    }
    .into_any()
}
