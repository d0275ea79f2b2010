//! The tokens of `text!`.

use proc_macro::{Delimiter, Span, TokenStream, TokenTree};

use super::mistake::Mistake;
use crate::function::split;

/// What is written in `text!(…)`.
pub(super) struct Arguments {
    /// The path of the crate with the types that the generated code uses.
    pub(super) path: TokenStream,
    /// The literal and its place.
    pub(super) literal: (String, Span),
    pub(super) values: Vec<Value>,
}

/// An argument behind the literal.
pub(super) struct Value {
    pub(super) name: Option<String>,
    pub(super) expression: TokenStream,
    pub(super) at: Span,
}

impl Arguments {
    /// Parses `path, "literal", expression, name = expression, …`.
    pub(super) fn parse(tokens: TokenStream) -> Result<Self, Mistake> {
        let mut tokens = tokens.into_iter();
        let is_comma =
            |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
        let path = tokens.by_ref().take_while(|token| !is_comma(token)).collect();
        let missing = || {
            let message = "`text!` begins with a string literal, as `format!` does";
            Mistake::new(Span::call_site(), message)
        };
        let literal = tokens.next().ok_or_else(missing)?;
        let literal = (ungrouped(&literal).to_string(), literal.span());
        match tokens.next() {
            Some(token) if !is_comma(&token) => {
                return Err(Mistake::new(token.span(), "expected `,`"));
            }
            _ => {}
        }
        let values = split_at_commas(tokens.collect());
        Ok(Self { path, literal, values: values.into_iter().map(Value::parse).collect() })
    }
}

/// Splits expressions at commas; those in brackets are part of a group, and a generic argument such
/// as `a::<B, C>()` is not split.
fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let has_generics = tokens.to_string().contains("::<") || tokens.to_string().contains(":: <");
    if has_generics {
        return split(tokens, ',');
    }
    let mut parts = vec![Vec::new()];
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => parts.push(Vec::new()),
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.push(token);
                }
            }
        }
    }
    parts.into_iter().filter(|part| !part.is_empty()).map(TokenStream::from_iter).collect()
}

/// The only token of a group without delimiters, which is how a macro passes a literal on.
fn ungrouped(token: &TokenTree) -> TokenTree {
    if let TokenTree::Group(group) = token
        && group.delimiter() == Delimiter::None
        && let Some(inner) = group.stream().into_iter().next()
    {
        return ungrouped(&inner);
    }
    token.clone()
}

impl Value {
    /// Parses `name = expression` or `expression`, which is not empty.
    fn parse(tokens: TokenStream) -> Self {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let at = tokens.first().map_or_else(Span::call_site, TokenTree::span);
        if let [TokenTree::Ident(name), TokenTree::Punct(equals), expression @ ..] = &*tokens
            && equals.as_char() == '='
            && equals.spacing() == proc_macro::Spacing::Alone
            && !expression.is_empty()
        {
            let expression = expression.iter().cloned().collect();
            return Self { name: Some(name.to_string()), expression, at };
        }
        Self { name: None, expression: tokens.into_iter().collect(), at }
    }
}
