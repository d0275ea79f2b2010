//! Descriptions in languages that menus do not have.

use chappe::prelude::*;

#[derive(Clone, Commands)]
enum Command {
    /// Starts the bot
    #[commands(description(german = "Startet den Bot"))]
    Start,
    /// Stops the bot
    #[commands(description(de = "Hält an", de = "Stoppt"))]
    Stop,
}

fn main() {}
