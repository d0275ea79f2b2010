//! The macro `text!`.
//!
//! ```text
//! literal ─template─▶ pieces ─┐
//! arguments ─────────────────┴─expand─▶ an expression of type FormattedText
//! ```

mod arguments;
mod expand;
mod template;

use proc_macro::{Span, TokenStream};

pub(crate) use self::expand::expand;

/// A mistake, and the tokens that cause it.
struct Mistake {
    at: Span,
    message: String,
}

impl Mistake {
    fn new(at: Span, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }

    /// A `compile_error!` at the tokens.
    fn into_tokens(self) -> TokenStream {
        let Self { at, message } = self;
        let call = format!("::core::compile_error!({message:?})");
        let tokens: TokenStream = call.parse().unwrap_or_default();
        tokens
            .into_iter()
            .map(|mut token| {
                token.set_span(at);
                token
            })
            .collect()
    }
}
