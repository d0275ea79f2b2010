//! The filter of an enum of commands.

use std::{any::type_name, fmt, marker::PhantomData};

use crate::{
    commands::{BadArguments, CommandTable, Commands, commands::read},
    error::BoxError,
    event_type::EventType,
    filter::{Candidate, Filter, Key, Selector, carries_no_messages},
    names::short_type_name,
    request::Request,
    text::Written,
};

/// Matches messages whose text or caption begins with one of the commands of `T`, and stores the
/// command for the handler, which takes it as an argument of the type `T`.
///
/// Like [`command`](crate::filter::command), it accepts `/name@bot` only if the bot is this one,
/// and the index of routes looks it up: the number of commands makes no difference.
///
/// Arguments that do not parse are no reason to decline: the handler that takes the command fails
/// with [`BadArguments`], inside the inner layers of the route.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone, Commands)]
/// enum Command {
///     /// Rolls a die
///     Roll { sides: Option<u8> },
/// }
///
/// async fn roll(Command::Roll { sides }: Command) -> String {
///     format!("{} sides", sides.unwrap_or(6))
/// }
///
/// let app = Router::<()>::new("app").message(|m| m.on(commands::<Command>(), roll));
/// # let _ = app;
/// ```
pub fn commands<T: Commands>() -> CommandsFilter<T> {
    CommandsFilter { commands: PhantomData }
}

/// Matches the commands of an enum; created by [`commands`].
#[must_use = "a filter does nothing until a route uses it"]
pub struct CommandsFilter<T> {
    commands: PhantomData<fn() -> T>,
}

/// A command whose arguments were parsed.
///
/// It is stored without a `Result` around it: a value without drop glue needs less work when the
/// request is dropped.
#[derive(Clone)]
pub(crate) struct Parsed<T>(pub(crate) T);

/// The error of a command whose arguments do not parse.
pub(crate) struct NotParsed<T> {
    pub(crate) bad: BadArguments,
    commands: PhantomData<fn() -> T>,
}

impl<T: Commands> CommandsFilter<T> {
    /// Matches only if `condition` returns true for the command.
    ///
    /// A command whose arguments do not parse fails here, because the condition cannot be decided.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    ///
    /// #[derive(Clone, Commands)]
    /// enum Command {
    ///     /// Starts the bot
    ///     Start,
    ///     /// Stops the bot
    ///     Stop,
    /// }
    ///
    /// let router = Router::<()>::new("app").message(|m| {
    ///     m.on(commands().when(|it| matches!(it, Command::Start)), async || reply("hello"))
    ///         .on(commands::<Command>(), async || reply("goodbye"))
    /// });
    /// # let _ = router;
    /// ```
    pub fn when<F>(self, condition: F) -> CommandsWhen<T, F>
    where
        F: Fn(&T) -> bool + Send + Sync + 'static,
    {
        CommandsWhen { commands: self, condition }
    }

    fn parse<E: EventType>(request: &Request<E>) -> Option<Result<T, BadArguments>> {
        let update = request.update();
        let message = update.message()?;
        let text = message.text.as_deref().or(message.caption.as_deref())?;
        let written = Written::parse(text)?;
        let command = T::TABLE.position_of(&written)?;
        if !written.is_addressed_to(request.me()) {
            return None;
        }
        Some(read(command, &written, Some(message)).map_err(|bad: BadArguments| bad.of(update)))
    }
}

impl<E: EventType, T: Commands> Filter<E> for CommandsFilter<T> {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        match Self::parse::<E>(candidate) {
            None => return Ok(false),
            Some(Ok(command)) => candidate.insert(Parsed(command)),
            Some(Err(bad)) => candidate.insert(NotParsed::<T> { bad, commands: PhantomData }),
        }
        Ok(true)
    }

    fn selector(&self) -> Selector {
        keys(T::TABLE).exact()
    }

    fn name(&self) -> String {
        format!("commands::<{}>()", short_type_name::<T>())
    }

    fn problem(&self) -> Option<String> {
        carries_no_messages::<E>()
    }
}

/// The keys of the index: one for each name and alias.
fn keys(table: &CommandTable) -> Selector {
    let mut keys = Vec::new();
    for name in table.names() {
        keys.push(Key::Command(format!("{}{name}", table.prefix()).into()));
    }
    Selector::keys(keys)
}

impl<T> Clone for CommandsFilter<T> {
    fn clone(&self) -> Self {
        Self { commands: PhantomData }
    }
}

impl<T> fmt::Debug for CommandsFilter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CommandsFilter<{}>", type_name::<T>())
    }
}

/// Matches commands by their values; created by [`CommandsFilter::when`].
#[derive(Clone)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct CommandsWhen<T, F> {
    commands: CommandsFilter<T>,
    condition: F,
}

impl<T, F> fmt::Debug for CommandsWhen<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandsWhen").field("commands", &self.commands).finish_non_exhaustive()
    }
}

impl<E, T, F> Filter<E> for CommandsWhen<T, F>
where
    E: EventType,
    T: Commands,
    F: Fn(&T) -> bool + Send + Sync + 'static,
{
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let Some(parsed) = CommandsFilter::<T>::parse::<E>(candidate) else { return Ok(false) };
        let command = parsed?;
        let matches = (self.condition)(&command);
        if matches {
            candidate.insert(Parsed(command));
        }
        Ok(matches)
    }

    fn selector(&self) -> Selector {
        keys(T::TABLE)
    }

    fn name(&self) -> String {
        format!("commands::<{}>().when({})", short_type_name::<T>(), short_type_name::<F>())
    }

    fn problem(&self) -> Option<String> {
        carries_no_messages::<E>()
    }
}
