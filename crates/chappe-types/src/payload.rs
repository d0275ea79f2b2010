//! What an update carries.

use std::{fmt, sync::Arc};

use crate::{UpdateKind, UpdateType};

/// An object that some kind of update carries.
pub trait Payload: Sized + fmt::Debug + Send + Sync + 'static {
    /// The payload, if the update carries one of this type.
    fn of(kind: &UpdateKind) -> Option<&Arc<Self>>;

    /// The payload as that of an update of the kind `as_type`; `None`, if such
    /// updates carry another type.
    fn into_kind(self: Arc<Self>, as_type: UpdateType) -> Option<UpdateKind>;
}
