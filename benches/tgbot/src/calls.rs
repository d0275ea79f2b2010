//! W9: calls. A file in memory can only be sent from a reader.

use std::{io::Cursor, sync::Arc};

use bytes::Bytes;
use harness::{CHAT, Called, Calls, FILE_NAME, Job, TEXT, TOKEN, file};
use tgbot::{
    api::Client,
    types::{InputFileReader, SendDocument, SendMessage},
};

pub fn run(job: &Job, calls: &Calls) {
    let client = || Client::new(TOKEN).expect("a client").with_host(&*calls.url);
    match calls.called {
        Called::Message => job.calls("tgbot", calls, client, |client: Arc<Client>| async move {
            client.execute(SendMessage::new(CHAT, TEXT)).await.expect("it is sent").id
        }),
        Called::Upload => {
            let connect = || (client(), Bytes::from(file()));
            job.calls("tgbot", calls, connect, |shared: Arc<(Client, Bytes)>| async move {
                let (client, file) = &*shared;
                let reader = InputFileReader::new(Cursor::new(file.clone()));
                let upload = SendDocument::new(CHAT, reader.with_file_name(FILE_NAME));
                client.execute(upload).await.expect("it is sent").id
            });
        }
    }
}
