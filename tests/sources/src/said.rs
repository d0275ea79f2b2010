//! What a bot said.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::time::Instant;

/// The calls of a bot, in order, whichever way they left it: the second, the method and the
/// parameters.
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

    /// All calls so far.
    pub fn calls(&self) -> Vec<(u64, String, Value)> {
        self.calls.lock().unwrap().clone()
    }

    /// The texts of all messages so far, each with its second before it.
    pub fn texts(&self) -> Vec<String> {
        let calls = self.calls.lock().unwrap();
        let texts = calls.iter().filter_map(|(second, _, params)| {
            params["text"].as_str().map(|text| format!("{second} {text}"))
        });
        texts.collect()
    }
}
