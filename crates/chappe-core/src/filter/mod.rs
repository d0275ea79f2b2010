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
mod erased;
mod failed_with;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod filter;
mod filter_fn;
mod filter_output;
mod from_filter;
mod into_filter;
mod matcher;
#[cfg(feature = "regex")]
mod regex;
mod selector;
mod text;

#[cfg(feature = "introspect")]
pub(crate) use self::erased::{Checked, ErasedFilter, Verdict};
#[cfg(feature = "regex")]
pub use self::regex::{Captures, TextMatches, text_matches};
pub use self::{
    callback_data::{
        CallbackData, Data, DataFilter, DataOf, DataWhen, callback_data, callback_data_prefix, data,
    },
    chat::{ChatIdFilter, ChatTypeFilter, UserIdFilter, chat_id, chat_type, user_id},
    combinators::{And, FilterExt, Not, Or},
    command::{Command, any_command, command},
    content::{Content, ContentFilter, content},
    failed_with::{FailedWith, failed_with},
    filter::{Candidate, Filter},
    filter_fn::{FilterFn, filter_fn},
    filter_output::FilterOutput,
    from_filter::{AsyncFilterFn, FromFilter, from_filter},
    into_filter::{FilterList, IntoFilter, IsFilter, IsFromFilter},
    matcher::Matcher,
    selector::Selector,
    text::{TextFilter, text, text_is, text_prefix},
};
pub(crate) use self::{
    command::carries_no_messages,
    erased::{BoxFilter, FilterDef, FilterInfo, build_all, check_all},
    selector::Key,
};
