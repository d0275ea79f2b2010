//! Entities of texts: bold letters, links, commands and so on.
//!
//! ```text
//! markup ─html|markdown_v2|markdown─▶ text and entities ─arrange─▶ as Telegram keeps them
//!                                     text ─detect─▶ commands, mentions, links ─merge─▶ a message
//! ```

mod arrange;
mod cursor;
mod detect;
mod entity;
mod html;
mod link;
mod markdown;
mod markdown_v2;
mod open;
mod parse;
mod reference;
mod text;
mod tidy;
mod tld;
mod url;

pub(crate) use self::{
    arrange::merge,
    detect::detect,
    parse::{explicit, parse},
};
