//! The contents of messages.

use chappe_types::{
    Animation, Audio, ChatBackground, ChatBoostAdded, ChatId, ChatOwnerChanged, ChatOwnerLeft,
    ChatShared, Checklist, ChecklistTasksAdded, ChecklistTasksDone, CommunityChatAdded,
    CommunityChatJoined, CommunityChatRemoved, Contact, Dice, DirectMessagePriceChanged, Document,
    ForumTopicClosed, ForumTopicCreated, ForumTopicEdited, ForumTopicReopened, Game,
    GeneralForumTopicHidden, GeneralForumTopicUnhidden, GiftInfo, Giveaway, GiveawayCompleted,
    GiveawayCreated, GiveawayWinners, Invoice, LivePhoto, Location, ManagedBotCreated,
    MaybeInaccessibleMessage, Message, MessageAutoDeleteTimerChanged, PaidMediaInfo,
    PaidMessagePriceChanged, PassportData, Payload, PhotoSize, Poll, PollOptionAdded,
    PollOptionDeleted, ProximityAlertTriggered, RefundedPayment, RichMessage, Sticker, Story, Str,
    SuccessfulPayment, SuggestedPostApprovalFailed, SuggestedPostApproved, SuggestedPostDeclined,
    SuggestedPostPaid, SuggestedPostRefunded, UniqueGiftInfo, UpdateKind, User, UsersShared, Venue,
    Video, VideoChatEnded, VideoChatParticipantsInvited, VideoChatScheduled, VideoChatStarted,
    VideoNote, Voice, WebAppData, WriteAccessAllowed,
};

use crate::{
    content::for_each_content,
    event_type::EventType,
    extract::{FromRequest, Missing},
    request::Request,
};

macro_rules! extract {
    ($type:ty, $what:expr, $find:expr) => {
        /// Extracts a copy of the content of the message. [`Event`](crate::extract::Event) borrows
        /// it.
        ///
        /// # Errors
        ///
        /// Rejects events without it with [`Skip`](crate::Skip): the dispatcher tries the next
        /// route.
        impl<E: EventType, S: Sync> FromRequest<E, S> for $type {
            type Rejection = Missing;

            async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Missing> {
                let find: fn(&UpdateKind) -> Option<Self> = $find;
                find(&request.update().kind).ok_or(Missing::new($what))
            }
        }
    };
}

macro_rules! extractor {
    ($field:ident none) => {};
    ($field:ident own $type:ident) => {
        extract!($type, stringify!($field), |kind| {
            let message = <Message as Payload>::of(kind)?;
            message.$field.as_ref().map(|content| $type::clone(content))
        });
    };
    ($field:ident event $type:ident) => {
        extract!($type, stringify!($field), |kind| {
            if let UpdateKind::$type(event) = kind {
                return Some($type::clone(event));
            }
            let message = <Message as Payload>::of(kind)?;
            message.$field.as_ref().map(|content| $type::clone(content))
        });
    };
    ($field:ident new $name:ident($type:ty) $doc:literal) => {
        #[doc = $doc]
        ///
        #[doc = concat!("The field `", stringify!($field), "` of a message.")]
        ///
        /// Source: Bot API 10.3, [`Message`](https://core.telegram.org/bots/api#message).
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name(pub $type);

        extract!($name, stringify!($field), |kind| {
            let message = <Message as Payload>::of(kind)?;
            message.$field.as_ref().map(|content| Self(<$type>::clone(content)))
        });
    };
}

macro_rules! extractors {
    ($(($variant:ident $field:ident $($payload:tt)+))+) => {
        $(extractor!($field $($payload)+);)+
    };
}

for_each_content!(extractors);

/// The photo of a message in its largest size.
///
/// Source: Bot API 10.3, [`PhotoSize`](https://core.telegram.org/bots/api#photosize).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn mirror(Event(message): Event<Message>, Photo(photo): Photo) -> impl IntoOutcome {
///     message.answer_photo(photo.file_id)
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.on(content(Content::Photo), mirror));
/// # let _ = router;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Photo(pub PhotoSize);

extract!(Photo, "photo", |kind| {
    <Message as Payload>::of(kind)?.largest_photo().cloned().map(Self)
});

/// The caption of a message that consists of media.
///
/// Source: Bot API 10.3, [`Message`](https://core.telegram.org/bots/api#message).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption(pub Str);

extract!(Caption, "caption", |kind| { <Message as Payload>::of(kind)?.caption.clone().map(Self) });
