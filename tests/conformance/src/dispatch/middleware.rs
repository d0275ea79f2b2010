//! The middlewares of scenarios.

use chappe_core::{BoxError, Cancel, EventType, Middleware, Next, Outcome, Request, Skip};
use serde_json::Value;

use crate::dispatch::{
    scenario::{Unknown, text},
    trace::{Named, Trace, Values, answer, reply, show},
};

/// A middleware that records that it ran.
pub(crate) struct Traced {
    scope: &'static str,
    name: String,
    action: Action,
    trace: Trace,
}

enum Action {
    Pass,
    Set { key: String, value: String },
    Read { key: String },
    Stop { result: Value },
    Raise { error: String },
    Skip,
    Cancel,
    Catch,
    Replace { result: Value },
    Twice,
}

impl Traced {
    pub(crate) fn new(scope: &'static str, spec: &Value, trace: &Trace) -> Result<Self, Unknown> {
        let result = || spec.get("result").cloned().unwrap_or(Value::Null);
        let action = match &*text(spec, "kind") {
            "pass" => Action::Pass,
            "set" => Action::Set { key: text(spec, "key"), value: text(spec, "value") },
            "read" => Action::Read { key: text(spec, "key") },
            "stop" => Action::Stop { result: result() },
            "raise" => Action::Raise { error: text(spec, "error") },
            "skip" => Action::Skip,
            "cancel" => Action::Cancel,
            "catch" => Action::Catch,
            "replace" => Action::Replace { result: result() },
            "twice" => Action::Twice,
            unknown => return Err(Unknown(format!("unknown kind of middleware: {unknown}"))),
        };
        Ok(Self { scope, name: text(spec, "name"), action, trace: trace.clone() })
    }

    async fn act<E: EventType>(
        &self,
        mut request: Request<E>,
        next: Next<E>,
    ) -> Result<Outcome, BoxError> {
        match &self.action {
            Action::Pass | Action::Read { .. } => next.run(request).await,
            Action::Set { key, value } => {
                let values = Values::of(request.extensions()).with(key, value);
                request.insert(values);
                next.run(request).await
            }
            Action::Stop { result } => Ok(answer(result)),
            Action::Raise { error } => Err(Named(error.clone()).into()),
            Action::Skip => Err(Skip.into()),
            Action::Cancel => Err(Cancel.into()),
            Action::Catch => match next.run(request).await {
                Err(error) => match Named::find(&*error) {
                    Some(named) => Ok(reply(&format!("caught-{named}"))),
                    None => Err(error),
                },
                outcome => outcome,
            },
            Action::Replace { result } => {
                let _ = next.run(request).await?;
                Ok(answer(result))
            }
            Action::Twice => {
                let _ = next.clone().run(request.clone()).await?;
                next.run(request).await
            }
        }
    }
}

impl<E: EventType> Middleware<E> for Traced {
    async fn handle(&self, request: Request<E>, next: Next<E>) -> Result<Outcome, BoxError> {
        let (scope, name) = (self.scope, &self.name);
        let shown = match &self.action {
            Action::Read { key } => Values::of(request.extensions()).show(key),
            _ => String::new(),
        };
        self.trace.line(format!("{scope}>{name}{shown}"));
        let outcome = self.act(request, next).await?;
        self.trace.line(format!("{scope}<{name}={}", show(&outcome)));
        Ok(outcome)
    }
}
