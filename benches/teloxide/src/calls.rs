//! W9: calls.

use std::sync::Arc;

use harness::{CHAT, Called, Calls, FILE_NAME, Job, TEXT, TOKEN, file};
use teloxide::{
    Bot,
    requests::Requester as _,
    types::{ChatId, InputFile},
};

pub fn run(job: &Job, calls: &Calls) {
    let bot = || Bot::new(TOKEN).set_api_url(calls.url.parse().expect("a URL"));
    match calls.called {
        Called::Message => job.calls("teloxide", calls, bot, |bot: Arc<Bot>| async move {
            let message = bot.send_message(ChatId(CHAT), TEXT);
            i64::from(message.await.expect("it is sent").id.0)
        }),
        Called::Upload => {
            let connect = || (bot(), InputFile::memory(file()).file_name(FILE_NAME));
            job.calls("teloxide", calls, connect, |shared: Arc<(Bot, InputFile)>| async move {
                let (bot, file) = &*shared;
                let document = bot.send_document(ChatId(CHAT), file.clone());
                i64::from(document.await.expect("it is sent").id.0)
            });
        }
    }
}
