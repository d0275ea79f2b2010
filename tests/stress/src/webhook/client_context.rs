//! [`ClientContext`]: the state that all clients share; requests of updates.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::webhook::record::Record;

/// The path and the secret of the webhook.
pub(crate) const PATH: &str = "/telegram";
pub(crate) const SECRET: &str = "s3cr3t";

/// The status of a connection that ended without a response.
pub(crate) const NO_RESPONSE: u16 = 0;

/// The state that all clients share: the webhook's address, the records, the seed.
pub(crate) struct ClientContext {
    pub(crate) address: SocketAddr,
    pub(crate) record: Arc<Record>,
    pub(crate) seed: u64,
    /// The number of responses by kind of client and status.
    responses: Mutex<BTreeMap<(&'static str, u16), u64>>,
}

impl ClientContext {
    pub(crate) fn new(address: SocketAddr, record: Arc<Record>, seed: u64) -> Self {
        Self { address, record, seed, responses: Mutex::default() }
    }

    /// Counts a response to a kind of client.
    pub(crate) fn count(&self, client: &'static str, status: u16) {
        let mut responses = self.responses.lock().unwrap_or_else(PoisonError::into_inner);
        *responses.entry((client, status)).or_default() += 1;
    }

    /// Returns the number of responses by kind of client and status.
    pub(crate) fn responses(&self) -> BTreeMap<(&'static str, u16), u64> {
        self.responses.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Returns an update: a message in a chat whose text is the update's id.
pub(crate) fn update(id: i64, chat: u64) -> String {
    format!(
        r#"{{"update_id":{id},"message":{{"message_id":{id},"date":1,"chat":{{"id":{chat},"type":"private","first_name":"A"}},"from":{{"id":{chat},"is_bot":false,"first_name":"A"}},"text":"{id}"}}}}"#
    )
}

/// Returns the head of a request with a body of this length.
pub(crate) fn head(secret: &str, length: usize) -> String {
    format!(
        "POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// Returns a request with an update, as Telegram sends it.
pub(crate) fn request(id: i64, chat: u64) -> Vec<u8> {
    let body = update(id, chat);
    [head(SECRET, body.len()), body].concat().into_bytes()
}
