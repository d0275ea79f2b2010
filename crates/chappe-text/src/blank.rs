//! Characters that Telegram removes from the ends of a text.

/// Returns true if Telegram removes the character at the ends of a text: a space, a line break or
/// a control character, which becomes a space.
pub(crate) fn is_blank(c: char) -> bool {
    c <= ' '
}

/// Returns true if the text would be empty for Telegram.
pub(crate) fn is_all_blank(text: &str) -> bool {
    let is_dropped = |c| matches!(c, '\u{2028}'..='\u{202e}' | '\u{30a}' | '\u{333}' | '\u{33f}');
    text.chars().all(|c| is_blank(c) || is_dropped(c))
}
