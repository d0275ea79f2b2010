//! The journal of calls.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One call of the Bot API.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Call {
    pub(crate) seq: u64,
    pub(crate) bot: i64,
    pub(crate) method: String,
    pub(crate) params: Value,
    pub(crate) result: Result<Value, (u16, String)>,
    pub(crate) at: f64,
    /// How long the server took, in milliseconds.
    pub(crate) took_ms: f64,
    /// Whether the method is not implemented and was refused for that.
    pub(crate) is_stub: bool,
    /// The update that presumably caused the call.
    pub(crate) cause: Option<i64>,
}

impl Call {
    pub(crate) fn json(&self) -> Value {
        let mut json = json!({
            "seq": self.seq, "bot": self.bot, "method": self.method, "params": self.params,
            "ok": self.result.is_ok(), "at": self.at, "took_ms": self.took_ms,
        });
        match &self.result {
            Ok(result) => json["result"] = result.clone(),
            Err((code, description)) => {
                json["error_code"] = json!(code);
                json["description"] = json!(description);
            }
        }
        if let Some(cause) = self.cause {
            json["update_id"] = json!(cause);
        }
        if self.is_stub {
            json["stub"] = json!(true);
        }
        json
    }
}

/// All calls, from the oldest to the newest; the oldest are dropped.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Journal {
    calls: std::collections::VecDeque<Call>,
    next: u64,
}

const MOST: usize = 100_000;

impl Journal {
    /// Continues the numbers of another journal.
    pub(crate) fn continue_after(&mut self, before: &Self) {
        self.next = self.next.max(before.next);
    }

    /// A copy of the newest calls.
    pub(crate) fn newest(&self, most: usize) -> Self {
        let old = self.calls.len().saturating_sub(most);
        Self { calls: self.calls.range(old..).cloned().collect(), next: self.next }
    }

    /// Adds a call. Returns it with its number.
    pub(crate) fn add(&mut self, call: Call) -> &Call {
        self.next += 1;
        if self.calls.len() >= MOST {
            self.calls.pop_front();
        }
        self.calls.push_back(Call { seq: self.next, ..call });
        let last = self.calls.len() - 1;
        &self.calls[last]
    }

    /// Keeps the newest calls only.
    pub(crate) fn keep(&mut self, most: usize) {
        self.calls.drain(..self.calls.len().saturating_sub(most));
    }

    /// The calls after a number, of one bot or of all.
    pub(crate) fn after(&self, seq: u64, bot: Option<i64>) -> Vec<Value> {
        let known = self.calls.partition_point(|call| call.seq <= seq);
        let wanted = self.calls.iter().skip(known);
        wanted.filter(|call| bot.is_none_or(|bot| call.bot == bot)).map(Call::json).collect()
    }
}
