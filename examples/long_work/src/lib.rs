//! Long work that does not block its chat: a handler leaves its lane, shows its progress by
//! editing its message, and is cancelled by a button.
//!
//! Without `lane.release()`, the press of the button would be handled only after the work: updates
//! of one chat run one at a time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chappe::{
    prelude::*,
    types::{InlineKeyboardButton, InlineKeyboardMarkup},
};
use tokio::sync::oneshot;

/// The duration of a tenth of the work.
const STEP: Duration = Duration::from_secs(2);

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("long_work")
        .message(|m| {
            m.on(command("render"), render)
                .on(command("later"), later)
                .fallback(async || reply("Write /render or /later, please."))
        })
        .callback_query(|q| q.on(callback_data("cancel"), cancel))
        .with_state(Jobs::default())
}

/// Simulates the rendering of a film, and shows its progress.
async fn render(
    bot: Bot,
    lane: Lane,
    State(jobs): State<Jobs>,
    Event(message): Event<Message>,
) -> Result<(), BoxError> {
    let progress = message.answer(bar(0)).reply_markup(cancel_button()).send(&bot).await?;
    let mut cancelled = jobs.add(progress.chat.id, progress.message_id);
    // From here on, other updates of this chat run concurrently.
    lane.release();
    for done in 1..=10 {
        tokio::select! {
            () = tokio::time::sleep(STEP) => {}
            _ = &mut cancelled => {
                progress.edit_text("Cancelled.").send(&bot).await?;
                return Ok(());
            }
        }
        if done < 10 {
            let edit = progress.edit_text(bar(done)).reply_markup(cancel_button());
            edit.send(&bot).await?;
        }
    }
    jobs.stop(progress.chat.id, progress.message_id);
    progress.edit_text("Done: 🎬").send(&bot).await?;
    Ok(())
}

/// Stops the work that the pressed button belongs to.
async fn cancel(State(jobs): State<Jobs>, Event(query): Event<CallbackQuery>) -> impl IntoOutcome {
    let message = query.message.as_ref();
    let stopped = message.is_some_and(|message| jobs.stop(message.chat().id, message.message_id()));
    query.answer().text(if stopped { "Stopping…" } else { "It is over already." })
}

/// Replies immediately and works in the background, without progress.
async fn later(background: Background) -> impl IntoOutcome {
    background.spawn(async {
        tokio::time::sleep(10 * STEP).await;
        reply("Your film is ready: 🎬")
    });
    reply("I will write when it is done.")
}

fn bar(done: usize) -> String {
    format!("{}{} {} %", "▓".repeat(done), "░".repeat(10 - done), 10 * done)
}

fn cancel_button() -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new(vec![vec![
        InlineKeyboardButton::new("Cancel").callback_data("cancel"),
    ]])
}

/// The jobs in progress, by the message that shows their progress.
#[derive(Clone, Debug, Default)]
struct Jobs(Arc<Mutex<HashMap<Job, oneshot::Sender<()>>>>);

/// The message that shows the progress of a job.
type Job = (ChatId, MessageId);

impl Jobs {
    /// Adds a job; the receiver completes when the job must be cancelled.
    fn add(&self, chat: ChatId, message: MessageId) -> oneshot::Receiver<()> {
        let (stop, stopped) = oneshot::channel();
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.insert((chat, message), stop);
        stopped
    }

    /// Cancels a job; returns `false` if there is none.
    fn stop(&self, chat: ChatId, message: MessageId) -> bool {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.remove(&(chat, message)).is_some_and(|stop| stop.send(()).is_ok())
    }
}
