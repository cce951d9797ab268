//! What became of a file of measurements.

use leptos::prelude::*;
use model::energy::CsvAnswer;
use model::ids::SiteId;

use crate::components::{Card, Notice, ScrollTable, count};
use crate::words::energy_setup as words;

/// Rejected rows that are listed.
const LISTED: usize = 50;

/// Counts, rejected rows, and where to go from here.
#[component]
pub(super) fn Answer(
    id: SiteId,
    answer: CsvAnswer,
    /// How many were new, in words.
    new: fn(String) -> String,
) -> impl IntoView {
    let CsvAnswer {
        rows,
        empty,
        second_hour,
        measurements,
    } = answer;
    let tone = if measurements.rejected_count > 0 {
        "warn"
    } else {
        "good"
    };
    let mut words = vec![
        words::rows_read(count(rows)),
        new(count(measurements.accepted)),
        words::there_already(count(measurements.duplicate)),
        words::replaced(count(measurements.replaced)),
        words::rejected(count(measurements.rejected_count)),
    ];
    if empty > 0 {
        words.push(words::cells_empty(count(empty)));
    }
    if second_hour > 0 {
        words.push(words::rows_of_the_hour_that_came(count(second_hour)));
    }
    let more = measurements
        .rejected_count
        .saturating_sub(measurements.rejected.len().min(LISTED) as u64);
    let rejected = measurements
        .rejected
        .into_iter()
        .take(LISTED)
        .map(|one| {
            view! {
                <tr>
                    <th scope="row">{count(one.index)}</th>
                    <td>{one.field}</td>
                    <td>{one.value}</td>
                    <td>{one.message}</td>
                </tr>
            }
        })
        .collect_view();
    let table = (measurements.rejected_count > 0).then(|| {
        view! {
            <ScrollTable label=words::REJECTED_ROWS>
                <thead>
                    <tr>
                        <th scope="col">{words::ROW}</th>
                        <th scope="col">{words::COLUMN}</th>
                        <th scope="col">{words::VALUE}</th>
                        <th scope="col">{words::WHY}</th>
                    </tr>
                </thead>
                <tbody>{rejected}</tbody>
            </ScrollTable>
            {(more > 0)
                .then(|| view! { <p class="note">{words::and_more(count(more))}</p> })}
        }
    });
    view! {
        <Card title=words::WHAT_BECAME_OF_THE_FILE>
            <Notice tone>{format!("{}.", words.join(", "))}</Notice>
            {table}
            <p class="card-foot">
                <a class="button" href=format!("/energy/{id}")>
                    {words::SEE_FORECAST_AND_PLAN}
                </a>
            </p>
        </Card>
    }
    .into_any()
}
