//! Commands as an enum: a filter, an extractor, a help text and a menu.
//!
//! The chapter `commands` of the [guide](crate::guide) describes them.

#[cfg(feature = "client")]
pub use chappe_client::{RegisterCommands, register_commands};
#[doc(hidden)]
pub use chappe_core::commands::__private;
pub use chappe_core::commands::{
    Argument, ArgumentError, ArgumentSpec, BadArguments, CommandRejection, CommandSpec,
    CommandTable, Commands, CommandsFilter, CommandsWhen, DidYouMean, DidYouMeanFilter, Menu,
    Scope, UserRef, Words, commands, did_you_mean, menus,
};
#[cfg(feature = "derive")]
pub use chappe_macros::Commands;
