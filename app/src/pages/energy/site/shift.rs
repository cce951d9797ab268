//! The best time for a run that can wait. What is asked stands in the address, so it works without script.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::energy::{ExpectedStep, PlanMode, ShiftAnswer, ShiftPlacement};
use model::ids::SiteId;

use super::super::api::{TypedRun, find_window};
use super::super::words::{energy, money, signed};
use super::address::{RUN, fields_beside};
use crate::components::{
    Card, Notice, QueryForm, ScrollTable, SelectField, SelectOption, TextField, count, mass,
};
use crate::layout::Skeleton;
use crate::wire::load;
use crate::words::energy_site as words;

/// Longest run that is offered, in minutes.
const LONGEST: u32 = 12 * 60;
/// Price of a kilogram where both count and none is named.
const FIRST_PRICE: &str = "0.10";

/// The run of an address; nothing where none is asked for.
fn asked(query: &ParamsMap) -> Option<TypedRun> {
    let of = |name: &str| query.get(name).unwrap_or_default();
    let kwh = query.get("kwh")?;
    Some(TypedRun {
        kwh,
        minutes: of("minutes"),
        from: of("from"),
        until: of("until"),
        by: of("by"),
        price: of("worth"),
    })
}

/// The card of the best time.
#[component]
pub(super) fn ShiftCard(
    id: SiteId,
    expected: Vec<ExpectedStep>,
    step_minutes: u32,
    /// Of the tariff.
    currency: Option<String>,
    query: Memo<ParamsMap>,
) -> impl IntoView {
    let run = Memo::new(move |_| query.with(asked));
    let answer = load(
        move || run.get(),
        move |run| async move {
            match run {
                Some(run) => find_window(id, run).await.map(Some),
                None => Ok(None),
            }
        },
    );
    let failed = RwSignal::new(None);
    let errors = Signal::derive(move || failed.get());
    let typed = run.get_untracked().unwrap_or_else(|| TypedRun {
        kwh: String::new(),
        minutes: (step_minutes * (60 / step_minutes.max(1)).max(1) * 2).to_string(),
        by: PlanMode::Cost.as_str().to_owned(),
        price: FIRST_PRICE.to_owned(),
        ..TypedRun::default()
    });
    let has_prices = currency.is_some();
    view! {
        <Card title=words::BEST_TIME_FOR_WORK_THAT_CAN>
            <div class="whatif">
                <section class="inset" aria-label=words::THE_RUN>
                    <QueryForm action=format!("/energy/{id}")>
                        {fields_beside(query, RUN)}
                        <div class="form">
                            <TextField
                                label=words::ENERGY_KWH
                                name="kwh"
                                value=typed.kwh
                                hint=words::WHAT_IT_USES_IN_ALL
                                required=true
                                errors
                            />
                            <SelectField
                                label=words::TAKES
                                name="minutes"
                                options=durations(step_minutes)
                                value=typed.minutes
                                errors
                            />
                            <SelectField
                                label=words::MAY_BEGIN_AT
                                name="from"
                                options=starts(&expected)
                                value=typed.from
                                errors
                            />
                            <SelectField
                                label=words::MUST_HAVE_ENDED_BY
                                name="until"
                                options=ends(&expected)
                                value=typed.until
                                errors
                            />
                            <SelectField
                                label=words::MAKE_LEAST
                                name="by"
                                options=modes(has_prices)
                                value=typed.by
                                errors
                            />
                            {has_prices
                                .then(|| {
                                    view! {
                                        <TextField
                                            label=words::A_KILOGRAM_CO2E_IS_WORTH
                                            name="worth"
                                            value=typed.price
                                            hint=words::COUNTS_WHERE_BOTH
                                            errors
                                        />
                                    }
                                })}
                            <button class="button" type="submit">
                                {words::FIND_THE_BEST_TIME}
                            </button>
                        </div>
                    </QueryForm>
                </section>
                <section aria-label=words::THE_BEST_TIME aria-live="polite">
                    <Transition fallback=|| view! { <Skeleton lines=4/> }>
                        {move || {
                            let currency = currency.clone().unwrap_or_default();
                            Suspend::new(async move {
                                let answer = answer.await;
                                failed.set(answer.as_ref().err().cloned());
                                match answer {
                                    Ok(Some(answer)) => shown(&answer, &currency),
                                    Ok(None) => {
                                        view! {
                                            <p class="note">
                                                {words::SAY_WHAT_A_RUN_USES}
                                            </p>
                                        }
                                            .into_any()
                                    }
                                    Err(error) => {
                                        view! { <Notice tone="critical">{error.message}</Notice> }
                                            .into_any()
                                    }
                                }
                            })
                        }}
                    </Transition>
                </section>
            </div>
        </Card>
    }
    .into_any()
}

fn durations(step_minutes: u32) -> Vec<SelectOption> {
    let interval = step_minutes.max(1);
    (1..=LONGEST / interval)
        .map(|count| count * interval)
        // Fine where it matters, whole hours beyond.
        .filter(|minutes| *minutes <= 240 || minutes % 60 == 0)
        .map(|minutes| {
            let words = match (minutes / 60, minutes % 60) {
                (0, rest) => words::minutes(rest),
                (hours, 0) => format!("{hours} h"),
                (hours, rest) => words::h_min(hours, rest),
            };
            SelectOption::new(minutes.to_string(), words)
        })
        .collect()
}

fn starts(expected: &[ExpectedStep]) -> Vec<SelectOption> {
    let steps = expected.iter().skip(1);
    let steps = steps.map(|step| SelectOption::new(step.at.to_rfc3339(), step.label.clone()));
    std::iter::once(SelectOption::new("", "once"))
        .chain(steps)
        .collect()
}

fn ends(expected: &[ExpectedStep]) -> Vec<SelectOption> {
    let steps = expected.iter().skip(1);
    let steps = steps.map(|step| SelectOption::new(step.at.to_rfc3339(), step.label.clone()));
    std::iter::once(SelectOption::new("", words::THE_END_OF_THE_FORECAST))
        .chain(steps)
        .collect()
}

fn modes(has_prices: bool) -> Vec<SelectOption> {
    PlanMode::ALL
        .iter()
        .filter(|mode| has_prices || **mode == PlanMode::Carbon)
        .map(|mode| {
            let word = match mode {
                PlanMode::Cost => "cost",
                PlanMode::Carbon => "carbon",
                PlanMode::Balanced => words::BOTH_A_KILOGRAM_AT_ITS_WORTH,
            };
            SelectOption::new(mode.as_str(), word)
        })
        .collect()
}

fn shown(answer: &ShiftAnswer, currency: &str) -> AnyView {
    let (best, soonest) = (&answer.best, &answer.soonest);
    let is_same = best.start == soonest.start;
    let verdict = if is_same {
        words::STARTING_AT_ONCE_IS_THE_BEST.to_owned()
    } else {
        let saved = [
            best.cost
                .zip(soonest.cost)
                .map(|(best, now)| signed(best - now, money(best - now, currency))),
            best.carbon_kg
                .zip(soonest.carbon_kg)
                .map(|(best, now)| signed(best - now, format!("{} CO₂e", mass(best - now)))),
        ];
        let saved: Vec<_> = saved.into_iter().flatten().collect();
        words::beside_starting_at_once(saved.join(words::AND))
    };
    let rows = [
        (words::BEST, best),
        (words::AT_ONCE, soonest),
        (words::WORST, &answer.worst),
    ];
    let rows = rows
        .into_iter()
        .map(|(word, placement)| row(word, placement, currency))
        .collect_view();
    view! {
        <p class="figure">
            <strong class="is-predicted" data-testid="best-start">{best.start_label.clone()}</strong>
            <span class="unit">{words::to(&best.end_label)}</span>
        </p>
        <p class="compare">{verdict}</p>
        <ScrollTable label=words::STARTS_COMPARED>
            <thead>
                <tr>
                    <th scope="col">{words::START}</th>
                    <th scope="col">{words::WHEN}</th>
                    <th scope="col" class="num">{words::COST}</th>
                    <th scope="col" class="num">{words::CARBON}</th>
                    <th scope="col" class="num">{words::OWN_SUN}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
        <p class="note">
            {words::starts_were_weighed_each(count(answer.starts))}
        </p>
    }
    .into_any()
}

fn row(word: &'static str, one: &ShiftPlacement, currency: &str) -> AnyView {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    view! {
        <tr>
            <th scope="row">{word}</th>
            <td>{one.start_label.clone()}</td>
            <td class="num predicted">{or_dash(one.cost.map(|cost| money(cost, currency)))}</td>
            <td class="num predicted">
                {or_dash(one.carbon_kg.map(|kg| mass(kg).to_string()))}
            </td>
            <td class="num predicted">{energy(one.own_kwh)}</td>
        </tr>
    }
    .into_any()
}
