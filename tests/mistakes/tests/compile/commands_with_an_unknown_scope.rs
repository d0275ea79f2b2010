//! Scopes that do not exist or lack their chats.

use chappe::prelude::*;

#[derive(Clone, Commands)]
enum Command {
    /// Bans a user
    #[commands(scope = admins)]
    Ban(UserRef),
    /// Closes the club
    #[commands(scope = chat_administrators)]
    Close,
    /// Opens the club
    #[commands(scope = all_private_chats(members))]
    Open,
}

fn main() {}
