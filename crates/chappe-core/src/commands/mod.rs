//! Commands as an enum, which `#[derive(Commands)]` describes: a filter, an extractor, a help text
//! and a menu.
//!
//! ```text
//! text → CommandTable (name, prefix, mention) → Words → Argument of each field → the enum
//! ```
//!
//! | item | use |
//! |---|---|
//! | [`commands()`] | the filter; the handler takes the enum itself |
//! | [`did_you_mean()`] | the filter of unknown commands that resemble a known one |
//! | [`Commands::help`] | the list of commands as a text |
//! | [`menus()`] | what `setMyCommands` is sent |
//! | [`BadArguments`] | the error of arguments that do not parse |

mod argument;
mod bad_arguments;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod commands;
mod did_you_mean;
mod extract;
mod filter;
mod help;
mod menu;
mod nearest;
mod reader;
mod scope;
mod table;
mod user_ref;

pub use self::{
    argument::{Argument, ArgumentError},
    bad_arguments::BadArguments,
    commands::Commands,
    did_you_mean::{DidYouMean, DidYouMeanFilter, did_you_mean},
    extract::CommandRejection,
    filter::{CommandsFilter, CommandsWhen, commands},
    menu::{Menu, menus},
    reader::Words,
    scope::Scope,
    table::{ArgumentSpec, CommandSpec, CommandTable},
    user_ref::UserRef,
};

/// What generated code calls.
#[doc(hidden)]
pub mod __private {
    pub use super::{
        extract::{extracted, requirements},
        scope::{chats_of, members_of},
        table::CommandName,
    };
}
