//! The error of a command whose arguments do not parse.

use std::{error::Error, fmt, sync::Arc};

use chappe_types::Update;

use crate::{
    commands::{ArgumentError, CommandSpec, CommandTable},
    outcome::{Outcome, reply},
};

/// The error of a command whose arguments do not parse.
///
/// The handler that takes the command fails with it. If no error observer handles it, the
/// dispatcher replies with the [usage line](Self::usage), unless
/// [`usage_replies(false)`](crate::DispatcherBuilder::usage_replies) is set.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn explain(Event(failure): Event<ErrorEvent>) -> Option<String> {
///     let bad = failure.find::<BadArguments>()?;
///     Some(format!("{}: {}. Write {}", bad.field().unwrap_or("-"), bad.reason(), bad.usage()))
/// }
///
/// let app = Router::<()>::new("app").error(|e| e.on(failed_with::<BadArguments>(), explain));
/// # let _ = app;
/// ```
#[derive(Clone)]
pub struct BadArguments {
    details: Arc<Details>,
}

struct Details {
    table: &'static CommandTable,
    command: &'static CommandSpec,
    field: Option<&'static str>,
    reason: String,
    /// Where the usage line is sent.
    update: Option<Update>,
}

impl BadArguments {
    /// `field` is the position of the field that was being read.
    pub(crate) fn new(
        table: &'static CommandTable,
        command: &'static CommandSpec,
        field: usize,
        error: &ArgumentError,
    ) -> Self {
        let field = command.argument_names().nth(field).filter(|_| !error.is_surplus());
        let reason = error.reason().to_owned();
        Self { details: Arc::new(Details { table, command, field, reason, update: None }) }
    }

    /// Returns the error with the update that the usage line replies to.
    pub(crate) fn of(self, update: &Update) -> Self {
        let Details { table, command, field, .. } = *self.details;
        let reason = self.details.reason.clone();
        let update = Some(update.clone());
        Self { details: Arc::new(Details { table, command, field, reason, update }) }
    }

    /// Returns the name of the command, without prefix.
    pub fn command(&self) -> &'static str {
        self.details.command.name()
    }

    /// Returns the name of the argument; `None` if there are too many arguments.
    pub fn field(&self) -> Option<&'static str> {
        self.details.field
    }

    /// Returns why the argument does not parse: the text of the error of its type, or that the
    /// argument is missing.
    pub fn reason(&self) -> &str {
        &self.details.reason
    }

    /// Returns how the command is written: `/order <item> [amount]`.
    pub fn usage(&self) -> String {
        self.details.table.usage(self.details.command)
    }

    /// Returns the usage line as a reply to the message with the command.
    pub(crate) fn usage_reply(&self) -> Option<Outcome> {
        let update = self.details.update.as_ref()?;
        reply(self.usage()).quoting().to(update).ok()
    }
}

impl fmt::Display for BadArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the command `{}{}`: ", self.details.table.prefix(), self.command())?;
        if let Some(field) = self.field() {
            write!(f, "the argument `{field}`: ")?;
        }
        write!(f, "{}; usage: {}", self.reason(), self.usage())
    }
}

impl fmt::Debug for BadArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BadArguments")
            .field("command", &self.command())
            .field("field", &self.field())
            .field("reason", &self.reason())
            .finish_non_exhaustive()
    }
}

impl Error for BadArguments {}
