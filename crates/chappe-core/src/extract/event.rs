//! The event, the whole request, the update, and the bot's identity.

use std::{convert::Infallible, ops::Deref, sync::Arc};

use chappe_types::Update;

use crate::{
    event_type::EventType,
    extract::{AppContext, FromApp, FromRequest},
    me::Me,
    request::Request,
};

/// The event behind an `Arc`. Extraction does not copy the event.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn length(Event(message): Event<Message>) -> impl IntoOutcome {
///     let text = message.text.as_deref().unwrap_or_default();
///     reply(text.chars().count().to_string())
/// }
/// # let _ = length;
/// ```
#[derive(Debug)]
pub struct Event<E>(pub Arc<E>);

impl<E> Deref for Event<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.0
    }
}

impl<E> Clone for Event<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Event<E> {
    type Rejection = Infallible;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Infallible> {
        Ok(Self(request.share_event()))
    }

    fn may_skip() -> bool {
        false
    }
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Request<E> {
    type Rejection = Infallible;

    async fn from_request(request: &Self, _: &S) -> Result<Self, Infallible> {
        Ok(request.clone())
    }

    fn may_skip() -> bool {
        false
    }
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Update {
    type Rejection = Infallible;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Infallible> {
        Ok(request.update().clone())
    }

    fn may_skip() -> bool {
        false
    }
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Me {
    type Rejection = Infallible;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Infallible> {
        Ok(request.me().clone())
    }

    fn may_skip() -> bool {
        false
    }
}

impl<S: Sync> FromApp<S> for Me {
    type Rejection = Infallible;

    async fn from_app(app: &AppContext, _: &S) -> Result<Self, Infallible> {
        Ok(app.me().clone())
    }
}
