//! The second Markdown of the Bot API.

use super::{
    cursor::Cursor,
    entity::{Entity, Kind},
    link,
    markdown::read_language,
    open::{Open, Tag},
    text::Builder,
};

pub(super) fn parse(text: &str) -> Result<(String, Vec<Entity>), String> {
    let mut parser = Parser {
        cursor: Cursor::new(text),
        out: Builder::default(),
        open: Vec::new(),
        in_quote: false,
        may_quote: true,
    };
    while parser.step()? {}
    parser.finish(text.len())
}

struct Parser<'a> {
    cursor: Cursor<'a>,
    out: Builder,
    open: Vec<Open>,
    in_quote: bool,
    /// Whether a quote may begin at this `>`.
    may_quote: bool,
}

impl Parser<'_> {
    /// Parses the next character. Returns whether there was one.
    fn step(&mut self) -> Result<bool, String> {
        let rest = self.cursor.rest();
        let Some(c) = self.cursor.peek() else { return Ok(false) };
        if let Some(escaped) = escaped(rest) {
            self.cursor.next();
            self.cursor.next();
            self.out.push(escaped);
            if escaped != '\r' {
                self.may_quote = escaped == '\n';
            }
            return Ok(true);
        }
        let reserved = match self.open.last().map(|open| &open.tag) {
            Some(Tag::Code | Tag::Pre(_)) => "`",
            _ => "_*[]()~`>#+-=|{}.!\n",
        };
        if !reserved.contains(c) {
            self.cursor.next();
            self.out.push(c);
            self.may_quote &= c == '\r';
        } else if self.in_quote && c == '\n' && !rest.starts_with("\n>") {
            self.end_quote()?;
        } else if self.open.last().is_some_and(|open| open.tag.ends_at(rest)) {
            self.end()?;
        } else {
            self.begin(c)?;
        }
        Ok(true)
    }

    fn begin(&mut self, c: char) -> Result<(), String> {
        let at = self.cursor.at();
        let cursor = &mut self.cursor;
        let tag = match c {
            '_' if cursor.eat("__") => Tag::Underline,
            '|' if cursor.eat("||") => Tag::Spoiler,
            '!' if cursor.eat("![") => Tag::Image,
            '`' if cursor.eat("```") => {
                let language = read_language(cursor);
                cursor.skip_line_end();
                Tag::Pre(language)
            }
            '_' if cursor.eat("_") => Tag::Italic,
            '*' if cursor.eat("*") => Tag::Bold,
            '~' if cursor.eat("~") => Tag::Strikethrough,
            '[' if cursor.eat("[") => Tag::Link,
            '`' if cursor.eat("`") => Tag::Code,
            '>' if self.may_quote && cursor.eat(">") => {
                if self.in_quote {
                    return Ok(());
                }
                self.in_quote = true;
                Tag::Quote
            }
            '\n' if cursor.eat("\n") => {
                self.out.push('\n');
                self.may_quote = true;
                return Ok(());
            }
            _ => {
                return Err(format!(
                    "Character '{c}' is reserved and must be escaped with the preceding '\\'"
                ));
            }
        };
        self.open.push(Open { tag, at, mark: self.out.mark() });
        Ok(())
    }

    /// Closes the entity that was opened last; its end marker is next.
    fn end(&mut self) -> Result<(), String> {
        let Some(Open { tag, mark, .. }) = self.open.pop() else { return Ok(()) };
        let (end, kind) = match tag {
            Tag::Bold => ("*", Some(Kind::Bold)),
            Tag::Italic => ("_", Some(Kind::Italic)),
            Tag::Underline => ("__", Some(Kind::Underline)),
            Tag::Strikethrough => ("~", Some(Kind::Strikethrough)),
            Tag::Spoiler => ("||", Some(Kind::Spoiler)),
            Tag::Code => ("`", Some(Kind::Code { language: None })),
            Tag::Pre(language) => ("```", Some(Kind::Pre { language })),
            Tag::Link => {
                self.cursor.eat("]");
                let url = self.read_url()?;
                ("", link::link_kind(url.as_deref().unwrap_or(self.out.since(mark))))
            }
            Tag::Image => {
                self.cursor.eat("]");
                let url = self.read_url()?;
                let url = url.ok_or("The entity must contain a tg://emoji or tg://time URL")?;
                ("", Some(link::image_kind(&url)?))
            }
            Tag::Quote => return Ok(()),
        };
        self.cursor.eat(end);
        if let Some(kind) = kind {
            self.out.close(mark, kind);
        }
        Ok(())
    }

    /// Reads `(url)`, if it is next.
    fn read_url(&mut self) -> Result<Option<String>, String> {
        if !self.cursor.eat("(") {
            return Ok(None);
        }
        let start = self.cursor.at();
        let mut url = String::new();
        while !self.cursor.eat(")") {
            let escaped = escaped(self.cursor.rest());
            if escaped.is_some() {
                self.cursor.next();
            }
            let c = self.cursor.next();
            url.push(c.ok_or_else(|| format!("Can't find end of a URL at byte offset {start}"))?);
        }
        Ok(Some(url))
    }

    /// Closes a quote before the end of its last line.
    fn end_quote(&mut self) -> Result<(), String> {
        let at = self.cursor.at();
        let is_after_return = self.out.ends_with('\r');
        let is_expandable = self
            .drop_last_spoiler(|open| open.at + 2 == at || (open.at + 3 == at && is_after_return));
        match self.open.pop() {
            Some(Open { tag: Tag::Quote, mark, .. }) => {
                self.cursor.next();
                self.out.push('\n');
                self.out.close(mark, Kind::Quote { is_expandable });
            }
            Some(open) => return Err(open.unclosed_error()),
            None => {}
        }
        self.in_quote = false;
        self.may_quote = true;
        Ok(())
    }

    /// Drops an empty spoiler at the end of a quote, which makes the quote expandable.
    fn drop_last_spoiler(&mut self, is_last: impl FnOnce(&Open) -> bool) -> bool {
        let last = self.open.last().filter(|open| matches!(open.tag, Tag::Spoiler));
        let drops = last.is_some_and(is_last);
        if drops {
            self.open.pop();
        }
        drops
    }

    fn finish(mut self, size: usize) -> Result<(String, Vec<Entity>), String> {
        if self.in_quote {
            let is_expandable = self.drop_last_spoiler(|open| open.at + 2 == size);
            if let Some(Open { tag: Tag::Quote, mark, .. }) = self.open.last() {
                self.out.close(*mark, Kind::Quote { is_expandable });
                self.open.pop();
            }
        }
        match self.open.last() {
            Some(open) => Err(open.unclosed_error()),
            None => Ok(self.out.finish()),
        }
    }
}

/// The character that a leading backslash escapes.
fn escaped(rest: &str) -> Option<char> {
    let c = rest.strip_prefix('\\')?.chars().next()?;
    matches!(c, '\u{1}'..='\u{7e}').then_some(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> Kind {
        Kind::Code { language: None }
    }

    fn pre(language: &str) -> Kind {
        Kind::Pre { language: Some(language.to_owned()).filter(|language| !language.is_empty()) }
    }

    fn link(url: &str) -> Kind {
        Kind::TextLink(url.to_owned())
    }

    const QUOTE: Kind = Kind::Quote { is_expandable: false };
    const EXPANDABLE: Kind = Kind::Quote { is_expandable: true };

    #[track_caller]
    fn check(markup: &str, text: &str, entities: &[(usize, usize, Kind)]) {
        let entity = |(offset, length, kind): &_| Entity::new(*offset, *length, Kind::clone(kind));
        let mut parsed = parse(markup);
        if let Ok((_, entities)) = &mut parsed {
            entities.sort_by_key(Entity::order);
        }
        let expected = entities.iter().map(entity).collect();
        assert_eq!(parsed, Ok((text.to_owned(), expected)), "{markup:?}");
    }

    #[test]
    fn every_entity_has_its_markup() {
        use Kind::{Bold, Italic, Spoiler, Strikethrough, Underline};
        check("", "", &[]);
        check("*b* _i_ __u__", "b i u", &[(0, 1, Bold), (2, 1, Italic), (4, 1, Underline)]);
        check("~s~ ||p|| `c`", "s p c", &[(0, 1, Strikethrough), (2, 1, Spoiler), (4, 1, code())]);
        check("_a *b*_", "a b", &[(0, 3, Italic), (2, 1, Bold)]);
        check("_🏟 __🏟___", "🏟 🏟", &[(0, 5, Italic), (3, 2, Underline)]);
        check("__🏟 _🏟_ __", "🏟 🏟 ", &[(0, 6, Underline), (3, 2, Italic)]);
        check("||||**________``", "", &[]);
        check(
            "`_* *_`__*` `*__",
            "_* *_ ",
            &[(0, 5, code()), (5, 1, code()), (5, 1, Bold), (5, 1, Underline)],
        );
    }

    #[test]
    fn a_backslash_escapes_a_character() {
        check(r"\_\*\.\\\a", r"_*.\a", &[]);
        check(r"a\", r"a\", &[]);
        check(r"\😀", r"\😀", &[]);
        check(r"🏟 \.🏟_🏟\. 🏟_", "🏟 .🏟🏟. 🏟", &[(6, 6, Kind::Italic)]);
        check(r"`a\`\\_`", r"a`\_", &[(0, 4, code())]);
    }

    #[test]
    fn code_may_have_a_language() {
        check("```a b```", " b", &[(0, 2, pre("a"))]);
        check("```rust\nfn\n```", "fn\n", &[(0, 3, pre("rust"))]);
        check("```\nfn```", "fn", &[(0, 2, pre(""))]);
        check("```🏟\r\n🏟```", "🏟", &[(0, 2, pre("🏟"))]);
        check("```🏟\n\n🏟```", "\n🏟", &[(0, 3, pre("🏟"))]);
        check(r"```🏟 \\\`🏟```", r" \`🏟", &[(0, 5, pre("🏟"))]);
        check("🏟`🏟 🏟```", "🏟🏟 🏟", &[(2, 5, code())]);
    }

    #[test]
    fn links_have_addresses() {
        check("[](t.org)", "", &[]);
        check("[ ](t.org)", " ", &[(0, 1, link("http://t.org/"))]);
        check("[ ](as)", " ", &[]);
        check(r"[t\.org]a", "t.orga", &[(0, 5, link("http://t.org/"))]);
        check(r"[t](https://t.org?\\\()", "t", &[(0, 1, link(r"https://t.org/?\("))]);
        check("[*b*](t.org)", "b", &[(0, 1, link("http://t.org/")), (0, 1, Kind::Bold)]);
        check("[u](tg:user?id=123456)", "u", &[(0, 1, Kind::TextMention(123_456))]);
        check("![👍](tg://emoji?id=25)a", "👍a", &[(0, 2, Kind::CustomEmoji(25))]);
        let time = Kind::DateTime { unix: 9, format: "wDT".to_owned() };
        check("![now](tg://time?unix=9&format=wDT)", "now", &[(0, 3, time)]);
    }

    #[test]
    fn quotes_span_lines() {
        check(">", "", &[]);
        check(">a", "a", &[(0, 1, QUOTE)]);
        check("\r>a", "\ra", &[(1, 1, QUOTE)]);
        check("abc\n> \n> \n>\ndef", "abc\n \n \n\ndef", &[(4, 5, QUOTE)]);
        check("> \\>\n \\> \n>", " >\n > \n", &[(0, 3, QUOTE)]);
        check(">\n1", "\n1", &[(0, 1, QUOTE)]);
        check(">\n**>2", "\n2", &[(0, 1, QUOTE), (1, 1, QUOTE)]);
        check(">**\n>2", "\n2", &[(0, 2, QUOTE)]);
        check(">*b\n>l*\nc", "b\nl\nc", &[(0, 4, QUOTE), (0, 3, Kind::Bold)]);
        check("*a\n>b\nc*", "a\nb\nc", &[(0, 5, Kind::Bold), (2, 2, QUOTE)]);
        check("`>b\n>c`", ">b\n>c", &[(0, 5, code())]);
    }

    #[test]
    fn a_quote_that_ends_in_bars_is_expandable() {
        check(">a\n>q||\nb", "a\nq\nb", &[(0, 4, EXPANDABLE)]);
        check(">a||e||||\nb", "ae\nb", &[(0, 3, EXPANDABLE), (1, 1, Kind::Spoiler)]);
        check(">a||e||\nb", "ae\nb", &[(0, 3, QUOTE), (1, 1, Kind::Spoiler)]);
        check(">a||\r\nb", "a\r\nb", &[(0, 3, EXPANDABLE)]);
        check(">a||", "a", &[(0, 1, EXPANDABLE)]);
        check(">||", "", &[]);
        check(">a\n**>b||", "a\nb", &[(0, 2, QUOTE), (2, 1, EXPANDABLE)]);
    }

    #[test]
    fn unescaped_reserved_characters_are_rejected() {
        for c in "]()>#+-=|{}.!".chars() {
            let error =
                format!("Character '{c}' is reserved and must be escaped with the preceding '\\'");
            assert_eq!(parse(&format!("a{c}")), Err(error));
        }
    }

    #[test]
    fn entities_without_end_are_rejected() {
        for (markup, kind, at) in [
            ("🏟 🏟_abacaba", "Italic", 9),
            ("🏟 🏟_abac * asd ", "Bold", 15),
            ("🏟 🏟_abac * asd _", "Italic", 21),
            ("🏟 🏟`", "Code", 9),
            ("🏟 🏟```", "Pre", 9),
            ("🏟 🏟```a", "Pre", 9),
            ("🏟 🏟```a ", "PreCode", 9),
            ("🏟 🏟__🏟 🏟_", "Italic", 20),
            ("🏟 🏟_🏟 🏟__", "Underline", 19),
            ("🏟 🏟```🏟 🏟`", "Code", 21),
            ("🏟 🏟```🏟 🏟_", "PreCode", 9),
            (r"🏟 🏟||test\|", "Spoiler", 9),
            ("🏟 🏟__🏟 _🏟___", "Italic", 23),
            ("~a", "Strikethrough", 0),
            ("[a", "TextUrl", 0),
            ("🏟 🏟![👍", "CustomEmoji", 9),
            (">*b\n>ld \n>bo\nld*\nasd\ndef", "Bold", 1),
            (">asd\n>q||e||w||\n||asdad", "Spoiler", 16),
            (">asd\n>q||ew\n||asdad", "Spoiler", 7),
            (">asd\n>q||e||w__\n||asdad", "Underline", 13),
        ] {
            let error = format!("Can't find end of {kind} entity at byte offset {at}");
            assert_eq!(parse(markup), Err(error), "{markup:?}");
        }
        for (markup, error) in [
            (r"[t\.org](asd\)", "Can't find end of a URL at byte offset 9"),
            ("![👍](tg://emoji?id=1", "Can't find end of a URL at byte offset 8"),
            ("![👍]", "The entity must contain a tg://emoji or tg://time URL"),
            ("![👍](t.org)", "Invalid tg://emoji or tg://time URL specified"),
        ] {
            assert_eq!(parse(markup), Err(error.to_owned()), "{markup:?}");
        }
    }
}
