//! Filters: the conditions of routes.
//!
//! A route's handler is called only if its filters match. There are several forms:
//!
//! | form | sees | may |
//! |---|---|---|
//! | values such as [`command()`], [`text()`] or [`chat_id()`] | | be looked up by the index of routes |
//! | a closure `\|message: &Message\| …`; its argument is inferred in [`Observer::when`] | the event | |
//! | [`filter_fn()`], a function of the [`Candidate`] | the whole request | store values, fail |
//! | [`from_filter()`], an async function | its extractors, such as the router's state | wait, store a value, fail |
//! | a type that implements [`Filter`] | the whole request | all but wait |
//!
//! # Filters as values
//!
//! The index of routes looks up those in bold; the others are called in order.
//!
//! | of | filters |
//! |---|---|
//! | the text of any event | **[`text()`]**, **[`text_is`]**, **[`text_prefix`]**, and with the feature `regex` `text_matches` |
//! | commands | **[`command()`]**, **[`any_command`]**, **[`commands`](crate::commands::commands())** |
//! | the content of messages | **[`content()`]**, [`entities()`] |
//! | messages | [`is_reply`], [`is_reply_to_me`], [`is_forwarded`], [`is_automatic_forward`], [`is_via_bot`], [`in_media_group`] |
//! | callback queries | **[`callback_data()`]**, **[`callback_data_prefix`]**, **[`data`](crate::callback_data::data())**, [`stale`](crate::callback_data::stale()), [`game`] |
//! | inline mode | [`first_results`], [`chosen_result`], [`chosen_result_prefix`] |
//! | the chat | **[`chat_id`]**, **[`chat_type`]**, **[`in_private`]**, **[`in_group`]**, **[`in_channel`]** |
//! | the topic | **[`in_chat_with`]**, [`in_topic`], [`in_any_topic`] |
//! | the user | [`user_id`], [`from_bot`], [`language`]; `from_admins` and `bot_can` of `chappe::client` |
//! | members of chats | [`member::joined`], [`member::left`], [`member::promoted`], [`member::from`] and the others of [`member`] |
//! | the time | [`newer_than`] |
//! | errors | [`failed_with`] |
//!
//! [`FilterExt`] combines synchronous filters; a tuple matches if all of its filters do.
//!
//! [`Observer::when`]: crate::Observer::when
//!
//! ```
//! use chappe::prelude::*;
//!
//! fn has_photo(message: &Message) -> bool {
//!     message.photo.is_some()
//! }
//!
//! let router = Router::<()>::new("app").message(|m| {
//!     m.on(command("start").or(text_prefix("hello")), async || {})
//!         .on((chat_type(ChatType::Private), has_photo), async || {})
//! });
//! # let _ = router;
//! ```

mod callback_data;
mod chat;
mod combinators;
mod command;
mod content;
mod date;
mod entities;
mod erased;
mod failed_with;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod filter;
mod filter_fn;
mod filter_output;
mod from_filter;
mod inline;
mod into_filter;
mod matcher;
pub mod member;
mod message;
#[cfg(feature = "regex")]
mod regex;
mod selector;
mod text;
mod topic;
mod user;

#[cfg(feature = "introspect")]
pub(crate) use self::erased::{Checked, ErasedFilter, Verdict};
#[cfg(feature = "regex")]
pub use self::regex::{Captures, TextMatches, text_matches};
pub use self::{
    callback_data::{DataFilter, callback_data, callback_data_prefix},
    chat::{
        ChatIdFilter, ChatTypeFilter, UserIdFilter, chat_id, chat_type, in_channel, in_group,
        in_private, user_id,
    },
    combinators::{And, FilterExt, Not, Or},
    command::{Command, any_command, command},
    content::{ContentFilter, content},
    date::{NewerThan, newer_than},
    entities::{EntitiesFilter, entities},
    failed_with::{FailedWith, failed_with},
    filter::{Candidate, Filter},
    filter_fn::{FilterFn, filter_fn},
    filter_output::FilterOutput,
    from_filter::{AsyncFilterFn, FromFilter, from_filter},
    inline::{
        ChosenResult, FirstResults, GameFilter, chosen_result, chosen_result_prefix, first_results,
        game,
    },
    into_filter::{FilterList, IntoFilter, IsFilter, IsFromFilter},
    matcher::Matcher,
    message::{
        MessageFilter, in_media_group, is_automatic_forward, is_forwarded, is_reply,
        is_reply_to_me, is_via_bot,
    },
    selector::Selector,
    text::{TextFilter, text, text_is, text_prefix},
    topic::{TopicFilter, in_any_topic, in_chat_with, in_topic},
    user::{UserFilter, from_bot, language},
};
pub(crate) use self::{
    callback_data::{LONGEST, never_sent},
    command::carries_no_messages,
    erased::{BoxFilter, FilterDef, FilterInfo, build_all, check_all},
    selector::{DataType, Key},
};
pub use crate::content::Content;
