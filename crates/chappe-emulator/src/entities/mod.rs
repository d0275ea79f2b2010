//! What makes parts of a text more than text: bold letters, links, commands.
//!
//! ```text
//! markup ─html|markdown─▶ text and entities ┐
//!                       text ─detect─▶ entities ┴─merge─▶ a message
//! ```

mod build;
mod detect;
mod html;
mod markdown;
mod parse;

pub(crate) use self::{
    detect::detect,
    parse::{merge, parse},
};
