//! The menus of commands.

mod register;

pub use self::register::{RegisterCommands, register_commands};
