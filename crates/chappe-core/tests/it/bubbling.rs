//! Failures are offered to the error observers of their router, then to those of the outer routers.

use std::fmt;

use chappe_core::{
    AddExtensionLayer, BoxError, Cancel, Dispatcher, ErrorEvent, Outcome, Router, Skip,
    extract::{Event, Extension},
    filter::{command, failed_with},
    reply,
};
use chappe_types::{ChatId, fixtures::message};

use tower::ServiceExt as _;

use crate::support::{Trace, dispatch};

#[derive(Debug, PartialEq)]
struct Failed(&'static str);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Failed {}

#[derive(Debug)]
struct Other;

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("other")
    }
}

impl std::error::Error for Other {}

/// A chain of three routers; the innermost has a handler that fails.
fn chain(trace: &Trace, observe: impl Fn(&'static str, Router, &Trace) -> Router) -> Dispatcher {
    let fail = {
        let trace = trace.clone();
        move || {
            trace.note("handler");
            async { Err::<(), _>(Failed("first")) }
        }
    };
    let inner = Router::new("inner")
        .message(|m| m.outer_layer(trace.layer("inner")).on(command("go"), fail));
    let middle = Router::new("middle").message(|m| m.outer_layer(trace.layer("middle")));
    let outer = Router::new("outer").message(|m| m.outer_layer(trace.layer("outer")));
    let inner = observe("inner", inner, trace);
    let middle = observe("middle", middle, trace).include(inner);
    Dispatcher::new(observe("outer", outer, trace).include(middle))
}

#[tokio::test]
async fn the_innermost_router_that_handles_a_failure_decides() {
    let trace = Trace::default();
    let dispatcher = chain(&trace, |name, router, trace| {
        let trace = trace.clone();
        match name {
            "inner" => router.error(|e| e.on(failed_with::<Other>(), async || reply("inner"))),
            "middle" => router.error(|e| {
                e.outer_layer(trace.layer("error_outer")).on(failed_with::<Failed>(), move || {
                    trace.note("error_handler");
                    async { reply("middle") }
                })
            }),
            _ => router.error(|e| e.on((), async || reply("outer"))),
        }
    });
    assert_eq!(dispatch(&dispatcher, message("/go")).await, "middle");
    // The failure left the layers of the middle router before its observer received it.
    assert_eq!(
        trace.take(),
        ">outer >middle >inner handler >error_outer error_handler <error_outer <outer"
    );
}

#[tokio::test]
async fn inner_error_layers_are_inherited_and_outer_ones_are_not() {
    let trace = Trace::default();
    let dispatcher = chain(&trace, |name, router, trace| match name {
        "outer" => router
            .error(|e| e.outer_layer(trace.layer("EO:outer")).inner_layer(trace.layer("EI:outer"))),
        "middle" => router.error(|e| e.inner_layer(trace.layer("EI:middle"))),
        _ => router.error(|e| e.outer_layer(trace.layer("EO:inner")).on((), async || {})),
    });
    assert_eq!(dispatch(&dispatcher, message("/go")).await, "handled");
    assert_eq!(
        trace.take(),
        ">outer >middle >inner handler >EO:inner >EI:outer >EI:middle <EI:middle <EI:outer \
         <EO:inner <middle <outer"
    );
}

#[tokio::test]
async fn the_error_of_an_error_handler_replaces_the_failure_for_the_outer_routers() {
    let trace = Trace::default();
    let dispatcher = chain(&trace, |name, router, _| match name {
        "inner" => router.error(|e| e.on((), async || Err::<(), _>(Failed("second")))),
        "middle" => router.error(|e| e.on((), async || Err::<(), _>(Skip))),
        _ => router.error(|e| {
            e.on((), async |Event(failure): Event<ErrorEvent>| reply(failure.error().to_string()))
        }),
    });
    assert_eq!(dispatch(&dispatcher, message("/go")).await, "second");
}

#[tokio::test]
async fn an_unobserved_failure_is_returned_unchanged() {
    let trace = Trace::default();
    let dispatcher =
        chain(&trace, |_, router, _| router.error(|e| e.on(failed_with::<Other>(), async || {})));
    let request = chappe_core::Request::from(message("/go"));
    let error = dispatcher.oneshot(request).await.unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&Failed("first")));
}

#[tokio::test]
async fn skip_and_cancel_are_not_passed_to_error_observers() {
    let app = Router::new("root")
        .message(|m| {
            m.on(command("skip"), async || Err::<(), BoxError>(Skip.into()))
                .on(command("cancel"), async || Err::<(), BoxError>(Cancel.into()))
        })
        .error(|e| e.on((), async || reply("observed")));
    let dispatcher = Dispatcher::new(app);
    assert_eq!(dispatch(&dispatcher, message("/skip")).await, "unhandled");
    assert_eq!(dispatch(&dispatcher, message("/cancel")).await, "cancelled");
}

#[tokio::test]
async fn an_error_handler_sees_the_values_from_before_its_router() {
    let nested = Router::new("nested")
        .message(|m| {
            m.outer_layer(AddExtensionLayer::new("inside"))
                .on((), async || Err::<(), _>(Failed("no")))
        })
        .error(|e| {
            e.on((), async |value: Option<Extension<&'static str>>, chat: ChatId| {
                let value = value.map_or("nothing", |Extension(value)| value);
                reply(format!("{value} in {chat}"))
            })
        });
    let app = Router::new("root")
        .message(|m| m.outer_layer(AddExtensionLayer::new("outside")))
        .include(nested);
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "outside in 7");
}

#[tokio::test]
async fn an_outer_error_layer_may_return_the_outcome() {
    let app =
        Router::new("root").message(|m| m.on((), async || Err::<(), _>(Failed("no")))).error(|e| {
            e.outer_layer(async |_: chappe_core::Request<ErrorEvent>, _| Ok(Outcome::handled()))
        });
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "handled");
}

#[tokio::test]
async fn an_error_handler_without_a_value_reports_why_its_router_does_not_provide_it() {
    // The build assumes that the layer of the error observer stores the value.
    let app = Router::new("app")
        .message(|m| {
            m.outer_layer(AddExtensionLayer::new(7_u8)).on((), async || Err::<(), _>(Other))
        })
        .error(|e| {
            e.inner_layer(tower::layer::layer_fn(|next| next)).on((), async |_: Extension<u8>| {})
        });
    let ended = dispatch(&Dispatcher::new(app), message("hi")).await;
    let rule = "; an error observer sees the values from when the event entered its router, without those that the router itself stores: move the observer to a nested router, together with the handlers whose failures it observes";
    assert!(ended.starts_with("failed: ") && ended.ends_with(rule), "{ended}");
}
