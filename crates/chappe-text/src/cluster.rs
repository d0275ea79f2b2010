//! Characters that are displayed as one.

/// Finds the borders of characters as they are displayed, in one pass over a text.
///
/// No border is within an emoji with a skin tone or joined by zero-width joiners, a flag, a letter
/// with combining marks, and the two characters of a line break.
#[derive(Debug, Default)]
pub(crate) struct Clusters {
    last: Option<char>,
    /// The number of letters of flags at the end.
    regionals: usize,
}

impl Clusters {
    /// Passes a character. Returns true if the text may be cut before it.
    pub(crate) fn is_border_before(&mut self, next: char) -> bool {
        let Some(last) = self.last.replace(next) else {
            self.regionals = usize::from(is_regional(next));
            return true;
        };
        let is_flag = is_regional(next) && self.regionals % 2 == 1;
        self.regionals = if is_regional(next) { self.regionals + 1 } else { 0 };
        !(is_flag || is_extending(next) || last == '\u{200d}' || (last, next) == ('\r', '\n'))
    }
}

/// Returns true if a character changes the one before it.
fn is_extending(c: char) -> bool {
    matches!(c,
        '\u{200c}' | '\u{200d}'
        // Combining marks.
        | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{93a}'..='\u{93c}' | '\u{93e}'..='\u{94f}'
        | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}'
        // Variants and tags of emojis, and skin tones.
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}'
        | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Returns true if a character is one of the two letters of a flag.
fn is_regional(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}
