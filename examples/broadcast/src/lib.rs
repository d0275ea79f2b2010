//! An administrator sends a message to all subscribers: `/news TEXT`.
//!
//! The broadcast runs in the background. The administrator sees its progress, and a button stops it.
//! `/resume` continues a broadcast that was stopped, or that a crash has interrupted: the cursor
//! in the storage contains the chats that are done.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chappe::{
    prelude::*,
    send::{Broadcast, BroadcastHandle, BroadcastReport, FileCursors, Progress},
    types::{InlineKeyboardButton, InlineKeyboardMarkup, SendMessage},
};

/// The time between two updates of the progress.
const REFRESH: Duration = Duration::from_secs(2);

/// Returns the bot's router.
pub fn app(news: News) -> Router {
    let admin = news.admin;
    let admin = Router::new("admin")
        .message(|m| {
            m.filter(user_id([admin])).on(command("news"), start).on(command("resume"), resume)
        })
        .callback_query(|q| q.filter(user_id([admin])).on(callback_data("stop"), stop));
    Router::new("broadcast")
        .message(|m| m.on(command("start"), subscribe))
        .include(admin)
        .with_state(news)
}

/// The subscribers, and the broadcast in progress. A real bot has them in a database.
#[derive(Clone, Debug)]
pub struct News {
    admin: UserId,
    cursors: FileCursors,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    subscribers: BTreeSet<ChatId>,
    /// The last text, and the number of texts so far.
    text: Option<(usize, String)>,
    running: Option<BroadcastHandle>,
}

impl News {
    /// Creates a list without subscribers.
    pub fn new(admin: UserId, cursors: FileCursors) -> Self {
        Self { admin, cursors, shared: Arc::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn subscribe(State(news): State<News>, chat: ChatId) -> String {
    news.lock().subscribers.insert(chat);
    "You will receive our news.".to_owned()
}

/// Sends a new text to all subscribers.
async fn start(
    State(news): State<News>,
    CommandArgs(text): CommandArgs,
    bot: Bot,
    background: Background,
    Event(message): Event<Message>,
) -> Option<&'static str> {
    if text.is_empty() {
        return Some("Write the text after the command: /news It rains.");
    }
    {
        let mut shared = news.lock();
        let number = shared.text.as_ref().map_or(1, |(number, _)| number + 1);
        shared.text = Some((number, text.to_string()));
    }
    resume(State(news), bot, background, Event(message)).await
}

/// Continues the last broadcast, for chats that are not done.
async fn resume(
    State(news): State<News>,
    bot: Bot,
    background: Background,
    Event(message): Event<Message>,
) -> Option<&'static str> {
    let (broadcast, text) = {
        let mut shared = news.lock();
        let Some((number, text)) = shared.text.clone() else { return Some("There are no news.") };
        if shared.running.is_some() {
            return Some("A broadcast is in progress.");
        }
        let broadcast = Broadcast::new(&bot, shared.subscribers.iter().copied())
            .cursor(format!("news-{number}"), news.cursors.clone());
        shared.running = Some(broadcast.handle());
        (broadcast, text)
    };
    let handle = broadcast.handle();
    background.spawn(async move {
        let sending = broadcast.send(|chat| SendMessage::new(chat, &text));
        let (result, shown) = tokio::join!(sending, show_progress(&bot, &message, handle));
        let mut shared = news.lock();
        shared.running = None;
        let report = result?;
        for chat in report.unreachable() {
            shared.subscribers.remove(&chat);
        }
        shown?;
        Ok::<_, BoxError>(reply(summary(&report)))
    });
    None
}

/// Stops the broadcast in progress.
async fn stop(State(news): State<News>, Event(query): Event<CallbackQuery>) -> impl IntoOutcome {
    if let Some(running) = &news.lock().running {
        running.stop();
    }
    query.answer().text("Stopping…")
}

/// Edits a message until the broadcast ends, and then removes its button.
async fn show_progress(
    bot: &Bot,
    message: &Message,
    mut handle: BroadcastHandle,
) -> Result<(), chappe::client::Error> {
    let button = || {
        let stop = InlineKeyboardButton::new("Stop").callback_data("stop");
        InlineKeyboardMarkup::new(vec![vec![stop]])
    };
    let shown = message.answer("Sending…").reply_markup(button()).send(bot).await?;
    while let Some(progress) = handle.changed().await {
        shown.edit_text(bar(progress)).reply_markup(button()).send(bot).await?;
        tokio::time::sleep(REFRESH).await;
    }
    shown.delete().send(bot).await.map(drop)
}

fn bar(progress: Progress) -> String {
    format!("Sending: {} of {}", progress.done(), progress.total.unwrap_or_default())
}

fn summary(report: &BroadcastReport) -> String {
    let progress = report.progress();
    let state = if report.is_complete() { "Complete" } else { "Stopped: /resume continues" };
    format!("{state}. {} received it, {} are gone.", progress.sent, progress.unreachable)
}
