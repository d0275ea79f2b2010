//! A command without a description.

use chappe::prelude::*;

#[derive(Clone, Commands)]
enum Command {
    /// Starts the bot
    Start,
    Stop,
}

fn main() {}
