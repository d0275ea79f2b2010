//! The combinators `and`, `or` and `not`.

use crate::{
    control_flow::{Meaning, meaning},
    error::BoxError,
    event_type::EventType,
    filter::{Candidate, Filter, Selector},
};

/// Combines filters: `command("a").or(command("b"))`.
///
/// The compiler checks that the operands are filters of the event where the combination is
/// registered.
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
    /// Matches if both filters match. `other` is called only if this filter matches.
    fn and<F>(self, other: F) -> And<Self, F> {
        And { left: self, right: other }
    }

    /// Matches if either filter matches. `other` is called only if this filter does not match.
    fn or<F>(self, other: F) -> Or<Self, F> {
        Or { left: self, right: other }
    }

    /// Matches if this filter does not.
    fn not(self) -> Not<Self> {
        Not { filter: self }
    }
}

impl<F> FilterExt for F {}

/// Matches if both filters match; created by [`FilterExt::and`].
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
        // The right filter is called after the left one. Its selector may be used only if the call
        // of the left one may be omitted.
        match self.left.is_pure() {
            true => self.left.selector().and(self.right.selector()),
            false => self.left.selector().inexact(),
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

/// Matches if either filter matches; created by [`FilterExt::or`].
///
/// A first filter that returns [`Skip`](crate::Skip) does not match, and the second is called.
/// Values that the first one stored are dropped if it does not match.
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

/// Matches if the filter does not; created by [`FilterExt::not`].
///
/// Values that the filter stored are dropped. A filter that returns [`Skip`](crate::Skip) is not
/// negated: `Skip` is returned.
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
