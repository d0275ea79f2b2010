//! The bot against a server in memory.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{sync::Arc, time::Duration};

use chappe::{client::ApiServer, prelude::*};
use serde_json::{Value, json};
use tokio::time::sleep;
use wire::{Received, Server, Telegram, ok, raw};

/// Lets the bot handle messages; returns the calls that send something.
async fn sent_for(messages: impl IntoIterator<Item = Value>) -> Vec<Received> {
    let telegram = Arc::new(Telegram::new(1));
    for message in messages {
        telegram.push(json!({"message": message}));
    }
    let server = Server::new(move |request| {
        let telegram = Arc::clone(&telegram);
        async move {
            Some(match &*request.method {
                "getFile" => ok(json!({
                    "file_id": "a", "file_unique_id": "b", "file_path": "documents/a.txt",
                })),
                "" => raw(200, "one\ntwo\n"),
                "sendMediaGroup" => ok(json!([])),
                "sendDocument" => ok(json!({
                    "message_id": 2, "date": 0, "chat": {"id": 7, "type": "private"},
                })),
                _ => telegram.answer(&request).await,
            })
        }
    });
    let bot = Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
        .build()
        .unwrap();
    Polling::new(bot, files::app()).until(sleep(Duration::from_secs(5))).await.unwrap();
    let is_question = |call: &Received| ["getMe", "getUpdates"].contains(&&*call.method);
    server.received().into_iter().filter(|call| !is_question(call)).collect()
}

fn command(name: &str) -> Value {
    json!({
        "message_id": 1, "date": 0, "text": name, "chat": {"id": 7, "type": "private"},
        "entities": [{"type": "bot_command", "offset": 0, "length": name.len()}],
    })
}

/// The names and sizes of the files of a call.
fn files_of(call: &Received) -> Vec<(String, usize)> {
    call.files.iter().map(|(_, name, content)| (name.clone(), content.len())).collect()
}

#[tokio::test(start_paused = true)]
async fn files_are_sent_from_memory_disk_and_streams() {
    let sent = sent_for(["/report", "/source", "/stream"].map(command)).await;
    let calls: Vec<_> = sent.iter().map(|call| (&*call.method, files_of(call))).collect();
    let source = include_str!("../src/lib.rs");
    assert_eq!(
        calls,
        [
            ("sendDocument", vec![("report.txt".to_owned(), 13)]),
            ("sendDocument", vec![("lib.rs".to_owned(), source.len())]),
            ("sendDocument", vec![("numbers.txt".to_owned(), 3890)]),
        ],
    );
    assert_eq!(sent[0].params["caption"], "The report");
}

#[tokio::test(start_paused = true)]
async fn an_album_names_its_parts() {
    let sent = sent_for([command("/album")]).await;
    let [album] = &*sent else { panic!("one call, not {sent:?}") };
    assert_eq!(files_of(album), [("red.bmp".to_owned(), 246), ("blue.bmp".to_owned(), 246)]);
    let media: Value = serde_json::from_str(album.params["media"].as_str().unwrap()).unwrap();
    let attached = |index: usize| format!("attach://{}", album.files[index].0);
    assert_eq!(
        media,
        json!([
            {"type": "photo", "media": attached(0), "caption": "Red and blue"},
            {"type": "photo", "media": attached(1)},
        ]),
    );
}

#[tokio::test(start_paused = true)]
async fn a_document_is_measured() {
    let sent = sent_for([json!({
        "message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"},
        "document": {"file_id": "a", "file_unique_id": "b"},
    })])
    .await;
    assert_eq!(sent[1].path, "/file/bot42:token/documents/a.txt");
    assert_eq!(sent[2].params, json!({"chat_id": 7, "text": "8 bytes, 2 lines"}));
}
