//! Options that do not exist.

use chappe::prelude::*;

#[derive(Clone, Commands)]
#[commands(prefixes = "/!")]
enum Command {
    /// Starts the bot
    #[commands(aliased = "go")]
    Start,
    /// Orders something
    Order {
        #[commands(rename = "what")]
        item: u8,
    },
}

fn main() {}
