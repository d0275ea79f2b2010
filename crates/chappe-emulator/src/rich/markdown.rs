//! Rich messages in Markdown, which become HTML.

use super::markdown_inline::{escape, inline};

/// Blocks of HTML begin so in Markdown.
const HTML: [&str; 14] = [
    "<details",
    "</details",
    "<summary",
    "<tg-",
    "</tg-",
    "<table",
    "<figure",
    "<blockquote",
    "<aside",
    "<footer",
    "<ul",
    "<ol",
    "<h",
    "<a name",
];

/// Translates Markdown into HTML.
pub(crate) fn to_html(markdown: &str) -> String {
    let lines: Vec<&str> = markdown.lines().collect();
    blocks(&lines)
}

/// The HTML of lines.
fn blocks(lines: &[&str]) -> String {
    let mut html = String::new();
    let mut at = 0;
    while at < lines.len() {
        let (block, next) = block(lines, at);
        html.push_str(&block);
        at = next.max(at + 1);
    }
    html
}

/// The block that begins at a line, and the line after it.
fn block(lines: &[&str], at: usize) -> (String, usize) {
    let line = lines[at].trim();
    if line.is_empty() {
        return (String::new(), at + 1);
    }
    if line.starts_with("```") || line.starts_with("~~~") {
        return fence(lines, at);
    }
    if line.starts_with("$$") {
        return formula(lines, at);
    }
    if let Some((size, text)) = heading(line) {
        return (format!("<h{size}>{}</h{size}>", inline(text)), at + 1);
    }
    if is_divider(line) {
        return ("<hr/>".to_owned(), at + 1);
    }
    if line.starts_with('>') {
        return quote(lines, at);
    }
    if item(lines[at]).is_some() {
        return list(lines, at);
    }
    if at + 1 < lines.len() && line.contains('|') && is_separator(lines[at + 1]) {
        return table(lines, at);
    }
    if let Some(picture) = picture(line) {
        return (picture, at + 1);
    }
    if HTML.iter().any(|start| line.starts_with(start)) {
        return (inline(line) + "\n", at + 1);
    }
    paragraph(lines, at)
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let size = line.len() - line.trim_start_matches('#').len();
    let text = line[size..].strip_prefix(' ')?;
    (1..=6).contains(&size).then(|| (size, text.trim().trim_end_matches('#').trim_end()))
}

fn is_divider(line: &str) -> bool {
    let marks: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let is_of = |mark: char| marks.chars().all(|c| c == mark);
    marks.len() >= 3 && ['-', '*', '_'].into_iter().any(is_of)
}

/// A block of code.
fn fence(lines: &[&str], at: usize) -> (String, usize) {
    let opening = lines[at].trim();
    let mark = &opening[..3];
    let language = opening[3..].trim();
    let rest = &lines[at + 1..];
    let length = rest.iter().position(|line| line.trim() == mark).unwrap_or(rest.len());
    let code = escape(&rest[..length].join("\n"));
    let class = match language {
        "" => String::new(),
        language => format!(" class=\"language-{}\"", escape(language)),
    };
    let html = match language {
        "math" => format!("<tg-math-block>{code}</tg-math-block>"),
        _ => format!("<pre><code{class}>{code}</code></pre>"),
    };
    (html, at + length + 2)
}

/// A formula between `$$`.
fn formula(lines: &[&str], at: usize) -> (String, usize) {
    let first = lines[at].trim().trim_start_matches("$$");
    if let Some(whole) = first.strip_suffix("$$").filter(|whole| !whole.is_empty()) {
        return (format!("<tg-math-block>{}</tg-math-block>", escape(whole)), at + 1);
    }
    let rest = &lines[at + 1..];
    let length = rest.iter().position(|line| line.trim_end().ends_with("$$")).unwrap_or(rest.len());
    let last = rest.get(length).map(|line| line.trim_end().trim_end_matches("$$"));
    let parts = [first].into_iter().chain(rest[..length].iter().copied()).chain(last);
    let whole = parts.collect::<Vec<_>>().join("\n");
    (format!("<tg-math-block>{}</tg-math-block>", escape(whole.trim())), at + length + 2)
}

fn quote(lines: &[&str], at: usize) -> (String, usize) {
    let quoted = lines[at..].iter().take_while(|line| line.trim_start().starts_with('>'));
    let inside: Vec<&str> = quoted
        .map(|line| {
            let line = &line.trim_start()[1..];
            line.strip_prefix(' ').unwrap_or(line)
        })
        .collect();
    (format!("<blockquote>{}</blockquote>", blocks(&inside)), at + inside.len())
}

/// The start of an item of a list.
struct Item<'a> {
    indent: usize,
    /// The number of an item of an ordered list.
    number: Option<i64>,
    /// The column at which its text begins.
    width: usize,
    text: &'a str,
}

fn item(line: &str) -> Option<Item<'_>> {
    let content = line.trim_start();
    let indent = line.len() - content.len();
    if let Some(text) = ["- ", "* ", "+ "].iter().find_map(|mark| content.strip_prefix(mark)) {
        return Some(Item { indent, number: None, width: indent + 2, text });
    }
    let digits = content.len() - content.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = content[..digits].parse().ok()?;
    let text = [". ", ") "].iter().find_map(|mark| content[digits..].strip_prefix(mark))?;
    Some(Item { indent, number: Some(number), width: indent + digits + 2, text })
}

fn list(lines: &[&str], start: usize) -> (String, usize) {
    let Some(first) = item(lines[start]) else { return (String::new(), start + 1) };
    let (mut html, mut at) = (String::new(), start);
    while let Some(found) = lines.get(at).and_then(|line| item(line)) {
        let fits = found.indent == first.indent && found.number.is_some() == first.number.is_some();
        if !fits {
            break;
        }
        let is_inside = |line: &&&str| {
            let indent = line.len() - line.trim_start().len();
            !line.trim().is_empty() && indent >= found.width.min(found.indent + 2)
        };
        let nested: Vec<&str> = lines[at + 1..].iter().take_while(is_inside).copied().collect();
        let nested_lines: Vec<&str> = nested
            .iter()
            .map(|line| line.get(found.width..).unwrap_or(line.trim_start()))
            .collect();
        let value = found.number.map(|number| format!(" value=\"{number}\"")).unwrap_or_default();
        let (checkbox, text) = task(found.text);
        let text = inline(text);
        html.push_str(&format!("<li{value}>{checkbox}{text}{}</li>", blocks(&nested_lines)));
        at += 1 + nested.len();
    }
    let tag = if first.number.is_some() { "ol" } else { "ul" };
    (format!("<{tag}>{html}</{tag}>"), at)
}

/// The checkbox of an item, and the text after it.
fn task(text: &str) -> (&'static str, &str) {
    let tasks = [
        ("[ ] ", "<input type=\"checkbox\"/>"),
        ("[x] ", "<input type=\"checkbox\" checked/>"),
        ("[X] ", "<input type=\"checkbox\" checked/>"),
    ];
    let found = tasks.iter().find_map(|(mark, html)| Some((*html, text.strip_prefix(mark)?)));
    found.unwrap_or(("", text))
}

fn is_separator(line: &str) -> bool {
    let line = line.trim();
    line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// The cells of a line of a table.
fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(str::trim).collect()
}

fn table(lines: &[&str], at: usize) -> (String, usize) {
    let aligns: Vec<&str> = cells(lines[at + 1])
        .into_iter()
        .map(|mark| match (mark.starts_with(':'), mark.ends_with(':')) {
            (true, true) => "center",
            (false, true) => "right",
            _ => "left",
        })
        .collect();
    let row = |line: &str, tag: &str| {
        let cells = cells(line).into_iter().enumerate().map(|(column, text)| {
            let align = aligns.get(column).unwrap_or(&"left");
            format!("<{tag} align=\"{align}\">{}</{tag}>", inline(text))
        });
        format!("<tr>{}</tr>", cells.collect::<String>())
    };
    let body = lines[at + 2..].iter().take_while(|line| line.contains('|'));
    let body: Vec<String> = body.map(|line| row(line, "td")).collect();
    let html = format!("<table bordered>{}{}</table>", row(lines[at], "th"), body.concat());
    (html, at + 2 + body.len())
}

/// A line that is a picture: `![](url "caption")`.
fn picture(line: &str) -> Option<String> {
    let rest = line.strip_prefix("![")?;
    let (alternative, rest) = rest.split_once("](")?;
    let target = rest.strip_suffix(')')?;
    let (url, caption) = target.split_once(' ').unwrap_or((target, ""));
    let caption = caption.trim().trim_matches('"');
    let url = escape(url);
    let tag = match url.strip_prefix("tg://").and_then(|rest| rest.split_once('?')) {
        Some(("video", _)) => format!("<video src=\"{url}\"></video>"),
        Some(("audio", _)) => format!("<audio src=\"{url}\"></audio>"),
        Some(("emoji", query)) => {
            let id = query.strip_prefix("id=")?;
            return Some(format!("<p><tg-emoji emoji-id=\"{id}\">{alternative}</tg-emoji></p>"));
        }
        _ => format!("<img src=\"{url}\"/>"),
    };
    if caption.is_empty() {
        return Some(tag);
    }
    Some(format!("<figure>{tag}<figcaption>{}</figcaption></figure>", inline(caption)))
}

fn paragraph(lines: &[&str], at: usize) -> (String, usize) {
    let is_end = |line: &str| {
        let line = line.trim();
        let starts = ["```", "~~~", "$$", ">", "!["];
        line.is_empty()
            || starts.iter().any(|start| line.starts_with(start))
            || heading(line).is_some()
            || item(line).is_some()
            || is_divider(line)
    };
    let rest = &lines[at + 1..];
    let length = 1 + rest.iter().position(|line| is_end(line)).unwrap_or(rest.len());
    let lines = lines[at..at + length].iter().map(|line| line.trim());
    let text = lines.collect::<Vec<_>>().join("\n");
    (format!("<p>{}</p>", inline(&text)), at + length)
}
