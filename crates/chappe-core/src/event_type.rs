//! What a request can be about.
//!
//! How requests find their events is `#[inline]`: most bots take few types of event,
//! and what concerns the others is not compiled.

use std::{
    any::{Any, TypeId, type_name},
    fmt,
    sync::Arc,
};

use chappe_types::{Payload, Update, UpdateType};

use crate::{error_event::ErrorEvent, event_type::sealed::Sealed};

/// A type of event: [`Update`], a payload of one (`Message`, `CallbackQuery`, …)
/// or [`ErrorEvent`].
///
/// One payload type may come as several kinds of update: a `Message` comes as
/// `message`, `edited_message`, `channel_post` and so on, each with an observer
/// of its own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type of event",
    label = "not an event",
    note = "events are `Update`, the payloads of updates (`Message`, `CallbackQuery`, …) and `ErrorEvent`"
)]
pub trait EventType: Sealed + Sized + fmt::Debug + Send + Sync + 'static {}

/// An event that is not a part of the update.
type OwnEvent = Arc<dyn Any + Send + Sync>;

pub(crate) mod sealed {
    use super::{Arc, OwnEvent, Update};

    /// How a request finds its event; closed, so that requests may stay one
    /// non-generic struct inside.
    #[expect(unnameable_types, reason = "that is what seals the trait")]
    pub trait Sealed: Sized {
        /// The event, borrowed from what a request holds.
        fn of<'a>(update: &'a Update, own: Option<&'a OwnEvent>) -> Option<&'a Self>;

        /// The event, shared.
        fn share(update: &Update, own: Option<&OwnEvent>) -> Option<Arc<Self>>;

        /// Puts another event in its place; the kind of the update stays.
        fn replace(self, update: &mut Update, own: &mut Option<OwnEvent>);
    }
}

impl EventType for Update {}

impl Sealed for Update {
    fn of<'a>(update: &'a Update, _: Option<&'a OwnEvent>) -> Option<&'a Self> {
        Some(update)
    }

    fn share(update: &Update, _: Option<&OwnEvent>) -> Option<Arc<Self>> {
        Some(Arc::new(update.clone()))
    }

    fn replace(self, update: &mut Update, _: &mut Option<OwnEvent>) {
        *update = self;
    }
}

impl EventType for ErrorEvent {}

impl Sealed for ErrorEvent {
    fn of<'a>(_: &'a Update, own: Option<&'a OwnEvent>) -> Option<&'a Self> {
        own?.downcast_ref()
    }

    fn share(_: &Update, own: Option<&OwnEvent>) -> Option<Arc<Self>> {
        Arc::clone(own?).downcast().ok()
    }

    fn replace(self, update: &mut Update, own: &mut Option<OwnEvent>) {
        *update = self.update().clone();
        *own = Some(Arc::new(self));
    }
}

macro_rules! payload_events {
    ($($payload:ty)*) => {$(
        impl EventType for $payload {}

        impl Sealed for $payload {
            fn of<'a>(update: &'a Update, _: Option<&'a OwnEvent>) -> Option<&'a Self> {
                <Self as Payload>::of(&update.kind).map(|payload| &**payload)
            }

            fn share(update: &Update, _: Option<&OwnEvent>) -> Option<Arc<Self>> {
                <Self as Payload>::of(&update.kind).map(Arc::clone)
            }

            fn replace(self, update: &mut Update, _: &mut Option<OwnEvent>) {
                let kind = update.kind.update_type();
                if let Some(kind) = kind.and_then(|kind| Arc::new(self).into_kind(kind)) {
                    update.kind = kind;
                }
            }
        }
    )*};
}

chappe_types::for_each_payload!(payload_events);

macro_rules! payloads {
    ($(($variant:ident, $name:ident, $payload:ty))*) => {
        /// What updates of a kind carry, and its name.
        pub(crate) fn payload_of(kind: UpdateType) -> (Option<TypeId>, &'static str) {
            match kind {
                $(UpdateType::$variant => {
                    (Some(TypeId::of::<$payload>()), type_name::<$payload>())
                })*
                _ => (None, "_"),
            }
        }
    };
}

chappe_types::for_each_update_type!(payloads);

/// Returns the kinds of update that carry an `E`, sorted by name; none for `Update` and
/// `ErrorEvent`.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::PollAnswer;
/// use chappe_core::kinds_of;
///
/// assert_eq!(kinds_of::<PollAnswer>(), [UpdateType::PollAnswer]);
/// ```
pub fn kinds_of<E: EventType>() -> Vec<UpdateType> {
    let carries = |kind: &UpdateType| payload_of(*kind).0 == Some(TypeId::of::<E>());
    let mut kinds: Vec<UpdateType> = UpdateType::ALL.into_iter().filter(carries).collect();
    kinds.sort_by_key(|kind| kind.as_str());
    kinds
}
