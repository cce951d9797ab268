//! What the first rows would become: kilograms, a reason to skip, or a reason to refuse.

use leptos::prelude::*;
use model::ingest::{TrialOutcome, TrialRow};

use super::state::EditorState;
use crate::components::{Badge, Card, ScrollTable, mass};
use crate::words::ingest_editor as words;

/// The live trial.
#[component]
pub(super) fn TrialCard(state: EditorState) -> impl IntoView {
    let faults = Memo::new(move |_| {
        state.trial.with(|trial| {
            trial
                .as_ref()
                .map(|trial| trial.profile_errors.clone())
                .unwrap_or_default()
        })
    });
    let rows = move || {
        state.trial.with(|trial| {
            trial
                .as_ref()
                .map(|trial| trial.rows.iter().map(row).collect_view())
        })
    };
    let corner = Signal::derive(move || {
        state.trial.with(|trial| match trial {
            None => words::WAITING_FOR_THE_MAPPING.to_owned(),
            Some(trial) if !trial.profile_errors.is_empty() => words::NOT_YET.to_owned(),
            Some(trial) => {
                let accepted = trial
                    .rows
                    .iter()
                    .filter(|row| matches!(row.outcome, TrialOutcome::Event { .. }))
                    .count();
                words::of_rows_accepted(accepted, trial.rows.len())
            }
        })
    });
    view! {
        <Card title=words::WHAT_THE_FIRST_ROWS_BECOME corner>
            <div aria-live="polite" data-testid="trial">
                <Show
                    when=move || faults.with(Vec::is_empty)
                    fallback=move || {
                        view! {
                            <p>{words::THE_MAPPING_IS_NOT_COMPLETE}</p>
                            <ul class="bullets">
                                {move || {
                                    faults
                                        .get()
                                        .into_iter()
                                        .map(|fault| {
                                            view! {
                                                <li>
                                                    <code>{fault.field}</code>
                                                    ": "
                                                    {fault.message}
                                                </li>
                                            }
                                        })
                                        .collect_view()
                                }}
                            </ul>
                        }
                    }
                >
                    <ScrollTable label=words::WHAT_THE_FIRST_ROWS_BECOME>
                        <thead>
                            <tr>
                                <th scope="col" class="num">{words::ROW}</th>
                                <th scope="col">{words::BECOMES}</th>
                                <th scope="col">{words::WHEN}</th>
                                <th scope="col">{words::WHAT}</th>
                                <th scope="col" class="num">{words::CO2E}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </ScrollTable>
                </Show>
            </div>
        </Card>
    }
    .into_any()
}

fn row(row: &TrialRow) -> AnyView {
    let number = row.row_number;
    match &row.outcome {
        TrialOutcome::Event {
            occurred_at_local,
            supplier,
            summary,
            co2e_kg,
        } => {
            let kilograms =
                co2e_kg.map_or_else(|| words::NO_FACTOR.to_owned(), |kg| mass(kg).to_string());
            view! {
                <tr>
                    <td class="num">{number}</td>
                    <td>
                        <Badge tone="good" text=words::EVENT/>
                    </td>
                    <td class="nowrap">{occurred_at_local.clone()}</td>
                    <td>
                        {supplier.clone()} <span class="note block">{summary.clone()}</span>
                    </td>
                    <td class="num">
                        <strong>{kilograms}</strong>
                    </td>
                </tr>
            }
            .into_any()
        }
        TrialOutcome::Skipped { reason } => view! {
            <tr>
                <td class="num">{number}</td>
                <td>
                    <Badge tone="plain" text=words::SKIPPED/>
                </td>
                <td colspan="3">{reason.clone()}</td>
            </tr>
        }
        .into_any(),
        TrialOutcome::Rejected { errors } => {
            let reasons = errors
                .iter()
                .map(|error| {
                    view! {
                        <li>
                            <strong>{error.field.clone()}</strong>
                            ": "
                            {error.message.clone()}
                        </li>
                    }
                })
                .collect_view();
            view! {
                <tr>
                    <td class="num">{number}</td>
                    <td>
                        <Badge tone="critical" text=words::REJECTED/>
                    </td>
                    <td colspan="3">
                        <ul class="plain">{reasons}</ul>
                    </td>
                </tr>
            }
            .into_any()
        }
    }
}
