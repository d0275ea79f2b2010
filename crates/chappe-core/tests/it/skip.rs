//! The effect of `Skip`.

use chappe_core::{
    BoxError, Dispatcher, Next, Outcome, Request, Router, Skip,
    extract::Text,
    filter::{Candidate, Filter, FilterExt, from_filter},
    reply,
};
use chappe_types::{
    Message,
    fixtures::{channel_post, message},
};

use crate::support::dispatch;

struct Skips;

impl Filter<Message> for Skips {
    fn check(&self, _: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        Err(Skip.into())
    }
}

async fn skips(_: Request<Message>, _: Next<Message>) -> Result<Outcome, BoxError> {
    Err(Skip.into())
}

#[tokio::test]
async fn skip_in_a_filter_is_no_match() {
    let app = Router::new("root").message(|m| {
        m.on(Skips, async || reply("one"))
            .on((Skips.or(|_: &Message| true), ()), async || reply("two"))
    });
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "two");
    let gated = Router::new("gated").message(|m| m.filter(Skips).on((), async || reply("in")));
    let app = Router::new("root").include(gated);
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "unhandled");
}

#[tokio::test]
async fn skip_in_an_asynchronous_filter_is_no_match() {
    let app = Router::new("root").message(|m| {
        m.on(from_filter(async || Err::<bool, _>(Skip)), async || reply("one"))
            .on(from_filter(async || true), async || reply("two"))
    });
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "two");
}

#[tokio::test]
async fn skip_in_an_extractor_is_no_match() {
    let app = Router::new("root").channel_post(|m| {
        m.on((), async |_: chappe_types::User| reply("user"))
            .on((), async |Text(text): Text| reply(text))
    });
    assert_eq!(dispatch(&Dispatcher::new(app), channel_post("news")).await, "news");
}

#[tokio::test]
async fn after_skip_in_an_inner_layer_the_next_route_is_tried() {
    let nested =
        Router::new("nested").message(|m| m.inner_layer(skips).on((), async || reply("one")));
    let sibling = Router::new("sibling").message(|m| m.on((), async || reply("two")));
    let app = Router::new("root").include(nested).include(sibling);
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "two");
}

#[tokio::test]
async fn after_skip_in_an_outer_layer_the_router_is_unmatched() {
    let nested =
        Router::new("nested").message(|m| m.outer_layer(skips).on((), async || reply("one")));
    let sibling = Router::new("sibling").message(|m| m.on((), async || reply("two")));
    let app = Router::new("root").include(nested).include(sibling);
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "two");
    let app = Router::new("root").message(|m| m.outer_layer(skips).on((), async || {}));
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "unhandled");
}

#[tokio::test]
async fn the_dispatcher_returns_skip_of_an_outer_layer_of_the_root() {
    let app = Router::new("root")
        .update(|u| u.outer_layer(async |_: Request, _| Err(Skip.into())))
        .message(|m| m.on((), async || {}));
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "skipped");
}

#[tokio::test]
async fn values_of_a_route_that_skipped_are_dropped() {
    struct Stores;

    impl Filter<Message> for Stores {
        fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
            candidate.insert("stored");
            Ok(true)
        }
    }

    let app = Router::new("root").message(|m| {
        m.on(Stores, async || Err::<(), _>(Skip)).on((Stores, |_: &Message| false), async || {}).on(
            (),
            async |request: Request<Message>| {
                reply(request.get::<&str>().copied().unwrap_or("nothing"))
            },
        )
    });
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "nothing");
}
