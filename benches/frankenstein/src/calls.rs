//! W9: calls. It can only upload files from the disk.

use std::{path::PathBuf, sync::Arc};

use frankenstein::{
    AsyncTelegramApi as _,
    client_reqwest::Bot,
    methods::{SendDocumentParams, SendMessageParams},
};
use harness::{CHAT, Called, Calls, FILE_NAME, Job, TEXT, TOKEN, file};

pub fn run(job: &Job, calls: &Calls) {
    let bot = || Bot::new_url(format!("{}/bot{TOKEN}", calls.url));
    match calls.called {
        Called::Message => job.calls("frankenstein", calls, bot, |bot: Arc<Bot>| async move {
            let message = SendMessageParams::builder().chat_id(CHAT).text(TEXT).build();
            i64::from(bot.send_message(&message).await.expect("it is sent").result.message_id)
        }),
        Called::Upload => {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join(FILE_NAME);
            std::fs::write(&path, file()).expect("a file");
            let connect = || (bot(), path);
            job.calls("frankenstein", calls, connect, |shared: Arc<(Bot, PathBuf)>| async move {
                let (bot, path) = &*shared;
                let upload =
                    SendDocumentParams::builder().chat_id(CHAT).document(path.clone()).build();
                i64::from(bot.send_document(&upload).await.expect("it is sent").result.message_id)
            });
        }
    }
}
