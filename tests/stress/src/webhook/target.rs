//! What clients know of the webhook, and what they note.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::webhook::record::Record;

/// The path and the secret of the webhook.
pub(crate) const PATH: &str = "/telegram";
pub(crate) const SECRET: &str = "s3cr3t";

/// What a connection that ended without an answer counts as.
pub(crate) const BROKEN: u16 = 0;

/// What clients know of the webhook, and what they note.
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) record: Arc<Record>,
    pub(crate) seed: u64,
    /// How often each sort of client got each status.
    answers: Mutex<BTreeMap<(&'static str, u16), u64>>,
}

impl Target {
    pub(crate) fn new(address: SocketAddr, record: Arc<Record>, seed: u64) -> Self {
        Self { address, record, seed, answers: Mutex::default() }
    }

    /// Notes an answer to a sort of client.
    pub(crate) fn note(&self, sort: &'static str, status: u16) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        *answers.entry((sort, status)).or_default() += 1;
    }

    /// How often each sort of client got each status.
    pub(crate) fn answers(&self) -> BTreeMap<(&'static str, u16), u64> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// An update: a message in a chat, whose text is the update's id.
pub(crate) fn update(id: i64, chat: u64) -> String {
    format!(
        r#"{{"update_id":{id},"message":{{"message_id":{id},"date":1,"chat":{{"id":{chat},"type":"private","first_name":"A"}},"from":{{"id":{chat},"is_bot":false,"first_name":"A"}},"text":"{id}"}}}}"#
    )
}

/// The head of a request whose body has this length.
pub(crate) fn head(secret: &str, length: usize) -> String {
    format!(
        "POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// A request with an update, as Telegram sends it.
pub(crate) fn request(id: i64, chat: u64) -> Vec<u8> {
    let body = update(id, chat);
    [head(SECRET, body.len()), body].concat().into_bytes()
}
