//! The address of a site's page: what each of its cards is asked for. A card that changes its own part keeps
//! the others'.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::components::Query;

/// What the plan is asked to do.
pub(super) const PLAN: &[&str] = &["mode", "price"];
/// The run whose best time is looked for.
pub(super) const RUN: &[&str] = &["kwh", "minutes", "from", "until", "by", "worth"];
/// The steps that measurements are added up by.
pub(super) const ROLLUP: &[&str] = &["step"];

/// What the other cards are asked for.
fn others(query: &ParamsMap, own: &[&str]) -> Vec<(&'static str, String)> {
    let parts = [PLAN, RUN, ROLLUP].into_iter().filter(|part| *part != own);
    parts
        .flatten()
        .filter_map(|name| Some((*name, query.get(name)?)))
        .collect()
}

/// The address with what the other cards are asked for, for a card to add its own.
pub(super) fn beside(query: &ParamsMap, own: &[&str]) -> Query {
    let others = others(query, own).into_iter();
    others.fold(Query::default(), |address, (name, value)| {
        address.with(name, Some(value))
    })
}

/// The same as fields of a form.
pub(super) fn fields_beside(query: Memo<ParamsMap>, own: &'static [&'static str]) -> AnyView {
    let others = Memo::new(move |_| query.with(|query| others(query, own)));
    let fields = move || {
        let others = others.get().into_iter();
        others
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view()
    };
    fields.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_keeps_what_others_are_asked_for() {
        let mut query = ParamsMap::new();
        for (name, value) in [
            ("mode", "carbon"),
            ("kwh", "30"),
            ("step", "month"),
            ("x", "1"),
        ] {
            query.insert(name, value.to_owned());
        }
        let at = |own| beside(&query, own).at("/s");
        assert_eq!(at(PLAN), "/s?kwh=30&step=month");
        assert_eq!(at(RUN), "/s?mode=carbon&step=month");
        assert_eq!(at(ROLLUP), "/s?mode=carbon&kwh=30");
    }
}
