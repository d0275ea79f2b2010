//! What bots use all day: `use chappe::prelude::*;`.
//!
//! `Event` is the extractor; `EventType` is the trait of all types of event.

#[cfg(feature = "client")]
pub use chappe_client::{Bot, BotBuilder, Defaults, SendMethod};
pub use chappe_core::{
    AddExtensionLayer, BoxError, Cancel, Dispatcher, DispatcherBuilder, ErrorEvent, EventType,
    IntoDispatcher, IntoOutcome, Me, Middleware, Next, Outcome, Reply, Request, Router, Skip,
    after, before,
    extract::{CommandArgs, Event, Extension, FromRef, FromRequest, State, Text},
    filter::{
        CallbackData, Candidate, Content, Data, Filter, FilterExt, async_filter, callback_data,
        callback_data_prefix, chat_id, chat_type, command, commands, content, data, failed_with,
        text, text_is, text_prefix, user_id,
    },
    flagged, from_fn, middleware, reply, shared,
};
#[cfg(any(feature = "polling", feature = "webhook"))]
pub use chappe_intake::{Background, Lane, LaneBy, NextError, shutdown_signal, unordered};
#[cfg(feature = "polling")]
pub use chappe_polling::Polling;
pub use chappe_types::{
    CallbackQuery, Chat, ChatId, ChatType, InlineQuery, Message, MessageId, Update, UpdateType,
    User, UserId,
};
#[cfg(feature = "webhook")]
pub use chappe_webhook::{Webhook, serve};
