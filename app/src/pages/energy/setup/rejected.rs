//! What became of a file of measurements.

use leptos::prelude::*;
use model::energy::CsvAnswer;
use model::ids::SiteId;

use crate::components::{Card, Notice, ScrollTable, count};

/// Rejected rows that are listed.
const LISTED: usize = 50;

/// Counts, rejected rows, and where to go from here.
#[component]
pub(super) fn Answer(id: SiteId, answer: CsvAnswer) -> impl IntoView {
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
        format!("{} rows read", count(rows)),
        format!("{} measurements new", count(measurements.accepted)),
        format!("{} there already", count(measurements.duplicate)),
        format!("{} replaced", count(measurements.replaced)),
        format!("{} rejected", count(measurements.rejected_count)),
    ];
    if empty > 0 {
        words.push(format!("{} cells empty", count(empty)));
    }
    if second_hour > 0 {
        words.push(format!(
            "{} rows of the hour that came twice",
            count(second_hour)
        ));
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
            <ScrollTable label="Rejected rows">
                <thead>
                    <tr>
                        <th scope="col">"Row"</th>
                        <th scope="col">"Column"</th>
                        <th scope="col">"Value"</th>
                        <th scope="col">"Why"</th>
                    </tr>
                </thead>
                <tbody>{rejected}</tbody>
            </ScrollTable>
            {(more > 0)
                .then(|| view! { <p class="note">{format!("and {} more", count(more))}</p> })}
        }
    });
    view! {
        <Card title="What became of the file">
            <Notice tone>{format!("{}.", words.join(", "))}</Notice>
            {table}
            <p class="card-foot">
                <a class="button" href=format!("/energy/{id}")>
                    "See forecast and plan"
                </a>
            </p>
        </Card>
    }
    .into_any()
}
