//! Shares of a whole as a ring of inline SVG: there before any script, and in the page's own colours.

use leptos::prelude::*;

/// Middle of the ring's width, in units of the drawing, whose half width is 100.
const RADIUS: u8 = 81;
/// Between two slices, in hundredths of the ring.
const GAP: f64 = 0.8;
/// What is drawn of the smallest slice.
const THINNEST: f64 = 0.3;
/// How strongly a slice that is filtered out is drawn.
const FADED: &str = "0.28";

/// A share of the whole.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slice {
    /// Its size; only proportions count, and what is not above zero is not drawn.
    pub(crate) value: f64,
    /// A variable of the style sheet.
    pub(crate) color: &'static str,
    pub(crate) is_faded: bool,
}

/// The ring, clockwise from the top. It is for the pointer alone: what it shows stands in a list beside it.
#[component]
pub(crate) fn Donut(
    #[prop(into)] slices: Signal<Vec<Slice>>,
    /// What it shows, in words.
    label: &'static str,
    /// The slice under the pointer.
    hovered: RwSignal<Option<usize>>,
    /// Runs with the slice that was clicked.
    on_select: Callback<usize>,
) -> impl IntoView {
    let ring = move |slices: &[Slice]| {
        let arcs = arcs(slices).into_iter().enumerate();
        arcs.map(|(index, arc)| {
            let Slice {
                color, is_faded, ..
            } = slices[index];
            view! {
                <circle
                    r=RADIUS
                    // Lengths along it are hundredths of the whole.
                    pathLength="100"
                    stroke-dasharray=format!("{} {}", arc.length, 100.0 - arc.length)
                    stroke-dashoffset=-arc.from
                    style=format!("stroke: var({color})")
                    opacity=is_faded.then_some(FADED)
                    on:pointerenter=move |_| hovered.set(Some(index))
                    on:click=move |_| on_select.run(index)
                ></circle>
            }
        })
        .collect_view()
    };
    view! {
        <svg
            class="donut-ring"
            viewBox="-100 -100 200 200"
            role="img"
            aria-label=label
            on:pointerleave=move |_| hovered.set(None)
        >
            {move || slices.with(|slices| ring(slices))}
        </svg>
    }
    .into_any()
}

/// What is drawn of a slice, in hundredths of the ring.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Arc {
    from: f64,
    length: f64,
}

/// One for each slice, without length for one that is not drawn.
fn arcs(slices: &[Slice]) -> Vec<Arc> {
    let size = |slice: &Slice| slice.value.max(0.0);
    let total: f64 = slices.iter().map(size).sum();
    let mut before = 0.0;
    slices
        .iter()
        .map(|slice| {
            let begin = before;
            let share = if total > 0.0 {
                size(slice) / total * 100.0
            } else {
                0.0
            };
            before += share;
            // Half of the gap on either side; a whole ring has none, a sliver only what leaves it to be seen.
            let length = if share >= 100.0 {
                100.0
            } else if share > 0.0 {
                (share - GAP).max(THINNEST)
            } else {
                0.0
            };
            Arc {
                from: begin + (share - length) / 2.0,
                length,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Arc, GAP, Slice, THINNEST, arcs};

    fn of(values: &[f64]) -> Vec<Arc> {
        let slice = |value: &f64| Slice {
            value: *value,
            color: "--ink-3",
            is_faded: false,
        };
        arcs(&values.iter().map(slice).collect::<Vec<_>>())
    }

    #[test]
    fn slices_follow_each_other_with_gaps() {
        let arcs = of(&[3.0, 1.0]);
        let expected = [(GAP / 2.0, 75.0 - GAP), (75.0 + GAP / 2.0, 25.0 - GAP)];
        for (arc, (from, length)) in arcs.iter().zip(expected) {
            assert!((arc.from - from).abs() < 1e-9, "{arc:?}");
            assert!((arc.length - length).abs() < 1e-9, "{arc:?}");
        }
    }

    #[test]
    fn a_sliver_is_seen_where_it_belongs() {
        let sliver = of(&[999.0, 1.0])[1];
        assert_eq!(sliver.length, THINNEST);
        assert!(
            (sliver.from + sliver.length / 2.0 - 99.95).abs() < 1e-9,
            "{sliver:?}"
        );
    }

    #[test]
    fn one_alone_is_the_whole_ring_and_nothing_is_none() {
        let drawn: Vec<_> = of(&[5.0, 0.0, -1.0]).iter().map(|arc| arc.length).collect();
        assert_eq!(drawn, [100.0, 0.0, 0.0]);
        assert_eq!(of(&[0.0])[0].length, 0.0);
        assert_eq!(of(&[]), []);
    }
}
