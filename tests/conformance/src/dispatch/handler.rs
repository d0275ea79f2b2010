//! The handlers of scenarios.

use chappe_core::{BoxError, Cancel, EventType, Outcome, Request, Skip};
use serde_json::Value;

use crate::dispatch::{
    scenario::{Unknown, text, texts},
    trace::{Named, Trace, Values, reply},
};

/// A handler that records that it ran.
#[derive(Clone)]
pub(crate) struct Traced {
    name: String,
    reads: Vec<String>,
    action: Action,
    trace: Trace,
}

#[derive(Clone)]
enum Action {
    Return(String),
    None,
    Skip,
    Cancel,
    Raise(String),
}

impl Traced {
    pub(crate) fn new(spec: &Value, trace: &Trace) -> Result<Self, Unknown> {
        let action = match &*text(spec, "kind") {
            "return" => Action::Return(text(spec, "result")),
            "none" => Action::None,
            "skip" => Action::Skip,
            "cancel" => Action::Cancel,
            "raise" => Action::Raise(text(spec, "error")),
            unknown => return Err(Unknown(format!("unknown kind of handler: {unknown}"))),
        };
        Ok(Self {
            name: text(spec, "name"),
            reads: texts(spec, "reads"),
            action,
            trace: trace.clone(),
        })
    }

    /// Handles a request as the scenario specifies.
    pub(crate) fn handle<E: EventType>(&self, request: &Request<E>) -> Result<Outcome, BoxError> {
        let values = Values::of(request.extensions());
        let shown: String = self.reads.iter().map(|key| values.show(key)).collect();
        self.trace.line(format!("handler:{}{shown}", self.name));
        match &self.action {
            Action::Return(result) => Ok(reply(result)),
            Action::None => Ok(Outcome::handled()),
            Action::Skip => Err(Skip.into()),
            Action::Cancel => Err(Cancel.into()),
            Action::Raise(error) => Err(Named(error.clone()).into()),
        }
    }
}
