//! The offset of an inline query.

use std::str::FromStr;

use chappe_types::InlineQuery;

use crate::{
    extract::{FromRequest, Missing},
    request::Request,
};

/// The offset of an inline query: the `next_offset` of the answer whose results the user has
/// scrolled through. `None` for the first results.
///
/// # Errors
///
/// Rejects an offset that is not a `T` with [`Skip`](crate::Skip): the dispatcher tries the next
/// route.
///
/// Source: Bot API 10.3, [`InlineQuery`](https://core.telegram.org/bots/api#inlinequery).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::AnswerInlineQuery;
///
/// async fn search(Event(query): Event<InlineQuery>, Offset(page): Offset<u32>) -> impl IntoOutcome {
///     let page = page.unwrap_or(0);
///     AnswerInlineQuery::new(query.id.clone(), vec![]).next_offset((page + 1).to_string())
/// }
///
/// let router = Router::<()>::new("app").inline_query(|q| q.on((), search));
/// # let _ = router;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset<T = String>(pub Option<T>);

impl<S: Sync, T: FromStr> FromRequest<InlineQuery, S> for Offset<T> {
    type Rejection = Missing;

    async fn from_request(request: &Request<InlineQuery>, _: &S) -> Result<Self, Missing> {
        match request.event().offset.as_str() {
            "" => Ok(Self(None)),
            offset => match offset.parse() {
                Ok(offset) => Ok(Self(Some(offset))),
                Err(_) => Err(Missing::new("offset of the expected type")),
            },
        }
    }
}
