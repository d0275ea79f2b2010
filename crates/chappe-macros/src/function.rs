//! Parses the signature of a function.

use proc_macro::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

/// The parts of a signature that the checks use.
pub(crate) struct Function {
    pub(crate) name: Ident,
    pub(crate) is_async: bool,
    pub(crate) is_generic: bool,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) parentheses: Span,
}

/// An argument of a function.
pub(crate) struct Argument {
    /// The name, unless the pattern is another one.
    pub(crate) name: Option<Ident>,
    /// The tokens of the type.
    pub(crate) written: TokenStream,
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
        let arguments = arguments.into_iter().filter_map(Argument::read);
        Some(Self {
            name,
            is_async,
            is_generic,
            arguments: arguments.collect(),
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

impl Argument {
    /// Parses `pattern: Type`.
    fn read(argument: TokenStream) -> Option<Self> {
        let tokens: Vec<TokenTree> = argument.into_iter().collect();
        let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
        let mut at = 0;
        // The first colon that is not part of a path.
        while !is_colon(at) || is_colon(at + 1) {
            at += if is_colon(at) { 2 } else { 1 };
            if at >= tokens.len() {
                return None;
            }
        }
        let name = match &tokens[..at] {
            [.., TokenTree::Ident(name)] => Some(name.clone()),
            _ => None,
        };
        Some(Self { name, written: tokens[at + 1..].iter().cloned().collect() })
    }
}
