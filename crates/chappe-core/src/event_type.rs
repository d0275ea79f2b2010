//! The types of event that a request can have.

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
/// One type of payload can belong to several kinds of update: `Message` is the payload of
/// `message`, `edited_message`, `channel_post` and others. Each kind has its own observer.
///
/// The trait is sealed.
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

    /// Finds the event in a request. Sealed, because the data of a request is not generic.
    #[expect(unnameable_types, reason = "seals the trait `EventType`")]
    pub trait Sealed: Sized {
        /// Borrows the event from the data of a request.
        fn of<'a>(update: &'a Update, own: Option<&'a OwnEvent>) -> Option<&'a Self>;

        /// Returns the event behind an `Arc`.
        fn share(update: &Update, own: Option<&OwnEvent>) -> Option<Arc<Self>>;

        /// Replaces the event by another one; the kind of the update is unchanged.
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

    #[inline]
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

            #[inline] // it may drop a payload: see the drop glue under “Compile time”
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
        /// The type of the payload of a kind of update, and its name.
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

/// Returns the kinds of update with the payload `E`, sorted by name; none for `Update` and
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
