//! The control API without HTTP.

use http::Method;
use serde_json::Value;

use crate::{
    control::{self, ControlError},
    emulator::Emulator,
};

impl Emulator {
    /// Returns the whole state as JSON: `GET /emu/v1/snapshot`.
    ///
    /// # Errors
    ///
    /// Fails if the state cannot be serialized, which is not expected to happen.
    pub fn snapshot(&self) -> Result<Value, ControlError> {
        control::snapshot(self.shared())
    }

    /// Restores a snapshot of this or another emulator: `PUT /emu/v1/snapshot`.
    ///
    /// The clock is restored too. Pending `getUpdates` requests return no updates, and
    /// deliveries to webhooks start again.
    ///
    /// # Errors
    ///
    /// Fails if the value is not a snapshot. In that case nothing changes.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe_emulator::Emulator;
    /// use http::Method;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_emulator::ControlError> {
    /// let first = Emulator::new();
    /// first.control(&Method::POST, "users", &json!({"first_name": "Alice"}))?;
    /// let second = Emulator::new();
    /// second.restore(&first.snapshot()?)?;
    /// let state = second.control(&Method::GET, "state", &json!({}))?;
    /// assert_eq!(state["users"][0]["first_name"], "Alice");
    /// # Ok(())
    /// # }
    /// ```
    pub fn restore(&self, snapshot: &Value) -> Result<(), ControlError> {
        control::restore(self.shared(), snapshot)
    }

    /// Makes a call of the control API. `path` is the part after `/emu/v1/`, and `params` the body
    /// or the query as one object. The call never waits: the parameter `wait` is ignored.
    /// `GET /emu/v1` and `docs/control-api.md` document all calls.
    ///
    /// # Errors
    ///
    /// Fails as the same call over HTTP does.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe_emulator::Emulator;
    /// use http::Method;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_emulator::ControlError> {
    /// let emulator = Emulator::new();
    /// let alice = emulator.control(&Method::POST, "users", &json!({"first_name": "Alice"}))?;
    /// assert_eq!(alice["first_name"], "Alice");
    /// # Ok(())
    /// # }
    /// ```
    pub fn control(
        &self,
        method: &Method,
        path: &str,
        params: &Value,
    ) -> Result<Value, ControlError> {
        control::call(self.shared(), method, path, params)
    }

    /// Queries the control API (`messages`, `calls`, `updates` or `answers`), and waits until the
    /// result is not empty, for at most `wait` milliseconds. `wait` is a member of `params`; it
    /// defaults to 0, and its maximum is 60,000.
    ///
    /// # Errors
    ///
    /// Fails as the same query over HTTP does.
    ///
    /// # Cancel safety
    ///
    /// The future may be dropped at any time.
    pub async fn wait_for(&self, path: &str, params: &Value) -> Result<Value, ControlError> {
        control::wait_for(self.shared(), path, params).await
    }
}
