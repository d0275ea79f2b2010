//! The text of an event.

use chappe_types::Str;

use crate::{
    event_type::EventType,
    extract::{FromRequest, Missing},
    request::Request,
    text::text_of,
};

/// The text of an event: the text of a message, the data of a callback query, or the query of an
/// inline query or of a chosen inline result.
///
/// # Errors
///
/// Rejects events without text with [`Skip`](crate::Skip): the dispatcher tries the next route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(pub Str);

impl<E: EventType, S: Sync> FromRequest<E, S> for Text {
    type Rejection = Missing;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Missing> {
        let text = text_of(request.update()).ok_or(Missing::new("text"))?;
        Ok(Self(text.into()))
    }
}
