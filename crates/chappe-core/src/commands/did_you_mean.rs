//! Unknown commands that resemble a known one.

use std::{any::type_name, fmt, marker::PhantomData};

use chappe_types::{ChatType, Str};

use crate::{
    commands::{CommandTable, Commands, nearest::nearest},
    error::BoxError,
    event_type::EventType,
    extract::{FromRequest, MissingExtension, Requirement, stored},
    filter::{Candidate, Filter, Selector, carries_no_messages},
    names::short_type_name,
    request::Request,
    text::Written,
};

/// Matches texts that begin with a command which is not one of `T`, but resembles one, and stores
/// that one for the argument [`DidYouMean`] of the handler.
///
/// The number of letters that may differ grows with the length of the name, up to three. Hidden
/// commands are not suggested. In groups, where the command may be one of another bot, the text
/// must mention this bot: `/strat@this_bot`.
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
/// }
///
/// let app = Router::<()>::new("app").message(|m| {
///     m.on(commands::<Command>(), async |_: Command| "Hello!")
///         .on(did_you_mean::<Command>(), async |DidYouMean(name): DidYouMean| {
///             format!("Did you mean {name}?")
///         })
/// });
/// # let _ = app;
/// ```
pub fn did_you_mean<T: Commands>() -> DidYouMeanFilter<T> {
    DidYouMeanFilter { commands: PhantomData }
}

/// Matches misspelled commands; created by [`did_you_mean`].
#[must_use = "a filter does nothing until a route uses it"]
pub struct DidYouMeanFilter<T> {
    commands: PhantomData<fn() -> T>,
}

/// The command that resembles an unknown one, with its prefix: an argument of handlers behind the
/// filter [`did_you_mean`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DidYouMean(pub Str);

impl<E: EventType, T: Commands> Filter<E> for DidYouMeanFilter<T> {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let Some(suggestion) = suggestion(T::TABLE, candidate) else { return Ok(false) };
        candidate.insert(suggestion);
        Ok(true)
    }

    fn selector(&self) -> Selector {
        Selector::prefixes([T::TABLE.prefix()])
    }

    fn name(&self) -> String {
        format!("did_you_mean::<{}>()", short_type_name::<T>())
    }

    fn problem(&self) -> Option<String> {
        carries_no_messages::<E>()
    }
}

fn suggestion<E: EventType>(table: &CommandTable, request: &Request<E>) -> Option<DidYouMean> {
    let message = request.update().message()?;
    let text = message.text.as_deref()?;
    // As the key of the index demands: no white space before the prefix.
    let written = Written::parse(text).filter(|it| text.starts_with(it.prefix))?;
    let is_private = message.chat.r#type == ChatType::Private;
    let is_addressed = written.is_addressed_to(request.me());
    if written.prefix != table.prefix()
        || table.position(written.name).is_some()
        || !is_addressed
        || !(is_private || written.has_mention())
    {
        return None;
    }
    let name = nearest(table, written.name)?;
    Some(DidYouMean(format!("{}{name}", table.prefix()).into()))
}

impl<E: EventType, S: Sync> FromRequest<E, S> for DidYouMean {
    type Rejection = MissingExtension;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, MissingExtension> {
        stored(request, remedy)
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::value::<Self>(remedy())]
    }

    fn may_skip() -> bool {
        false
    }
}

fn remedy() -> String {
    "add the filter `did_you_mean::<…>()`, with the enum of commands, to the route".to_owned()
}

impl<T> Clone for DidYouMeanFilter<T> {
    fn clone(&self) -> Self {
        Self { commands: PhantomData }
    }
}

impl<T> fmt::Debug for DidYouMeanFilter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DidYouMeanFilter<{}>", type_name::<T>())
    }
}
