//! From a formatted text to HTML.

use std::fmt::Write as _;

use crate::{
    escape::push_html,
    format::Format,
    normal::Normal,
    tree::FormattedText,
    walk::{Markup, Nesting, walk},
};

impl FormattedText {
    /// Returns the text as HTML, for [`ParseMode::Html`](chappe_types::ParseMode::Html).
    ///
    /// A bot that sends the [entities](Self::to_entities) needs no HTML. It is for places that take
    /// markup only, for templates, and for logs.
    ///
    /// Source: Bot API 10.3, [HTML style](https://core.telegram.org/bots/api#html-style).
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::text::{bold, code_block, link};
    ///
    /// let text = bold(link("a & b", "https://a.example/")) + "\n" + code_block("rust", "a < b");
    /// assert_eq!(
    ///     text.to_html(),
    ///     "<a href=\"https://a.example/\"><b>a &amp; b</b></a>\n\
    ///      <pre><code class=\"language-rust\">a &lt; b</code></pre>",
    /// );
    /// ```
    pub fn to_html(&self) -> String {
        let mut html = Html(String::with_capacity(self.text.len() + 16));
        walk(&self.text, &Normal::of(&self.spans).into_spans(), Nesting::ByRange, &mut html);
        html.0
    }
}

struct Html(String);

impl Html {
    /// Writes a start tag with an attribute.
    fn start(&mut self, tag: &str, attribute: &str, value: &str) {
        // A string accepts everything.
        let _ = write!(self.0, "<{tag} {attribute}=\"");
        push_html(&mut self.0, value);
        self.0.push_str("\">");
    }
}

impl Markup for Html {
    fn open(&mut self, format: &Format) {
        match format {
            Format::Bold => self.0.push_str("<b>"),
            Format::Italic => self.0.push_str("<i>"),
            Format::Underline => self.0.push_str("<u>"),
            Format::Strikethrough => self.0.push_str("<s>"),
            Format::Spoiler => self.0.push_str("<tg-spoiler>"),
            Format::Quote => self.0.push_str("<blockquote>"),
            Format::ExpandableQuote => self.0.push_str("<blockquote expandable>"),
            Format::Code => self.0.push_str("<code>"),
            Format::Pre { language: None } => self.0.push_str("<pre>"),
            Format::Pre { language: Some(language) } => {
                self.0.push_str("<pre>");
                self.start("code", "class", &format!("language-{language}"));
            }
            Format::Link { url } => self.start("a", "href", url),
            Format::Mention { user } => self.start("a", "href", &format!("tg://user?id={user}")),
            Format::CustomEmoji { id } => self.start("tg-emoji", "emoji-id", &id.0),
            Format::DateTime { unix_time, format } => {
                let format = format.to_string();
                let _ = match &*format {
                    "" => write!(self.0, "<tg-time unix=\"{unix_time}\">"),
                    _ => write!(self.0, "<tg-time unix=\"{unix_time}\" format=\"{format}\">"),
                };
            }
        }
    }

    fn close(&mut self, format: &Format) {
        self.0.push_str(match format {
            Format::Bold => "</b>",
            Format::Italic => "</i>",
            Format::Underline => "</u>",
            Format::Strikethrough => "</s>",
            Format::Spoiler => "</tg-spoiler>",
            Format::Quote | Format::ExpandableQuote => "</blockquote>",
            Format::Code => "</code>",
            Format::Pre { language: None } => "</pre>",
            Format::Pre { language: Some(_) } => "</code></pre>",
            Format::Link { .. } | Format::Mention { .. } => "</a>",
            Format::CustomEmoji { .. } => "</tg-emoji>",
            Format::DateTime { .. } => "</tg-time>",
        });
    }

    fn text(&mut self, _: usize, part: &str) {
        push_html(&mut self.0, part);
    }
}
