//! From a formatted text to `MarkdownV2`.

use std::{collections::VecDeque, fmt::Write as _, ops::Range};

use crate::{
    escape::{escape_markdown_v2_link, push_escaped},
    format::{Format, Group},
    normal::Normal,
    tree::FormattedText,
    walk::{Markup, Nesting, walk},
};

const RESERVED: &str = "_*[]()~`>#+-=|{}.!\\";
const RESERVED_IN_CODE: &str = "`\\";

impl FormattedText {
    /// Returns the text as `MarkdownV2`, for
    /// [`ParseMode::MarkdownV2`](chappe_types::ParseMode::MarkdownV2).
    ///
    /// A quotation in `MarkdownV2` consists of whole lines: one that begins or ends within a line
    /// is separated by a further line break.
    ///
    /// A bot that sends the [entities](Self::to_entities) needs no markup.
    ///
    /// Source: Bot API 10.3, [MarkdownV2 style](https://core.telegram.org/bots/api#markdownv2-style).
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::text::{bold, italic, quote, underline};
    ///
    /// let text = bold("1. ") + underline(italic("one")) + "\n" + quote("a\nb");
    /// assert_eq!(text.to_markdown_v2(), "*1\\. *__**_one_**__\n>a\n>b");
    /// ```
    pub fn to_markdown_v2(&self) -> String {
        let normal = Normal::of(&self.spans).with_line_ends(&self.text);
        let quotes = normal.quotes.iter().map(|quote| quote.start..quote.end).collect();
        let mut markdown = Markdown {
            text: &self.text,
            out: String::with_capacity(self.text.len() + 16),
            quotes,
            quote: None,
            code: None,
            may_quote: true,
            after_quote: false,
            after_underscore: false,
        };
        walk(&self.text, &normal.into_spans(), Nesting::ByRank, &mut markdown);
        markdown.out
    }
}

struct Markdown<'a> {
    text: &'a str,
    out: String,
    /// The ranges of the quotations that have not begun, the next one first.
    quotes: VecDeque<Range<usize>>,
    /// The range of the open quotation, and the marks that end it.
    quote: Option<(Range<usize>, &'static str)>,
    /// The marks that end the code that is open.
    code: Option<&'static str>,
    /// Whether a quotation may begin, because a line does.
    may_quote: bool,
    /// Whether a quotation ended here: the next one must not continue it.
    after_quote: bool,
    /// Whether the last mark ends with `_`: another `_` would be read as part of it.
    after_underscore: bool,
}

impl Markdown<'_> {
    fn mark(&mut self, mark: &str) {
        if mark.starts_with('_') && self.after_underscore {
            // An empty bold part. Bold is the innermost style, so none is open.
            self.out.push_str("**");
        }
        self.out.push_str(mark);
        self.after_underscore = mark.ends_with('_');
        self.after_quote = false;
    }

    fn style(&mut self, format: &Format) {
        self.mark(match format {
            Format::Bold => "*",
            Format::Italic => "_",
            Format::Underline => "__",
            Format::Strikethrough => "~",
            _ => "||",
        });
    }

    fn open_quote(&mut self, end: &'static str) {
        if !self.may_quote {
            self.out.push('\n');
            self.after_underscore = false;
        } else if self.after_quote {
            self.out.push_str("**");
        }
        self.mark(">");
        self.quote = self.quotes.pop_front().map(|range| (range, end));
    }

    fn close_quote(&mut self) {
        let Some((quote, end)) = self.quote.take() else { return };
        // A line break at the end of the quotation has ended it, unless it is in code.
        if !self.may_quote {
            self.mark(end);
            if quote.end < self.text.len() {
                self.out.push('\n');
                self.may_quote = true;
                self.after_underscore = false;
            }
        }
        self.after_quote = true;
    }

    fn line_break(&mut self, at: usize) {
        let Some((quote, end)) = &self.quote else {
            self.out.push('\n');
            self.may_quote = true;
            return;
        };
        if at + 1 < quote.end {
            self.out.push_str("\n>");
            self.may_quote = false;
        } else {
            self.out.push_str(end);
            self.out.push('\n');
            self.may_quote = true;
        }
    }
}

impl Markup for Markdown<'_> {
    fn open(&mut self, format: &Format) {
        match format {
            Format::Quote => self.open_quote(""),
            Format::ExpandableQuote => self.open_quote("||"),
            Format::Code => {
                self.mark("`");
                self.code = Some("`");
            }
            Format::Pre { language } => {
                self.mark("```");
                let language = language.as_deref().unwrap_or_default();
                let end = language.find(|c: char| c <= ' ' || c == '`');
                self.out.push_str(&language[..end.unwrap_or(language.len())]);
                self.out.push('\n');
                self.code = Some("```");
            }
            Format::Link { .. } | Format::Mention { .. } => self.mark("["),
            Format::CustomEmoji { .. } | Format::DateTime { .. } => self.mark("!["),
            style => self.style(style),
        }
    }

    fn close(&mut self, format: &Format) {
        match format {
            Format::Quote | Format::ExpandableQuote => self.close_quote(),
            Format::Code | Format::Pre { .. } => {
                let mark = self.code.take().unwrap_or_default();
                self.mark(mark);
            }
            style if style.group() == Group::Style => self.style(style),
            whole => {
                self.mark("](");
                self.out.push_str(&escape_markdown_v2_link(&address(whole)));
                self.mark(")");
            }
        }
    }

    fn text(&mut self, at: usize, part: &str) {
        self.after_underscore = false;
        self.after_quote = false;
        for (byte, c) in part.char_indices() {
            match c {
                '\n' if self.code.is_none() => {
                    self.line_break(at + byte);
                    continue;
                }
                '\0' => self.out.push(' '),
                c if self.code.is_some() => push_escaped(&mut self.out, c, RESERVED_IN_CODE),
                c => push_escaped(&mut self.out, c, RESERVED),
            }
            self.may_quote = false;
        }
    }
}

/// The address between parentheses.
fn address(format: &Format) -> String {
    let mut address = String::new();
    // A string accepts everything.
    let _ = match format {
        Format::Link { url } => write!(address, "{url}"),
        Format::Mention { user } => write!(address, "tg://user?id={user}"),
        Format::CustomEmoji { id } => write!(address, "tg://emoji?id={id}"),
        Format::DateTime { unix_time, format } => {
            let format = format.to_string();
            let name = if format.is_empty() { "" } else { "&format=" };
            write!(address, "tg://time?unix={unix_time}{name}{format}")
        }
        _ => Ok(()),
    };
    address
}

#[cfg(test)]
mod tests {
    use crate::{
        DateFormat, FormattedText, bold, code, code_block, custom_emoji, date_time,
        expandable_quote, italic, link, mention_as, quote, spoiler, strikethrough, underline,
    };

    fn markdown(text: impl Into<FormattedText>) -> String {
        text.into().to_markdown_v2()
    }

    #[test]
    fn each_format_has_its_marks() {
        let cases = [
            (bold("a"), "*a*"),
            (italic("a"), "_a_"),
            (underline("a"), "__a__"),
            (strikethrough("a"), "~a~"),
            (spoiler("a"), "||a||"),
            (code("a"), "`a`"),
            (code_block("", "a"), "```\na```"),
            (code_block("rust x", "a"), "```rust\na```"),
            (link("a", "https://a.example/(b)\\"), "[a](https://a.example/(b\\)\\\\)"),
            (mention_as("a", 7), "[a](tg://user?id=7)"),
            (custom_emoji("🦀", "5"), "![🦀](tg://emoji?id=5)"),
            (date_time("a", 9, DateFormat::relative()), "![a](tg://time?unix=9&format=r)"),
            (date_time("a", 9, DateFormat::new()), "![a](tg://time?unix=9)"),
        ];
        for (text, expected) in cases {
            assert_eq!(markdown(text), expected);
        }
    }

    #[test]
    fn reserved_characters_are_escaped_where_they_are_reserved() {
        let reserved = "_*[]()~`>#+-=|{}.!\\";
        let escaped = "\\_\\*\\[\\]\\(\\)\\~\\`\\>\\#\\+\\-\\=\\|\\{\\}\\.\\!\\\\";
        assert_eq!(markdown(reserved), escaped);
        assert_eq!(markdown(code(reserved)), "`_*[]()~\\`>#+-=|{}.!\\\\`");
    }

    #[test]
    fn marks_with_underscores_are_separated() {
        assert_eq!(markdown(underline(italic("a"))), "__**_a_**__");
        assert_eq!(markdown(italic("a") + underline("b")), "_a_**__b__");
        assert_eq!(markdown(italic("_")), "_\\__");
    }

    #[test]
    fn styles_that_cross_are_nested() {
        let text = bold("a") + bold(italic("b")) + italic("c");
        assert_eq!(markdown(text), "*a*_*b*c_");
    }

    #[test]
    fn quotations_consist_of_whole_lines() {
        let cases = [
            (quote("a\nb"), ">a\n>b"),
            (quote("a") + "\nb", ">a\nb"),
            (quote("a") + "b", ">a\nb"),
            (FormattedText::from("a") + quote("b"), "a\n>b"),
            (quote("a\n") + quote("b"), ">a\n**>b"),
            (expandable_quote("a\nb") + "\nc", ">a\n>b||\nc"),
            (expandable_quote(spoiler("a")), ">||a||||"),
            (quote(bold("a\nb\n")) + "c", ">*a\n>b*\nc"),
            (quote(code("a\nb")) + "\nc", ">`a\nb`\nc"),
        ];
        for (text, expected) in cases {
            assert_eq!(markdown(text), expected);
        }
    }
}
