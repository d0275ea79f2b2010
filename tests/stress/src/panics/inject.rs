//! [`InjectLayer`]: sets the planned panic of the update that a thread polls, for code without
//! access to the request.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use chappe::{BoxError, Outcome, Request, types::Update};
use tower::{Layer, Service};

use crate::panics::{
    hook::INJECTED,
    ledger::{Ledger, Level},
    panic_point::PanicPoint,
    planned_panic::PlannedPanic,
};

thread_local! {
    /// The planned panic of the update whose future is being polled.
    static CURRENT: RefCell<Option<PlannedPanic>> = const { RefCell::new(None) };
    /// Whether panics between updates are suppressed: this program's own code runs.
    static IS_SUPPRESSED: Cell<bool> = const { Cell::new(false) };
}

/// Panics if the current update's panic is planned for this point and layer.
pub(crate) fn trigger_at(point: PanicPoint, level: Level) {
    if let Some(planned) = current(level) {
        planned.trigger_at(point);
    }
}

/// Returns the current update's planned panic if it is planned for this layer.
pub(crate) fn current(level: Level) -> Option<PlannedPanic> {
    CURRENT.with_borrow(|planned| planned.clone().filter(|planned| planned.level == level))
}

/// Sets the planned panic of this thread; restores the previous one on drop.
struct CurrentGuard {
    previous: Option<PlannedPanic>,
}

impl CurrentGuard {
    fn set(planned: Option<PlannedPanic>) -> Self {
        Self { previous: CURRENT.replace(planned) }
    }
}

impl Drop for CurrentGuard {
    fn drop(&mut self) {
        CURRENT.set(self.previous.take());
    }
}

/// The current update, as an extension of its request.
#[derive(Clone, Debug)]
pub(crate) struct CurrentUpdate {
    pub(crate) number: usize,
    pub(crate) planned: Option<PlannedPanic>,
    pub(crate) ledger: Arc<Ledger>,
}

/// One of this many clones, and of this many calls of `poll_ready`, panics.
const ONE_IN: u64 = 61;

/// Calls a function in which no panic between updates is injected.
pub(crate) fn without_injection<T>(function: impl FnOnce() -> T) -> T {
    let previous = IS_SUPPRESSED.replace(true);
    let result = function();
    IS_SUPPRESSED.set(previous);
    result
}

/// A layer around the dispatcher that sets the current update.
#[derive(Clone, Debug)]
pub(crate) struct InjectLayer {
    pub(crate) ledger: Arc<Ledger>,
}

impl<S> Layer<S> for InjectLayer {
    type Service = Inject<S>;

    fn layer(&self, inner: S) -> Inject<S> {
        Inject::new(inner, Arc::clone(&self.ledger))
    }
}

/// The service of [`InjectLayer`]. Its own `clone` and `poll_ready` panic occasionally, where
/// there is no current update.
#[derive(Debug)]
pub(crate) struct Inject<S> {
    inner: S,
    ledger: Arc<Ledger>,
    clones: Arc<AtomicU64>,
    readiness_checks: Arc<AtomicU64>,
}

impl<S> Inject<S> {
    pub(crate) fn new(inner: S, ledger: Arc<Ledger>) -> Self {
        Self { inner, ledger, clones: Arc::default(), readiness_checks: Arc::default() }
    }

    /// Panics at each [`ONE_IN`]th call, if the run includes the point.
    fn panic_between_updates(&self, point: PanicPoint, times: &AtomicU64) {
        if self.ledger.has(point) && !IS_SUPPRESSED.get() {
            let times = times.fetch_add(1, Ordering::SeqCst) + 1;
            if times % ONE_IN == 0 && !std::thread::panicking() {
                self.ledger.record_unattributed();
                panic!("{INJECTED}: between updates, in {}", point.name());
            }
        }
    }
}

impl<S: Clone> Clone for Inject<S> {
    fn clone(&self) -> Self {
        self.panic_between_updates(PanicPoint::Clone, &self.clones);
        Self {
            inner: self.inner.clone(),
            ledger: Arc::clone(&self.ledger),
            clones: Arc::clone(&self.clones),
            readiness_checks: Arc::clone(&self.readiness_checks),
        }
    }
}

impl<S> Service<Request<Update>> for Inject<S>
where
    S: Service<Request<Update>, Response = Outcome, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = InjectFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.panic_between_updates(PanicPoint::PollReady, &self.readiness_checks);
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Update>) -> InjectFuture {
        let number = usize::try_from(request.update_id().0).unwrap_or_default();
        let planned = PlannedPanic::for_update(&self.ledger, number);
        let update =
            CurrentUpdate { number, planned: planned.clone(), ledger: Arc::clone(&self.ledger) };
        let _guard = CurrentGuard::set(planned.clone());
        let inner = Box::pin(self.inner.call(request.with(update)));
        InjectFuture { inner, planned }
    }
}

/// The future of [`Inject`].
pub(crate) struct InjectFuture {
    inner: Pin<Box<dyn Future<Output = Result<Outcome, BoxError>> + Send>>,
    planned: Option<PlannedPanic>,
}

impl Future for InjectFuture {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let _guard = CurrentGuard::set(self.planned.clone());
        self.inner.as_mut().poll(cx)
    }
}
