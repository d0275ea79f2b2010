//! A walk through a program: which step comes next, and which values its filters receive.

use chappe_types::Update;

use crate::{
    engine::{
        index::Candidates,
        program::{Program, Step},
    },
    extensions::Extensions,
};

/// A walk through the steps of a program.
///
/// The matcher and `explain` share it: they differ in what they do with each step.
pub(crate) struct Walk<'p> {
    program: &'p Program,
    candidates: Candidates<'p>,
    /// The position after the last step that was returned or left out.
    next: usize,
    /// The guards that were entered, the outermost first: the position where each ends, and the
    /// values from before its filters.
    guards: Vec<(usize, Extensions)>,
}

impl<'p> Walk<'p> {
    /// Walks through the steps that could match an update.
    pub(crate) fn candidates(program: &'p Program, update: &Update) -> Self {
        let candidates = match &program.index {
            Some(index) => index.candidates(update),
            None => Candidates::All,
        };
        Self::new(program, candidates)
    }

    pub(crate) fn new(program: &'p Program, candidates: Candidates<'p>) -> Self {
        Self { program, candidates, next: 0, guards: Vec::new() }
    }

    /// Returns the next step. If guards end before this step, sets `values` to those from before
    /// the outermost of these guards.
    pub(crate) fn next(&mut self, values: &mut Extensions) -> Option<&'p Step> {
        let position = self.peek()?;
        let has_ended = |(end, _): &(usize, Extensions)| *end <= position;
        if let Some(outermost) = self.guards.iter().position(has_ended) {
            *values = self.guards.swap_remove(outermost).1;
            self.guards.truncate(outermost);
        }
        self.next = position + 1;
        self.program.steps.get(position)
    }

    /// Whether there is no further step.
    pub(crate) fn is_done(&self) -> bool {
        self.peek().is_none()
    }

    /// Enters the guard that was returned last. `before` are the values from before its filters.
    pub(crate) fn enter_guard(&mut self, length: usize, before: Extensions) {
        self.guards.push((self.next + length, before));
    }

    /// Leaves out the steps behind the guard that was returned last.
    pub(crate) fn skip_guarded(&mut self, length: usize) {
        self.next += length;
    }

    fn peek(&self) -> Option<usize> {
        let position = self.candidates.next(self.next)?;
        (position < self.program.steps.len()).then_some(position)
    }
}
