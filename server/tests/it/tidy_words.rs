//! The texts of the pages are in `app/src/words/`: nothing that people read is written into a `view!`.

use std::path::Path;

/// Attributes and props whose value is read, by eye or by ear.
const READ: [&str; 16] = [
    "alt",
    "aria-label",
    "confirm",
    "consequence",
    "corner",
    "data-value",
    "hint",
    "label",
    "legend",
    "limit",
    "placeholder",
    "question",
    "reason",
    "text",
    "title",
    "word",
];

/// What is the same in every language: a key of the keyboard.
const SAME_EVERYWHERE: [&str; 1] = ["g"];

/// A bracket that is open.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    /// The braces of `view! { .. }`: elements, texts and attributes.
    View,
    /// Any other: Rust.
    Rust,
}

/// The texts that `source` writes into a `view!`, each with its line.
fn texts_in_views(source: &str) -> Vec<(usize, String)> {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap_or(source);
    let (mut at, mut open, mut found) = (0, Vec::new(), Vec::new());
    while let Some(next) = source[at..].chars().next() {
        let (before, rest) = source.split_at(at);
        let length = match next {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '\'' => letter(rest),
            '"' => {
                let length = literal(rest);
                let text = &rest[1..length - 1];
                if open.last() == Some(&Open::View) && is_read(before) && has_words(text) {
                    found.push((before.lines().count(), text.to_owned()));
                }
                length
            }
            'r' if rest.starts_with("r#\"") => rest.find("\"#").map_or(rest.len(), |end| end + 2),
            '(' | '[' => {
                open.push(Open::Rust);
                1
            }
            '{' => {
                let is_view = before.trim_end().ends_with("view!");
                open.push(if is_view { Open::View } else { Open::Rust });
                1
            }
            ')' | ']' | '}' => {
                open.pop();
                1
            }
            other => other.len_utf8(),
        };
        at += length;
    }
    found
}

/// The length of a literal that begins with its quote.
fn literal(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            '"' if !is_escaped => return at + 1,
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    rest.len()
}

/// The length of a character's literal, or of the tick that begins a lifetime.
fn letter(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => rest[2..].find('\'').map_or(1, |end| end + 3),
        Some(_) => match letters.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// Whether what follows `before` is a text, or the value of an attribute that is read.
fn is_read(before: &str) -> bool {
    let Some(attribute) = before.trim_end().strip_suffix('=') else {
        return true;
    };
    let name = attribute
        .rsplit(|letter: char| !(letter.is_alphanumeric() || "-_:".contains(letter)))
        .next();
    name.is_some_and(|name| READ.contains(&name))
}

fn has_words(text: &str) -> bool {
    text.contains(char::is_alphabetic) && !SAME_EVERYWHERE.contains(&text)
}

fn check(folder: &Path, faults: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            check(&path, faults);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let source = std::fs::read_to_string(&path).expect("UTF-8");
            for (line, text) in texts_in_views(&source) {
                faults.push(format!("{}:{line}: {text}", path.display()));
            }
        }
    }
}

#[test]
fn pages_say_nothing_that_is_not_among_the_words() {
    let mut faults = Vec::new();
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src");
    check(&app, &mut faults);
    assert!(
        faults.is_empty(),
        "move these to app/src/words/: {faults:#?}"
    );
}

#[test]
fn texts_in_a_view_are_found_and_code_is_not() {
    let source = r##"
        const HREF: &str = "/goals and more";
        // view! { <p>"A comment"</p> }
        fn drawn<'a>() {
            let mark = '{';
            view! {
                <p class="note" title="Read">"Text" {"code".len()} " · "</p>
                {move || view! { <b>"Within \"it\""</b> }}
                <Card label=words::NAME/>
            }
        }
    "##;
    let texts: Vec<_> = texts_in_views(source)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    assert_eq!(texts, ["Read", "Text", "Within \\\"it\\\""]);
}
