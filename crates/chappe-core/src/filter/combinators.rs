//! `and`, `or`, `not`.

use crate::{
    error::BoxError,
    event::Event,
    filter::{Candidate, Filter, Selector},
    flow::is_skip,
};

/// Passes if both filters do; made by [`Filter::and`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct And<A, B> {
    left: A,
    right: B,
}

impl<A, B> And<A, B> {
    pub(crate) fn new(left: A, right: B) -> Self {
        Self { left, right }
    }
}

impl<E: Event, A: Filter<E>, B: Filter<E>> Filter<E> for And<A, B> {
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
}

/// Passes if either filter does; made by [`Filter::or`].
///
/// A first filter that skips says no, and the second is asked; what the first
/// stored before it said no is dropped.
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct Or<A, B> {
    left: A,
    right: B,
}

impl<A, B> Or<A, B> {
    pub(crate) fn new(left: A, right: B) -> Self {
        Self { left, right }
    }
}

impl<E: Event, A: Filter<E>, B: Filter<E>> Filter<E> for Or<A, B> {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let before = candidate.parts().values.clone();
        match self.left.check(candidate) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(error) if is_skip(&*error) => {}
            Err(error) => return Err(error),
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
}

/// Passes if the filter does not; made by [`Filter::not`].
///
/// What the filter stored is dropped; a filter that skips is not turned round.
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct Not<F> {
    filter: F,
}

impl<F> Not<F> {
    pub(crate) fn new(filter: F) -> Self {
        Self { filter }
    }
}

impl<E: Event, F: Filter<E>> Filter<E> for Not<F> {
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
}
