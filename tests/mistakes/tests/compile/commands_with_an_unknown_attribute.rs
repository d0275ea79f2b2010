//! An attribute with a misspelled name.

use chappe::prelude::*;

#[derive(Clone, Commands)]
enum Command {
    /// Starts the bot
    #[command(alias = "go")]
    Start,
}

fn main() {}
