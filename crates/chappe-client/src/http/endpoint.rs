//! The server and the token that calls are made with.

use std::error::Error as StdError;

use chappe_core::BoxError;

use crate::{error::Kind, server::ApiServer, token::BotToken};

/// A server, and the token of the bot that calls it.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) server: ApiServer,
    pub(crate) token: BotToken,
}

impl Endpoint {
    /// Removes the token from a refusal: a server may quote the request's path, which contains it.
    pub(crate) fn redacted(&self, mut kind: Kind) -> Kind {
        if let Kind::Refused(refusal) = &mut kind {
            if let Some(redacted) = self.token.redact(&refusal.description) {
                refusal.description = redacted.into();
            }
        }
        kind
    }

    /// Removes the token from an error of a custom transport, which may print the URL. An error
    /// that shows the token is replaced by its redacted text; any other error is returned
    /// unchanged.
    pub(crate) fn redact(&self, error: BoxError) -> BoxError {
        let mut is_shown = false;
        let mut next = Some(&*error as &(dyn StdError + 'static));
        while let Some(error) = next {
            is_shown |= self.token.redact(&format!("{error} {error:?}")).is_some();
            next = error.source();
        }
        if !is_shown {
            return error;
        }
        let text = error.to_string();
        self.token.redact(&text).unwrap_or(text).into()
    }
}
