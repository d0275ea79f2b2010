//! [`Said`]: the recorded calls of a bot.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::time::Instant;

/// The calls of a bot in order, sent to the server or in a webhook's response: the second, the
/// method and the parameters.
#[derive(Clone, Debug)]
pub struct Said {
    calls: Arc<Mutex<Vec<(u64, String, Value)>>>,
    start: Instant,
}

impl Said {
    pub(crate) fn new() -> Self {
        Self { calls: Arc::default(), start: Instant::now() }
    }

    pub(crate) fn note(&self, method: &str, params: Value) {
        let second = self.start.elapsed().as_secs();
        self.calls.lock().unwrap().push((second, method.to_owned(), params));
    }

    /// Returns all calls so far.
    pub fn calls(&self) -> Vec<(u64, String, Value)> {
        self.calls.lock().unwrap().clone()
    }

    /// Returns the texts of all messages so far, each prefixed with its second.
    pub fn texts(&self) -> Vec<String> {
        let calls = self.calls.lock().unwrap();
        let texts = calls.iter().filter_map(|(second, _, params)| {
            params["text"].as_str().map(|text| format!("{second} {text}"))
        });
        texts.collect()
    }
}
