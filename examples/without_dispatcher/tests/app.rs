//! The script against a server in memory.
#![expect(clippy::unwrap_used, reason = "a test may")]

use chappe::{client::ApiServer, prelude::*};
use wire::{Server, Telegram, error};
use without_dispatcher::announce;

fn bot(server: &Server) -> Bot {
    Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_result_names_the_message() {
    let server = Telegram::new(1).server();
    let sentence = announce(&bot(&server), 7.into(), "news").await.unwrap();
    assert_eq!(sentence, "@the_bot sent message 2 to chat 7");
    assert_eq!(server.methods(), ["getMe", "sendMessage"]);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_returned_with_its_description() {
    let server = Server::new(|_| async { Some(error(400, "Bad Request: chat not found")) });
    let refused = announce(&bot(&server), "@nobody".into(), "news").await.unwrap_err();
    assert_eq!(refused.to_string(), "getMe: 400 Bad Request: chat not found");
}
