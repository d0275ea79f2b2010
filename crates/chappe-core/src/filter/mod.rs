//! Filters: the conditions of routes.
//!
//! A route's handler is called only if its [`Filter`] matches. Filters are values such as
//! [`command()`], [`text()`] or [`chat_id()`], closures from the event to `bool`, types that
//! implement [`Filter`], and [asynchronous](async_filter()) filters. [`FilterExt`] combines them; a
//! tuple matches if all of its filters do.
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

mod async_filter;
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
    async_filter::{AsyncFilter, AsyncFilterAdapter, async_filter},
    callback_data::{
        CallbackData, Data, DataFilter, DataOf, DataWhen, callback_data, callback_data_prefix, data,
    },
    chat::{ChatIdFilter, ChatTypeFilter, UserIdFilter, chat_id, chat_type, user_id},
    combinators::{And, FilterExt, Not, Or},
    command::{Command, command, commands},
    content::{Content, ContentFilter, content},
    failed_with::{FailedWith, failed_with},
    filter::{Candidate, Filter},
    filter_fn::{FilterFn, filter_fn},
    filter_output::FilterOutput,
    into_filter::{FilterList, IntoFilter, IsAsync, IsFilter},
    matcher::Matcher,
    selector::Selector,
    text::{TextFilter, text, text_is, text_prefix},
};
pub(crate) use self::{
    command::{Written, command_word, lower},
    erased::{BoxFilter, check_all},
    selector::Key,
    text::text_of,
};
