//! The text of an event, and the command at its beginning.

use std::borrow::Cow;

use chappe_types::{Update, UpdateKind};

use crate::me::Me;

/// The text of an event: the text of a message, the data of a callback query, or the query of an
/// inline query or chosen inline result.
pub(crate) fn text_of(update: &Update) -> Option<&str> {
    match &update.kind {
        UpdateKind::CallbackQuery(query) => query.data.as_deref(),
        UpdateKind::InlineQuery(query) => Some(&query.query),
        UpdateKind::ChosenInlineResult(result) => Some(&result.query),
        _ => update.message()?.text.as_deref(),
    }
}

/// A command in a text: `/name@mention arguments`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written<'a> {
    pub(crate) prefix: char,
    pub(crate) name: &'a str,
    mention: &'a str,
    rest: &'a str,
}

impl<'a> Written<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (word, rest) = first_word(text);
        let prefix = word.chars().next()?;
        let word = &word[prefix.len_utf8()..];
        let (name, mention) = match word.bytes().position(|byte| byte == b'@') {
            Some(at) => (&word[..at], &word[at + 1..]),
            None => (word, ""),
        };
        Some(Self { prefix, name, mention, rest })
    }

    /// The text after the command, without surrounding white space.
    pub(crate) fn arguments(&self) -> &'a str {
        self.rest.trim_matches(is_space)
    }

    pub(crate) fn has_mention(&self) -> bool {
        !self.mention.is_empty()
    }

    pub(crate) fn is_addressed_to(&self, me: &Me) -> bool {
        self.mention.is_empty() || lower(self.mention) == lower(&me.username)
    }
}

/// The key by which the index looks up the command of a message: its first word up to `@`.
pub(crate) fn command_word(update: &Update) -> Option<&str> {
    let message = update.message()?;
    let text = message.text.as_deref().or(message.caption.as_deref())?;
    // The fast path, for nearly all commands: the word ends with the text, a space or a mention.
    let bytes = text.as_bytes();
    let end = bytes.iter().position(|byte| !byte.is_ascii_graphic() || *byte == b'@');
    match end.map(|end| (end, bytes[end])) {
        None if !text.is_empty() => return Some(text),
        Some((end @ 1.., b' ' | b'\n' | b'@')) => return Some(&text[..end]),
        _ => {}
    }
    let (word, _) = first_word(text);
    // The prefix may be an `@`.
    let name = word.chars().next().map_or(0, char::len_utf8);
    let mention = word.bytes().skip(name).position(|byte| byte == b'@');
    let word = mention.map_or(word, |mention| &word[..name + mention]);
    (!word.is_empty()).then_some(word)
}

/// The first word of a text, and the rest.
fn first_word(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_graphic());
    match end.map(|end| (end, text.as_bytes()[end])) {
        // The fast path, for nearly all commands: the word ends with the text or a space.
        None => (text, ""),
        Some((end, b' ' | b'\n')) if end > 0 => text.split_at(end),
        Some(_) => {
            let text = text.trim_start_matches(is_space);
            text.split_at(text.find(is_space).unwrap_or(text.len()))
        }
    }
}

/// Whether a character is white space or an information separator, which other bot frameworks also
/// treat as white space.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Converts to lower case character by character, without regard to context, so that the result for
/// a part of a text equals the part of the result.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        text.into()
    } else {
        let mut lowered = String::with_capacity(text.len());
        for c in text.chars() {
            lowered.extend(c.to_lowercase());
        }
        lowered.into()
    }
}
