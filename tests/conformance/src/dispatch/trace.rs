//! Records what ran, in order.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use chappe_core::{BoxError, Extensions, Outcome, is_cancel};
use chappe_types::SendMessage;
use serde_json::Value;

/// The lines of a trace, shared by everything that appends to them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    pub(crate) fn line(&self, line: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    /// Returns all lines, and clears the trace.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The values that were stored upstream, by key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values(Arc<BTreeMap<String, String>>);

impl Values {
    /// The values of a request.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().cloned().unwrap_or_default()
    }

    pub(crate) fn with(&self, key: &str, value: &str) -> Self {
        let mut values = (*self.0).clone();
        values.insert(key.to_owned(), value.to_owned());
        Self(Arc::new(values))
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// `[key=value]`, or `[key=-]`.
    pub(crate) fn show(&self, key: &str) -> String {
        let value = self.0.get(key).map_or("-", String::as_str);
        format!("[{key}={value}]")
    }
}

/// The failures of scenarios: E1, E2, E3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named(pub(crate) String);

impl Named {
    /// Finds the failure of this name among the sources of `error`.
    pub(crate) fn find<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(named) = error.downcast_ref() {
                return Some(named);
            }
            next = error.source();
        }
        None
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Named {}

/// A reply whose text is `result`, or no reply.
pub(crate) fn answer(result: &Value) -> Outcome {
    match result.as_str() {
        Some(text) => reply(text),
        None => Outcome::handled(),
    }
}

/// A reply whose text is `text`.
pub(crate) fn reply(text: &str) -> Outcome {
    chappe_core::Reply::new(SendMessage::new(0, text)).into()
}

/// An outcome in the notation of scenarios.
pub(crate) fn show(outcome: &Outcome) -> String {
    match outcome.reply() {
        None if outcome.is_handled() => "none".to_owned(),
        None => "unhandled".to_owned(),
        Some(reply) => match reply.downcast_ref::<SendMessage>() {
            Some(method) => format!("reply:{}", method.text),
            None => format!("reply:{}", reply.name()),
        },
    }
}

/// The result of the dispatcher in the notation of scenarios.
pub(crate) fn show_result(result: &Result<Outcome, BoxError>) -> String {
    match result {
        Ok(outcome) => show(outcome),
        Err(error) if is_cancel(&**error) => "cancelled".to_owned(),
        Err(error) => match Named::find(&**error) {
            Some(named) => format!("error:{named}"),
            None => format!("error:{error}"),
        },
    }
}
