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
pub use chappe_client::{Bot, BotBuilder, Defaults, SendMethod};
#[cfg(feature = "regex")]
pub use chappe_core::filter::{Captures, text_matches};
pub use chappe_core::{
    AddExtensionLayer, AnyReply, BoxError, Cancel, Dispatcher, DispatcherBuilder, ErrorEvent,
    EventType, HandlerExt, IntoDispatcher, IntoOutcome, Me, Middleware, Next, Outcome, Reply,
    Request, Router, Skip, after, before,
    extract::{CommandArgs, Event, Extension, FromRef, FromRequest, State, Text},
    filter::{
        CallbackData, Candidate, Content, Data, Filter, FilterExt, callback_data,
        callback_data_prefix, chat_id, chat_type, command, commands, content, data, failed_with,
        filter_fn, from_filter, text, text_is, text_prefix, user_id,
    },
    flagged, from_fn, middleware, reply, shared,
};
#[cfg(any(feature = "polling", feature = "webhook"))]
pub use chappe_intake::{Background, Lane, LaneBy, NextError, shutdown_signal, unordered};
#[cfg(feature = "polling")]
pub use chappe_polling::Polling;
#[cfg(feature = "text")]
pub use chappe_text::{FormattedText, SetFormatted, text};
pub use chappe_types::{
    CallbackQuery, Chat, ChatId, ChatType, InlineQuery, Message, MessageId, Update, UpdateType,
    User, UserId,
};
#[cfg(feature = "webhook")]
pub use chappe_webhook::{Webhook, serve};
