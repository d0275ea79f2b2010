//! `and`, `or`, `not`.

use crate::{
    control_flow::{Meaning, meaning},
    error::BoxError,
    event_type::EventType,
    filter::{Candidate, Filter, Selector},
};

/// Combines filters: `command("a").or(command("b"))`.
///
/// Whether the parts are filters of the event at hand is checked where the
/// whole is registered.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// let router = Router::<()>::new("app").message(|m| {
///     m.on(command("start").or(command("help")), async || {})
///         .on(text().and(chat_type(ChatType::Private)), async || {})
///         .on((|message: &Message| message.from.is_some()).not(), async || {})
/// });
/// # let _ = router;
/// ```
pub trait FilterExt: Sized {
    /// Passes if both do; `other` is not asked if this says no.
    fn and<F>(self, other: F) -> And<Self, F> {
        And { left: self, right: other }
    }

    /// Passes if either does; `other` is not asked if this says yes.
    fn or<F>(self, other: F) -> Or<Self, F> {
        Or { left: self, right: other }
    }

    /// Passes if this does not.
    fn not(self) -> Not<Self> {
        Not { filter: self }
    }
}

impl<F> FilterExt for F {}

/// Passes if both filters do; made by [`FilterExt::and`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct And<A, B> {
    left: A,
    right: B,
}

impl<E: EventType, A: Filter<E>, B: Filter<E>> Filter<E> for And<A, B> {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        Ok(self.left.check(candidate)? && self.right.check(candidate)?)
    }

    fn selector(&self) -> Selector {
        // The right one is asked after the left one, so it may narrow the
        // choice only if the left one may be left unasked.
        match self.left.is_pure() {
            true => self.left.selector().and(self.right.selector()),
            false => self.left.selector(),
        }
    }

    fn is_pure(&self) -> bool {
        self.left.is_pure() && self.right.is_pure()
    }

    fn name(&self) -> String {
        format!("{} & {}", self.left.name(), self.right.name())
    }

    fn problem(&self) -> Option<String> {
        self.left.problem().or_else(|| self.right.problem())
    }

    fn warning(&self) -> Option<String> {
        self.left.warning().or_else(|| self.right.warning())
    }
}

/// Passes if either filter does; made by [`FilterExt::or`].
///
/// A first filter that skips says no, and the second is asked; what the first
/// stored before it said no is dropped.
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct Or<A, B> {
    left: A,
    right: B,
}

impl<E: EventType, A: Filter<E>, B: Filter<E>> Filter<E> for Or<A, B> {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let before = candidate.parts().values.clone();
        match self.left.check(candidate) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(mut error) => match meaning(&mut error) {
                Meaning::Skip => {}
                Meaning::Cancel | Meaning::Failure => return Err(error),
            },
        }
        candidate.restore(before);
        self.right.check(candidate)
    }

    fn selector(&self) -> Selector {
        self.left.selector().or(self.right.selector())
    }

    fn is_pure(&self) -> bool {
        self.left.is_pure() && self.right.is_pure()
    }

    fn name(&self) -> String {
        format!("({} | {})", self.left.name(), self.right.name())
    }

    fn problem(&self) -> Option<String> {
        self.left.problem().or_else(|| self.right.problem())
    }

    fn warning(&self) -> Option<String> {
        self.left.warning().or_else(|| self.right.warning())
    }
}

/// Passes if the filter does not; made by [`FilterExt::not`].
///
/// What the filter stored is dropped; a filter that skips is not turned round.
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct Not<F> {
    filter: F,
}

impl<E: EventType, F: Filter<E>> Filter<E> for Not<F> {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let before = candidate.parts().values.clone();
        let passes = self.filter.check(candidate)?;
        candidate.restore(before);
        Ok(!passes)
    }

    fn is_pure(&self) -> bool {
        self.filter.is_pure()
    }

    fn name(&self) -> String {
        format!("!{}", self.filter.name())
    }

    fn problem(&self) -> Option<String> {
        self.filter.problem()
    }

    fn warning(&self) -> Option<String> {
        self.filter.warning()
    }
}
