//! The mistakes and warnings of building a dispatcher.

use chappe_core::{
    AddExtensionLayer, BoxError, Dispatcher, Router,
    extract::Extension,
    filter::{FilterExt, any_command, chat_id, command, text, text_is},
    reply,
};
use chappe_types::{CallbackQuery, UpdateType};
use insta::assert_snapshot;

use crate::support::without_lines;

#[derive(Clone)]
struct Missing;

async fn needs(_: Extension<Missing>) {}

async fn start() {}

async fn echo() -> Result<(), BoxError> {
    Ok(())
}

fn mistakes(router: Router) -> String {
    without_lines(&Dispatcher::builder(router).try_build().unwrap_err().to_string())
}

#[test]
fn all_mistakes_are_reported_with_location_and_remedy() {
    let twin = || Router::new("twin");
    let app = Router::new("app")
        .message(|m| m.on(command("a-b"), start).on((), needs))
        .callback_query(|q| q.on(command("start"), start))
        .include(twin())
        .include(twin());
    assert_snapshot!(mistakes(app));
}

#[test]
fn a_requirement_that_a_layer_filter_or_value_can_meet_is_no_mistake() {
    let layered = Router::new("layered")
        .message(|m| m.inner_layer(tower::layer::layer_fn(|next| next)).on((), needs));
    let built = Dispatcher::builder(layered).try_build();
    assert!(built.is_ok());
    let valued = Router::new("valued").message(|m| m.on((), needs));
    let built = Dispatcher::builder(valued).extension(Missing).try_build();
    assert!(built.is_ok());
}

#[test]
fn nested_update_and_error_observers_are_inside_the_layers_of_their_parent() {
    let provided =
        || Router::new("root").message(|m| m.outer_layer(AddExtensionLayer::new(Missing)));
    let error = Router::new("nested").error(|e| e.on((), needs));
    let update = Router::new("nested").update(|u| u.on((), needs));
    assert!(Dispatcher::builder(provided().include(error)).try_build().is_ok());
    assert!(Dispatcher::builder(provided().include(update)).try_build().is_ok());
    // The error observers of the root are outside of all layers.
    let root = Router::new("root")
        .update(|u| u.outer_layer(AddExtensionLayer::new(Missing)))
        .error(|e| e.on((), needs));
    assert_eq!(Dispatcher::builder(root).try_build().unwrap_err().mistakes().len(), 1);
}

#[test]
fn an_error_handler_cannot_require_a_value_that_its_own_router_stores() {
    let stores = |_: &chappe_types::Message| true;
    let nested = Router::new("nested")
        .message(|m| m.filter((text(), stores)).inner_layer(AddExtensionLayer::new(Missing)))
        .error(|e| e.on((), needs));
    let app = Router::new("app").include(nested);
    let root = Router::new("root")
        .update(|u| u.outer_layer(AddExtensionLayer::new(Missing)))
        .error(|e| e.on((), needs).fallback(needs));
    let plain = Router::new("plain").error(|e| e.on((), needs));
    let reported = [app, root, plain].map(mistakes).join("\n");
    assert_snapshot!(reported, @r"
    the router tree has mistakes:
      - router `app/nested`, `error`, handler `build::needs` (tests/it/build.rs) needs a value of type `it::build::Missing`, but an error observer sees the values from when the event entered its router, without those that the router itself stores (`AddExtensionLayer<Missing>` of `message`, `an_error_handler_cannot_require_a_value_that_its_own_router_stores::closure` of `message`): move the observer to a nested router, together with the handlers whose failures it observes, or store the value for all requests with `Dispatcher::builder(…).extension(…)`
    the router tree has mistakes:
      - router `root`, `error`, handler `build::needs` (tests/it/build.rs) needs a value of type `it::build::Missing`, but an error observer sees the values from when the event entered its router, without those that the router itself stores (`AddExtensionLayer<Missing>` of `update`): move the observer to a nested router, together with the handlers whose failures it observes, or store the value for all requests with `Dispatcher::builder(…).extension(…)`
      - router `root`, `error`, handler `build::needs` (tests/it/build.rs) needs a value of type `it::build::Missing`, but an error observer sees the values from when the event entered its router, without those that the router itself stores (`AddExtensionLayer<Missing>` of `update`): move the observer to a nested router, together with the handlers whose failures it observes, or store the value for all requests with `Dispatcher::builder(…).extension(…)`
    the router tree has mistakes:
      - router `plain`, `error`, handler `build::needs` (tests/it/build.rs) needs a value of type `it::build::Missing`, but no layer or filter before it can store one: store one in a layer around it (`AddExtensionLayer`, `request.with(…)`), in a filter before it, or for all requests with `Dispatcher::builder(…).extension(…)`; take `Option<Extension<it::build::Missing>>` if it may be missing
    ");
    // One router down, it may be there.
    let down = Router::new("down").message(|m| m.on((), start)).error(|e| e.on((), needs));
    let app = Router::new("app")
        .message(|m| m.outer_layer(AddExtensionLayer::new(Missing)))
        .include(down);
    assert!(Dispatcher::builder(app).try_build().is_ok());
}

#[test]
fn parents_outer_error_layers_store_nothing_for_nested_error_handlers() {
    let nested = || Router::new("nested").error(|e| e.on((), needs));
    let outer = Router::new("app")
        .error(|e| e.outer_layer(AddExtensionLayer::new(Missing)))
        .include(nested());
    let inner = Router::new("app")
        .error(|e| e.inner_layer(AddExtensionLayer::new(Missing)))
        .include(nested());
    let built = [outer, inner].map(|app| Dispatcher::builder(app).try_build().is_ok());
    assert_eq!(built, [false, true]);
}

#[test]
fn shadowed_routes_are_detected_by_their_filters() {
    let warnings = |app: Router| Dispatcher::new(app).warnings().len();
    let texts = Router::new("texts")
        .message(|m| m.on(text(), echo).on(command("start"), start).on(text_is("x"), start));
    assert_eq!(warnings(texts), 2);
    let fallback = Router::new("a").message(|m| m.fallback(start));
    let sibling = Router::new("b").message(|m| m.on(command("start"), start));
    assert_eq!(warnings(Router::new("root").include(fallback).include(sibling)), 1);
    let gated = Router::new("a").update(|u| u.filter(chat_id([1]))).message(|m| m.on((), start));
    let sibling = Router::new("b").message(|m| m.on(command("start"), start));
    assert_eq!(warnings(Router::new("root").include(gated).include(sibling)), 0);
}

/// The warnings of a router of messages.
fn warnings(app: Router) -> String {
    without_lines(&Dispatcher::new(app).warnings().join("\n"))
}

#[test]
fn a_layer_without_handlers_is_a_warning() {
    let app = Router::new("app").poll(|p| p.inner_layer(tower::layer::layer_fn(|next| next)));
    assert_snapshot!(warnings(app), @"router `app` (tests/it/build.rs), `poll`: the layer `LayerFn<closure>` covers no handler: add a handler, or remove the layer");
}

#[test]
fn two_routes_with_the_same_command_are_a_warning() {
    let admins = || |message: &chappe_types::Message| message.from.is_some();
    let app = Router::new("app").message(|m| {
        m.on(command("start"), start)
            .on(command("start"), echo)
            .on((command("start"), admins()), echo)
            .on(command("START").ignore_case(), echo)
            .on(any_command(["go", "start"]), echo)
            .on((chat_id([1]), command("ban")), start)
            .on((command("ban"), chat_id([1])), echo)
    });
    assert_snapshot!(warnings(app), @"
    router `app`, `message`, handler `build::echo` (tests/it/build.rs) may never run, because router `app`, `message`, handler `build::start` (tests/it/build.rs) precedes it and handles the same command `/start`: remove one of them, or add a filter to the first one
    router `app`, `message`, handler `build::echo` (tests/it/build.rs) may never run, because router `app`, `message`, handler `build::start` (tests/it/build.rs) precedes it and handles the same command `/start`: remove one of them, or add a filter to the first one
    router `app`, `message`, handler `build::echo` (tests/it/build.rs) may never receive the command `/start`, because router `app`, `message`, handler `build::start` (tests/it/build.rs) precedes it and handles the same command: remove one of them, or add a filter to the first one
    router `app`, `message`, handler `build::echo` (tests/it/build.rs) may never run, because router `app`, `message`, handler `build::start` (tests/it/build.rs) precedes it and handles the same command `/ban`: remove one of them, or add a filter to the first one
    ");
}

#[test]
fn routes_with_the_same_command_are_no_warning_if_another_filter_separates_them() {
    let admins = |message: &chappe_types::Message| message.from.is_some();
    let app = Router::new("app")
        .message(|m| {
            m.on((command("ban"), admins), start)
                .on(command("ban").and(text_is("/ban")), start)
                .on((command("ban"), chat_id([1])), start)
                .on((command("ban"), chat_id([2])), start)
                .on(command("ban").text_only(), start)
                .on(command("ban"), echo)
        })
        .edited_message(|m| m.on(command("ban"), echo))
        .include(Router::new("admin").message(|m| m.filter(chat_id([1])).on(command("go"), start)))
        .include(Router::new("user").message(|m| m.on(command("go"), start)));
    assert_snapshot!(warnings(app), @"");
}

#[test]
fn a_route_after_one_without_a_filter_is_a_warning() {
    let nested = Router::new("nested").message(|m| m.on(text(), start));
    let app = Router::new("app")
        .message(|m| m.on((), echo).on(command("start"), start).fallback(start))
        .include(nested);
    assert_snapshot!(warnings(app), @"
    router `app`, `message`, handler `build::start` (tests/it/build.rs) is unreachable unless router `app`, `message`, handler `build::echo` (tests/it/build.rs), which precedes it and has no filter, skips events: swap them, or give the first one a filter
    router `app/nested`, `message`, handler `build::start` (tests/it/build.rs) is unreachable unless router `app`, `message`, handler `build::echo` (tests/it/build.rs), which precedes it and has no filter, skips events: swap them, or give the first one a filter
    router `app`, `message`, handler `build::start` (tests/it/build.rs) is unreachable unless router `app`, `message`, handler `build::echo` (tests/it/build.rs), which precedes it and has no filter, skips events: swap them, or give the first one a filter
    ");
    let updates = Router::<()>::new("app")
        .update(|u| u.on((), echo))
        .message(|m| m.on(command("start"), start));
    assert_snapshot!(warnings(updates), @"router `app`, `message`, handler `build::start` (tests/it/build.rs) is unreachable unless router `app`, `update`, handler `build::echo` (tests/it/build.rs), which precedes it and has no filter, skips events: swap them, or give the first one a filter");
    // The routes of a router behind a filter are not always tried.
    let gated = Router::new("gated").update(|u| u.filter(chat_id([1])).on((), echo));
    let sibling = Router::new("sibling").message(|m| m.on(command("start"), start));
    let app = Router::new("app").include(gated).include(sibling);
    assert_snapshot!(warnings(app), @"");
}

#[test]
fn a_command_with_capital_letters_is_a_warning_with_location_and_remedy() {
    let app = Router::new("app").message(|m| {
        m.on(command("Start").or(command("go")), start)
            .on(command("Help").ignore_case(), start)
            .on(command("a").and(command("B").not()), start)
    });
    assert_snapshot!(warnings(app), @r#"
    router `app`, `message`, handler `build::start` (tests/it/build.rs), filter (command("Start") | command("go")): "Start" has capital letters, but Telegram's clients offer commands in lower case: write it in lower case, or match either case with `.ignore_case()`
    router `app`, `message`, handler `build::start` (tests/it/build.rs), filter command("a") & !command("B"): "B" has capital letters, but Telegram's clients offer commands in lower case: write it in lower case, or match either case with `.ignore_case()`
    "#);
}

#[test]
fn used_update_types_are_sorted_and_have_handlers() {
    let nested = Router::new("nested")
        .inline_query(|q| q.on((), async || {}))
        .poll(|p| p.filter(|_: &chappe_types::Poll| true));
    let app = Router::new("app")
        .message(|m| m.on((), async || {}))
        .callback_query(|q| q.fallback(async || {}))
        .error(|e| e.on((), async || {}))
        .include(nested);
    assert_eq!(
        Dispatcher::new(app).used_update_types(),
        [UpdateType::CallbackQuery, UpdateType::InlineQuery, UpdateType::Message]
    );
}

#[test]
fn allowed_updates_include_types_with_handlers_or_outer_layers() {
    let layer = || AddExtensionLayer::new(Missing);
    let deepest = Router::new("deepest")
        .poll(|p| p.outer_layer(layer()))
        .edited_message(|m| m.outer_layer(layer()).on((), async || {}))
        .update(|u| u.outer_layer(layer()).on(chat_id([1]), async || {}));
    let nested = Router::new("nested")
        .chat_member(|c| c.inner_layer(layer()))
        .inline_query(|q| q.filter(|_: &chappe_types::InlineQuery| true))
        .channel_post(|m| m.fallback(async || {}))
        .error(|e| e.outer_layer(layer()).on((), async || {}))
        .include(deepest);
    let app = Router::new("app")
        .message(|m| m.inner_layer(layer()).on((), async || {}))
        .callback_query(|q| q.outer_layer(layer()))
        .update(|u| u.outer_layer(layer()).inner_layer(layer()))
        .stages(NoStages)
        .include(nested);
    let dispatcher = Dispatcher::new(app);
    assert_eq!(
        dispatcher.used_update_types(),
        [UpdateType::ChannelPost, UpdateType::EditedMessage, UpdateType::Message]
    );
    assert_eq!(
        dispatcher.allowed_updates(),
        [
            UpdateType::CallbackQuery,
            UpdateType::ChannelPost,
            UpdateType::EditedMessage,
            UpdateType::Message,
            UpdateType::Poll
        ]
    );
    // Only the inner layer of `chat_member` is never called.
    assert_snapshot!(
        without_lines(&dispatcher.warnings().join("\n")),
        @"router `app/nested` (tests/it/build.rs), `chat_member`: the layer `AddExtensionLayer<Missing>` covers no handler: add a handler, or remove the layer"
    );
}

struct NoStages;

impl chappe_core::stages::Stages for NoStages {}

#[tokio::test]
async fn outer_layers_run_for_a_kind_without_handlers() {
    use crate::support::{Trace, dispatch};
    let trace = Trace::default();
    let nested = Router::new("nested").message(|m| m.outer_layer(trace.layer("nested")));
    let app = Router::new("app").message(|m| m.outer_layer(trace.layer("app"))).include(nested);
    let ended = dispatch(&Dispatcher::new(app), chappe_types::fixtures::message("hi")).await;
    assert_eq!((&*ended, &*trace.take()), ("unhandled", ">app >nested <nested <app"));
}

#[test]
fn the_tree_is_described_as_text_chart_and_json() {
    let admin = Router::new("admin")
        .message(|m| m.filter(chat_id([1])).on(command("ban"), async || reply("banned")));
    let app = Router::<()>::new("app")
        .update(|u| u.outer_layer(tower::limit::ConcurrencyLimitLayer::new(4)))
        .message(|m| {
            m.inner_layer(
                tower::ServiceBuilder::new()
                    .layer(tower::timeout::TimeoutLayer::new(std::time::Duration::from_secs(1)))
                    .layer(tower::load_shed::LoadShedLayer::new()),
            )
            .on(command("start"), start)
            .on((text(), |message: &chappe_types::Message| message.from.is_some()), echo)
            .fallback(echo)
        })
        .callback_query(|q| q.on(|_: &CallbackQuery| true, start))
        .include(admin);
    let dispatcher = Dispatcher::new(app);
    let description = dispatcher.describe();
    assert_snapshot!("tree", without_lines(&description.to_string()));
    assert_snapshot!("chart", without_lines(description.mermaid()));
    let observers = &description.json()["observers"];
    assert_eq!(observers[1]["event"], "message");
    assert_eq!(observers[1]["inner"][0], "TimeoutLayer, LoadShedLayer");
    assert_eq!(observers[1]["routes"][0]["filters"][0], "command(\"start\")");
}

#[tokio::test]
async fn startup_callbacks_run_from_the_root_down_and_shutdown_callbacks_in_reverse() {
    use crate::support::Trace;
    let trace = Trace::default();
    let router = |name: &'static str| {
        let (up, down) = (trace.clone(), trace.clone());
        Router::<()>::new(name)
            .startup(move || {
                up.note(format!("up:{name}"));
                std::future::ready(())
            })
            .shutdown(move || {
                down.note(format!("down:{name}"));
                std::future::ready(Err::<(), BoxError>("ignored by the others".into()))
            })
    };
    let app = router("a").include(router("b").include(router("c"))).include(router("d"));
    let dispatcher = Dispatcher::new(app);
    dispatcher.startup().await.unwrap();
    assert!(dispatcher.shutdown().await.is_err());
    assert_eq!(trace.take(), "up:a up:b up:c up:d down:d down:c down:b down:a");
}

/// Panics when it is applied.
#[derive(Clone)]
struct Broken(&'static str);

impl<S> tower::Layer<S> for Broken {
    type Service = S;

    fn layer(&self, _: S) -> S {
        panic!("{}", self.0)
    }
}

#[test]
fn a_layer_that_requires_a_runtime_is_a_mistake_with_a_remedy_if_there_is_none() {
    let limited = || {
        let limit = tower::limit::RateLimitLayer::new(1, std::time::Duration::from_secs(1));
        Router::<()>::new("app")
            .message(|m| m.outer_layer(chappe_core::shared(limit)).on((), start))
    };
    assert_snapshot!(mistakes(limited()), @"
    the router tree has mistakes:
      - router `app` (tests/it/build.rs), `message`, outer layer `SharedLayer<RateLimitLayer>` panicked: there is no reactor running, must be called from the context of a Tokio 1.x runtime: the layer requires an asynchronous runtime, so build the dispatcher inside one, for example in a function with `#[tokio::main]` or `#[tokio::test]`
    ");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let _guard = runtime.enter();
    assert!(Dispatcher::builder(limited()).try_build().is_ok());
}

#[test]
fn every_layer_that_panics_when_it_is_applied_is_a_mistake_at_its_position() {
    let nested = Router::new("nested")
        .update(|u| u.outer_layer(Broken("one")).inner_layer(Broken("two")).on((), start))
        .message(|m| m.outer_layer(Broken("three")).inner_layer(Broken("four")).on((), start))
        .error(|e| e.outer_layer(Broken("five")).inner_layer(Broken("six")).on((), start));
    let app = Router::new("app")
        .update(|u| {
            u.outer_layer(AddExtensionLayer::new(Missing))
                .outer_layer(tower::ServiceBuilder::new().layer(Broken("seven")))
        })
        .include(nested);
    let mut mistakes: Vec<String> = mistakes(app).lines().skip(1).map(str::to_owned).collect();
    mistakes.sort();
    assert_eq!(
        mistakes,
        [
            "  - router `app/nested` (tests/it/build.rs), `error`, inner layer `Broken` panicked: six",
            "  - router `app/nested` (tests/it/build.rs), `error`, outer layer `Broken` panicked: five",
            "  - router `app/nested` (tests/it/build.rs), `message`, inner layer `Broken` panicked: four",
            "  - router `app/nested` (tests/it/build.rs), `message`, outer layer `Broken` panicked: three",
            "  - router `app/nested` (tests/it/build.rs), `update`, inner layer `Broken` panicked: two",
            "  - router `app/nested` (tests/it/build.rs), `update`, outer layer `Broken` panicked: one",
            "  - router `app` (tests/it/build.rs), `update`, outer layer `Broken` panicked: seven",
        ]
    );
}
