//! Each of tower's layers, in each position of a layer.

use std::{future::ready, time::Duration};

use chappe_core::{
    BoxError, Dispatcher, EventType, Outcome, Request, Router, filter::text, is_control_flow,
    middleware::BoxLayer, reply, shared,
};
use chappe_types::fixtures::message;
use tower::{
    ServiceBuilder,
    buffer::BufferLayer,
    filter::FilterLayer,
    limit::{ConcurrencyLimitLayer, RateLimitLayer},
    load_shed::LoadShedLayer,
    retry::{Policy, RetryLayer},
    timeout::TimeoutLayer,
    util::{MapRequestLayer, MapResponseLayer, ThenLayer},
};

use crate::support::{ProbeLayer, dispatch};

/// Retries a failure once, but not `Skip` and `Cancel`.
#[derive(Clone, Debug)]
pub(crate) struct OnceMore {
    left: u32,
}

impl OnceMore {
    pub(crate) fn new() -> Self {
        Self { left: 1 }
    }
}

impl<E: EventType> Policy<Request<E>, Outcome, BoxError> for OnceMore {
    type Future = std::future::Ready<()>;

    fn retry(
        &mut self,
        _: &mut Request<E>,
        result: &mut Result<Outcome, BoxError>,
    ) -> Option<Self::Future> {
        let failed = matches!(result, Err(error) if !is_control_flow(&**error));
        let again = failed && self.left > 0;
        self.left = self.left.saturating_sub(1);
        again.then(|| ready(()))
    }

    fn clone_request(&mut self, request: &Request<E>) -> Option<Request<E>> {
        Some(request.clone())
    }
}

const LAYERS: [&str; 11] = [
    "timeout",
    "concurrency_limit",
    "rate_limit",
    "load_shed",
    "buffer",
    "retry",
    "filter",
    "map_request",
    "map_response",
    "then",
    "three",
];

/// A layer of tower with the readiness probe inside.
fn layer<E: EventType>(name: &str) -> BoxLayer<E> {
    let stack = ServiceBuilder::new();
    let second = Duration::from_secs(1);
    match name {
        "timeout" => BoxLayer::new(stack.layer(TimeoutLayer::new(second)).layer(ProbeLayer)),
        "concurrency_limit" => {
            BoxLayer::new(stack.layer(ConcurrencyLimitLayer::new(2)).layer(ProbeLayer))
        }
        "rate_limit" => {
            BoxLayer::new(stack.layer(shared(RateLimitLayer::new(2, second))).layer(ProbeLayer))
        }
        "load_shed" => BoxLayer::new(stack.layer(LoadShedLayer::new()).layer(ProbeLayer)),
        "buffer" => BoxLayer::new(stack.layer(BufferLayer::<Request<E>>::new(2)).layer(ProbeLayer)),
        "retry" => BoxLayer::new(stack.layer(RetryLayer::new(OnceMore::new())).layer(ProbeLayer)),
        "filter" => BoxLayer::new(
            stack.layer(FilterLayer::new(Ok::<Request<E>, BoxError>)).layer(ProbeLayer),
        ),
        "map_request" => {
            let same = |request: Request<E>| request;
            BoxLayer::new(stack.layer(MapRequestLayer::new(same)).layer(ProbeLayer))
        }
        "map_response" => {
            let same = |outcome: Outcome| outcome;
            BoxLayer::new(stack.layer(MapResponseLayer::new(same)).layer(ProbeLayer))
        }
        "then" => {
            let same = |result: Result<Outcome, BoxError>| ready(result);
            BoxLayer::new(stack.layer(ThenLayer::new(same)).layer(ProbeLayer))
        }
        _ => BoxLayer::new(
            stack
                .layer(TimeoutLayer::new(second))
                .layer(ConcurrencyLimitLayer::new(2))
                .layer(LoadShedLayer::new())
                .layer(ProbeLayer),
        ),
    }
}

/// A root and a nested router with the handler, and the layer in one position.
fn app(name: &str, position: &str) -> Dispatcher {
    let with_layer =
        |router: Router, router_position: &str| match position.strip_prefix(router_position) {
            Some("update_outer") => router.update(|u| u.outer_layer(layer(name))),
            Some("update_inner") => router.update(|u| u.inner_layer(layer(name))),
            Some("event_outer") => router.message(|m| m.outer_layer(layer(name))),
            Some("event_inner") => router.message(|m| m.inner_layer(layer(name))),
            _ => router,
        };
    let nested = Router::new("nested").message(|m| m.on(text(), async || reply("handled")));
    let nested = with_layer(nested, "nested_");
    Dispatcher::new(with_layer(Router::new("root"), "root_").include(nested))
}

#[tokio::test(start_paused = true)]
async fn tower_layers_everywhere() {
    for name in LAYERS {
        for router in ["root_", "nested_"] {
            for position in ["update_outer", "update_inner", "event_outer", "event_inner"] {
                let dispatcher = app(name, &format!("{router}{position}"));
                for number in 0..5 {
                    let outcome = dispatch(&dispatcher, message("hi")).await;
                    assert_eq!(outcome, "handled", "{name} as {router}{position}, update {number}");
                }
            }
        }
    }
}
