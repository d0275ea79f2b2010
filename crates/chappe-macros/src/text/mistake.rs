//! Mistakes in `text!`.

use proc_macro::{Span, TokenStream};

/// A mistake, and the tokens that cause it.
pub(super) struct Mistake {
    at: Span,
    message: String,
}

impl Mistake {
    pub(super) fn new(at: Span, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }

    /// A `compile_error!` at the tokens.
    pub(super) fn into_tokens(self) -> TokenStream {
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
