//! A call that a bot made.

use serde_json::Value;

/// A call that a bot made.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    method: String,
    params: Value,
    result: Result<Value, (u16, String)>,
}

impl Called {
    /// A call as the journal of the emulator tells it, and its number.
    pub(crate) fn parse(mut call: Value) -> (u64, Self) {
        let seq = call["seq"].as_u64().unwrap_or_default();
        let result = if call["ok"] == true {
            Ok(call["result"].take())
        } else {
            let code = call["error_code"].as_u64().and_then(|code| code.try_into().ok());
            let description = call["description"].as_str().unwrap_or_default();
            Err((code.unwrap_or_default(), description.to_owned()))
        };
        let method = call["method"].as_str().unwrap_or_default().to_owned();
        (seq, Self { method, params: call["params"].take(), result })
    }

    /// The method's name, such as `sendMessage`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The parameters.
    pub fn params(&self) -> &Value {
        &self.params
    }

    /// What Telegram answered: its `result`.
    ///
    /// # Errors
    ///
    /// The code and the description, if it refused.
    pub fn result(&self) -> Result<&Value, (u16, &str)> {
        self.result.as_ref().map_err(|(code, description)| (*code, &**description))
    }

    /// Whether it was made for the bot by what feeds it.
    pub(crate) fn is_ours(&self) -> bool {
        self.method == "getUpdates"
    }
}
