//! Escaping for each parse mode.
//!
//! A bot that sends a [`FormattedText`](crate::FormattedText) needs none of these functions.

/// Escapes a text for [`ParseMode::Html`](chappe_types::ParseMode::Html), also within a value in
/// double quotes.
///
/// Source: Bot API 10.3, [HTML style](https://core.telegram.org/bots/api#html-style).
///
/// # Example
///
/// ```
/// assert_eq!(chappe::text::escape_html("<a & b>"), "&lt;a &amp; b&gt;");
/// ```
pub fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_html(&mut escaped, text);
    escaped
}

/// Escapes a text for [`ParseMode::MarkdownV2`](chappe_types::ParseMode::MarkdownV2), outside of
/// code and addresses.
///
/// Source: Bot API 10.3, [MarkdownV2 style](https://core.telegram.org/bots/api#markdownv2-style).
///
/// # Example
///
/// ```
/// assert_eq!(chappe::text::escape_markdown_v2("1.0 (a\\b)"), "1\\.0 \\(a\\\\b\\)");
/// ```
pub fn escape_markdown_v2(text: &str) -> String {
    escaped(text, "_*[]()~`>#+-=|{}.!\\")
}

/// Escapes code for [`ParseMode::MarkdownV2`](chappe_types::ParseMode::MarkdownV2), in a line or a
/// block.
///
/// Source: Bot API 10.3, [MarkdownV2 style](https://core.telegram.org/bots/api#markdownv2-style).
pub fn escape_markdown_v2_code(code: &str) -> String {
    escaped(code, "`\\")
}

/// Escapes the address of a link or an emoji, between `(` and `)`, for
/// [`ParseMode::MarkdownV2`](chappe_types::ParseMode::MarkdownV2).
///
/// Source: Bot API 10.3, [MarkdownV2 style](https://core.telegram.org/bots/api#markdownv2-style).
pub fn escape_markdown_v2_link(url: &str) -> String {
    escaped(url, ")\\")
}

/// Escapes a text for the old [`ParseMode::Markdown`](chappe_types::ParseMode::Markdown), outside
/// of all markup; there is no escaping inside.
///
/// Source: Bot API 10.3, [Markdown style](https://core.telegram.org/bots/api#markdown-style).
pub fn escape_markdown(text: &str) -> String {
    escaped(text, "_*`[")
}

pub(crate) fn push_html(escaped: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // Ends a text.
            '\0' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
}

fn escaped(text: &str, reserved: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        push_escaped(&mut escaped, c, reserved);
    }
    escaped
}

pub(crate) fn push_escaped(escaped: &mut String, c: char, reserved: &str) {
    if reserved.contains(c) {
        escaped.push('\\');
    }
    escaped.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mode_escapes_its_reserved_characters() {
        let all = "a<b>&\"'_*[]()~`#+-=|{}.!\\\0";
        assert_eq!(escape_html(all), "a&lt;b&gt;&amp;&quot;'_*[]()~`#+-=|{}.!\\ ");
        assert_eq!(
            escape_markdown_v2(all),
            "a<b\\>&\"'\\_\\*\\[\\]\\(\\)\\~\\`\\#\\+\\-\\=\\|\\{\\}\\.\\!\\\\\0",
        );
        assert_eq!(escape_markdown_v2_code("a`b\\c*"), "a\\`b\\\\c*");
        assert_eq!(escape_markdown_v2_link("a(b)c\\"), "a(b\\)c\\\\");
        assert_eq!(escape_markdown("a_b*c`d[e]"), "a\\_b\\*c\\`d\\[e]");
    }
}
