//! CSV as we write it: quoted where needed, and harmless when a spreadsheet opens it.

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
