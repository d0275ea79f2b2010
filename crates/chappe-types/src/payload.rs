//! The payload of an update.

use std::{fmt, sync::Arc};

use crate::{UpdateKind, UpdateType};

/// An object that is the payload of at least one kind of update.
///
/// # Example
///
/// ```
/// use chappe::types::{InlineQuery, Message, Payload, Update};
///
/// let update = Update::from_slice(br#"{
///     "update_id": 7,
///     "message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}
/// }"#)?;
/// assert!(Message::of(&update.kind).is_some());
/// assert!(InlineQuery::of(&update.kind).is_none());
/// # Ok::<(), chappe::types::DecodeError>(())
/// ```
pub trait Payload: Sized + fmt::Debug + Send + Sync + 'static {
    /// Returns the payload of the update, if it has this type.
    fn of(kind: &UpdateKind) -> Option<&Arc<Self>>;

    /// Converts the payload to an update of the kind `as_type`. Returns `None` if such updates have
    /// another type of payload.
    fn into_kind(self: Arc<Self>, as_type: UpdateType) -> Option<UpdateKind>;
}
