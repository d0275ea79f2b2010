//! A parser's position in a text.

/// A position in a text, which moves from its beginning to its end.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    /// In bytes, always at a character boundary.
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The number of bytes consumed.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The remaining text.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The text consumed since `start`.
    pub(super) fn since(&self, start: usize) -> &'a str {
        &self.text[start..self.at]
    }

    /// The next character, not consumed.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Whether the next character satisfies `is`.
    pub(super) fn is_at(&self, is: impl FnOnce(char) -> bool) -> bool {
        self.peek().is_some_and(is)
    }

    /// Whether the end is reached; a zero byte ends a text too.
    pub(super) fn is_done(&self) -> bool {
        self.peek().is_none_or(|c| c == '\0')
    }

    /// Consumes one character.
    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Consumes `expected`, if it is next.
    pub(super) fn eat(&mut self, expected: &str) -> bool {
        let eats = self.rest().starts_with(expected);
        if eats {
            self.at += expected.len();
        }
        eats
    }

    /// Consumes all characters up to the first that satisfies `stops`, and returns them.
    pub(super) fn until(&mut self, stops: impl Fn(char) -> bool) -> &'a str {
        let start = self.at;
        self.at += self.rest().find(stops).unwrap_or(self.rest().len());
        self.since(start)
    }

    /// Consumes white space.
    pub(super) fn skip_space(&mut self) {
        self.until(|c| !is_space(c) || c == '\0');
    }

    /// Consumes one line ending, which may be two different characters.
    pub(super) fn skip_line_end(&mut self) {
        let Some(first) = self.peek().filter(|&c| is_line_end(c)) else { return };
        self.next();
        if self.peek().is_some_and(|second| is_line_end(second) && second != first) {
            self.next();
        }
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// Whether a character is white space within markup; a zero byte is.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\0' | '\u{b}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_consumed_in_order() {
        let mut cursor = Cursor::new("é= \t\r\n\n'a'\0");
        assert_eq!((cursor.peek(), cursor.is_done()), (Some('é'), false));
        assert_eq!(cursor.until(|c| c == '='), "é");
        assert_eq!((cursor.eat("=="), cursor.eat("="), cursor.at()), (false, true, 3));
        assert_eq!((cursor.next(), cursor.next()), (Some(' '), Some('\t')));
        cursor.skip_line_end();
        assert_eq!(cursor.rest(), "\n'a'\0");
        cursor.skip_space();
        assert_eq!(cursor.until(|_| false), "'a'\0");
        assert_eq!((cursor.next(), cursor.is_done(), cursor.is_at(is_space)), (None, true, false));
    }

    #[test]
    fn a_zero_byte_ends_a_text() {
        let mut cursor = Cursor::new(" \0");
        cursor.skip_space();
        assert_eq!((cursor.rest(), cursor.is_done()), ("\0", true));
    }
}
