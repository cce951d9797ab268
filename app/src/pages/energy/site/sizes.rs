//! The card of sizes to try. What is asked stands in the address, so it works without script.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::energy::{PlanMode, SIZES_DAYS, SIZES_MAX};
use model::ids::SiteId;

use super::address::{CAPACITIES, POWERS, PRICES, TRIED_FOR, YEARS, fields_beside};
use super::tried::tried;
use super::tries::{TypedSize, TypedSizes, try_sizes};
use crate::components::{
    Card, Notice, QueryForm, ScrollTable, SelectField, SelectOption, TextField,
};
use crate::error::AppError;
use crate::layout::Skeleton;
use crate::wire::load;
use crate::words::energy_sizes as words;

/// Fewest lines of the form, and how many are free below what was typed.
const LINES_MIN: usize = 4;
const LINES_FREE: usize = 2;
/// Price of a kilogram where both count and none is named.
const FIRST_WORTH: &str = "0.10";

/// The sizes of an address; nothing where none are asked for.
fn asked(query: &ParamsMap) -> Option<TypedSizes> {
    let of = |name: &str| query.get(name).unwrap_or_default();
    let by = query.get("try")?;
    let line = |at: usize| TypedSize {
        capacity: of(CAPACITIES[at]),
        power: of(POWERS[at]),
        price: of(PRICES[at]),
        years: of(YEARS[at]),
    };
    Some(TypedSizes {
        lines: (0..SIZES_MAX).map(line).collect(),
        by,
        worth: of("try_worth"),
        days: of("try_days"),
    })
}

/// The card.
#[component]
pub(super) fn SizesCard(
    id: SiteId,
    /// Of the tariff.
    currency: Option<String>,
    query: Memo<ParamsMap>,
) -> impl IntoView {
    let tries = Memo::new(move |_| query.with(asked));
    let answer = load(
        move || tries.get(),
        move |tries| async move {
            match tries {
                Some(tries) => try_sizes(id, tries).await.map(Some),
                None => Ok(None),
            }
        },
    );
    let failed = RwSignal::new(None::<AppError>);
    let errors = Signal::derive(move || failed.get());
    let typed = tries.get_untracked().unwrap_or_else(|| TypedSizes {
        by: first_mode(currency.is_some()).as_str().to_owned(),
        worth: FIRST_WORTH.to_owned(),
        days: SIZES_DAYS.1.to_string(),
        ..TypedSizes::default()
    });
    let has_prices = currency.is_some();
    view! {
        <Card title=words::SIZES_TO_TRY corner=words::ON_MEASURED_DAYS>
            <section class="inset" aria-label=words::THE_SIZES>
                <QueryForm action=format!("/energy/{id}")>
                    {fields_beside(query, TRIED_FOR)}
                    {lines(typed.lines, currency.as_deref(), errors)}
                    <div class="form-row">
                        <SelectField
                            label=words::MAKE_LEAST
                            name="try"
                            options=modes(has_prices)
                            value=typed.by
                            errors
                        />
                        {has_prices
                            .then(|| {
                                view! {
                                    <TextField
                                        label=words::A_KILOGRAM_CO2E_IS_WORTH
                                        name="try_worth"
                                        value=typed.worth
                                        hint=words::COUNTS_WHERE_BOTH
                                        errors
                                    />
                                }
                            })}
                        <SelectField
                            label=words::DAYS_LOOKED_AT
                            name="try_days"
                            options=days()
                            value=typed.days
                            errors
                        />
                        <button class="button" type="submit">
                            {words::TRY_THE_SIZES}
                        </button>
                    </div>
                </QueryForm>
            </section>
            <section aria-label=words::WHAT_THEY_WOULD_HAVE_SAVED aria-live="polite">
                <Transition fallback=|| view! { <Skeleton lines=6/> }>
                    {move || Suspend::new(async move {
                        let answer = answer.await;
                        failed.set(answer.as_ref().err().cloned());
                        match answer {
                            Ok(Some(answer)) => tried(&answer),
                            Ok(None) => {
                                view! { <p class="note">{words::SAY_WHICH_SIZES}</p> }.into_any()
                            }
                            // Faults of fields are said beside the fields.
                            Err(error) if error.errors.is_empty() => {
                                view! { <Notice tone="critical">{error.message}</Notice> }
                                    .into_any()
                            }
                            Err(_) => ().into_any(),
                        }
                    })}
                </Transition>
            </section>
        </Card>
    }
    .into_any()
}

fn first_mode(has_prices: bool) -> PlanMode {
    if has_prices {
        PlanMode::Cost
    } else {
        PlanMode::Carbon
    }
}

/// The lines that are shown: those that were typed into, and some to type into.
fn shown_lines(typed: Vec<TypedSize>) -> Vec<TypedSize> {
    let last = typed.iter().rposition(TypedSize::is_there);
    let used = last.map_or(0, |last| last + 1);
    let mut lines = typed;
    lines.resize(
        (used + LINES_FREE).clamp(LINES_MIN, SIZES_MAX),
        TypedSize::default(),
    );
    lines
}

/// The table of lines, with their faults below.
fn lines(
    typed: Vec<TypedSize>,
    currency: Option<&str>,
    errors: Signal<Option<AppError>>,
) -> AnyView {
    let price = currency.map_or_else(|| words::PRICE.to_owned(), words::price_in);
    let rows = shown_lines(typed)
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            let cells = [
                (
                    CAPACITIES[at],
                    words::CAPACITY_KWH.to_owned(),
                    line.capacity,
                ),
                (POWERS[at], words::POWER_KW.to_owned(), line.power),
                (PRICES[at], price.clone(), line.price),
                (YEARS[at], words::YEARS_IT_LASTS.to_owned(), line.years),
            ];
            let cells = cells.map(|(name, column, value)| cell(at, name, &column, value, errors));
            view! {
                <tr>
                    <th scope="row">{at + 1}</th>
                    {cells.into_iter().collect_view()}
                </tr>
            }
        })
        .collect_view();
    let faults = move || {
        errors.with(|error| {
            let faults = error.as_ref()?.errors.iter();
            let of_no_field = |field: &str| field == "try" || !TRIED_FOR.contains(&field);
            let faults = faults.filter(|fault| of_no_field(&fault.field));
            let faults = faults.map(|fault| view! { <p class="fault">{fault.message.clone()}</p> });
            Some(faults.collect_view())
        })
    };
    view! {
        <ScrollTable label=words::THE_SIZES is_in_order=true testid="sizes-form">
            <caption class="note">{words::UP_TO_TWELVE}</caption>
            <thead>
                <tr>
                    <th scope="col">{words::LINE}</th>
                    <th scope="col">{words::CAPACITY_KWH}</th>
                    <th scope="col">{words::POWER_KW}</th>
                    <th scope="col">{price.clone()}</th>
                    <th scope="col">{words::YEARS_IT_LASTS}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
        <div role="status">{faults}</div>
    }
    .into_any()
}

fn cell(
    at: usize,
    name: &'static str,
    column: &str,
    value: String,
    errors: Signal<Option<AppError>>,
) -> AnyView {
    let is_wrong =
        move || errors.with(|error| error.as_ref().is_some_and(|it| it.of_field(name).is_some()));
    view! {
        <td>
            <input
                name=name
                value=value
                size="8"
                inputmode="decimal"
                aria-label=words::of_line(at + 1, column)
                aria-invalid=move || is_wrong().then_some("true")
            />
        </td>
    }
    .into_any()
}

fn modes(has_prices: bool) -> Vec<SelectOption> {
    PlanMode::ALL
        .iter()
        .filter(|mode| has_prices || **mode == PlanMode::Carbon)
        .map(|mode| {
            let word = match mode {
                PlanMode::Cost => words::COST,
                PlanMode::Carbon => words::CARBON,
                PlanMode::Balanced => words::BOTH,
            };
            SelectOption::new(mode.as_str(), word)
        })
        .collect()
}

fn days() -> Vec<SelectOption> {
    let (least, usual, most) = SIZES_DAYS;
    [least, usual, 42, most]
        .into_iter()
        .map(|days| SelectOption::new(days.to_string(), words::last_days(days)))
        .collect()
}
