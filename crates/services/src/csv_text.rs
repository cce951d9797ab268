//! CSV as we write it: quoted where needed, harmless when a spreadsheet opens it, and page by page, so
//! that an export of any size holds one page in memory.

use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use model::page::Page;

use crate::error::{Error, Result};

/// Rows read at a time.
pub(crate) const ROWS: u32 = 500;

/// The lines of a list that is read page by page: `header`, then each item by `row`. `next` reads the
/// page behind a cursor; a fault there ends the stream.
pub(crate) fn stream_pages<T, Next, Read>(
    header: String,
    first: Page<T>,
    row: fn(&T) -> String,
    next: Next,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static
where
    T: Send + 'static,
    Next: Fn(String) -> Read + Send + 'static,
    Read: Future<Output = Result<Page<T>>> + Send,
{
    let pages = stream::try_unfold((next, Some(first)), move |(next, page)| async move {
        let Some(page) = page else {
            return Ok::<_, Error>(None);
        };
        let text: String = page.items.iter().map(row).collect();
        let page = match page.next_cursor {
            Some(cursor) => Some(next(cursor).await?),
            None => None,
        };
        Ok(Some((Bytes::from(text), (next, page))))
    });
    let body = stream::once(async move { Ok(Bytes::from(header)) }).chain(pages);
    body.map_err(|error| {
        tracing::error!(error = ?error, "an export ended early");
        std::io::Error::other("the export ended early")
    })
}

/// One line with its end.
pub(crate) fn line<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let mut text = String::new();
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        push_cell(&mut text, cell.as_ref());
    }
    text.push_str("\r\n");
    text
}

fn push_cell(text: &mut String, cell: &str) {
    // Spreadsheets run a text that begins so as a formula; numbers with a minus stay numbers.
    let is_formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let needs_quotes = is_formula || cell.contains([',', '"', '\n', '\r']);
    if !needs_quotes {
        text.push_str(cell);
        return;
    }
    text.push('"');
    if is_formula {
        text.push('\'');
    }
    for symbol in cell.chars() {
        if symbol == '"' {
            text.push('"');
        }
        text.push(symbol);
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn cells_are_quoted_and_formulas_defused() {
        assert_eq!(
            line(["a", "b,c", "say \"x\""]),
            "a,\"b,c\",\"say \"\"x\"\"\"\r\n"
        );
        assert_eq!(line(["=1+1", "-5.5", "@x"]), "\"'=1+1\",-5.5,\"'@x\"\r\n");
    }
}
