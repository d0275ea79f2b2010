//! Parses the signature of a function.

use proc_macro::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

/// The parts of a signature that the checks use.
pub(crate) struct Function {
    pub(crate) name: Ident,
    pub(crate) is_async: bool,
    pub(crate) is_generic: bool,
    /// The types of the arguments.
    pub(crate) arguments: Vec<TokenStream>,
    pub(crate) parentheses: Span,
}

impl Function {
    /// Parses `async fn name(pattern: Type, …)`. Returns `None` if the item is not a function.
    pub(crate) fn read(item: TokenStream) -> Option<Self> {
        let mut is_async = false;
        let mut tokens = item.into_iter();
        loop {
            match tokens.next()? {
                TokenTree::Ident(word) if word.to_string() == "async" => is_async = true,
                TokenTree::Ident(word) if word.to_string() == "fn" => break,
                _ => {}
            }
        }
        let TokenTree::Ident(name) = tokens.next()? else { return None };
        let mut is_generic = false;
        let parentheses: Group = loop {
            match tokens.next()? {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                    break group;
                }
                TokenTree::Punct(punct) if punct.as_char() == '<' => is_generic = true,
                _ => {}
            }
        };
        let arguments = split(parentheses.stream(), ',');
        let types = arguments.into_iter().filter_map(after_colon);
        Some(Self {
            name,
            is_async,
            is_generic,
            arguments: types.collect(),
            parentheses: parentheses.span(),
        })
    }
}

/// Splits tokens at a punctuation mark outside of angle brackets.
pub(crate) fn split(tokens: TokenStream, mark: char) -> Vec<TokenStream> {
    let mut parts = vec![Vec::new()];
    let (mut depth, mut last) = (0_usize, ' ');
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                // Excludes the end of an arrow.
                '>' if last != '-' => depth = depth.saturating_sub(1),
                _ => {}
            }
            last = punct.as_char();
            if depth == 0 && punct.as_char() == mark {
                parts.push(Vec::new());
                continue;
            }
        } else {
            last = ' ';
        }
        if let Some(part) = parts.last_mut() {
            part.push(token);
        }
    }
    parts.into_iter().filter(|part| !part.is_empty()).map(TokenStream::from_iter).collect()
}

/// The tokens after the first single colon: the type of an argument.
fn after_colon(argument: TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = argument.into_iter().collect();
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let mut at = 0;
    while at < tokens.len() {
        if is_colon(at) && is_colon(at + 1) {
            at += 2;
        } else if is_colon(at) {
            return Some(tokens[at + 1..].iter().cloned().collect());
        } else {
            at += 1;
        }
    }
    None
}
