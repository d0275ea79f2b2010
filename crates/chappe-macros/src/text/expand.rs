//! The code of `text!`.

use std::fmt::Write as _;

use proc_macro::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use super::{
    arguments::{Arguments, Value},
    mistake::Mistake,
    template::{Name, Piece, Template},
};

/// Expands `text!`. The tokens begin with the path of the crate and a comma.
///
/// ```text
/// match (&(first), &(second),) {
///     arguments => {
///         use path::__private::{self, Formatted as _, Plain as _};
///         let mut text = __private::FormattedText::new();
///         __private::push(&mut text, "Hello, ");
///         (&__private::Argument(arguments.0)).append_to(&mut text);
///         text
///     }
/// }
/// ```
///
/// The method lookup of `append_to` decides whether an argument has formats. The expressions of the
/// arguments are outside of the block, so that they do not see its names.
pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    Arguments::parse(tokens).and_then(code).unwrap_or_else(Mistake::into_tokens)
}

fn code(arguments: Arguments) -> Result<TokenStream, Mistake> {
    let Arguments { path, literal: (literal, at), values } = arguments;
    let template = Template::parse(&literal).map_err(|message| Mistake::new(at, message))?;
    let mut places = Places::new(at, values);
    let mut body = "let mut text = __private::FormattedText::new();".to_owned();
    for piece in &template.pieces {
        // A string accepts everything.
        let _ = match piece {
            Piece::Text(piece) => {
                write!(body, "__private::push(&mut text, {});", template.literal(piece))
            }
            Piece::Placeholder { argument, format } => {
                let place = places.find(argument)?;
                match &**format {
                    "" => write!(
                        body,
                        "(&__private::Argument(arguments.{place})).append_to(&mut text);"
                    ),
                    format => write!(
                        body,
                        "__private::push_displayed(&mut text, \
                         ::core::format_args!(\"{{:{format}}}\", arguments.{place}));"
                    ),
                }
            }
        };
    }
    body.push_str("text");
    let mut block = parsed("use");
    block.extend(path);
    block.extend(parsed("::__private::{self, Formatted as _, Plain as _};"));
    block.extend(parsed(&body));
    let mut arm = parsed("arguments =>");
    arm.extend([group(Delimiter::Brace, block)]);
    let mut code = parsed("match");
    code.extend([group(Delimiter::Parenthesis, places.expressions()?)]);
    code.extend([group(Delimiter::Brace, arm)]);
    Ok(code)
}

/// The arguments, and those that are captured from the scope.
struct Places {
    /// The place of the literal.
    at: Span,
    values: Vec<Value>,
    is_used: Vec<bool>,
    captured: Vec<String>,
    /// The argument of the next `{}`.
    next: usize,
}

impl Places {
    fn new(at: Span, values: Vec<Value>) -> Self {
        let is_used = vec![false; values.len()];
        Self { at, values, is_used, captured: Vec::new(), next: 0 }
    }

    /// The position of an argument.
    fn find(&mut self, name: &Name) -> Result<usize, Mistake> {
        let place = match name {
            Name::Next => {
                self.next += 1;
                self.next - 1
            }
            Name::Index(index) => *index,
            Name::Named(name) => return Ok(self.named(name)),
        };
        let count = self.values.len();
        let Some(is_used) = self.is_used.get_mut(place) else {
            let message = format!(
                "the text uses argument {}, and has {count}: add an argument after the literal",
                place + 1
            );
            return Err(Mistake::new(self.at, message));
        };
        *is_used = true;
        Ok(place)
    }

    fn named(&mut self, name: &str) -> usize {
        let given = self.values.iter().position(|value| value.name.as_deref() == Some(name));
        if let Some(place) = given {
            self.is_used[place] = true;
            return place;
        }
        let captured = self.captured.iter().position(|captured| captured == name);
        let place = captured.unwrap_or_else(|| {
            self.captured.push(name.to_owned());
            self.captured.len() - 1
        });
        self.values.len() + place
    }

    /// The references to all arguments, as the elements of a tuple.
    fn expressions(self) -> Result<TokenStream, Mistake> {
        if let Some(unused) = self.is_used.iter().position(|is_used| !is_used) {
            let message = "the text does not use this argument: write `{}` in the literal, or \
                           remove the argument";
            return Err(Mistake::new(self.values[unused].at, message));
        }
        let given = self.values.into_iter().map(|value| value.expression);
        let captured = self.captured.iter().map(|name| {
            let ident = match name.strip_prefix("r#") {
                Some(name) => Ident::new_raw(name, self.at),
                None => Ident::new(name, self.at),
            };
            TokenStream::from(TokenTree::Ident(ident))
        });
        let mut expressions = TokenStream::new();
        for expression in given.chain(captured) {
            let and = TokenTree::Punct(Punct::new('&', Spacing::Alone));
            let comma = TokenTree::Punct(Punct::new(',', Spacing::Alone));
            expressions.extend([and, group(Delimiter::None, expression), comma]);
        }
        Ok(expressions)
    }
}

fn group(delimiter: Delimiter, tokens: TokenStream) -> TokenTree {
    let mut group = Group::new(delimiter, tokens);
    group.set_span(Span::mixed_site());
    group.into()
}

/// Generated code. Its variables are not those of the user's code.
fn parsed(code: &str) -> TokenStream {
    let tokens: TokenStream = code.parse().unwrap_or_default();
    generated(tokens)
}

fn generated(tokens: TokenStream) -> TokenStream {
    let generated = tokens.into_iter().map(|token| match token {
        TokenTree::Group(inner) => group(inner.delimiter(), generated(inner.stream())),
        mut token => {
            token.set_span(Span::mixed_site());
            token
        }
    });
    generated.collect()
}
