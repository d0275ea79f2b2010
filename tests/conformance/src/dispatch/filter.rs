//! The filters of scenarios.

use std::any::Any;

use chappe_core::{
    BoxError, ErrorEvent, EventType,
    filter::{Candidate, Command, Filter, TextFilter, any_command, text_is},
};
use serde_json::Value;

use crate::dispatch::{
    scenario::{Unknown, text, texts},
    trace::{Named, Trace, Values},
};

/// A filter that records its result.
pub(crate) struct Traced {
    name: String,
    test: Test,
    trace: Trace,
}

enum Test {
    Const(bool),
    Command(Command),
    Text(TextFilter),
    Has(String),
    Inject { key: String, value: String },
    Raise(String),
    ErrorIs(Vec<String>),
}

impl Traced {
    pub(crate) fn new(spec: &Value, trace: &Trace) -> Result<Self, Unknown> {
        let test = match &*text(spec, "kind") {
            "const" => Test::Const(spec["value"] == true),
            "command" => Test::Command(any_command(texts(spec, "commands")).text_only()),
            "text" => Test::Text(text_is(text(spec, "text"))),
            "has" => Test::Has(text(spec, "key")),
            "inject" => Test::Inject { key: text(spec, "key"), value: text(spec, "value") },
            "raise" => Test::Raise(text(spec, "error")),
            "error_is" => Test::ErrorIs(texts(spec, "errors")),
            unknown => return Err(Unknown(format!("unknown kind of filter: {unknown}"))),
        };
        Ok(Self { name: text(spec, "name"), test, trace: trace.clone() })
    }

    fn ask<E: EventType>(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let values = candidate.get::<Values>().cloned().unwrap_or_default();
        match &self.test {
            Test::Const(value) => Ok(*value),
            Test::Command(filter) => filter.check(candidate),
            Test::Text(filter) => filter.check(candidate),
            Test::Has(key) => Ok(values.has(key)),
            Test::Inject { key, value } => {
                candidate.insert(values.with(key, value));
                Ok(true)
            }
            Test::Raise(error) => Err(Named(error.clone()).into()),
            Test::ErrorIs(names) => {
                let event: &dyn Any = candidate.event();
                let failure = event.downcast_ref::<ErrorEvent>();
                let named = failure.and_then(|failure| failure.find::<Named>());
                Ok(named.is_some_and(|named| names.contains(&named.0)))
            }
        }
    }
}

impl<E: EventType> Filter<E> for Traced {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let answer = self.ask(candidate);
        let shown =
            answer.as_ref().map_or("raise", |passes| if *passes { "true" } else { "false" });
        self.trace.line(format!("filter:{}={shown}", self.name));
        answer
    }
}
