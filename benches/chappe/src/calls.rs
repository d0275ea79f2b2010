//! W9: calls.

use std::sync::Arc;

use chappe::{
    client::{ApiServer, Bot},
    types::{ChatId, SendDocument, SendMessage, Upload},
};
use harness::{CHAT, Called, Calls, FILE_NAME, Job, TEXT, TOKEN, file};

pub fn run(job: &Job, calls: &Calls) {
    let bot = || {
        Bot::builder(TOKEN.parse().expect("a token"))
            .server(ApiServer::new(&calls.url).expect("a server"))
            .build()
            .expect("a bot")
    };
    match calls.called {
        Called::Message => job.calls("chappe", calls, bot, |bot: Arc<Bot>| async move {
            let message = SendMessage::new(ChatId(CHAT), TEXT);
            bot.send(message).await.expect("it is sent").message_id.0
        }),
        Called::Upload => {
            let connect = || (bot(), Upload::bytes(FILE_NAME, file()));
            job.calls("chappe", calls, connect, |shared: Arc<(Bot, Upload)>| async move {
                let (bot, upload) = &*shared;
                let document = SendDocument::new(ChatId(CHAT), upload.clone());
                bot.send(document).await.expect("it is sent").message_id.0
            });
        }
    }
}
