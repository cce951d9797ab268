//! Lists of the form as lines of a table: a field for each part, empty lines count for nothing.

use leptos::prelude::*;

use crate::components::ScrollTable;
use crate::error::AppError;
use crate::words::energy_setup as words;

/// One part of every line.
pub(super) struct Column {
    /// The part's name in the form.
    pub(super) field: &'static str,
    pub(super) word: &'static str,
    /// Characters there is room for.
    pub(super) size: u32,
}

impl Column {
    pub(super) const fn new(field: &'static str, word: &'static str, size: u32) -> Self {
        Self { field, word, size }
    }
}

/// The lines of one list, each with the texts of its columns and with what is carried along unseen.
pub(super) struct Lines {
    /// The list's name in the form.
    pub(super) list: &'static str,
    pub(super) label: &'static str,
    pub(super) about: &'static str,
    pub(super) columns: Vec<Column>,
    pub(super) lines: Vec<Line>,
}

/// What the fields of a line begin with.
pub(super) struct Line {
    pub(super) texts: Vec<String>,
    /// Fields nobody types, by name.
    pub(super) carried: Vec<(&'static str, String)>,
    /// Parts that cannot be typed here; the first still can.
    pub(super) is_kept: bool,
}

impl Line {
    pub(super) fn typed(texts: Vec<String>) -> Self {
        Self {
            texts,
            carried: Vec::new(),
            is_kept: false,
        }
    }
}

impl Lines {
    /// Draws them, with the list's faults below.
    pub(super) fn draw(self, errors: Signal<Option<AppError>>) -> AnyView {
        let Self {
            list,
            label,
            about,
            columns,
            lines,
        } = self;
        let head = columns
            .iter()
            .map(|column| view! { <th scope="col">{column.word}</th> })
            .collect_view();
        let body = lines
            .into_iter()
            .enumerate()
            .map(|(at, line)| draw_line((list, label), &columns, at, line))
            .collect_view();
        let name = format!("setup[{list}]");
        let faults = move || {
            errors.with(|error| {
                let faults = error.as_ref()?.errors.iter();
                let faults = faults.filter(|fault| fault.field == name);
                let faults =
                    faults.map(|fault| view! { <p class="fault">{fault.message.clone()}</p> });
                Some(faults.collect_view())
            })
        };
        view! {
            <ScrollTable label>
                <caption class="note">{about}</caption>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{body}</tbody>
            </ScrollTable>
            <div role="status">{faults}</div>
        }
        .into_any()
    }
}

fn draw_line(
    (list, label): (&'static str, &'static str),
    columns: &[Column],
    at: usize,
    line: Line,
) -> AnyView {
    let name = |field: &str| format!("setup[{list}][{at}][{field}]");
    let carried = line.carried.into_iter().map(|(field, value)| {
        view! { <input type="hidden" name=name(field) value=value/> }
    });
    let mut carried = Some(carried.collect_view());
    let mut cells = Vec::new();
    for (place, (column, text)) in columns.iter().zip(line.texts).enumerate() {
        if line.is_kept && place > 0 {
            continue;
        }
        cells.push(view! {
            <td>
                <input
                    name=name(column.field)
                    value=text
                    size=column.size.to_string()
                    aria-label=words::line(label, at + 1, column.word)
                />
                {carried.take()}
            </td>
        });
    }
    let kept = line.is_kept.then(|| {
        let width = columns.len().saturating_sub(1).to_string();
        view! { <td class="note" colspan=width>{words::SET_OVER_THE_API}</td> }
    });
    view! {
        <tr>
            {cells}
            {kept}
        </tr>
    }
    .into_any()
}
