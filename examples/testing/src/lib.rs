//! A bot for reminders, with tests of every kind.
//!
//! | message | answer |
//! |---|---|
//! | `/remind 10 tea` | `tea`, ten minutes later; a button cancels the reminder |
//! | `/clear` in a group | cancels the reminders of the group; administrators only |

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chappe::{
    prelude::*,
    types::{ChatMember, GetChatMember, InlineKeyboardButton, InlineKeyboardMarkup, SendMessage},
};
use tokio::task::AbortHandle;

/// The pending reminders, by chat and message.
#[derive(Clone, Debug, Default)]
struct Waiting(Arc<Mutex<HashMap<(ChatId, MessageId), AbortHandle>>>);

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, HashMap<(ChatId, MessageId), AbortHandle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("reminders")
        .message(|m| m.on(command("remind"), remind).on(command("clear"), clear))
        .callback_query(|q| q.on(callback_data("cancel"), cancel))
        .error(|e| e.on((), async || reply("Sorry, that went wrong.")))
        .with_state(Waiting::default())
}

async fn remind(
    State(waiting): State<Waiting>,
    CommandArgs(words): CommandArgs,
    Event(message): Event<Message>,
    bot: Bot,
) -> Result<SendMessage, BoxError> {
    let parsed = words.trim().split_once(' ');
    let parsed = parsed.and_then(|(minutes, what)| Some((minutes.parse::<u64>().ok()?, what)));
    let Some((minutes, what)) = parsed else {
        return Ok(message.answer("Say it like this: /remind 10 tea"));
    };
    let cancel = InlineKeyboardButton::new("Never mind").callback_data("cancel");
    let promise = message
        .answer(format!("In {minutes} min: {what}"))
        .reply_markup(InlineKeyboardMarkup::new(vec![vec![cancel]]))
        .send(&bot)
        .await?;
    let key = (promise.chat.id, promise.message_id);
    let later = message.reply(what);
    let reminders = waiting.clone();
    let task = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(60 * minutes)).await;
        reminders.lock().remove(&key);
        // The user may have blocked the bot in the meantime.
        let _ = later.send(&bot).await;
    });
    waiting.lock().insert(key, task.abort_handle());
    Ok(message.answer("Noted."))
}

async fn cancel(
    State(waiting): State<Waiting>,
    Event(query): Event<CallbackQuery>,
    bot: Bot,
) -> Result<impl IntoOutcome, BoxError> {
    let key = query.message.as_ref().map(|message| (message.chat().id, message.message_id()));
    let task = key.and_then(|key| waiting.lock().remove(&key));
    Ok(match task {
        Some(task) => {
            task.abort();
            query.edit_text("Never mind, then.").send(&bot).await?;
            query.answer()
        }
        None => query.answer().text("Too late."),
    })
}

async fn clear(
    State(waiting): State<Waiting>,
    Event(message): Event<Message>,
    user: User,
    bot: Bot,
) -> Result<impl IntoOutcome, BoxError> {
    let member = bot.send(GetChatMember::new(message.chat.id, user.id)).await?;
    if !matches!(member, ChatMember::Owner(_) | ChatMember::Administrator(_)) {
        return Ok(message.reply("Only administrators do that."));
    }
    waiting.lock().retain(|(chat, _), task| {
        let stays = *chat != message.chat.id;
        if !stays {
            task.abort();
        }
        stays
    });
    Ok(message.reply("All forgotten."))
}
