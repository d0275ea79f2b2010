//! Calls to groups that became supergroups.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use chappe_core::BoxError;
use chappe_types::{ChatId, Recipient};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    call::Call,
    error::Error,
    layers::ready::{CallFuture, call_when_ready, take_ready},
};

/// A layer for groups that became supergroups. If Telegram refuses a call to a group and reports
/// the id of its supergroup, the layer makes the call once more to the supergroup, and sends later
/// calls there directly.
///
/// Up to 10,000 chats are remembered, in memory only: programs that store chat ids must
/// handle `migrate_to_chat_id` in messages.
#[derive(Clone, Debug, Default)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct MigrationLayer {
    moved: Moved,
}

type Moved = Arc<Mutex<HashMap<ChatId, ChatId>>>;

/// The maximum number of chats that are remembered.
const MAX_CHATS: usize = 10_000;

impl MigrationLayer {
    /// Creates a layer that has not seen a migration yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Addresses the call to the supergroup if its group is known to have become one.
    pub(crate) fn follow(&self, call: Call) -> Call {
        follow(&self.moved, call)
    }
}

impl<S> Layer<S> for MigrationLayer {
    type Service = Migration<S>;

    fn layer(&self, inner: S) -> Migration<S> {
        Migration { inner, moved: Arc::clone(&self.moved) }
    }
}

/// The service of [`MigrationLayer`].
#[derive(Clone, Debug)]
pub struct Migration<S> {
    inner: S,
    moved: Moved,
}

impl<S> Service<Call> for Migration<S>
where
    S: Service<Call, Response = ApiResponse> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    type Response = ApiResponse;
    type Error = BoxError;
    type Future = CallFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, call: Call) -> CallFuture {
        let call = follow(&self.moved, call);
        let mut inner = take_ready(&mut self.inner);
        let (first, moved) = (inner.call(call.clone()), Arc::clone(&self.moved));
        Box::pin(async move {
            let error = match first.await.map_err(Into::into) {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let new = Error::find(&*error).and_then(Error::migrated_to);
            match (new, call.chat()) {
                (Some(new), Some(Recipient::Id(old))) if *old != new && call.is_repeatable() => {
                    tracing::info!(old = old.0, new = new.0, "a group became a supergroup");
                    remember(&moved, *old, new);
                    call_when_ready(&mut inner, call.with_chat(new)).await
                }
                _ => Err(error),
            }
        })
    }
}

fn follow(moved: &Moved, call: Call) -> Call {
    match migrated(moved, &call) {
        Some(new) => call.with_chat(new),
        None => call,
    }
}

fn migrated(moved: &Moved, call: &Call) -> Option<ChatId> {
    match call.chat()? {
        Recipient::Id(old) => {
            moved.lock().unwrap_or_else(PoisonError::into_inner).get(old).copied()
        }
        Recipient::Username(_) => None,
    }
}

fn remember(moved: &Moved, old: ChatId, new: ChatId) {
    let mut moved = moved.lock().unwrap_or_else(PoisonError::into_inner);
    // A removed entry is added again after the next refused call.
    if moved.len() >= MAX_CHATS {
        moved.clear();
    }
    moved.insert(old, new);
}
