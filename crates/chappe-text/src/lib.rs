//! Formatted texts: a text and its formats as data, which become entities, HTML or `MarkdownV2`.
//!
//! ```text
//! functions, text!, entities, Markdown ─▶ FormattedText ─▶ entities | HTML | MarkdownV2 | replies
//! ```
//!
//! A [`FormattedText`] is built by functions such as [`bold`] and [`link`], by the macro `text!` or
//! from Markdown. What a user wrote is always text and never markup, because a bot sends a text and
//! its entities, and no markup is parsed.
//!
//! ```
//! use chappe::prelude::*;
//! use chappe::text::{FormattedText, bold, mention};
//!
//! async fn hello(user: User) -> FormattedText {
//!     bold("Hello, ") + mention(&user) + "!"
//! }
//!
//! let app = Router::<()>::new("app").message(|m| m.on(command("start"), hello));
//! # let _ = app;
//! ```

mod address;
mod blank;
mod build;
mod cluster;
mod date_format;
mod escape;
mod format;
mod from_entities;
mod html;
mod limits;
#[cfg(feature = "markdown")]
mod markdown;
mod markdown_v2;
mod methods;
mod normal;
mod outcome;
mod slice;
mod span;
mod split;
mod text_macro;
mod to_entities;
mod to_text;
mod tree;
mod units;
mod walk;

#[doc(hidden)]
pub mod __private;

#[cfg(feature = "markdown")]
pub use self::markdown::{markdown, rich_markdown};
pub use self::{
    address::is_link_address,
    build::{
        bold, bullets, code, code_block, custom_emoji, date_time, expandable_quote, italic,
        key_value, lines, link, mention, mention_as, numbered, pre, quote, section, spoiler,
        strikethrough, underline,
    },
    date_format::DateFormat,
    escape::{
        escape_html, escape_markdown, escape_markdown_v2, escape_markdown_v2_code,
        escape_markdown_v2_link,
    },
    format::Format,
    limits::{MAX_CAPTION, MAX_TEXT},
    methods::SetFormatted,
    outcome::TooLong,
    to_text::ToText,
    tree::FormattedText,
};
