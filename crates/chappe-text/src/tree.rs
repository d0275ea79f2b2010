//! The type of formatted texts.

use std::{
    borrow::Cow,
    fmt,
    ops::{Add, AddAssign, Range},
};

use chappe_types::Str;

use crate::{format::Format, normal::Normal, span::Span};

/// A text whose parts have formats, nested like a tree: bold letters in a link in a quotation.
///
/// It is built by functions such as [`bold`](crate::bold), joined by `+`, [`push`](Self::push),
/// [`join`](Self::join), [`collect`](Iterator::collect) or the macro `text!`, and read from a
/// message by [`from_entities`](Self::from_entities). A string converts into a text without
/// formats. `Display` writes the text without its formats.
///
/// Two texts are equal if Telegram displays them in the same way: two bold parts that touch are one
/// bold part.
///
/// # Example
///
/// ```
/// use chappe::text::{FormattedText, bold, code, italic};
///
/// let text = bold("Error in ") + bold(code("main.rs")) + ": <not found>";
/// assert_eq!(text.to_string(), "Error in main.rs: <not found>");
/// assert_eq!(text.to_html(), "<b>Error in </b><code>main.rs</code>: &lt;not found&gt;");
///
/// let list: FormattedText = ["a", "b"].into_iter().map(italic).collect();
/// assert_eq!(list, italic("ab"));
/// ```
#[derive(Clone, Default)]
#[must_use = "a text does nothing until it is sent"]
pub struct FormattedText {
    pub(crate) text: String,
    /// In any order, and with any overlaps; later ones are further outside.
    pub(crate) spans: Vec<Span>,
}

impl FormattedText {
    /// Returns an empty text.
    pub const fn new() -> Self {
        Self { text: String::new(), spans: Vec::new() }
    }

    /// Returns the text without its formats.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns true if the text has no characters.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the length in UTF-16 code units, in which Telegram counts.
    pub fn len_utf16(&self) -> usize {
        self.text.chars().map(char::len_utf16).sum()
    }

    /// Appends a text.
    pub fn push(&mut self, other: impl Into<Self>) {
        self.append(other.into());
    }

    /// Appends a text without formats.
    pub fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn append(&mut self, other: Self) {
        if self.text.is_empty() {
            *self = other;
            return;
        }
        let by = self.text.len();
        self.text.push_str(&other.text);
        self.spans.extend(other.spans.into_iter().map(|span| span.moved(by)));
    }

    /// Joins texts, with this text between each two of them.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::text::{FormattedText, bold};
    ///
    /// let text = FormattedText::from(", ").join([bold("a"), bold("b")]);
    /// assert_eq!(text.to_html(), "<b>a</b>, <b>b</b>");
    /// ```
    pub fn join<T: Into<Self>>(&self, texts: impl IntoIterator<Item = T>) -> Self {
        let mut joined = Self::new();
        let mut is_first = true;
        for text in texts {
            if !is_first {
                joined.append(self.clone());
            }
            is_first = false;
            joined.append(text.into());
        }
        joined
    }

    /// Gives the whole text a further format, outside of those that it has.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::text::{Format, FormattedText, bold};
    ///
    /// assert_eq!(FormattedText::from("a").with(Format::Bold), bold("a"));
    /// ```
    pub fn with(mut self, format: Format) -> Self {
        let end = self.text.len();
        self.spans.push(Span { start: 0, end, format });
        self
    }

    /// Returns the formats and the parts that have them, in bytes of [`as_str`](Self::as_str), as
    /// Telegram keeps them: the outer ones first, no code with formats inside, no link in a link.
    pub fn formats(&self) -> impl Iterator<Item = (Range<usize>, Format)> {
        let spans = Normal::of(&self.spans).into_spans();
        spans.into_iter().map(|span| (span.start..span.end, span.format))
    }
}

impl PartialEq for FormattedText {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
            && Normal::of(&self.spans).with_line_ends(&self.text).into_spans()
                == Normal::of(&other.spans).with_line_ends(&other.text).into_spans()
    }
}

impl Eq for FormattedText {}

/// Writes the text without its formats.
impl fmt::Display for FormattedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

#[expect(clippy::missing_fields_in_debug, reason = "the spans are shown as formats")]
impl fmt::Debug for FormattedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let formats: Vec<_> = self.formats().collect();
        f.debug_struct("FormattedText")
            .field("text", &self.text)
            .field("formats", &formats)
            .finish()
    }
}

impl From<String> for FormattedText {
    fn from(text: String) -> Self {
        Self { text, spans: Vec::new() }
    }
}

impl From<&Self> for FormattedText {
    fn from(text: &Self) -> Self {
        text.clone()
    }
}

macro_rules! from_displayed {
    ($($plain:ty)*) => {$(
        impl From<$plain> for FormattedText {
            fn from(plain: $plain) -> Self {
                plain.to_string().into()
            }
        }
    )*};
}

from_displayed! {
    &str &String Str &Str Cow<'_, str> char i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64
}

impl<T: Into<Self>> Add<T> for FormattedText {
    type Output = Self;

    fn add(mut self, other: T) -> Self {
        self.append(other.into());
        self
    }
}

impl<T: Into<Self>> AddAssign<T> for FormattedText {
    fn add_assign(&mut self, other: T) {
        self.append(other.into());
    }
}

impl<T: Into<Self>> Extend<T> for FormattedText {
    fn extend<I: IntoIterator<Item = T>>(&mut self, texts: I) {
        texts.into_iter().for_each(|text| self.append(text.into()));
    }
}

impl<T: Into<Self>> FromIterator<T> for FormattedText {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut all = Self::new();
        all.extend(texts);
        all
    }
}

/// Text that is written by `write!` has no formats.
impl fmt::Write for FormattedText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{bold, code, italic, link, quote};

    #[test]
    fn texts_are_joined_with_their_formats() {
        let mut text = FormattedText::from("a");
        text.push(bold("b"));
        text += italic("c") + 5;
        text.extend([bold("d"), code("e")]);
        assert_eq!(text.to_html(), "a<b>b</b><i>c</i>5<b>d</b><code>e</code>");
        assert_eq!(text.to_string(), "abc5de");
    }

    #[test]
    fn texts_that_are_displayed_in_the_same_way_are_equal() {
        assert_eq!(bold("a") + bold("b"), bold("ab"));
        assert_eq!(bold(italic("a")), italic(bold("a")));
        assert_eq!(bold(bold("a") + "b"), bold("ab"));
        assert_eq!(code(bold("a")), code("a"));
        assert_eq!(quote(quote("a") + "b"), quote("ab"));
        assert_eq!(quote("a") + "\nb", quote("a\n") + "b");
        assert_eq!(bold(""), FormattedText::new());
        assert_ne!(bold("a"), italic("a"));
        assert_ne!(code("a") + code("b"), code("ab"));
    }

    #[test]
    fn the_outer_one_of_two_nested_links_remains() {
        let text = link(link("a", "https://a.example/"), "https://b.example/");
        assert_eq!(text, link("a", "https://b.example/"));
    }

    #[test]
    fn formats_are_listed_from_the_outer_to_the_inner_ones() {
        let text = FormattedText::from("a") + quote(link(bold("b"), "https://b.example/"));
        let formats: Vec<_> = text.formats().collect();
        let url = Str::from("https://b.example/");
        let expected = [(1..2, Format::Quote), (1..2, Format::Link { url }), (1..2, Format::Bold)];
        assert_eq!(formats, expected);
    }
}
