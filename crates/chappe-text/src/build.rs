//! Functions that build formatted texts.

use chappe_types::{CustomEmojiId, Str, User, UserId};

use crate::{address, date_format::DateFormat, format::Format, tree::FormattedText};

macro_rules! styles {
    ($($(#[$doc:meta])* $name:ident: $format:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name(text: impl Into<FormattedText>) -> FormattedText {
            text.into().with($format)
        }
    )*};
}

styles! {
    /// Returns the text in bold letters.
    bold: Format::Bold;
    /// Returns the text in italic letters.
    italic: Format::Italic;
    /// Returns the text underlined.
    underline: Format::Underline;
    /// Returns the text struck through.
    strikethrough: Format::Strikethrough;
    /// Returns the text hidden until the reader taps on it.
    spoiler: Format::Spoiler;
    /// Returns the text as code within a line. Formats inside are left out; a tap copies the code.
    code: Format::Code;
    /// Returns the text as a block of code without a language. Formats inside are left out.
    pre: Format::Pre { language: None };
    /// Returns the text as a block quotation. Telegram has no quotation in a quotation: those inside
    /// become part of this one.
    quote: Format::Quote;
    /// Returns the text as a block quotation of which readers see the first lines only, until they
    /// tap on it.
    expandable_quote: Format::ExpandableQuote;
}

/// Returns a block of code in a language, such as `rust`, for syntax highlighting.
///
/// The language ends before its first white space or `` ` ``, which Telegram does not accept.
pub fn code_block(language: &str, text: impl Into<FormattedText>) -> FormattedText {
    let language = language.split(|c: char| c <= ' ' || c == '`').next().unwrap_or_default();
    let language = (!language.is_empty()).then(|| Str::from(language));
    text.into().with(Format::Pre { language })
}

/// Returns the text as a link.
///
/// The address is that of a web page (`https://…`, `http://…`, or a host with a dot) or one in
/// Telegram (`tg://…`). With an address that Telegram does not accept,
/// see [`is_link_address`](crate::is_link_address), the text has no link. `tg://user?id=…` is a
/// [mention](mention_as).
///
/// # Example
///
/// ```
/// use chappe::text::{FormattedText, link};
///
/// assert_eq!(link("a", "https://a.example/").to_html(), r#"<a href="https://a.example/">a</a>"#);
/// assert_eq!(link("a", "./a.md"), FormattedText::from("a"));
/// ```
pub fn link(text: impl Into<FormattedText>, url: impl AsRef<str>) -> FormattedText {
    let text = text.into();
    match address::format(url.as_ref()) {
        Some(format) => text.with(format),
        None => text,
    }
}

/// Returns a mention of a user with the full name. It needs no username.
///
/// Telegram guarantees that it works if the user has written to the bot, has pressed one of its
/// buttons, or is in the chat.
pub fn mention(user: &User) -> FormattedText {
    mention_as(user.full_name(), user.id)
}

/// Returns a [mention] of a user with another text.
pub fn mention_as(text: impl Into<FormattedText>, user: impl Into<UserId>) -> FormattedText {
    text.into().with(Format::Mention { user: user.into() })
}

/// Returns a custom emoji. `emoji` is the ordinary one that is displayed where it is not available,
/// for example in notifications.
pub fn custom_emoji(
    emoji: impl Into<FormattedText>,
    id: impl Into<CustomEmojiId>,
) -> FormattedText {
    emoji.into().with(Format::CustomEmoji { id: id.into() })
}

/// Returns a time, in seconds since 1970-01-01 00:00 UTC, that each reader sees in their own time
/// zone. The text is displayed by clients without that feature, and if the format is empty.
///
/// A time that is not after 1970-01-01 00:00 UTC, which Telegram does not accept, is text only.
///
/// # Example
///
/// ```
/// use chappe::text::{DateFormat, date_time};
///
/// let meeting = date_time("on 1 December, 9:00 UTC", 1_796_115_600, DateFormat::relative());
/// assert_eq!(
///     meeting.to_html(),
///     r#"<tg-time unix="1796115600" format="r">on 1 December, 9:00 UTC</tg-time>"#,
/// );
/// ```
pub fn date_time(
    text: impl Into<FormattedText>,
    unix_time: i64,
    format: DateFormat,
) -> FormattedText {
    let text = text.into();
    if unix_time > 0 { text.with(Format::DateTime { unix_time, format }) } else { text }
}

/// Joins texts, each on a line of its own.
pub fn lines<T: Into<FormattedText>>(texts: impl IntoIterator<Item = T>) -> FormattedText {
    FormattedText::from("\n").join(texts)
}

/// Returns a list with bullets, each item on a line of its own. Further lines of an item are
/// indented.
///
/// # Example
///
/// ```
/// use chappe::text::{bold, bullets};
///
/// let list = bullets([bold("a"), "b\nc".into()]);
/// assert_eq!(list.to_html(), "• <b>a</b>\n• b\n  c");
/// ```
pub fn bullets<T: Into<FormattedText>>(items: impl IntoIterator<Item = T>) -> FormattedText {
    lines(items.into_iter().map(|item| list_item("• ", item.into())))
}

/// Returns a list with numbers from 1 on, each item on a line of its own. Further lines of an item
/// are indented.
pub fn numbered<T: Into<FormattedText>>(items: impl IntoIterator<Item = T>) -> FormattedText {
    let items = items.into_iter().zip(1_u64..);
    lines(items.map(|(item, number)| list_item(&format!("{number}. "), item.into())))
}

/// Returns a title in bold letters, with the body on the lines below it.
pub fn section(title: impl Into<FormattedText>, body: impl Into<FormattedText>) -> FormattedText {
    bold(title) + "\n" + body.into()
}

/// Returns `key: value`, with the key in bold letters.
///
/// # Example
///
/// ```
/// use chappe::text::{code, key_value, lines, section};
///
/// let order = section("Order", lines([key_value("Number", 17), key_value("Code", code("x7"))]));
/// assert_eq!(
///     order.to_html(),
///     "<b>Order</b>\n<b>Number:</b> 17\n<b>Code:</b> <code>x7</code>",
/// );
/// ```
pub fn key_value(key: impl Into<FormattedText>, value: impl Into<FormattedText>) -> FormattedText {
    bold(key.into() + ":") + " " + value.into()
}

/// An item of a list: its mark, and its lines, of which all but the first are indented.
pub(crate) fn list_item(mark: &str, item: FormattedText) -> FormattedText {
    let indent = " ".repeat(mark.chars().count());
    FormattedText::from(mark) + item.with_indent(&indent)
}
