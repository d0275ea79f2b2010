//! A walk through a program: which step comes next, and which values it sees.

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
/// Both routing and `explain` take the steps from here; they differ in what they do with
/// one.
pub(crate) struct Walk<'p> {
    program: &'p Program,
    candidates: Candidates<'p>,
    /// The position of the first step that was not taken.
    next: usize,
    /// The guards around that step: the position where each ends, and the values outside.
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

    /// Takes the next step. Puts `values` back to what they were outside of the guards that
    /// end before it.
    pub(crate) fn next(&mut self, values: &mut Extensions) -> Option<&'p Step> {
        let position = self.peek()?;
        let is_left = |(end, _): &(usize, Extensions)| *end <= position;
        if let Some(outermost) = self.guards.iter().position(is_left) {
            *values = self.guards.swap_remove(outermost).1;
            self.guards.truncate(outermost);
        }
        self.next = position + 1;
        self.program.steps.get(position)
    }

    /// Whether no step is left.
    pub(crate) fn is_done(&self) -> bool {
        self.peek().is_none()
    }

    /// Goes on inside of the guard that was taken last; `outside` are the values before it.
    pub(crate) fn enter_guard(&mut self, length: usize, outside: Extensions) {
        self.guards.push((self.next + length, outside));
    }

    /// Leaves out the steps behind the guard that was taken last.
    pub(crate) fn skip_guarded(&mut self, length: usize) {
        self.next += length;
    }

    fn peek(&self) -> Option<usize> {
        let position = self.candidates.next(self.next)?;
        (position < self.program.steps.len()).then_some(position)
    }
}
