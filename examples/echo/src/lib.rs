//! An echo bot that polls.
//!
//! | message | answer |
//! |---|---|
//! | `/start` | a greeting |
//! | any other text | the text |
//! | anything else | a copy of it |

use chappe::prelude::*;

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("echo").message(|m| m.on(command("start"), start).on(text(), echo).fallback(copy))
}

async fn start(user: User) -> impl IntoOutcome {
    reply(format!("Hello, {}! Send me anything.", user.first_name))
}

async fn echo(Text(text): Text) -> impl IntoOutcome {
    reply(text)
}

async fn copy(Event(message): Event<Message>) -> impl IntoOutcome {
    message.copy_to(message.chat.id)
}
