//! One walk through a program: filters are asked, the match is called.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use crate::{
    catch_panic::{catch, discard},
    control_flow::{Meaning, meaning},
    engine::{
        index::Candidates,
        last_match::matched,
        program::{Program, Step},
        route::{HandlerFuture, Route},
        stack::{Run, Stack},
        target::Work,
    },
    error::BoxError,
    extensions::Extensions,
    filter::{BoxFilter, PendingVerdict, Verdict},
    outcome::Outcome,
    request::Parts,
};

/// Walks through a program, up to the first thing to wait for, which takes the place of
/// `work`. A panic on the way is a failure.
pub(crate) fn start(program: &Arc<Program>, parts: Parts, work: &mut Work) {
    let mut walk = Some(Walk::new(program, parts));
    let caught = catch(&mut || {
        let Some(walking) = &mut walk else { return };
        *work = match walking.advance(program) {
            // Something is left to try after it.
            Advance::Wait(pending) if walking.parts.is_some() => match walk.take() {
                Some(walk) => {
                    let program = Arc::clone(program);
                    Work::Routing(Box::new(Routing { program, walk, pending }))
                }
                None => Work::Nothing,
            },
            Advance::Wait(Pending::Entered(run)) => Work::Only(run),
            Advance::Wait(Pending::Future(future)) => Work::Last(future),
            Advance::Wait(Pending::Filter(_)) | Advance::End => Work::Nothing,
            Advance::Fail(error) => Work::Failed(Some(error)),
        };
        walk = None;
    });
    if let Err(panicked) = caught {
        work.fail(panicked);
        let _ = discard(walk);
    }
}

/// A walk that waits for something, with more to try after it.
pub(crate) struct Routing {
    program: Arc<Program>,
    walk: Walk,
    pending: Pending,
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
    /// Gates that stored values: where each ends, and the values outside it.
    gates: Vec<(usize, Extensions)>,
}

enum Pending {
    Filter(PendingVerdict),
    Entered(Pin<Box<dyn Run>>),
    Future(HandlerFuture),
}

/// Where a walk stops.
enum Advance {
    Wait(Pending),
    Fail(BoxError),
    /// No step is left.
    End,
}

/// What the filters of a step say.
enum Asked {
    Passed,
    Declined,
    Waiting(PendingVerdict),
    Failed(BoxError),
}

impl Routing {
    /// Goes on. A panic on the way is the caller's to catch, and ends the walk.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Outcome, BoxError>> {
        let Self { program, walk, pending } = self;
        loop {
            let result = match pending {
                Pending::Filter(filter) => {
                    let verdict = ready!(filter.as_mut().poll(cx));
                    walk.take_verdict(program, verdict).map(|()| Outcome::Unhandled)
                }
                Pending::Entered(run) => {
                    let mut polled = Poll::Pending;
                    run.as_mut().poll(cx, &mut polled);
                    ready!(polled)
                }
                Pending::Future(future) => ready!(future.as_mut().poll(cx)),
            };
            match result {
                Ok(Outcome::Unhandled) => {}
                Ok(outcome) => return Poll::Ready(Ok(outcome)),
                Err(mut error) => match meaning(&mut error) {
                    Meaning::Skip => {}
                    Meaning::Cancel | Meaning::Failure => return Poll::Ready(Err(error)),
                },
            }
            match walk.advance(program) {
                Advance::Wait(next) => *pending = next,
                Advance::Fail(error) => return Poll::Ready(Err(error)),
                Advance::End => return Poll::Ready(Ok(Outcome::Unhandled)),
            }
        }
    }
}

impl Walk {
    fn new(program: &Program, parts: Parts) -> Self {
        let candidates = match &program.index {
            Some(index) => index.candidates(&parts.update),
            None => Candidates::ALL,
        };
        Self {
            parts: Some(parts),
            candidates,
            next: 0,
            asking: None,
            before: None,
            gates: Vec::new(),
        }
    }

    /// Tries one step after another, up to the first thing to wait for.
    fn advance(&mut self, program: &Program) -> Advance {
        while let Some((step, passed)) = self.asking.or_else(|| self.next_step(program)) {
            match self.try_step(program, step, passed) {
                Ok(None) => {}
                Ok(Some(pending)) => return Advance::Wait(pending),
                Err(error) => return Advance::Fail(error),
            }
        }
        Advance::End
    }

    /// Takes the answer of an asynchronous filter.
    fn take_verdict(
        &mut self,
        program: &Program,
        verdict: Result<Option<Parts>, BoxError>,
    ) -> Result<(), BoxError> {
        match verdict {
            Ok(Some(mut parts)) => {
                self.set_values(std::mem::take(&mut parts.values));
                self.asking = self.asking.map(|(step, passed)| (step, passed + 1));
            }
            Ok(None) => self.decline(program),
            Err(mut error) => match meaning(&mut error) {
                Meaning::Skip => self.decline(program),
                Meaning::Cancel | Meaning::Failure => return Err(error),
            },
        }
        Ok(())
    }

    /// Goes on to the next step that could match.
    fn next_step(&mut self, program: &Program) -> Option<(usize, usize)> {
        let step = self.peek(program)?;
        let mut outside = None;
        while self.gates.last().is_some_and(|(end, _)| *end <= step) {
            outside = self.gates.pop().map(|(_, values)| values).or(outside);
        }
        if let Some(outside) = outside {
            self.set_values(outside);
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

    /// Tries a step; `Some` if it has to be waited for.
    fn try_step(
        &mut self,
        program: &Program,
        at: usize,
        passed: usize,
    ) -> Result<Option<Pending>, BoxError> {
        match &program.steps[at] {
            Step::Route(route) => match self.ask(&route.filters, at, passed) {
                Asked::Passed => return Ok(self.call(program, route)),
                Asked::Declined => self.decline(program),
                Asked::Waiting(filter) => return Ok(Some(Pending::Filter(filter))),
                Asked::Failed(error) => return Err(error),
            },
            Step::Gate { filters, length, .. } => match self.ask(filters, at, passed) {
                Asked::Passed => self.pass(at + 1 + length),
                Asked::Declined => self.decline(program),
                Asked::Waiting(filter) => return Ok(Some(Pending::Filter(filter))),
                Asked::Failed(error) => return Err(error),
            },
            Step::Enter { stack, .. } => {
                self.asking = None;
                return Ok(self.hand_out(program).map(|parts| enter(&**stack, parts)));
            }
            Step::Boundary(boundary) => {
                self.asking = None;
                let parts = self.hand_out(program);
                return Ok(parts.map(|parts| Pending::Future(boundary.enter(parts))));
            }
        }
        Ok(None)
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
                    return Asked::Waiting(pending);
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

    /// Goes through a gate that ends at `end`.
    fn pass(&mut self, end: usize) {
        self.asking = None;
        if let (Some(outside), Some(parts)) = (self.before.take(), &self.parts) {
            if !outside.is_same(&parts.values) {
                self.gates.push((end, outside));
            }
        }
    }

    /// Calls a route that matched: its inner layers, then its handler.
    fn call(&mut self, program: &Program, route: &Route) -> Option<Pending> {
        self.asking = None;
        let mut parts = self.hand_out(program)?;
        // What this route's filters stored is not for the next one.
        if let Some(before) = self.before.take() {
            self.set_values(before);
        }
        parts.route = Some(route.id);
        matched(route.id);
        Some(match route.inner.first() {
            Some(stack) => enter(&**stack, parts),
            None => Pending::Future(route.handler.call(parts)),
        })
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

fn enter(stack: &dyn Stack, parts: Parts) -> Pending {
    Pending::Entered(stack.start(parts))
}
