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
    walk: Walk,
}

/// How far the walk is.
struct Walk {
    /// None once the last step that could match has it.
    parts: Option<Parts>,
    candidates: Candidates,
    /// The first step that was not tried.
    next: usize,
    /// The step whose filters are being asked, and how many said yes.
    asking: Option<(usize, usize)>,
    /// The values as they were before the filters being asked, if those could
    /// store any.
    before: Option<Extensions>,
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
        let walk = Walk {
            parts: Some(parts),
            candidates,
            next: 0,
            asking: None,
            before: None,
            gates: None,
            pending: Pending::Nothing,
        };
        Self { program, walk }
    }

    /// Goes on. A panic on the way is the caller's to catch, and ends the walk.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Outcome, BoxError>> {
        let Self { program, walk } = self;
        loop {
            if let Some(result) = ready!(walk.poll_pending(program, cx)) {
                return Poll::Ready(result);
            }
            let Some((step, passed)) = walk.asking.or_else(|| walk.next_step(program)) else {
                return Poll::Ready(Ok(Outcome::Unhandled));
            };
            if let Err(error) = walk.try_step(program, step, passed) {
                return Poll::Ready(Err(error));
            }
        }
    }
}

impl Walk {
    /// Finishes what is under way; `Some` if that ends the walk.
    fn poll_pending(
        &mut self,
        program: &Program,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Outcome, BoxError>>> {
        let result = match &mut self.pending {
            Pending::Nothing => return Poll::Ready(None),
            Pending::Filter(filter) => {
                let verdict = ready!(filter.as_mut().poll(cx));
                self.pending = Pending::Nothing;
                return Poll::Ready(self.take_verdict(program, verdict).err().map(Err));
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
    fn take_verdict(
        &mut self,
        program: &Program,
        verdict: Result<Option<Parts>, BoxError>,
    ) -> Result<(), BoxError> {
        match verdict {
            Ok(Some(parts)) => {
                self.set_values(parts.values);
                self.asking = self.asking.map(|(step, passed)| (step, passed + 1));
            }
            Ok(None) => self.decline(program),
            Err(error) if is_skip(&*error) => self.decline(program),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Goes on to the next step that could match.
    fn next_step(&mut self, program: &Program) -> Option<(usize, usize)> {
        let step = self.peek(program)?;
        if let Some(gates) = &mut self.gates {
            let mut outside = None;
            while gates.last().is_some_and(|(end, _)| *end <= step) {
                outside = gates.pop().map(|(_, values)| values).or(outside);
            }
            if let Some(outside) = outside {
                self.set_values(outside);
            }
        }
        self.next = step + 1;
        self.asking = Some((step, 0));
        self.before = match &self.parts {
            Some(parts) if program.steps[step].stores() => Some(parts.values.clone()),
            _ => None,
        };
        self.asking
    }

    /// The next step that could match, if there is one.
    fn peek(&self, program: &Program) -> Option<usize> {
        let step = match &program.index {
            Some(index) => index.next(&self.candidates, self.next)?,
            None => self.next,
        };
        (step < program.steps.len()).then_some(step)
    }

    fn try_step(&mut self, program: &Program, at: usize, passed: usize) -> Result<(), BoxError> {
        match &program.steps[at] {
            Step::Route(route) => match self.ask(&route.filters, at, passed) {
                Asked::Passed => self.start(program, route),
                Asked::Declined => self.decline(program),
                Asked::Waiting => {}
                Asked::Failed(error) => return Err(error),
            },
            Step::Gate { filters, length, .. } => match self.ask(filters, at, passed) {
                Asked::Passed => {
                    self.asking = None;
                    let values = self.parts.as_ref().map(|parts| &parts.values);
                    let outside = self.before.take();
                    let outside =
                        outside.filter(|outside| values.is_some_and(|it| !outside.is_same(it)));
                    if let Some(outside) = outside {
                        self.gates.get_or_insert_default().push((at + 1 + length, outside));
                    }
                }
                Asked::Declined => self.decline(program),
                Asked::Waiting => {}
                Asked::Failed(error) => return Err(error),
            },
            Step::Enter { stack, .. } => {
                self.asking = None;
                if let Some(parts) = self.hand_out(program) {
                    let mut run = stack.enter();
                    run.as_mut().give(parts);
                    self.pending = Pending::Entered(run);
                }
            }
            Step::Boundary(boundary) => {
                self.asking = None;
                if let Some(parts) = self.hand_out(program) {
                    self.pending = Pending::Future(boundary.enter(parts));
                }
            }
        }
        Ok(())
    }

    /// Asks the filters of a step, those that passed already left out.
    fn ask(&mut self, filters: &[BoxFilter], step: usize, passed: usize) -> Asked {
        let Some(parts) = &mut self.parts else { return Asked::Declined };
        for (filter, number) in filters.iter().zip(0..).skip(passed) {
            match filter.check(parts) {
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
    fn decline(&mut self, program: &Program) {
        if let Some(before) = self.before.take() {
            self.set_values(before);
        }
        if let Some((step, _)) = self.asking.take() {
            if let Step::Gate { length, .. } = &program.steps[step] {
                self.next = step + 1 + length;
            }
        }
    }

    /// Calls a route that matched: its inner layers, then its handler.
    fn start(&mut self, program: &Program, route: &Arc<Route>) {
        self.asking = None;
        let Some(mut parts) = self.hand_out(program) else { return };
        // What this route's filters stored is not for the next one.
        if let Some(before) = self.before.take() {
            self.set_values(before);
        }
        parts.route = Some(Matched { route: Arc::clone(route), depth: 0 });
        self.pending = match route.inner.first() {
            Some(stack) => {
                let mut run = stack.enter();
                run.as_mut().give(parts);
                Pending::Entered(run)
            }
            None => Pending::Future(route.handler.call(parts)),
        };
    }

    /// The request for a step: itself, if no later step could want it.
    fn hand_out(&mut self, program: &Program) -> Option<Parts> {
        if self.peek(program).is_some() { self.parts.clone() } else { self.parts.take() }
    }

    fn set_values(&mut self, values: Extensions) {
        if let Some(parts) = &mut self.parts {
            parts.values = values;
        }
    }
}
