//! One walk through a program: filters are asked, the match is called.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use crate::{
    engine::{
        index::Candidates,
        program::{Program, Step},
        route::{HandlerFuture, Matched, Route},
        stack::Run,
    },
    error::BoxError,
    extensions::Extensions,
    filter::{BoxFilter, PendingVerdict, Verdict},
    flow::is_skip,
    outcome::Outcome,
    request::Parts,
};

/// Tries the steps of a program in order until one handles the request.
pub(crate) struct Routing {
    program: Arc<Program>,
    parts: Parts,
    candidates: Candidates,
    /// The first step that was not tried.
    next: usize,
    /// The step whose filters are being asked, and how many said yes.
    asking: Option<(usize, usize)>,
    /// The values as they were before the filters being asked.
    before: Extensions,
    /// Gates that stored values: where each ends, and the values outside it. Few
    /// programs have any, so they take little room.
    #[expect(clippy::box_collection, reason = "a dispatch is moved from layer to layer")]
    gates: Option<Box<Vec<(usize, Extensions)>>>,
    pending: Pending,
}

enum Pending {
    Nothing,
    Filter(PendingVerdict),
    Entered(Pin<Box<dyn Run>>),
    Future(HandlerFuture),
}

/// What the filters of a step say.
enum Asked {
    Passed,
    Declined,
    Waiting,
    Failed(BoxError),
}

impl Routing {
    pub(crate) fn new(program: Arc<Program>, parts: Parts) -> Self {
        let candidates = match &program.index {
            Some(index) => index.candidates(&parts.update),
            None => Candidates::ALL,
        };
        Self {
            program,
            parts,
            candidates,
            next: 0,
            asking: None,
            before: Extensions::default(),
            gates: None,
            pending: Pending::Nothing,
        }
    }

    /// Goes on. A panic on the way is the caller's to catch, and ends the walk.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Outcome, BoxError>> {
        if let Some(result) = ready!(self.poll_pending(cx)) {
            return Poll::Ready(result);
        }
        // Only while steps are taken: most often that is once.
        let program = Arc::clone(&self.program);
        loop {
            let Some((step, passed)) = self.asking.or_else(|| self.next_step()) else {
                return Poll::Ready(Ok(Outcome::Unhandled));
            };
            if let Err(error) = self.try_step(&program.steps[step], step, passed) {
                return Poll::Ready(Err(error));
            }
            if let Some(result) = ready!(self.poll_pending(cx)) {
                return Poll::Ready(result);
            }
        }
    }

    /// Finishes what is under way; `Some` if that ends the walk.
    fn poll_pending(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Outcome, BoxError>>> {
        let result = match &mut self.pending {
            Pending::Nothing => return Poll::Ready(None),
            Pending::Filter(filter) => {
                let verdict = ready!(filter.as_mut().poll(cx));
                self.pending = Pending::Nothing;
                return Poll::Ready(self.take_verdict(verdict).err().map(Err));
            }
            Pending::Entered(run) => ready!(run.as_mut().poll(cx)),
            Pending::Future(future) => ready!(future.as_mut().poll(cx)),
        };
        self.pending = Pending::Nothing;
        Poll::Ready(match result {
            Ok(Outcome::Unhandled) => None,
            Err(error) if is_skip(&*error) => None,
            result => Some(result),
        })
    }

    /// Takes the answer of an asynchronous filter.
    fn take_verdict(&mut self, verdict: Result<Option<Parts>, BoxError>) -> Result<(), BoxError> {
        match verdict {
            Ok(Some(parts)) => {
                self.parts.values = parts.values;
                self.asking = self.asking.map(|(step, passed)| (step, passed + 1));
            }
            Ok(None) => self.decline(),
            Err(error) if is_skip(&*error) => self.decline(),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Goes on to the next step that could match.
    fn next_step(&mut self) -> Option<(usize, usize)> {
        let step = match &self.program.index {
            Some(index) => index.next(&self.candidates, self.next)?,
            None => self.next,
        };
        if let Some(gates) = &mut self.gates {
            while gates.last().is_some_and(|(end, _)| *end <= step) {
                if let Some((_, outside)) = gates.pop() {
                    self.parts.values = outside;
                }
            }
        }
        (step < self.program.steps.len()).then(|| {
            self.next = step + 1;
            self.before = self.parts.values.clone();
            self.asking = Some((step, 0));
            (step, 0)
        })
    }

    fn try_step(&mut self, step: &Step, at: usize, passed: usize) -> Result<(), BoxError> {
        match step {
            Step::Route(route) => match self.ask(&route.filters, at, passed) {
                Asked::Passed => self.start(route),
                Asked::Declined => self.decline(),
                Asked::Waiting => {}
                Asked::Failed(error) => return Err(error),
            },
            Step::Gate { filters, length } => match self.ask(filters, at, passed) {
                Asked::Passed => {
                    self.asking = None;
                    let outside = std::mem::take(&mut self.before);
                    if !outside.is_same(&self.parts.values) {
                        self.gates.get_or_insert_default().push((at + 1 + length, outside));
                    }
                }
                Asked::Declined => self.decline(),
                Asked::Waiting => {}
                Asked::Failed(error) => return Err(error),
            },
            Step::Enter { stack, .. } => {
                self.asking = None;
                self.pending = Pending::Entered(stack.enter(Some(self.parts.clone())));
            }
            Step::Boundary(boundary) => {
                self.asking = None;
                self.pending = Pending::Future(boundary.enter(self.parts.clone()));
            }
        }
        Ok(())
    }

    /// Asks the filters of a step, those that passed already left out.
    fn ask(&mut self, filters: &[BoxFilter], step: usize, passed: usize) -> Asked {
        for (filter, number) in filters.iter().zip(0..).skip(passed) {
            match filter.check(&mut self.parts) {
                Verdict::Yes => {}
                Verdict::No | Verdict::Missed => return Asked::Declined,
                Verdict::Failed(error) => return Asked::Failed(error),
                Verdict::Later(pending) => {
                    self.asking = Some((step, number));
                    self.pending = Pending::Filter(pending);
                    return Asked::Waiting;
                }
            }
        }
        Asked::Passed
    }

    /// Leaves the step whose filters said no, and what a gate guards with it.
    fn decline(&mut self) {
        self.parts.values = std::mem::take(&mut self.before);
        if let Some((step, _)) = self.asking.take() {
            if let Step::Gate { length, .. } = &self.program.steps[step] {
                self.next = step + 1 + length;
            }
        }
    }

    /// Calls a route that matched: its inner layers, then its handler.
    fn start(&mut self, route: &Arc<Route>) {
        self.asking = None;
        let mut parts = self.parts.clone();
        // What this route's filters stored is not for the next one.
        self.parts.values = std::mem::take(&mut self.before);
        parts.route = Some(Matched { route: Arc::clone(route), depth: 0 });
        self.pending = match route.inner.first() {
            Some(stack) => Pending::Entered(stack.enter(Some(parts))),
            None => Pending::Future(route.handler.call(parts)),
        };
    }
}
