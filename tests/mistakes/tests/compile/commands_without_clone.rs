//! An enum of commands that is not `Clone`.

use chappe::prelude::*;

#[derive(Commands)]
enum Command {
    /// Starts the bot
    Start,
}

fn main() {}
