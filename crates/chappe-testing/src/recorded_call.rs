//! Calls from the emulator's journal.

use chappe_types::MessageId;
use serde_json::Value;

/// A call that a bot has made: its method, its parameters, and Telegram's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedCall {
    method: String,
    params: Value,
    result: Result<Value, (u16, String)>,
}

impl RecordedCall {
    /// Parses an entry of the emulator's journal; returns its sequence number too.
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

    /// Returns the method's name, such as `sendMessage`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the parameters.
    pub fn params(&self) -> &Value {
        &self.params
    }

    /// Returns the `result` of the call.
    ///
    /// # Errors
    ///
    /// Fails with the code and the description if Telegram refused the call.
    pub fn result(&self) -> Result<&Value, (u16, &str)> {
        self.result.as_ref().map_err(|(code, description)| (*code, &**description))
    }

    /// Returns the id of the message that the call has sent or edited; of an album, that of its
    /// first message.
    ///
    /// # Panics
    ///
    /// Panics if Telegram refused the call, or if its result is no message.
    #[track_caller]
    pub fn message_id(&self) -> MessageId {
        let result = match &self.result {
            Ok(Value::Array(messages)) => messages.first().unwrap_or(&Value::Null),
            Ok(result) => result,
            Err((code, description)) => {
                panic!("`{}` has sent no message: {code} {description}", self.method)
            }
        };
        match result["message_id"].as_i64() {
            Some(id) => MessageId(id),
            None => panic!("the result of `{}` is no message: {result}", self.method),
        }
    }

    /// Returns whether the call fetches updates, which this crate does and not the bot's code.
    pub(crate) fn is_poll(&self) -> bool {
        self.method == "getUpdates"
    }
}
