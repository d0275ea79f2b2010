//! The control API without HTTP.

use std::{error::Error, fmt};

use http::Method;
use serde_json::Value;

use crate::{
    calls::start_deliveries,
    control::{answer::ask, wait},
    emulator::Emulator,
};

/// Why a call of the control API failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlError {
    status: u16,
    description: String,
}

impl ControlError {
    pub(crate) fn new(status: u16, description: impl Into<String>) -> Self {
        Self { status, description: description.into() }
    }

    /// The status that it has over HTTP.
    pub fn status(&self) -> u16 {
        self.status
    }
}

impl From<String> for ControlError {
    fn from(description: String) -> Self {
        Self::new(400, description)
    }
}

impl fmt::Display for ControlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.description)
    }
}

impl Error for ControlError {}

impl Emulator {
    /// All that it remembers, as JSON: `GET /emu/v1/snapshot`.
    ///
    /// # Errors
    ///
    /// If it cannot be written, which does not happen.
    pub fn snapshot(&self) -> Result<Value, ControlError> {
        let snapshot = self.shared().world().snapshot();
        snapshot.map_err(|error| ControlError::new(500, error.to_string()))
    }

    /// Comes back to a snapshot, be it another emulator's: `PUT /emu/v1/snapshot`.
    ///
    /// Its time comes back too. Bots that wait for updates are answered with none, and
    /// webhooks are delivered to again.
    ///
    /// # Errors
    ///
    /// If it is no snapshot; nothing changes then.
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
        let mut world = self.shared().world();
        world.restore(snapshot)?;
        let bots: Vec<i64> = world.bots.keys().copied().collect();
        drop(world);
        for bot in bots {
            start_deliveries(self.shared(), bot);
        }
        Ok(())
    }

    /// Makes a call of the control API: a method and what follows `/emu/v1/`, with
    /// the body or the query as one object. Questions are answered at once.
    ///
    /// # Errors
    ///
    /// As over HTTP.
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
        given: &Value,
    ) -> Result<Value, ControlError> {
        ask(self, method, path, given)
    }

    /// Asks a question of the control API (`messages`, `calls`, `updates` or
    /// `answers`), which waits for as long as `wait` says, in milliseconds, until
    /// there is something to see.
    ///
    /// # Errors
    ///
    /// As over HTTP.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped at any time.
    pub async fn wait_for(&self, path: &str, given: &Value) -> Result<Value, ControlError> {
        match wait::question(path) {
            Some(question) => Ok(question.wait(self, given).await?),
            None => Err(ControlError::new(404, "there is no such question")),
        }
    }
}
