//! A download with a progress bar and a button that cancels it.
//!
//! `/get <name>` downloads a file from a [`Source`] in the background, so that the chat's other
//! messages are handled meanwhile. The bar is edited at most once in two seconds, because Telegram
//! limits edits. The chat shows *sending a file* until the file is sent.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chappe::{
    client::ChatActionGuard,
    prelude::*,
    types::{ChatAction, InlineKeyboardButton, InlineKeyboardMarkup, Upload},
};
use tokio::{sync::watch, task::AbortHandle, time::interval};

/// The pause between two edits of a bar.
const EDITS: Duration = Duration::from_secs(2);

/// A server with files. This one makes them up: a real one is an HTTP client.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The size of each file, in chunks.
    pub chunks: usize,
    /// The time that a chunk takes.
    pub pace: Duration,
}

impl Source {
    /// Downloads a file, and reports how many percent of it have arrived.
    async fn download(self, name: &str, progress: &watch::Sender<usize>) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        for chunk in 1..=self.chunks {
            tokio::time::sleep(self.pace).await;
            content.extend_from_slice(format!("{name}: chunk {chunk}\n").as_bytes());
            progress.send_replace(100 * chunk / self.chunks);
        }
        (name != "broken").then_some(content)
    }
}

/// The downloads that can be cancelled, by the message with their bar.
#[derive(Clone, Debug, Default)]
struct Downloads(Arc<Mutex<HashMap<(ChatId, MessageId), AbortHandle>>>);

impl Downloads {
    fn add(&self, bar: &Message, download: AbortHandle) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert((bar.chat.id, bar.message_id), download);
    }

    fn remove(&self, chat: ChatId, bar: MessageId) -> Option<AbortHandle> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(chat, bar))
    }
}

#[derive(Clone, Debug)]
struct App {
    source: Source,
    downloads: Downloads,
}

/// Returns the bot's router, with a made-up source of files.
pub fn app() -> Router {
    app_with(Source { chunks: 20, pace: Duration::from_millis(600) })
}

/// Returns the bot's router.
pub fn app_with(source: Source) -> Router {
    Router::new("downloader")
        .message(|m| {
            m.on(command("get"), get)
                .fallback(async || reply("Write /get and the name of a file, please."))
        })
        .callback_query(|q| q.on(callback_data("cancel"), cancel))
        .with_state(App { source, downloads: Downloads::default() })
}

/// Shows an empty bar, and starts the download.
async fn get(
    bot: Bot,
    background: Background,
    State(app): State<App>,
    CommandArgs(name): CommandArgs,
    Event(message): Event<Message>,
) -> Result<(), BoxError> {
    if name.is_empty() {
        return Err(Skip.into()); // the fallback answers
    }
    let bar = message.answer(text_of(&name, 0)).reply_markup(cancel_button()).send(&bot).await?;
    background.spawn(async move { download(&bot, &app, &name, &bar).await });
    Ok(())
}

/// Downloads a file, edits its bar meanwhile, and sends the file.
async fn download(bot: &Bot, app: &App, name: &str, bar: &Message) -> Result<(), BoxError> {
    let _sending = ChatActionGuard::new(bot, bar.chat.send_action(ChatAction::UploadDocument));
    let (report, progress) = watch::channel(0);
    let (source, file) = (app.source, name.to_owned());
    let mut task = tokio::spawn(async move { source.download(&file, &report).await });
    app.downloads.add(bar, task.abort_handle());
    let (mut edits, mut shown) = (interval(EDITS), 0);
    let outcome = loop {
        tokio::select! {
            outcome = &mut task => break outcome,
            _ = edits.tick() => {}
        }
        let percent = *progress.borrow();
        if percent > shown {
            shown = percent;
            let text = text_of(name, percent);
            // A bar that could not be edited is edited next time.
            let _ = bar.edit_text(text).reply_markup(cancel_button()).send(bot).await;
        }
    };
    app.downloads.remove(bar.chat.id, bar.message_id);
    let content = match outcome {
        Ok(Some(content)) => content,
        Ok(None) => return edit(bot, bar, &format!("{name} could not be downloaded.")).await,
        Err(_) => return edit(bot, bar, &format!("{name}: cancelled.")).await,
    };
    bar.answer_document(Upload::bytes(name, content)).send(bot).await?;
    edit(bot, bar, &format!("{name} is here.")).await
}

async fn edit(bot: &Bot, bar: &Message, text: &str) -> Result<(), BoxError> {
    bar.edit_text(text).send(bot).await?;
    Ok(())
}

/// Cancels the download that the pressed button belongs to.
async fn cancel(State(app): State<App>, Event(query): Event<CallbackQuery>) -> impl IntoOutcome {
    let bar = query.message.as_ref();
    let download = bar.and_then(|bar| app.downloads.remove(bar.chat().id, bar.message_id()));
    let text = if download.is_some() { "Cancelling…" } else { "It is over already." };
    download.inspect(AbortHandle::abort);
    query.answer().text(text)
}

fn text_of(name: &str, percent: usize) -> String {
    let full = percent / 10;
    format!("{name}\n{}{} {percent} %", "▓".repeat(full), "░".repeat(10 - full))
}

fn cancel_button() -> InlineKeyboardMarkup {
    let button = InlineKeyboardButton::new("Cancel").callback_data("cancel");
    InlineKeyboardMarkup::new(vec![vec![button]])
}
