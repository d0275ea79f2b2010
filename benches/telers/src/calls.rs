//! W9: calls.

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;
use harness::{CHAT, Called, Calls, FILE_NAME, Job, TEXT, TOKEN, file};
use telers::{
    Bot,
    client::{
        Reqwest,
        telegram::{APIServer, BareFilesPathWrapper},
    },
    methods::{SendDocument, SendMessage},
    types::InputFile,
};

pub fn run(job: &Job, calls: &Calls) {
    let bot = || {
        let calls_url = format!("{}/bot{{token}}/{{method_name}}", calls.url);
        let files_url = format!("{}/file/bot{{token}}/{{path}}", calls.url);
        let server = APIServer::new(&calls_url, &files_url, false, BareFilesPathWrapper);
        Bot::with_client(TOKEN, Reqwest::default().with_api_server(Cow::Owned(server)))
    };
    match calls.called {
        Called::Message => job.calls("telers", calls, bot, |bot: Arc<Bot>| async move {
            bot.send(SendMessage::new(CHAT, TEXT)).await.expect("it is sent").message_id()
        }),
        Called::Upload => {
            let connect = || (bot(), Bytes::from(file()));
            job.calls("telers", calls, connect, |shared: Arc<(Bot, Bytes)>| async move {
                let (bot, file) = &*shared;
                let file = InputFile::buffered_with_name(file.clone(), FILE_NAME);
                bot.send(SendDocument::new(CHAT, file)).await.expect("it is sent").message_id()
            });
        }
    }
}
