//! Formatted text in Markdown.

/// Marks around a text, and the elements that they become. Longer marks are first.
const MARKS: [(&str, &str); 8] = [
    ("**", "b"),
    ("__", "b"),
    ("~~", "s"),
    ("==", "mark"),
    ("||", "tg-spoiler"),
    ("*", "i"),
    ("_", "i"),
    ("~", "s"),
];

/// Escapes what has a meaning in HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The HTML of a text with marks. Elements of HTML in it stay.
pub(super) fn inline(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((piece, after)) = special(rest, html.chars().next_back()) {
            html.push_str(&piece);
            rest = after;
        } else {
            html.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    html
}

/// The HTML of a construct at the start of a text, and the text after it.
fn special(text: &str, before: Option<char>) -> Option<(String, &str)> {
    let first = text.chars().next()?;
    match first {
        '\\' => {
            let escaped = text[1..].chars().next().filter(char::is_ascii_punctuation)?;
            Some((escape(&escaped.to_string()), &text[1 + escaped.len_utf8()..]))
        }
        '`' => {
            let (code, after) = between(text, "`")?;
            Some((format!("<code>{}</code>", escape(code)), after))
        }
        '$' => {
            let (formula, after) = between(text, "$")?;
            let is_formula = !formula.starts_with(char::is_whitespace)
                && !formula.ends_with(char::is_whitespace)
                && !after.starts_with(|c: char| c.is_ascii_digit());
            is_formula.then(|| (format!("<tg-math>{}</tg-math>", escape(formula)), after))
        }
        '!' if text.starts_with("![") => {
            let (alternative, url, after) = link(&text[1..])?;
            let id = url.strip_prefix("tg://emoji?id=")?;
            let html =
                format!("<tg-emoji emoji-id=\"{}\">{}</tg-emoji>", escape(id), escape(alternative));
            Some((html, after))
        }
        '[' => {
            let (shown, url, after) = link(text)?;
            Some((format!("<a href=\"{}\">{}</a>", escape(url), inline(shown)), after))
        }
        '&' => Some(("&amp;".to_owned(), &text[1..])).filter(|_| !is_reference(text)),
        _ => marked(text, before),
    }
}

fn is_reference(text: &str) -> bool {
    let name = text[1..].split_once(';').map(|(name, _)| name);
    name.is_some_and(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
    })
}

/// What is between two marks, if it is not empty, and the text after it.
fn between<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let inside = text.strip_prefix(mark)?;
    inside.split_once(mark).filter(|(inside, _)| !inside.is_empty())
}

/// The text, the URL and the rest of `[text](url)`.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (shown, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (url, after) = rest.split_once(')')?;
    Some((shown, url.split_whitespace().next().unwrap_or_default(), after))
}

/// A text between marks, which touch it.
fn marked(text: &str, before: Option<char>) -> Option<(String, &str)> {
    MARKS.iter().find_map(|(mark, tag)| {
        let (inside, after) = between(text, mark)?;
        let touches =
            !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace);
        // Underscores within words are no marks.
        let is_word = mark.starts_with('_')
            && (before.is_some_and(char::is_alphanumeric)
                || after.starts_with(char::is_alphanumeric));
        (touches && !is_word).then(|| (format!("<{tag}>{}</{tag}>", inline(inside)), after))
    })
}
