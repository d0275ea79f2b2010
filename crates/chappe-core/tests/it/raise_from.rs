//! Failures of background work that a handler started.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use chappe_core::{
    AddExtensionLayer, BoxError, Cancel, Dispatcher, ErrorEvent, Me, Outcome, Request, Router,
    Skip,
    extract::{Event, Extension},
    filter::{Candidate, failed_with},
    is_cancel, is_skip, reply,
};
use chappe_types::{Message, SendMessage, UserId, fixtures::message};
use tower::ServiceExt as _;

use crate::support::Trace;

#[derive(Debug, PartialEq)]
struct Failed(&'static str);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Failed {}

/// The behaviour of the error handler of a router.
#[derive(Clone, Copy, Debug)]
enum Observer {
    None,
    OthersOnly,
    Takes,
    Raises,
    Skips,
    Declines,
    Cancels,
    Panics,
}

const OBSERVERS: [Observer; 8] = [
    Observer::None,
    Observer::OthersOnly,
    Observer::Takes,
    Observer::Raises,
    Observer::Skips,
    Observer::Declines,
    Observer::Cancels,
    Observer::Panics,
];

impl Observer {
    fn handle(self, name: &str, failure: &str) -> Result<Outcome, BoxError> {
        match self {
            Self::None | Self::OthersOnly | Self::Takes => {
                Ok(chappe_core::Reply::new(SendMessage::new(7, format!("{name}: {failure}")))
                    .into())
            }
            Self::Raises => Err(Failed("raised").into()),
            Self::Skips => Err(Skip.into()),
            Self::Declines => Ok(Outcome::Unhandled),
            Self::Cancels => Err(Cancel.into()),
            Self::Panics => panic!("an error handler of {name}"),
        }
    }

    fn observe(self, name: &'static str, router: Router, trace: &Trace) -> Router {
        let (layers, trace) = (trace.clone(), trace.clone());
        let handler = move |Event(event): Event<ErrorEvent>| {
            trace.note(name);
            let result = self.handle(name, &event.error().to_string());
            async move { result }
        };
        router.error(|m| {
            let m = match self {
                Self::None => return m,
                Self::OthersOnly => m.on(failed_with::<std::io::Error>(), handler),
                _ => m.on((), handler),
            };
            m.outer_layer(layers.layer("outer")).inner_layer(layers.layer("inner"))
        })
    }
}

/// A tree of three nested routers with a handler each, and the requests of the handlers.
fn tree(observers: [Observer; 3], trace: &Trace) -> (Dispatcher, Arc<Mutex<Vec<Request>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut names = ["root", "middle", "deep"].into_iter().zip(observers);
    let router = |(name, observer): (&'static str, Observer)| {
        let seen = Arc::clone(&seen);
        let has_name = move |message: &Message| message.text.as_deref() == Some(name);
        let handler = move |request: Request<Message>| {
            seen.lock().unwrap().push(request.into_update());
            async { Err::<(), _>(Failed("first")) }
        };
        let router = Router::new(name).message(|m| m.on(has_name, handler));
        observer.observe(name, router, trace)
    };
    let [root, middle, deep] = [(); 3].map(|()| router(names.next().unwrap()));
    (Dispatcher::new(root.include(middle.include(deep))), seen)
}

fn show(result: Result<Outcome, BoxError>) -> String {
    match result {
        Ok(outcome) if !outcome.is_handled() => "unhandled".to_owned(),
        Ok(outcome) => {
            let text = |reply: &chappe_core::Reply| {
                reply.downcast_ref::<SendMessage>().map(|method| method.text.to_string())
            };
            outcome.reply().and_then(text).unwrap_or_else(|| "handled".to_owned())
        }
        Err(error) if is_cancel(&*error) => "cancelled".to_owned(),
        Err(error) if is_skip(&*error) => "skipped".to_owned(),
        Err(error) => format!("failed: {error}"),
    }
}

#[tokio::test]
async fn a_failure_of_background_work_propagates_like_one_of_its_handler() {
    let mut kinds = std::collections::BTreeSet::new();
    for root in OBSERVERS {
        for middle in OBSERVERS {
            for deep in OBSERVERS {
                let trace = Trace::default();
                let (dispatcher, seen) = tree([root, middle, deep], &trace);
                for started_by in ["root", "middle", "deep"] {
                    let case = format!("{root:?} {middle:?} {deep:?}, {started_by}");
                    let request = Request::from(message(started_by));
                    let ordinary = show(dispatcher.clone().oneshot(request).await);
                    let ordinary = (ordinary, trace.take());
                    let request = seen.lock().unwrap().pop().expect("the handler ran");
                    let raised = show(dispatcher.raise_from(request, Failed("first")).await);
                    let raised = (raised, trace.take());
                    assert_eq!(raised, ordinary, "{case}");
                    kinds.insert(raised.0);
                }
            }
        }
    }
    let mut expected = vec!["cancelled".to_owned()];
    for failure in ["first", "raised", "panicked: an error handler of root"] {
        expected.push(format!("failed: {failure}"));
    }
    for taker in ["root", "middle", "deep"] {
        expected.push(format!("{taker}: first"));
    }
    for taker in ["root", "middle"] {
        expected.push(format!("{taker}: raised"));
    }
    for (taker, panicker) in [("root", "middle"), ("root", "deep"), ("middle", "deep")] {
        expected.push(format!("{taker}: panicked: an error handler of {panicker}"));
    }
    for panicker in ["middle", "deep"] {
        expected.push(format!("failed: panicked: an error handler of {panicker}"));
    }
    assert_eq!(kinds, expected.into_iter().collect());
}

/// Matches every message and stores a value.
struct Stores;

impl chappe_core::filter::Filter<Message> for Stores {
    fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        candidate.insert("by a filter");
        Ok(true)
    }
}

#[tokio::test]
async fn no_event_layer_is_called_for_it_and_the_values_are_those_of_the_source() {
    let trace = Trace::default();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let keeps = Arc::clone(&seen);
    let nested = Router::new("nested")
        .update(|u| u.outer_layer(trace.layer("update")))
        .message(|m| {
            m.outer_layer(trace.layer("message")).inner_layer(trace.layer("inner")).on(
                Stores,
                move |request: Request<Message>| {
                    keeps.lock().unwrap().push(request.into_update());
                    async {}
                },
            )
        })
        .error(|e| {
            e.on(
                (),
                async |text: Option<Extension<&'static str>>,
                       Extension(lane): Extension<u8>,
                       Extension(shared): Extension<u16>,
                       me: Me,
                       user: Option<UserId>| {
                    let text = text.map(|Extension(text)| text);
                    reply(format!(
                        "{text:?} {lane} {shared} {} {:?}",
                        me.username,
                        user.map(|id| id.0)
                    ))
                },
            )
        });
    let app = Router::new("app")
        .update(|u| u.outer_layer(trace.layer("root")).outer_layer(AddExtensionLayer::new("in")))
        .message(|m| m.outer_layer(AddExtensionLayer::new(9_u8)))
        .include(nested);
    let dispatcher =
        Dispatcher::builder(app).extension(3_u16).me(Me::new(42, "my_bot")).expects::<u8>().build();
    let request = Request::from(message("hi")).with(5_u8);
    let _ = dispatcher.clone().oneshot(request).await.unwrap();
    trace.take();
    let request = seen.lock().unwrap().pop().unwrap().with(6_u8);
    assert_eq!((request.get(), request.get()), (Some(&6_u8), Some(&"by a filter")));
    let outcome = show(dispatcher.raise_from(request, "failed").await);
    assert_eq!((&*outcome, &*trace.take()), ("None 5 3 my_bot Some(7)", ""));
}

#[tokio::test]
async fn a_failure_of_a_request_without_a_route_is_passed_to_the_root() {
    let trace = Trace::default();
    let (dispatcher, seen) = tree([Observer::Takes, Observer::Takes, Observer::Takes], &trace);
    let fresh = Request::from(message("deep"));
    assert_eq!(show(dispatcher.raise_from(fresh, "failed").await), "root: failed");
    // A route of another tree does not count.
    let (other, _) = tree([Observer::Takes, Observer::None, Observer::None], &trace);
    let _ = dispatcher.clone().oneshot(Request::from(message("deep"))).await.unwrap();
    let request = seen.lock().unwrap().pop().unwrap();
    assert_eq!(show(other.raise_from(request.clone(), "failed").await), "root: failed");
    // The same tree for another bot counts as the same tree.
    let twin = dispatcher.with_me(Me::new(2, "twin"));
    assert_eq!(show(twin.raise_from(request, "failed").await), "deep: failed");
}

#[tokio::test]
async fn a_failure_of_work_of_an_error_handler_is_passed_to_the_outer_routers() {
    let (keep, seen) = std::sync::mpsc::channel();
    let nested = Router::new("nested")
        .message(|m| m.on((), async || Err::<(), _>(Failed("first"))))
        .error(|e| {
            e.on((), move |request: Request<ErrorEvent>| {
                keep.send(request.into_update()).unwrap();
                async {}
            })
        });
    let app = Router::new("app").error(|e| e.on((), async || reply("app"))).include(nested);
    let dispatcher = Dispatcher::new(app);
    let _ = dispatcher.clone().oneshot(Request::from(message("hi"))).await.unwrap();
    let request = seen.recv().unwrap();
    assert_eq!(show(dispatcher.raise_from(request, Failed("second")).await), "app");
}

#[tokio::test]
async fn a_skip_or_cancel_of_background_work_is_not_passed_to_error_observers() {
    let trace = Trace::default();
    let (dispatcher, seen) = tree([Observer::Takes, Observer::Takes, Observer::Takes], &trace);
    for (error, expected) in [(BoxError::from(Skip), "skipped"), (Cancel.into(), "cancelled")] {
        let _ = dispatcher.clone().oneshot(Request::from(message("deep"))).await.unwrap();
        let request = seen.lock().unwrap().pop().unwrap();
        trace.take();
        let raised = show(dispatcher.raise_from(request, error).await);
        assert_eq!((&*raised, &*trace.take()), (expected, ""));
    }
}

#[tokio::test]
async fn an_error_whose_conversion_panics_is_raised_as_that_panic() {
    struct Bomb;

    impl From<Bomb> for BoxError {
        fn from(_: Bomb) -> Self {
            panic!("converted")
        }
    }

    let trace = Trace::default();
    let (dispatcher, seen) = tree([Observer::None, Observer::Takes, Observer::None], &trace);
    let _ = dispatcher.clone().oneshot(Request::from(message("deep"))).await.unwrap();
    let request = seen.lock().unwrap().pop().unwrap();
    assert_eq!(show(dispatcher.raise_from(request, Bomb).await), "middle: panicked: converted");
}
