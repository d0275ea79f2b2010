//! The arguments of a command.

use chappe_types::{Message, Str};

use crate::{
    extract::{FromRequest, Missing},
    request::Request,
    text::Written,
};

/// The text after the command in a message's text or caption, without surrounding white space:
/// `a b` in `/start@bot  a b`. Empty if there is none.
///
/// # Errors
///
/// Rejects messages without text and caption with [`Skip`](crate::Skip): the dispatcher tries the
/// next route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandArgs(pub Str);

impl<S: Sync> FromRequest<Message, S> for CommandArgs {
    type Rejection = Missing;

    async fn from_request(request: &Request<Message>, _: &S) -> Result<Self, Missing> {
        let message = request.event();
        let text = message.text.as_deref().or(message.caption.as_deref());
        let written = text.and_then(Written::parse).ok_or(Missing::new("command"))?;
        Ok(Self(written.arguments().into()))
    }

    fn may_skip() -> bool {
        false
    }
}
