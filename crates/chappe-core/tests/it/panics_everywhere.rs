//! No panic of user code propagates out of the dispatcher, and an update fails exactly once.

use std::{
    error::Error,
    fmt,
    future::{Future, ready},
    panic::{AssertUnwindSafe, catch_unwind, panic_any},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use chappe_core::{
    BoxError, Dispatcher, EventType, Next, Observer, Outcome, Panicked, Request, Router,
    extract::FromRequest,
    filter::{Candidate, Filter, command, from_filter},
    reply,
};
use chappe_types::{SendMessage, fixtures::message};
use tower::{Layer, Service};

/// The function of user code that panics.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    LayerClone,
    LayerPollReady,
    LayerCall,
    LayerPoll,
    LayerFutureDrop,
    LayerServiceDrop,
    /// Two functions: the second one runs after the panic of the first.
    LayerPollReadyAndServiceDrop,
    LayerCallAndServiceDrop,
    LayerPollAndFutureDrop,
    ExtensionDrop,
    ExtensionsDrop,
    Filter,
    FilterError,
    AsyncFilter,
    AsyncFilterDrop,
    Extractor,
    Handler,
    HandlerFuture,
    HandlerFutureDrop,
    Payload,
    ErrorSource,
    ErrorDisplay,
    ErrorDrop,
    ErrorSourceAndDrop,
    SkipDrop,
    RequestValueDrop,
    LayerError,
}

const PLACES: [Place; 27] = [
    Place::LayerClone,
    Place::LayerPollReady,
    Place::LayerCall,
    Place::LayerPoll,
    Place::LayerFutureDrop,
    Place::LayerServiceDrop,
    Place::LayerPollReadyAndServiceDrop,
    Place::LayerCallAndServiceDrop,
    Place::LayerPollAndFutureDrop,
    Place::ExtensionDrop,
    Place::ExtensionsDrop,
    Place::Filter,
    Place::FilterError,
    Place::AsyncFilter,
    Place::AsyncFilterDrop,
    Place::Extractor,
    Place::Handler,
    Place::HandlerFuture,
    Place::HandlerFutureDrop,
    Place::Payload,
    Place::ErrorSource,
    Place::ErrorDisplay,
    Place::ErrorDrop,
    Place::ErrorSourceAndDrop,
    Place::SkipDrop,
    Place::RequestValueDrop,
    Place::LayerError,
];

/// The position of the layer.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Layered {
    Outer,
    Inner,
    UpdateOuter,
    UpdateInner,
}

const LAYERED: [Layered; 4] =
    [Layered::Outer, Layered::Inner, Layered::UpdateOuter, Layered::UpdateInner];

/// Panics in one function, while it is armed.
#[derive(Clone)]
struct Fault {
    place: Place,
    is_armed: Arc<AtomicBool>,
}

impl Fault {
    fn at(&self, place: Place) {
        assert!(!self.is_at(place), "broken at {place:?}");
    }

    /// An error that panics instead of the fault.
    fn error(&self) -> BoxError {
        Broken(Self { place: Place::ErrorSourceAndDrop, ..self.clone() }).into()
    }

    fn is_at(&self, place: Place) -> bool {
        self.place == place && self.is_armed.load(Ordering::Relaxed)
    }
}

/// Panics when it is dropped.
struct Bomb(Fault, Place);

impl Drop for Bomb {
    fn drop(&mut self) {
        self.0.at(self.1);
    }
}

/// A panic payload whose drop panics, with a payload of the same type.
struct Payload(usize);

impl Drop for Payload {
    fn drop(&mut self) {
        if self.0 > 0 {
            panic_any(Self(self.0 - 1));
        }
    }
}

/// An error whose methods panic.
struct Broken(Fault);

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.at(Place::ErrorDisplay);
        f.write_str("Broken")
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.at(Place::ErrorDisplay);
        f.write_str("broken")
    }
}

impl Error for Broken {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.at(Place::ErrorSource);
        self.0.at(Place::ErrorSourceAndDrop);
        self.0.is_at(Place::SkipDrop).then_some(&chappe_core::Skip)
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        self.0.at(Place::ErrorDrop);
        self.0.at(Place::ErrorSourceAndDrop);
        self.0.at(Place::SkipDrop);
    }
}

/// A layer that panics.
#[derive(Clone)]
struct Panics(Fault);

impl<E: EventType> Layer<Next<E>> for Panics {
    type Service = PanicsService<E>;

    fn layer(&self, inner: Next<E>) -> PanicsService<E> {
        PanicsService { fault: self.0.clone(), inner, is_clone: false }
    }
}

struct PanicsService<E> {
    fault: Fault,
    inner: Next<E>,
    is_clone: bool,
}

impl<E> Clone for PanicsService<E> {
    fn clone(&self) -> Self {
        self.fault.at(Place::LayerClone);
        Self { fault: self.fault.clone(), inner: self.inner.clone(), is_clone: true }
    }
}

impl<E> Drop for PanicsService<E> {
    fn drop(&mut self) {
        if self.is_clone {
            self.fault.at(Place::LayerServiceDrop);
            self.fault.at(Place::LayerPollReadyAndServiceDrop);
            self.fault.at(Place::LayerCallAndServiceDrop);
        }
    }
}

impl<E: EventType> Service<Request<E>> for PanicsService<E> {
    type Response = Outcome;
    type Error = BoxError;
    type Future = PanicsFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.fault.at(Place::LayerPollReady);
        self.fault.at(Place::LayerPollReadyAndServiceDrop);
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<E>) -> PanicsFuture {
        self.fault.at(Place::LayerCall);
        self.fault.at(Place::LayerCallAndServiceDrop);
        request.insert(Arc::new(Bomb(self.fault.clone(), Place::ExtensionDrop)));
        for number in 0..3_u8 {
            // All are dropped together with the request.
            match number {
                0 => request.insert((Bomb(self.fault.clone(), Place::ExtensionsDrop), number)),
                1 => request.insert((Bomb(self.fault.clone(), Place::ExtensionsDrop), (number,))),
                _ => request.insert((Bomb(self.fault.clone(), Place::ExtensionsDrop), [number])),
            }
        }
        PanicsFuture {
            inner: self.inner.call(request),
            bomb: Bomb(self.fault.clone(), Place::LayerFutureDrop),
        }
    }
}

struct PanicsFuture {
    inner: chappe_core::middleware::ResponseFuture,
    bomb: Bomb,
}

impl Drop for PanicsFuture {
    fn drop(&mut self) {
        self.bomb.0.at(Place::LayerPollAndFutureDrop);
    }
}

impl Future for PanicsFuture {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.bomb.0.at(Place::LayerPoll);
        self.bomb.0.at(Place::LayerPollAndFutureDrop);
        if self.bomb.0.is_at(Place::LayerError) {
            return Poll::Ready(Err(self.bomb.0.error()));
        }
        Pin::new(&mut self.inner).poll(cx)
    }
}

/// A filter that panics, or fails with an error that panics.
struct PanickingFilter(Fault);

impl<E: EventType> Filter<E> for PanickingFilter {
    fn check(&self, _: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        self.0.at(Place::Filter);
        if self.0.is_at(Place::FilterError) {
            return Err(self.0.error());
        }
        Ok(true)
    }
}

/// An argument that panics.
struct Panicking;

impl<E: EventType> FromRequest<E, ()> for Panicking {
    type Rejection = BoxError;

    async fn from_request(request: &Request<E>, (): &()) -> Result<Self, BoxError> {
        if let Some(fault) = request.get::<Fault>() {
            fault.at(Place::Extractor);
        }
        Ok(Self)
    }
}

/// The routers with error observers.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Observed {
    Nowhere,
    AtTheRoot,
    Nested,
}

#[derive(Clone, Copy, Debug)]
struct Bot {
    place: Place,
    layered: Layered,
    observed: Observed,
    /// Whether the route belongs to the `update` observer, not to that of messages.
    is_on_update: bool,
    is_traced: bool,
    /// Whether there is a later route to try, so that the request is cloned.
    has_fallback: bool,
}

/// The number of calls of error observers.
#[derive(Clone, Default)]
struct Counts {
    root: Arc<AtomicUsize>,
    nested: Arc<AtomicUsize>,
}

struct Built {
    dispatcher: Dispatcher,
    fault: Fault,
    counts: Counts,
}

fn layered(router: Router, fault: &Fault, layered: Layered) -> Router {
    let layer = Panics(fault.clone());
    match layered {
        Layered::Outer => router.message(|m| m.outer_layer(layer)),
        Layered::Inner => router.message(|m| m.inner_layer(layer)),
        Layered::UpdateOuter => router.update(|u| u.outer_layer(layer)),
        Layered::UpdateInner => router.update(|u| u.inner_layer(layer)),
    }
}

fn observed(router: Router, says: &'static str, count: &Arc<AtomicUsize>) -> Router {
    let count = Arc::clone(count);
    router.error(|e| {
        e.on((), move || {
            count.fetch_add(1, Ordering::Relaxed);
            ready(reply(says))
        })
    })
}

impl Bot {
    fn routes<E: EventType>(self, m: Observer<E>, fault: &Fault) -> Observer<E> {
        let [sync, later, handler] = [(); 3].map(|()| fault.clone());
        let waits = from_filter(move || {
            later.at(Place::AsyncFilter);
            let bomb = Bomb(later.clone(), Place::AsyncFilterDrop);
            async move {
                let _bomb = bomb;
                true
            }
        });
        let m = m.on((command("go"), PanickingFilter(sync), waits), move |_: Panicking| {
            handler.at(Place::Handler);
            run(handler.clone())
        });
        match self.has_fallback {
            true => m.fallback(async || reply("fallback")),
            false => m,
        }
    }

    fn build(self) -> Built {
        let fault = Fault { place: self.place, is_armed: Arc::default() };
        let counts = Counts::default();
        let mut router = Router::new("nested");
        router = match self.is_on_update {
            true => router.update(|m| self.routes(m, &fault)),
            false => router.message(|m| self.routes(m, &fault)),
        };
        router = layered(router, &fault, self.layered);
        let root = match self.observed {
            Observed::Nowhere => router,
            Observed::AtTheRoot => observed(router, "root", &counts.root),
            Observed::Nested => {
                let nested = observed(router, "nested", &counts.nested);
                observed(Router::new("root").include(nested), "root", &counts.root)
            }
        };
        let builder = Dispatcher::builder(root).extension(fault.clone());
        let dispatcher = if self.is_traced { builder.traced().build() } else { builder.build() };
        Built { dispatcher, fault, counts }
    }
}

fn run(fault: Fault) -> impl Future<Output = Result<SendMessage, BoxError>> + Send {
    let bomb = Bomb(fault.clone(), Place::HandlerFutureDrop);
    async move {
        let _bomb = bomb;
        fault.at(Place::HandlerFuture);
        match fault.place {
            Place::Payload if fault.is_at(Place::Payload) => panic_any(Payload(3)),
            Place::ErrorSource
            | Place::ErrorDisplay
            | Place::ErrorDrop
            | Place::ErrorSourceAndDrop
            | Place::SkipDrop
                if fault.is_at(fault.place) =>
            {
                Err(Broken(fault).into())
            }
            _ => Ok(SendMessage::new(7, "fine")),
        }
    }
}

/// The result of a dispatch.
#[derive(Debug, PartialEq)]
enum Ended {
    Said(String),
    Unhandled,
    /// A panic as the error.
    Panicked,
    /// The error that the handler returned.
    Failed,
    /// A panic that propagated out of the dispatcher.
    Unwound,
}

impl Built {
    /// Dispatches an update while faults are armed, or not.
    fn dispatch(&self, is_armed: bool) -> Ended {
        let request =
            Request::from(message("/go")).with(Bomb(self.fault.clone(), Place::RequestValueDrop));
        self.fault.is_armed.store(is_armed, Ordering::Relaxed);
        let result = catch_unwind(AssertUnwindSafe(|| {
            let mut future = self.dispatcher.clone().call(request);
            for _ in 0..10 {
                let mut cx = Context::from_waker(Waker::noop());
                if let Poll::Ready(result) = Pin::new(&mut future).poll(&mut cx) {
                    return result;
                }
            }
            panic!("it never ends")
        }));
        let ended = match &result {
            Err(_) => Ended::Unwound,
            Ok(Ok(outcome)) => match outcome.reply().and_then(|reply| reply.downcast_ref()) {
                Some(method) => {
                    let method: &SendMessage = method;
                    Ended::Said(method.text.to_string())
                }
                None => Ended::Unhandled,
            },
            Ok(Err(error)) if error.is::<Panicked>() => Ended::Panicked,
            Ok(Err(_)) => Ended::Failed,
        };
        // Dropping the error is up to the caller.
        self.fault.is_armed.store(false, Ordering::Relaxed);
        drop(result);
        ended
    }

    /// The number of calls of the error observers of the root and of the nested router.
    fn take_counts(&self) -> [usize; 2] {
        [&self.counts.root, &self.counts.nested].map(|count| count.swap(0, Ordering::Relaxed))
    }
}

impl Bot {
    /// The result of an update whose fault is armed, and the number of calls of error observers.
    fn expected(self) -> (Ended, [usize; 2]) {
        // Values that the request had before are dropped outside of all routers.
        let observed = match (self.observed, self.place) {
            (Observed::Nested, Place::RequestValueDrop) => Observed::AtTheRoot,
            (observed, _) => observed,
        };
        match (observed, self.place) {
            (Observed::AtTheRoot, _) => (Ended::Said("root".to_owned()), [1, 0]),
            (Observed::Nested, _) => (Ended::Said("nested".to_owned()), [0, 1]),
            // These errors are returned without being inspected.
            (Observed::Nowhere, Place::ErrorDisplay | Place::ErrorDrop) => (Ended::Failed, [0, 0]),
            (Observed::Nowhere, _) => (Ended::Panicked, [0, 0]),
        }
    }
}

fn bots() -> Vec<Bot> {
    let mut bots = Vec::new();
    for place in PLACES {
        for layered in LAYERED {
            for observed in [Observed::Nowhere, Observed::AtTheRoot, Observed::Nested] {
                for flags in 0..8_u8 {
                    bots.push(Bot {
                        place,
                        layered,
                        observed,
                        is_on_update: flags & 1 != 0,
                        is_traced: flags & 2 != 0,
                        has_fallback: flags & 4 != 0,
                    });
                }
            }
        }
    }
    // Layers of messages do not wrap the handlers of the `update` observer.
    bots.retain(|bot| {
        !bot.is_on_update || matches!(bot.layered, Layered::UpdateOuter | Layered::UpdateInner)
    });
    bots
}

#[test]
fn a_panic_of_user_code_is_exactly_one_failure_of_its_update() {
    let mut wrong = Vec::new();
    for bot in bots() {
        let built = bot.build();
        let ended = (built.dispatch(true), built.take_counts());
        if ended != bot.expected() {
            wrong.push(format!("{bot:?}: {ended:?}, not {:?}", bot.expected()));
        }
        for _ in 0..100 {
            let ended = (built.dispatch(false), built.take_counts());
            assert_eq!(ended, (Ended::Said("fine".to_owned()), [0, 0]), "after {bot:?}");
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), bots().len(), wrong.join("\n"));
}
