//! The best time for a run that can wait. What is asked stands in the address, so it works without script.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::energy::{ExpectedStep, PlanMode, ShiftAnswer, ShiftPlacement};
use model::ids::SiteId;

use super::super::api::{TypedRun, find_window};
use super::super::words::{energy, money, signed};
use crate::components::{
    Card, Notice, QueryForm, ScrollTable, SelectField, SelectOption, TextField, count, mass,
};
use crate::layout::Skeleton;
use crate::wire::load;

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
    interval_minutes: u32,
    /// Of the tariff.
    currency: Option<String>,
    query: Memo<ParamsMap>,
) -> impl IntoView {
    let run = Memo::new(move |_| query.with(asked));
    let kept = Memo::new(move |_| {
        query.with(|query| ["mode", "price"].map(|name| (name, query.get(name))))
    });
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
        minutes: (interval_minutes * (60 / interval_minutes.max(1)).max(1) * 2).to_string(),
        by: PlanMode::Cost.as_str().to_owned(),
        price: FIRST_PRICE.to_owned(),
        ..TypedRun::default()
    });
    let has_prices = currency.is_some();
    let hidden = move || {
        kept.get()
            .into_iter()
            .filter_map(|(name, value)| {
                Some(view! { <input type="hidden" name=name value=value?/> })
            })
            .collect_view()
    };
    view! {
        <Card title="Best time for work that can wait">
            <div class="whatif">
                <section class="inset" aria-label="The run">
                    <QueryForm action=format!("/energy/{id}")>
                        {hidden}
                        <div class="form">
                            <TextField
                                label="Energy, kWh"
                                name="kwh"
                                value=typed.kwh
                                hint="What it uses in all: a charge, a melt, a night of cooling."
                                required=true
                                errors
                            />
                            <SelectField
                                label="Takes"
                                name="minutes"
                                options=durations(interval_minutes)
                                value=typed.minutes
                                errors
                            />
                            <SelectField
                                label="May begin at"
                                name="from"
                                options=starts(&expected)
                                value=typed.from
                                errors
                            />
                            <SelectField
                                label="Must have ended by"
                                name="until"
                                options=ends(&expected)
                                value=typed.until
                                errors
                            />
                            <SelectField
                                label="Make least"
                                name="by"
                                options=modes(has_prices)
                                value=typed.by
                                errors
                            />
                            {has_prices
                                .then(|| {
                                    view! {
                                        <TextField
                                            label="A kilogram CO₂e is worth"
                                            name="worth"
                                            value=typed.price
                                            hint="Counts where both are to be least; in the tariff's currency."
                                            errors
                                        />
                                    }
                                })}
                            <button class="button" type="submit">
                                "Find the best time"
                            </button>
                        </div>
                    </QueryForm>
                </section>
                <section aria-label="The best time" aria-live="polite">
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
                                                "Say what a run uses, how long it takes and when it has to be done. Here comes the start that costs or emits least, beside starting at once."
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

fn durations(interval_minutes: u32) -> Vec<SelectOption> {
    let interval = interval_minutes.max(1);
    (1..=LONGEST / interval)
        .map(|count| count * interval)
        // Fine where it matters, whole hours beyond.
        .filter(|minutes| *minutes <= 240 || minutes % 60 == 0)
        .map(|minutes| {
            let words = match (minutes / 60, minutes % 60) {
                (0, rest) => format!("{rest} minutes"),
                (hours, 0) => format!("{hours} h"),
                (hours, rest) => format!("{hours} h {rest} min"),
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
    std::iter::once(SelectOption::new("", "the end of the forecast"))
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
                PlanMode::Balanced => "both, a kilogram at its worth",
            };
            SelectOption::new(mode.as_str(), word)
        })
        .collect()
}

fn shown(answer: &ShiftAnswer, currency: &str) -> AnyView {
    let (best, soonest) = (&answer.best, &answer.soonest);
    let is_same = best.start == soonest.start;
    let verdict = if is_same {
        "Starting at once is the best there is.".to_owned()
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
        format!("{} beside starting at once.", saved.join(" and "))
    };
    let rows = [
        ("Best", best),
        ("At once", soonest),
        ("Worst", &answer.worst),
    ];
    let rows = rows
        .into_iter()
        .map(|(word, placement)| row(word, placement, currency))
        .collect_view();
    view! {
        <p class="figure">
            <strong class="is-predicted" data-testid="best-start">{best.start_label.clone()}</strong>
            <span class="unit">{format!("to {}", best.end_label)}</span>
        </p>
        <p class="compare">{verdict}</p>
        <ScrollTable label="Starts compared">
            <thead>
                <tr>
                    <th scope="col">"Start"</th>
                    <th scope="col">"When"</th>
                    <th scope="col" class="num">"Cost"</th>
                    <th scope="col" class="num">"Carbon"</th>
                    <th scope="col" class="num">"Own sun"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
        <p class="note">
            {format!(
                "{} starts were weighed, each with what it adds to the expected load; the battery is left out of it.",
                count(answer.starts),
            )}
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
