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

    /// Names the bot of a token, which is created unless it exists. Returns its `User`.
    ///
    /// The first 64 characters of `name` are the bot's first name. Its username consists of the
    /// Latin letters and digits of `name`, and ends in `bot`: the bot `Pizza shop` is
    /// `@Pizza_shop_bot`. Without a Latin letter, and before it is named, a bot is
    /// `@emu<id>_bot`. A blank name changes nothing.
    ///
    /// Source: Bot API 10.3, [`User`](https://core.telegram.org/bots/api#user).
    ///
    /// # Errors
    ///
    /// Fails if the text is not a token, or if a bot with the same id has another one.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe_emulator::Emulator;
    ///
    /// # fn main() -> Result<(), chappe_emulator::ControlError> {
    /// let bot = Emulator::new().name_bot("42:any", "Pizza shop")?;
    /// assert_eq!((&bot["first_name"], &bot["username"]), (&"Pizza shop".into(), &"Pizza_shop_bot".into()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn name_bot(&self, token: &str, name: &str) -> Result<Value, ControlError> {
        Ok(control::name_bot(&mut self.shared().world(), token, name)?)
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
