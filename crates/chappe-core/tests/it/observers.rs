//! Update observers, of the root and of nested routers, and fallbacks.

use chappe_core::{
    Dispatcher, Outcome, Request, Router,
    extract::Text,
    filter::{command, text},
    reply,
};
use chappe_types::{
    Message, Update, UpdateKind,
    fixtures::{callback_query, message, unknown},
};

use crate::support::{Trace, dispatch};

fn tree(trace: &Trace) -> Dispatcher {
    let nested = Router::new("nested")
        .update(|u| {
            u.outer_layer(trace.layer("UO:nested")).inner_layer(trace.layer("UI:nested")).fallback(
                async |chat: Option<chappe_types::ChatId>| chat.map(|_| reply("nested fallback")),
            )
        })
        .message(|m| {
            m.outer_layer(trace.layer("O:nested")).on(command("nested"), async || reply("nested"))
        });
    let app = Router::new("root")
        .update(|u| u.outer_layer(trace.layer("UO")).inner_layer(trace.layer("UI")))
        .message(|m| m.outer_layer(trace.layer("O")).on(command("root"), async || reply("root")))
        .include(nested);
    Dispatcher::new(app)
}

#[tokio::test]
async fn a_nested_update_observer_sees_the_updates_that_reach_its_router() {
    let trace = Trace::default();
    let dispatcher = tree(&trace);
    assert_eq!(dispatch(&dispatcher, message("/root")).await, "root");
    assert_eq!(trace.take(), ">UO >UI >O <O <UI <UO");
    assert_eq!(dispatch(&dispatcher, message("/nested")).await, "nested");
    assert_eq!(
        trace.take(),
        ">UO >UI >O >UO:nested >UI:nested >O:nested <O:nested <UI:nested <UO:nested <O <UI <UO"
    );
    // A kind that the nested router has no observer for.
    assert_eq!(dispatch(&dispatcher, callback_query("x")).await, "nested fallback");
    assert_eq!(trace.take(), ">UO >UI >UO:nested >UI:nested <UI:nested <UO:nested <UI <UO");
}

#[tokio::test]
async fn an_unknown_kind_is_passed_to_nested_update_observers_then_to_fallbacks() {
    let trace = Trace::default();
    // It has no chat to reply to.
    assert_eq!(dispatch(&tree(&trace), unknown()).await, "handled");
    assert_eq!(trace.take(), ">UO >UI >UO:nested >UI:nested <UI:nested <UO:nested <UI <UO");
    let seen = Trace::default();
    let trace = seen.clone();
    let note = move |update: Update| {
        if let UpdateKind::Unknown(unknown) = &update.kind {
            trace.note(unknown.raw.get());
        }
        std::future::ready(())
    };
    let app = Router::new("root")
        .update(|u| u.fallback(note))
        .include(Router::new("nested").message(|m| m.on((), async || {})));
    assert_eq!(dispatch(&Dispatcher::new(app), unknown()).await, "handled");
    assert_eq!(seen.take(), r#"{"update_id":1,"telepathy":{"thought":"?"}}"#);
}

#[tokio::test]
async fn the_handlers_of_an_update_observer_precede_those_of_event_observers() {
    let app = Router::new("root")
        .update(|u| {
            u.on(|update: &Update| update.update_id.0 == 2, async || reply("first"))
                .fallback(async || reply("last"))
        })
        .message(|m| m.on(text(), async || reply("message")));
    let dispatcher = Dispatcher::new(app);
    let numbered = |id| chappe_types::fixtures::message_in(id, 7, "hi");
    assert_eq!(dispatch(&dispatcher, numbered(1)).await, "message");
    assert_eq!(dispatch(&dispatcher, numbered(2)).await, "first");
    assert_eq!(dispatch(&dispatcher, callback_query("x")).await, "last");
}

#[tokio::test]
async fn the_filters_of_an_update_observer_apply_to_its_whole_router() {
    let nested = Router::new("nested")
        .update(|u| u.filter(|update: &Update| update.message().is_some()))
        .message(|m| m.on((), async || reply("message")))
        .callback_query(|q| q.on((), async || reply("query")));
    let dispatcher = Dispatcher::new(Router::new("root").include(nested));
    assert_eq!(dispatch(&dispatcher, message("hi")).await, "message");
    assert_eq!(dispatch(&dispatcher, callback_query("hi")).await, "unhandled");
}

#[tokio::test]
async fn a_fallback_runs_after_nested_routers_inside_the_inner_layers() {
    let trace = Trace::default();
    let app = Router::new("root")
        .message(|m| {
            m.inner_layer(trace.layer("I"))
                .fallback(async |Text(text): Text| reply(format!("fallback: {text}")))
        })
        .include(Router::new("nested").message(|m| m.on(command("go"), async || reply("went"))));
    let dispatcher = Dispatcher::new(app);
    assert_eq!(dispatch(&dispatcher, message("/go")).await, "went");
    assert_eq!(dispatch(&dispatcher, message("hi")).await, "fallback: hi");
    assert_eq!(trace.take(), ">I <I >I <I");
}

#[tokio::test]
async fn an_event_that_a_layer_replaces_is_looked_up_again() {
    let app = Router::new("root").message(|m| {
        m.outer_layer(async |request: Request<Message>, next: chappe_core::Next<Message>| {
            let mut message = request.event().clone();
            message.text = Some("/two".into());
            next.run(request.with_event(message)).await
        })
        .on(command("one"), async || reply("one"))
        .on(command("two"), async || reply("two"))
        .on(command("three"), async || reply("three"))
    });
    assert_eq!(dispatch(&Dispatcher::new(app), message("/one")).await, "two");
}

#[tokio::test]
async fn a_request_that_a_layer_creates_is_rejected_with_the_remedy() {
    let remake = async |request: Request<Message>, next: chappe_core::Next<Message>| {
        let own = Request::from(request.update().clone()).try_into_event();
        next.run(own.expect("a message")).await
    };
    let rejected = "failed: a layer forwarded a request that it created itself: forward the request \
                    it received, a clone of it, or `request.with_event(…)`";
    let outer = Router::new("root").message(|m| m.outer_layer(remake).on((), async || {}));
    assert_eq!(dispatch(&Dispatcher::new(outer), message("hi")).await, rejected);
    let inner = Router::new("root").message(|m| m.inner_layer(remake).on((), async || {}));
    assert_eq!(dispatch(&Dispatcher::new(inner), message("hi")).await, rejected);
}

#[tokio::test]
async fn a_request_starts_again_in_another_dispatcher() {
    use tower::ServiceExt as _;
    let inner = Router::new("inner").message(|m| {
        m.outer_layer(async |request: Request<Message>, next: chappe_core::Next<Message>| {
            assert!(request.route().is_none(), "no route is matched yet");
            next.run(request).await
        })
        .on((), async || reply("inner"))
    });
    let inner = Dispatcher::new(inner);
    let outer = Router::new("outer").message(|m| {
        m.on((), move |request: Request<Message>| inner.clone().oneshot(request.into_update()))
    });
    assert_eq!(dispatch(&Dispatcher::new(outer), message("hi")).await, "inner");
}

#[tokio::test]
async fn an_event_hook_may_not_change_the_kind_of_the_update() {
    struct Swaps;

    impl chappe_core::stages::Stages for Swaps {
        async fn pre_event(
            &self,
            request: &mut Request,
        ) -> Result<chappe_core::stages::Stage, chappe_core::BoxError> {
            *request = request.clone().with_event(callback_query("x"));
            Ok(chappe_core::stages::Stage::Continue)
        }
    }

    let app = Router::new("root").stages(Swaps).message(|m| m.on(text(), async || {}));
    assert_eq!(
        dispatch(&Dispatcher::new(app), message("hi")).await,
        "failed: an event hook changed the kind of the update: change it in `pre_update` or \
         `process_update`"
    );
}

#[test]
fn an_explanation_names_the_layers_around_a_handler() {
    let trace = Trace::default();
    let app =
        Router::new("root").message(|m| m.inner_layer(trace.layer("I")).on(text(), async || {}));
    let explanation = Dispatcher::new(app).explain(&message("hi")).to_string();
    assert!(
        explanation.starts_with("layers Noted: may end or change the event, or store values\n"),
        "{explanation}"
    );
}

#[tokio::test]
async fn a_layer_that_does_not_call_its_inner_service_returns_the_outcome() {
    let stop = |outcome: fn() -> Outcome| {
        move |_: Request<Message>, _: chappe_core::Next<Message>| async move { Ok(outcome()) }
    };
    let app = |outcome| {
        let nested = Router::new("nested").message(|m| m.outer_layer(stop(outcome)));
        let sibling = Router::new("sibling").message(|m| m.on((), async || reply("sibling")));
        Dispatcher::new(Router::new("root").include(nested).include(sibling))
    };
    assert_eq!(dispatch(&app(Outcome::handled), message("hi")).await, "handled");
    assert_eq!(dispatch(&app(|| Outcome::Unhandled), message("hi")).await, "sibling");
}
