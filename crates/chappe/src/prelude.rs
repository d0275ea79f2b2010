//! The names that most bots use: `use chappe::prelude::*;`.
//!
//! It contains routers, extractors, filters, middlewares, replies and the most frequent objects of
//! the Bot API. All other objects and all methods are in [`types`](crate::types). `Event` is the
//! extractor of an event; [`EventType`] is the trait of event types. `User`, `Chat` and their ids
//! are objects of the Bot API and also extractors: a handler can have arguments of these types.
//!
//! ```
//! use chappe::prelude::*;
//! use chappe::types::SendDice;
//!
//! async fn dice(Event(message): Event<Message>) -> impl IntoOutcome {
//!     SendDice::new(message.chat.id)
//! }
//!
//! let app = Router::<()>::new("app").message(|m| m.on(command("dice"), dice));
//! # let _ = app;
//! ```

#[cfg(feature = "client")]
pub use chappe_client::{
    Admins, AdminsLayer, Bot, BotBuilder, Defaults, RegisterCommands, SendMethod, bot_can,
    from_admins,
};
#[cfg(feature = "regex")]
pub use chappe_core::filter::{Captures, text_matches};
#[cfg(feature = "stash")]
pub use chappe_core::stash::{Stash, Stashable, Stashed, Stashes, Unstashed};
pub use chappe_core::{
    AddExtensionLayer, AnyReply, BoxError, Cancel, Dispatcher, DispatcherBuilder, ErrorEvent,
    EventType, HandlerExt, IntoDispatcher, IntoOutcome, Me, Middleware, Next, Outcome, Reply,
    Request, Router, Skip, after, before,
    callback_data::{CallbackData, Data, data, stale},
    commands::{BadArguments, Commands, DidYouMean, UserRef, commands, did_you_mean},
    deep_link::{DeepLink, StartPayload, deep_link},
    extract::{
        Caption, CommandArgs, Entities, EntityText, Event, Extension, FromRef, FromRequest,
        MemberChange, Offset, Photo, Replied, State, Text,
    },
    filter::{
        Candidate, Content, Filter, FilterExt, any_command, callback_data, callback_data_prefix,
        chat_id, chat_type, chosen_result, chosen_result_prefix, command, content, entities,
        failed_with, filter_fn, first_results, from_bot, from_filter, game, in_any_topic,
        in_channel, in_chat_with, in_group, in_media_group, in_private, in_topic,
        is_automatic_forward, is_forwarded, is_reply, is_reply_to_me, is_via_bot, language,
        member::{
            banned, bot_was_added, bot_was_blocked, bot_was_removed, bot_was_unblocked, demoted,
            joined, left, promoted, restricted, unbanned,
        },
        newer_than, text, text_is, text_prefix, user_id,
    },
    flagged, from_fn,
    keyboard::{InlineKeyboard, ReplyKeyboard},
    middleware, reply, shared,
};
#[cfg(any(feature = "polling", feature = "webhook"))]
pub use chappe_intake::{Background, Lane, LaneBy, NextError, shutdown_signal, unordered};
#[cfg(feature = "derive")]
pub use chappe_macros::{CallbackData, Commands, DeepLink};
#[cfg(feature = "polling")]
pub use chappe_polling::Polling;
#[cfg(feature = "text")]
pub use chappe_text::{FormattedText, SetFormatted, text};
pub use chappe_types::{
    CallbackQuery, Chat, ChatId, ChatMember, ChatMemberUpdated, ChatType, InlineQuery, Message,
    MessageId, Update, UpdateType, User, UserId,
};
#[cfg(feature = "webhook")]
pub use chappe_webhook::{Webhook, serve};
