//! The address of a site's page: what each of its cards is asked for. A card that changes its own part keeps
//! the others'.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::energy::SIZES_MAX;

use crate::components::Query;

/// What the plan is asked to do.
pub(super) const PLAN: &[&str] = &["mode", "price"];
/// The run whose best time is looked for.
pub(super) const RUN: &[&str] = &["kwh", "minutes", "from", "until", "by", "worth"];
/// The steps that measurements are added up by.
pub(super) const ROLLUP: &[&str] = &["step"];
/// The sizes of a battery that are tried: capacity, power, price and years of each line.
pub(super) const CAPACITIES: [&str; SIZES_MAX] = [
    "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11",
];
pub(super) const POWERS: [&str; SIZES_MAX] = [
    "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11",
];
pub(super) const PRICES: [&str; SIZES_MAX] = [
    "m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10", "m11",
];
pub(super) const YEARS: [&str; SIZES_MAX] = [
    "y0", "y1", "y2", "y3", "y4", "y5", "y6", "y7", "y8", "y9", "y10", "y11",
];
/// What each of their days is planned for, and how many days.
pub(super) const TRIED_FOR: &[&str] = &["try", "try_worth", "try_days"];

/// Each card with what it is asked for.
const CARDS: [&[&[&str]]; 4] = [&[PLAN], &[RUN], &[ROLLUP], SIZES];
/// All of the sizes.
pub(super) const SIZES: &[&[&str]] = &[TRIED_FOR, &CAPACITIES, &POWERS, &PRICES, &YEARS];

/// What the other cards are asked for.
fn others(query: &ParamsMap, own: &[&str]) -> Vec<(&'static str, String)> {
    let is_own = |part: &&[&str]| own.first() == part.first();
    let cards = CARDS.into_iter().filter(|card| !card.iter().any(is_own));
    cards
        .flatten()
        .flat_map(|part| *part)
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
            ("try", "cost"),
            ("c1", "40"),
            ("x", "1"),
        ] {
            query.insert(name, value.to_owned());
        }
        let at = |own| beside(&query, own).at("/s");
        assert_eq!(at(PLAN), "/s?kwh=30&step=month&try=cost&c1=40");
        assert_eq!(at(RUN), "/s?mode=carbon&step=month&try=cost&c1=40");
        assert_eq!(at(ROLLUP), "/s?mode=carbon&kwh=30&try=cost&c1=40");
        assert_eq!(at(TRIED_FOR), "/s?mode=carbon&kwh=30&step=month");
    }
}
