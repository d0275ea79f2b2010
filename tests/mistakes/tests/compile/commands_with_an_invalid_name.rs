//! Names that Telegram does not accept.

use chappe::prelude::*;

#[derive(Clone, Commands)]
enum Command {
    /// Starts the bot
    #[commands(rename = "Start-now")]
    Start,
    /// Has a long name
    AnOverlyLongNameOfMoreThanThirtyTwoCharacters,
    /// Has a long alias
    #[commands(alias = "été")]
    Summer,
}

fn main() {}
