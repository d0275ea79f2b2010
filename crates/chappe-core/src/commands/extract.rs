//! The extractor of commands, which `#[derive(Commands)]` implements for the enum.

use std::{any::type_name, error::Error, fmt};

use crate::{
    commands::{
        BadArguments, Commands,
        filter::{NotParsed, Parsed},
    },
    event_type::EventType,
    extract::{MissingExtension, Requirement, missing},
    request::Request,
};

/// Returns the command that the filter [`commands`](crate::commands::commands()) parsed.
///
/// # Errors
///
/// Fails if the arguments do not parse, or if the route has no such filter.
pub fn extracted<T: Commands, E: EventType>(request: &Request<E>) -> Result<T, CommandRejection> {
    if let Some(Parsed(command)) = request.get::<Parsed<T>>() {
        return Ok(command.clone());
    }
    Err(CommandRejection(match request.get::<NotParsed<T>>() {
        Some(not_parsed) => Cause::Arguments(not_parsed.bad.clone()),
        None => Cause::Filter(missing(request, type_name::<T>(), remedy::<T>())),
    }))
}

/// Returns the requirements of an argument that is a command.
#[must_use]
pub fn requirements<T: Commands>() -> Vec<Requirement> {
    let requirement = Requirement::value::<Parsed<T>>(remedy::<T>());
    vec![Requirement { what: type_name::<T>(), ..requirement }]
}

fn remedy<T>() -> String {
    format!("add the filter `commands::<{}>()` to the route", type_name::<T>())
}

/// The rejection of a handler's argument that is a command.
///
/// A handler that takes `Result<Command, CommandRejection>` decides itself what happens then.
#[derive(Clone, Debug)]
pub struct CommandRejection(Cause);

#[derive(Clone, Debug)]
enum Cause {
    Arguments(BadArguments),
    Filter(MissingExtension),
}

impl CommandRejection {
    /// Returns the arguments that do not parse; `None` if the route has no filter
    /// [`commands`](crate::commands::commands()).
    pub fn bad_arguments(&self) -> Option<&BadArguments> {
        match &self.0 {
            Cause::Arguments(bad) => Some(bad),
            Cause::Filter(_) => None,
        }
    }
}

impl fmt::Display for CommandRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the command cannot be taken")
    }
}

impl Error for CommandRejection {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(match &self.0 {
            Cause::Arguments(bad) => bad,
            Cause::Filter(missing) => missing,
        })
    }
}
