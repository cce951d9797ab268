//! Tables that are whole on the page are put in order by their heads, and kept as a file.

#[cfg(feature = "hydrate")]
use leptos::html::Table;
#[cfg(feature = "hydrate")]
use leptos::prelude::*;

#[cfg(feature = "hydrate")]
use crate::piece::piece;

// Fetched after the page is alive: a table is read before it is arranged.
#[cfg(feature = "hydrate")]
piece! {
    pub(super) fn arrange / fetch_arrange(table: NodeRef<Table>) -> () {
        // The table may have gone while this came.
        if let Some(table) = table.try_get_untracked().flatten()
            && let Err(error) = browser::make_sortable(&table)
        {
            leptos::logging::warn!("table: {error:?}");
        }
    }
}

/// What a row is put in order by.
#[derive(Debug, Clone, PartialEq)]
enum Key {
    Number(f64),
    Text(String),
}

/// The keys of a column; nothing where its cells cannot be compared: a kilowatt-hour is less than a megawatt-hour,
/// whatever the figures say.
fn keys(cells: &[String], is_numeric: bool) -> Option<Vec<Key>> {
    if !is_numeric {
        let text = |cell: &String| Key::Text(cell.to_lowercase());
        return Some(cells.iter().map(text).collect());
    }
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '−' | '+' | ' ');
    let mut units = Vec::new();
    let mut keys = Vec::new();
    for cell in cells {
        let cell = cell.trim();
        let unit = cell.trim_start_matches(is_figure);
        let figure = &cell[..cell.len() - unit.len()];
        let plain: String = figure.replace('−', "-").replace([',', ' ', '+'], "");
        // What is not known comes last.
        let number = plain.parse().unwrap_or(f64::NEG_INFINITY);
        if number.is_finite() {
            units.push(unit);
        }
        keys.push(Key::Number(number));
    }
    let is_one_unit = units.windows(2).all(|pair| pair[0] == pair[1]);
    is_one_unit.then_some(keys)
}

/// The places of the rows in order; equal ones stay as they were.
fn order(keys: &[Key], is_descending: bool) -> Vec<usize> {
    let mut places: Vec<usize> = (0..keys.len()).collect();
    places.sort_by(|a, b| {
        let ordering = match (&keys[*a], &keys[*b]) {
            (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::Number(_), Key::Text(_)) => std::cmp::Ordering::Less,
            (Key::Text(_), Key::Number(_)) => std::cmp::Ordering::Greater,
        };
        if is_descending {
            ordering.reverse()
        } else {
            ordering
        }
    });
    places
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::prelude::*;
    use web_sys::{Element, HtmlTableElement, NodeList};

    use super::{keys, order};

    /// Fewer rows are seen at once.
    const ROWS_MIN: usize = 3;

    pub(super) fn make_sortable(table: &HtmlTableElement) -> Result<(), JsValue> {
        let rows = rows(table)?;
        // What is filled in, or reaches over several cells, stays where it is.
        let held =
            table.query_selector("tbody :is(input, select, textarea, [colspan], [rowspan])")?;
        if rows.len() < ROWS_MIN || held.is_some() {
            return Ok(());
        }
        let heads = list(&table.query_selector_all("thead tr:only-child > th")?);
        for (column, head) in heads.iter().enumerate() {
            let is_plain = head.query_selector("a, button, input, select")?.is_none();
            let is_named = head
                .text_content()
                .is_some_and(|text| !text.trim().is_empty());
            let can = keys(&cells(&rows, column), is_numeric(head)).is_some();
            if is_plain && is_named && can {
                add_button(table, head, column)?;
            }
        }
        Ok(())
    }

    fn add_button(table: &HtmlTableElement, head: &Element, column: usize) -> Result<(), JsValue> {
        let button = document().create_element("button")?;
        button.set_attribute("type", "button")?;
        button.set_class_name("sort");
        while let Some(child) = head.first_child() {
            button.append_child(&child)?;
        }
        head.append_child(&button)?;
        let (table, head) = (table.clone(), head.clone());
        let sort = Closure::<dyn Fn()>::new(move || {
            if let Err(error) = sort(&table, &head, column) {
                leptos::logging::warn!("table: {error:?}");
            }
        });
        button.add_event_listener_with_callback("click", sort.as_ref().unchecked_ref())?;
        // It goes with the button, which the browser frees with the table.
        sort.into_js_value();
        Ok(())
    }

    fn sort(table: &HtmlTableElement, head: &Element, column: usize) -> Result<(), JsValue> {
        let rows = rows(table)?;
        let Some(keys) = keys(&cells(&rows, column), is_numeric(head)) else {
            return Ok(());
        };
        // Names begin with A, figures with the largest.
        let was = head.get_attribute("aria-sort");
        let is_descending = match was.as_deref() {
            Some("ascending") => true,
            Some(_) => false,
            None => is_numeric(head),
        };
        for other in list(&table.query_selector_all("th[aria-sort]")?) {
            other.remove_attribute("aria-sort")?;
        }
        let word = if is_descending {
            "descending"
        } else {
            "ascending"
        };
        head.set_attribute("aria-sort", word)?;
        let Some(body) = rows.first().and_then(|row| row.parent_element()) else {
            return Ok(());
        };
        // Rows end before what the program marks their end with.
        let end = rows.last().and_then(|row| row.next_sibling());
        for place in order(&keys, is_descending) {
            body.insert_before(&rows[place], end.as_ref())?;
        }
        Ok(())
    }

    fn is_numeric(head: &Element) -> bool {
        head.class_list().contains("num")
    }

    fn rows(table: &HtmlTableElement) -> Result<Vec<Element>, JsValue> {
        Ok(list(&table.query_selector_all("tbody:only-of-type > tr")?))
    }

    /// What each row says in a column: its value where it has one, an instant as it is counted.
    fn cells(rows: &[Element], column: usize) -> Vec<String> {
        let column = u32::try_from(column).unwrap_or(u32::MAX);
        rows.iter()
            .map(|row| {
                let cell = row.children().item(column)?;
                let instant = cell.query_selector("time[datetime]").ok().flatten();
                let instant = instant.and_then(|time| time.get_attribute("datetime"));
                let value = instant.or_else(|| cell.get_attribute("data-value"));
                value.or_else(|| cell.text_content())
            })
            .map(Option::unwrap_or_default)
            .collect()
    }

    fn list(nodes: &NodeList) -> Vec<Element> {
        let nodes = (0..nodes.length()).filter_map(|index| nodes.get(index));
        nodes.filter_map(|node| node.dyn_into().ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(
        cells: &[&'a str],
        is_numeric: bool,
        is_descending: bool,
    ) -> Option<Vec<&'a str>> {
        let owned: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        let keys = keys(&owned, is_numeric)?;
        let places = order(&keys, is_descending).into_iter();
        Some(places.map(|place| cells[place]).collect())
    }

    #[test]
    fn figures_are_put_in_order_as_numbers() {
        let sums = ["1,200 kg", "90 kg", "–", "−5 kg"];
        let down = sorted(&sums, true, true);
        assert_eq!(down, Some(vec!["1,200 kg", "90 kg", "−5 kg", "–"]));
        assert_eq!(sorted(&["3", "20", "100.5"], true, false).unwrap()[0], "3");
    }

    #[test]
    fn figures_of_several_units_are_not_put_in_order() {
        assert_eq!(sorted(&["1.6 MWh", "469 kWh"], true, true), None);
    }

    #[test]
    fn names_are_put_in_order_without_their_case() {
        let names = ["beta", "Alpha", "gamma"];
        assert_eq!(
            sorted(&names, false, false),
            Some(vec!["Alpha", "beta", "gamma"])
        );
    }
}
