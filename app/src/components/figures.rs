//! The figures behind a drawing: as a table, as a file, and the drawing as a picture.

use crate::words::components as words;
use leptos::ev::Event;
use leptos::html::{Details, Table};
use leptos::prelude::*;

/// Keeps a signal at whether its part of the page is open.
pub(crate) fn follow(node: NodeRef<Details>, is_open: RwSignal<bool>) -> impl Fn(Event) {
    move |_| is_open.set(node.get_untracked().is_some_and(|details| details.open()))
}

/// A table that opens below a drawing, with both to take away. A cell's `data-value` is what the file
/// gets where the cell itself is rounded.
#[component]
pub(crate) fn Figures(
    /// The files' name, without an ending.
    name: &'static str,
    /// What opens it.
    #[prop(default = words::FIGURES_AS_A_TABLE)]
    summary: &'static str,
    /// Follows whether it is open: what is in it need not move while nobody sees it.
    #[prop(optional)]
    is_open: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<Details>::new();
    let save = move |kind: Kind| {
        #[cfg(feature = "hydrate")]
        if let Some(details) = node.get_untracked()
            && let Err(error) = browser::save(&details, name, kind)
        {
            leptos::logging::warn!("{name}: {error:?}");
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (name, kind);
    };
    view! {
        <details
            class="data-table"
            node_ref=node
            on:toggle=follow(node, is_open)
        >
            <summary>{summary}</summary>
            <p class="table-tools needs-script">
                <button
                    type="button"
                    class="button button-quiet button-small"
                    on:click=move |_| save(Kind::Csv)
                >
                    {words::SAVE_AS_CSV}
                </button>
                <button
                    type="button"
                    class="button button-quiet button-small"
                    on:click=move |_| save(Kind::Png)
                >
                    {words::SAVE_THE_DRAWING}
                </button>
            </p>
            {children()}
        </details>
    }
    .into_any()
}

/// Saves a table as a file.
#[component]
pub(super) fn CsvButton(
    table: NodeRef<Table>,
    /// The file's name, without an ending.
    name: &'static str,
) -> impl IntoView {
    let save = move |_| {
        #[cfg(feature = "hydrate")]
        if let Some(table) = table.get_untracked()
            && let Err(error) = browser::save(&table, name, Kind::Csv)
        {
            leptos::logging::warn!("{name}: {error:?}");
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (table, name);
    };
    view! {
        <p class="table-tools needs-script">
            <button type="button" class="button button-quiet button-small" on:click=save>
                {words::SAVE_AS_CSV}
            </button>
        </p>
    }
    .into_any()
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Csv,
    Png,
}

/// A line of a file: cells with a comma, a quote or a line break in quotes.
#[cfg_attr(
    not(any(feature = "hydrate", test)),
    expect(dead_code, reason = "only the browser writes files")
)]
fn line(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| {
        if cell.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    });
    quoted.collect::<Vec<_>>().join(",")
}

#[cfg(feature = "hydrate")]
mod browser {
    use js_sys::Array;
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{
        Blob, CanvasRenderingContext2d, Element, HtmlAnchorElement, HtmlCanvasElement, Url,
    };

    use super::{Kind, line};

    pub(super) fn save(details: &Element, name: &str, kind: Kind) -> Result<(), JsValue> {
        match kind {
            Kind::Csv => {
                // With the mark that tells spreadsheets which encoding it is.
                let text = format!("\u{feff}{}", csv(details)?);
                let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
                let url = Url::create_object_url_with_blob(&blob)?;
                let saved = download(&url, &format!("{name}.csv"));
                Url::revoke_object_url(&url)?;
                saved
            }
            Kind::Png => match picture(details)? {
                Some(url) => download(&url, &format!("{name}.png")),
                None => Ok(()),
            },
        }
    }

    fn csv(details: &Element) -> Result<String, JsValue> {
        let rows = details.query_selector_all("tr")?;
        let mut text = String::new();
        for index in 0..rows.length() {
            let Some(row) = rows
                .get(index)
                .and_then(|row| row.dyn_into::<Element>().ok())
            else {
                continue;
            };
            let cells = row.children();
            let cells: Vec<String> = (0..cells.length())
                .filter_map(|index| cells.item(index))
                .map(|cell| {
                    let value = cell.get_attribute("data-value");
                    let value = value.or_else(|| cell.text_content());
                    value.unwrap_or_default().trim().to_owned()
                })
                .collect();
            text.push_str(&line(&cells));
            text.push_str("\r\n");
        }
        Ok(text)
    }

    /// The drawing of the same card on the card's colour; `None` where it was not drawn.
    fn picture(details: &Element) -> Result<Option<String>, JsValue> {
        let Some(card) = details.closest(".card")? else {
            return Ok(None);
        };
        let drawn = card.query_selector(".chart canvas")?;
        let Some(drawn) = drawn.and_then(|one| one.dyn_into::<HtmlCanvasElement>().ok()) else {
            return Ok(None);
        };
        let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
        canvas.set_width(drawn.width());
        canvas.set_height(drawn.height());
        let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
        let context: CanvasRenderingContext2d = context.dyn_into()?;
        if let Some(style) = window().get_computed_style(&card)? {
            context.set_fill_style_str(&style.get_property_value("background-color")?);
        }
        let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
        context.fill_rect(0.0, 0.0, width, height);
        context.draw_image_with_html_canvas_element(&drawn, 0.0, 0.0)?;
        canvas.to_data_url().map(Some)
    }

    fn download(url: &str, name: &str) -> Result<(), JsValue> {
        let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
        link.set_href(url);
        link.set_download(name);
        link.click();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn cells_that_need_quotes_have_them() {
        let cells = ["a", "b, c", "say \"x\"", ""].map(str::to_owned);
        assert_eq!(line(&cells), "a,\"b, c\",\"say \"\"x\"\"\",");
    }
}
