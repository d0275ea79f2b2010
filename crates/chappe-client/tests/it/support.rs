//! Functions that the client's tests share.

use std::{future::Future, time::Duration};

use chappe_client::{ApiServer, Bot, BotBuilder, Error};
use chappe_types::{Message, SendMessage};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use wire::{Answer, Received, Server, ok};

/// Returns the builder of a bot with a server in memory.
pub(crate) fn builder(server: &Server) -> BotBuilder {
    Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
}

/// Returns a bot with a server in memory.
pub(crate) fn bot(server: &Server) -> Bot {
    builder(server).build().unwrap()
}

/// Returns the message that a call sends, as Telegram returns it.
pub(crate) fn sent(call: &Received) -> Value {
    // In a form, all parameters are text.
    let id = &call.params["chat_id"];
    let id = id.as_i64().or_else(|| id.as_str()?.parse().ok()).unwrap_or(1);
    json!({
        "message_id": 1, "date": 0, "text": call.params["text"],
        "chat": {"id": id, "type": "private"},
    })
}

/// Returns a server that answers each call by the script, or by sending the message if the
/// script returns `None`.
pub(crate) fn server<F>(script: impl Fn(Received, usize) -> F + Send + Sync + 'static) -> Server
where
    F: Future<Output = Option<Answer>> + Send + 'static,
{
    let number = std::sync::atomic::AtomicUsize::new(0);
    Server::new(move |call| {
        let number = number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let message = sent(&call);
        let answer = script(call, number);
        async move { Some(answer.await.unwrap_or_else(|| ok(message))) }
    })
}

/// Sends a text to a chat.
pub(crate) fn say(
    bot: &Bot,
    chat: i64,
    text: &str,
) -> impl Future<Output = Result<Box<Message>, Error>> + Send + use<> {
    let sending = bot.send(SendMessage::new(chat, text));
    async move { sending.await.map(Into::into) }
}

/// Returns the chats of the received calls, and their times in seconds since `start`.
pub(crate) fn timeline(server: &Server, start: Instant) -> Vec<(f64, i64)> {
    let calls = server.times().into_iter().zip(server.received());
    calls
        .map(|(at, call)| {
            let seconds = (at - start).as_secs_f64();
            ((seconds * 100.0).round() / 100.0, call.number("chat_id"))
        })
        .collect()
}

pub(crate) async fn millis(millis: u64) {
    sleep(Duration::from_millis(millis)).await;
}
