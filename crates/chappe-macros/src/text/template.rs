//! The literal of `text!`, in pieces.

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text, as the literal writes it: escapes are kept.
    Text(String),
    /// `{argument:format}`.
    Placeholder { argument: Name, format: String },
}

/// The argument that a placeholder names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// `{}`
    Next,
    /// `{0}`
    Index(usize),
    /// `{name}`
    Named(String),
}

/// A string literal: its contents as written, and what surrounds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    opening: String,
    closing: String,
    pub(super) pieces: Vec<Piece>,
}

impl Template {
    /// Parses a literal. Returns the message of a mistake.
    pub(super) fn parse(literal: &str) -> Result<Self, String> {
        let is_raw = literal.starts_with('r');
        let hashes = literal.chars().skip(1).take_while(|c| is_raw && *c == '#').count();
        let begins = literal.chars().nth(if is_raw { 1 + hashes } else { 0 }) == Some('"');
        let start = if is_raw { hashes + 2 } else { 1 };
        let end = literal.len().saturating_sub(1 + hashes);
        let contents = literal.get(start..end).filter(|_| begins && literal.is_char_boundary(end));
        let Some(contents) = contents else {
            return Err("`text!` begins with a string literal, as `format!` does".to_owned());
        };
        let pieces = pieces(contents, is_raw)?;
        Ok(Self {
            opening: literal[..start].to_owned(),
            closing: literal[end..].to_owned(),
            pieces,
        })
    }

    /// A literal with other contents.
    pub(super) fn literal(&self, contents: &str) -> String {
        [&*self.opening, contents, &*self.closing].concat()
    }
}

fn pieces(contents: &str, is_raw: bool) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = contents;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\\' if !is_raw => escape_len(rest),
            '{' if rest.starts_with("{{") => {
                text.push('{');
                2
            }
            '}' if rest.starts_with("}}") => {
                text.push('}');
                2
            }
            '{' => {
                let end = rest.find('}').ok_or("a `{` is not closed: write `{{` for a brace")?;
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                pieces.push(placeholder(&rest[1..end])?);
                end + 1
            }
            '}' => return Err("a `}` has no `{`: write `}}` for a brace".to_owned()),
            c => c.len_utf8(),
        };
        if !matches!(c, '{' | '}') {
            text.push_str(&rest[..length]);
        }
        rest = &rest[length..];
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

/// The length of an escape at the start, with its braces.
fn escape_len(rest: &str) -> usize {
    if rest.starts_with("\\u{") {
        return rest.find('}').map_or(rest.len(), |end| end + 1);
    }
    1 + rest[1..].chars().next().map_or(0, char::len_utf8)
}

fn placeholder(inside: &str) -> Result<Piece, String> {
    let (name, format) = inside.split_once(':').unwrap_or((inside, ""));
    let (name, format) = (name.trim(), format.trim_end());
    if format.contains(['$', '*']) {
        return Err(format!(
            "`{{{inside}}}` has a width or a precision that is an argument: write the argument as \
             `format!(\"{{{inside}}}\", …)`"
        ));
    }
    let argument = if name.is_empty() {
        Name::Next
    } else if let Ok(index) = name.parse() {
        Name::Index(index)
    } else if is_name(name) {
        Name::Named(name.to_owned())
    } else {
        return Err(format!(
            "`{{{inside}}}` is no name: pass an expression as an argument, `text!(\"{{}}\", {name})`"
        ));
    };
    Ok(Piece::Placeholder { argument, format: format.to_owned() })
}

fn is_name(name: &str) -> bool {
    let name = name.strip_prefix("r#").unwrap_or(name);
    let mut chars = name.chars();
    let begins = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    begins && chars.all(|c| c.is_alphanumeric() || c == '_') && name != "_"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    fn placeholder(argument: Name, format: &str) -> Piece {
        Piece::Placeholder { argument, format: format.to_owned() }
    }

    #[test]
    fn a_literal_is_split_at_its_placeholders() {
        let named = |name: &str| Name::Named(name.to_owned());
        let cases = [
            (r#""""#, vec![]),
            (r#""a""#, vec![text("a")]),
            (
                r#""a {} b{x:>5}{1}""#,
                vec![
                    text("a "),
                    placeholder(Name::Next, ""),
                    text(" b"),
                    placeholder(named("x"), ">5"),
                    placeholder(Name::Index(1), ""),
                ],
            ),
            (r#""{{}} \u{1f980}\n""#, vec![text(r"{} \u{1f980}\n")]),
            (r##"r#"\{x}"#"##, vec![text(r"\"), placeholder(named("x"), "")]),
        ];
        for (literal, pieces) in cases {
            assert_eq!(
                Template::parse(literal).map(|parsed| parsed.pieces),
                Ok(pieces),
                "{literal}"
            );
        }
    }

    #[test]
    fn a_piece_is_written_as_the_literal_was() {
        let template = Template::parse(r###"r##"a"##"###);
        assert_eq!(
            template.map(|template| template.literal("b")),
            Ok(r###"r##"b"##"###.to_owned())
        );
    }

    #[test]
    fn mistakes_name_the_remedy() {
        let message = |literal: &str| Template::parse(literal).unwrap_err();
        assert_eq!(message(r#""{""#), "a `{` is not closed: write `{{` for a brace");
        assert_eq!(message(r#""}""#), "a `}` has no `{`: write `}}` for a brace");
        assert_eq!(
            message(r#""{a.b}""#),
            "`{a.b}` is no name: pass an expression as an argument, `text!(\"{}\", a.b)`",
        );
        assert_eq!(message("5"), "`text!` begins with a string literal, as `format!` does");
        assert_eq!(message("b\"a\""), "`text!` begins with a string literal, as `format!` does");
        assert_eq!(
            message(r#""{:w$}""#),
            "`{:w$}` has a width or a precision that is an argument: write the argument as \
             `format!(\"{:w$}\", …)`",
        );
    }
}
