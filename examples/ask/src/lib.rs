//! A handler that asks questions and awaits the answers: a conversation in one function.
//!
//! The state of the conversation is in memory only: a restart ends the conversation.

use std::time::Duration;

use chappe::{NextError, prelude::*};

/// The maximum time to wait for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(300);

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("ask").message(|m| {
        m.on(command("order"), order)
            .on(command("cancel"), async || reply("There is nothing to cancel."))
            .fallback(async || reply("Write /order, please."))
    })
}

async fn order(
    bot: Bot,
    lane: Lane,
    Event(message): Event<Message>,
    user: User,
) -> Result<impl IntoOutcome, BoxError> {
    let too_late = "Maybe another time.";
    message.answer("What would you like?").send(&bot).await?;
    let Some(what) = answer(&lane, user.id).await? else { return Ok(reply(too_late)) };
    message.answer(format!("How many? ({what})")).send(&bot).await?;
    loop {
        let Some(number) = answer(&lane, user.id).await? else { return Ok(reply(too_late)) };
        if let Ok(number @ 1..=10) = number.trim().parse::<u32>() {
            return Ok(reply(format!("{number} × {what}, coming up.")));
        }
        message.answer("A number from 1 to 10, please.").send(&bot).await?;
    }
}

/// Returns the next text of a user; `None` if it does not arrive in time, or is `/cancel`.
async fn answer(lane: &Lane, user: UserId) -> Result<Option<String>, NextError> {
    match lane.next((text(), user_id([user])), ANSWER_TIMEOUT).await {
        Ok(request) => {
            let message: &Message = request.event();
            let text = message.text.as_deref().unwrap_or_default();
            // In a group, a command may name the bot: `/cancel@ask_bot`.
            let is_cancel = text.split('@').next() == Some("/cancel");
            Ok((!is_cancel).then(|| text.to_owned()))
        }
        Err(error) if error.is_elapsed() => Ok(None),
        // The bot is shutting down.
        Err(error) => Err(error),
    }
}
