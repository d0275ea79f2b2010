//! The service that says which update is under way, to code that cannot know it.

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
    bomb::Bomb,
    hook::OURS,
    ledger::{Ledger, Level},
    place::Place,
};

thread_local! {
    /// The bomb of the update whose future is being polled.
    static CURRENT: RefCell<Option<Bomb>> = const { RefCell::new(None) };
    /// Whether stray panics are held back: the code that runs is this program's.
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Panics if the update under way is to panic in this place of this layer.
pub(crate) fn reach(place: Place, level: Level) {
    if let Some(bomb) = current(level) {
        bomb.reach(place);
    }
}

/// The bomb of the update under way, if it is meant for this layer.
pub(crate) fn current(level: Level) -> Option<Bomb> {
    CURRENT.with_borrow(|bomb| bomb.clone().filter(|bomb| bomb.level == level))
}

/// Makes a bomb the current one until this is dropped.
struct Current {
    before: Option<Bomb>,
}

impl Current {
    fn set(bomb: Option<Bomb>) -> Self {
        Self { before: CURRENT.replace(bomb) }
    }
}

impl Drop for Current {
    fn drop(&mut self) {
        CURRENT.set(self.before.take());
    }
}

/// What the handler knows of its update.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) number: usize,
    pub(crate) bomb: Option<Bomb>,
    pub(crate) ledger: Arc<Ledger>,
}

/// One of so many clones, and of so many questions for readiness, panics.
const ONE_IN: u64 = 61;

/// Does something in which no stray panic may happen.
pub(crate) fn quietly<T>(what: impl FnOnce() -> T) -> T {
    let before = IS_QUIET.replace(true);
    let result = what();
    IS_QUIET.set(before);
    result
}

/// The layer: stands around the whole dispatcher.
#[derive(Clone, Debug)]
pub(crate) struct ArmLayer {
    pub(crate) ledger: Arc<Ledger>,
}

impl<S> Layer<S> for ArmLayer {
    type Service = Arm<S>;

    fn layer(&self, inner: S) -> Arm<S> {
        Arm::new(inner, Arc::clone(&self.ledger))
    }
}

/// The service of [`ArmLayer`]. It panics itself now and then, where no update is
/// known.
#[derive(Debug)]
pub(crate) struct Arm<S> {
    inner: S,
    ledger: Arc<Ledger>,
    clones: Arc<AtomicU64>,
    questions: Arc<AtomicU64>,
}

impl<S> Arm<S> {
    pub(crate) fn new(inner: S, ledger: Arc<Ledger>) -> Self {
        Self { inner, ledger, clones: Arc::default(), questions: Arc::default() }
    }

    /// Panics each so many times, if anything panics in a place at all.
    fn stray(&self, place: Place, times: &AtomicU64) {
        if self.ledger.has(place) && !IS_QUIET.get() {
            let times = times.fetch_add(1, Ordering::SeqCst) + 1;
            if times % ONE_IN == 0 && !std::thread::panicking() {
                self.ledger.stray();
                panic!("{OURS}: between updates, in {}", place.name());
            }
        }
    }
}

impl<S: Clone> Clone for Arm<S> {
    fn clone(&self) -> Self {
        self.stray(Place::Clone, &self.clones);
        Self {
            inner: self.inner.clone(),
            ledger: Arc::clone(&self.ledger),
            clones: Arc::clone(&self.clones),
            questions: Arc::clone(&self.questions),
        }
    }
}

impl<S> Service<Request<Update>> for Arm<S>
where
    S: Service<Request<Update>, Response = Outcome, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = Armed;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.stray(Place::PollReady, &self.questions);
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Update>) -> Armed {
        let number = usize::try_from(request.update_id().0).unwrap_or_default();
        let bomb = Bomb::of(&self.ledger, number);
        let task = Task { number, bomb: bomb.clone(), ledger: Arc::clone(&self.ledger) };
        let _current = Current::set(bomb.clone());
        let inner = Box::pin(self.inner.call(request.with(task)));
        Armed { inner, bomb }
    }
}

/// The future of [`Arm`].
pub(crate) struct Armed {
    inner: Pin<Box<dyn Future<Output = Result<Outcome, BoxError>> + Send>>,
    bomb: Option<Bomb>,
}

impl Future for Armed {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let _current = Current::set(self.bomb.clone());
        self.inner.as_mut().poll(cx)
    }
}
