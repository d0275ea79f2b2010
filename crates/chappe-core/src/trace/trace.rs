//! Traces of requests.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::trace::{StepLocation, StepOutcome};

/// The steps of a dispatcher with a request: the layers and handlers that were called, the
/// results of filters, and the duration of each.
///
/// Store it in a request for a dispatcher that was built with
/// [`DispatcherBuilder::traced`](crate::DispatcherBuilder::traced). Clones share the steps.
///
/// # Example
///
/// ```
/// use chappe::Trace;
/// use chappe::prelude::*;
/// use chappe_testing::UpdateBuilder;
/// use tower::ServiceExt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), BoxError> {
/// let app = Router::new("app").message(|m| {
///     m.on(command("help"), async || reply("help")).on(command("start"), async || reply("hi"))
/// });
/// let dispatcher = Dispatcher::builder(app).traced().build();
///
/// let trace = Trace::new();
/// let request = Request::from(UpdateBuilder::message("/start").build()).with(trace.clone());
/// dispatcher.oneshot(request).await?;
/// let steps = trace.to_string();
/// assert!(steps.starts_with("\
/// filter command(\"help\") (app, message): no
/// filter command(\"start\") (app, message): yes
/// handler closure at "), "{steps}");
/// assert!(steps.ends_with(" (app, message): handled\n"), "{steps}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Trace {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    steps: Vec<TraceStep>,
    depth: usize,
}

/// One step of a [`Trace`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TraceStep {
    /// The kind of the step.
    pub kind: StepKind,
    /// The name of the layer, filter or handler, without paths.
    pub name: Arc<str>,
    /// The path of the router: the names from the root, joined by `/`.
    pub router: Arc<str>,
    /// The observer: a kind of update, `update` or `error`.
    pub observer: &'static str,
    /// The number of layers around it.
    pub depth: usize,
    /// How it has ended.
    pub outcome: StepOutcome,
    /// Its duration, including inner steps and the time that it waited; zero until it has
    /// ended.
    pub took: Duration,
}

/// The kind of a step of a [`Trace`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepKind {
    /// A layer.
    Layer,
    /// A filter.
    Filter,
    /// A handler.
    Handler,
}

impl Trace {
    /// Makes a trace without steps.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the steps so far, in the order in which they began.
    pub fn steps(&self) -> Vec<TraceStep> {
        self.lock().steps.clone()
    }

    /// Returns the last handler that was called and has not skipped the event.
    pub fn handler(&self) -> Option<TraceStep> {
        let inner = self.lock();
        let is_it = |step: &&TraceStep| {
            step.kind == StepKind::Handler && step.outcome != StepOutcome::Skipped
        };
        inner.steps.iter().rev().find(is_it).cloned()
    }

    /// Records that a step begins.
    pub(crate) fn open(&self, location: &StepLocation) -> Open {
        let mut inner = self.lock();
        let step = TraceStep {
            kind: location.kind,
            name: Arc::clone(&location.name),
            router: Arc::clone(&location.router),
            observer: location.observer,
            depth: inner.depth,
            outcome: StepOutcome::Running,
            took: Duration::ZERO,
        };
        inner.steps.push(step);
        if location.kind == StepKind::Layer {
            inner.depth += 1;
        }
        Open { began: Instant::now(), at: Some((self.clone(), inner.steps.len() - 1)) }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A step that has not ended. Dropping it records that it was dropped, or that it panicked.
pub(crate) struct Open {
    began: Instant,
    at: Option<(Trace, usize)>,
}

impl Open {
    /// A step that is not recorded.
    pub(crate) fn unrecorded() -> Self {
        Self { began: Instant::now(), at: None }
    }

    /// Measures the duration from an earlier moment.
    pub(crate) fn since(mut self, began: Instant) -> Self {
        self.began = began;
        self
    }

    /// Records how the step ended.
    pub(crate) fn end(mut self, outcome: impl FnOnce() -> StepOutcome) {
        self.close(outcome);
    }

    fn close(&mut self, outcome: impl FnOnce() -> StepOutcome) {
        let Some((trace, index)) = self.at.take() else { return };
        // Before the trace is locked: the `Display` of an error may read the trace.
        let outcome = outcome();
        let mut inner = trace.lock();
        if let Some(step) = inner.steps.get_mut(index) {
            step.outcome = outcome;
            step.took = self.began.elapsed();
            if step.kind == StepKind::Layer {
                inner.depth = inner.depth.saturating_sub(1);
            }
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.close(|| {
            if std::thread::panicking() {
                StepOutcome::Failed("panicked".to_owned())
            } else {
                StepOutcome::Dropped
            }
        });
    }
}

/// One line for each step, without durations.
impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in self.steps() {
            let TraceStep { kind, name, router, observer, depth, outcome, .. } = step;
            let indent = depth * 2;
            writeln!(f, "{:indent$}{kind} {name} ({router}, {observer}): {outcome}", "")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.steps()).finish()
    }
}

impl StepKind {
    /// `layer`, `filter` or `handler`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Layer => "layer",
            Self::Filter => "filter",
            Self::Handler => "handler",
        }
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for StepOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running => f.write_str("running"),
            Self::Yes => f.write_str("yes"),
            Self::No => f.write_str("no"),
            Self::Handled => f.write_str("handled"),
            Self::Skipped => f.write_str("skipped"),
            Self::Cancelled => f.write_str("cancelled"),
            Self::Failed(why) => write!(f, "failed, {why}"),
            Self::Dropped => f.write_str("dropped"),
        }
    }
}
