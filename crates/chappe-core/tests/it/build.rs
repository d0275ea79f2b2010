//! What is told when the dispatcher is built.

use chappe_core::{
    AddExtensionLayer, BoxError, Dispatcher, Router,
    extract::Extension,
    filter::{FilterExt, command, text, text_is},
    reply,
};
use chappe_types::{CallbackQuery, UpdateType};
use insta::assert_snapshot;

#[derive(Clone)]
struct Missing;

async fn needs(_: Extension<Missing>) {}

async fn start() {}

async fn echo() -> Result<(), BoxError> {
    Ok(())
}

fn mistakes(router: Router) -> String {
    without_places(&Dispatcher::builder(router).try_build().unwrap_err().to_string())
}

/// Lines move as this file changes.
fn without_places(text: &str) -> String {
    let mut text = text.to_owned();
    for line in (1..200_u32).rev() {
        for column in (1..100_u32).rev() {
            if text.contains("build.rs:") {
                text = text.replace(&format!("build.rs:{line}:{column}"), "build.rs");
            }
        }
    }
    text.replace("crates/chappe-core/", "")
}

#[test]
fn all_mistakes_are_told_with_place_and_remedy() {
    let twin = || Router::new("twin");
    let app = Router::new("app")
        .message(|on| on.on(command("a-b"), start).on((), needs))
        .callback_query(|on| on.on(command("start"), start))
        .include(twin())
        .include(twin());
    assert_snapshot!(mistakes(app));
}

#[test]
fn a_need_that_a_layer_filter_or_value_could_meet_is_no_mistake() {
    let layered = Router::new("layered")
        .message(|on| on.inner_layer(tower::layer::layer_fn(|next| next)).on((), needs));
    let built = Dispatcher::builder(layered).try_build();
    assert!(built.is_ok());
    let valued = Router::new("valued").message(|on| on.on((), needs));
    let built = Dispatcher::builder(valued).value(Missing).try_build();
    assert!(built.is_ok());
}

#[test]
fn nested_update_and_error_observers_stand_inside_their_parents_layers() {
    let provided =
        || Router::new("root").message(|on| on.outer_layer(AddExtensionLayer::new(Missing)));
    let error = Router::new("nested").error(|on| on.on((), needs));
    let update = Router::new("nested").update(|on| on.on((), needs));
    assert!(Dispatcher::builder(provided().include(error)).try_build().is_ok());
    assert!(Dispatcher::builder(provided().include(update)).try_build().is_ok());
    // The root's own error observers stand outside of all layers.
    let root = Router::new("root")
        .update(|on| on.outer_layer(AddExtensionLayer::new(Missing)))
        .error(|on| on.on((), needs));
    assert_eq!(Dispatcher::builder(root).try_build().unwrap_err().mistakes().len(), 1);
}

#[test]
fn shadows_are_told_by_what_filters_cover() {
    let warnings = |app: Router| Dispatcher::new(app).warnings().len();
    let texts = Router::new("texts")
        .message(|on| on.on(text(), echo).on(command("start"), start).on(text_is("x"), start));
    assert_eq!(warnings(texts), 2);
    let fallback = Router::new("a").message(|on| on.fallback(start));
    let sibling = Router::new("b").message(|on| on.on(command("start"), start));
    assert_eq!(warnings(Router::new("root").include(fallback).include(sibling)), 1);
    let gated = Router::new("a")
        .update(|on| on.filter(chappe_core::filter::chat_id([1])))
        .message(|on| on.on((), start));
    let sibling = Router::new("b").message(|on| on.on(command("start"), start));
    assert_eq!(warnings(Router::new("root").include(gated).include(sibling)), 0);
}

#[test]
fn shadowed_handlers_and_idle_layers_are_warned_of() {
    let app = Router::new("app")
        .message(|on| {
            on.on(command("start"), start).on(command("start"), echo).on((), echo).on(text(), start)
        })
        .poll(|on| on.inner_layer(tower::layer::layer_fn(|next| next)));
    let dispatcher = Dispatcher::new(app);
    let kinds: Vec<bool> =
        dispatcher.warnings().iter().map(|warning| warning.contains("may never run")).collect();
    assert_eq!(kinds, [true, true, false]);
    assert!(dispatcher.warnings()[2].contains("covers no handler"), "{:?}", dispatcher.warnings());
}

#[test]
fn a_command_with_capitals_is_warned_of_with_its_place_and_remedy() {
    let app = Router::new("app").message(|on| {
        on.on(command("Start").or(command("go")), start)
            .on(command("Help").ignore_case(), start)
            .on(command("a").and(command("B").not()), start)
    });
    let warnings = without_places(&Dispatcher::new(app).warnings().join("\n"));
    assert_snapshot!(warnings, @r#"
    router `app`, `message`, handler `it::build::start` (tests/it/build.rs), filter (command("Start") | command("go")): "Start" matches with its capitals only, and Telegram's clients offer commands in small letters: write it in small letters, or take either case with `.ignore_case()`
    router `app`, `message`, handler `it::build::start` (tests/it/build.rs), filter command("a") & !command("B"): "B" matches with its capitals only, and Telegram's clients offer commands in small letters: write it in small letters, or take either case with `.ignore_case()`
    "#);
}

#[test]
fn used_update_types_are_sorted_and_have_handlers() {
    let nested = Router::new("nested")
        .inline_query(|on| on.on((), async || {}))
        .poll(|on| on.filter(|_: &chappe_types::Poll| true));
    let app = Router::new("app")
        .message(|on| on.on((), async || {}))
        .callback_query(|on| on.fallback(async || {}))
        .error(|on| on.on((), async || {}))
        .include(nested);
    assert_eq!(
        Dispatcher::new(app).used_update_types(),
        [UpdateType::CallbackQuery, UpdateType::InlineQuery, UpdateType::Message]
    );
}

#[test]
fn the_tree_is_described_as_text_chart_and_json() {
    let admin = Router::new("admin").message(|on| {
        on.filter(chappe_core::filter::chat_id([1])).on(command("ban"), async || reply("banned"))
    });
    let app = Router::<()>::new("app")
        .update(|on| on.outer_layer(tower::limit::ConcurrencyLimitLayer::new(4)))
        .message(|on| {
            on.inner_layer(
                tower::ServiceBuilder::new()
                    .layer(tower::timeout::TimeoutLayer::new(std::time::Duration::from_secs(1)))
                    .layer(tower::load_shed::LoadShedLayer::new()),
            )
            .on(command("start"), start)
            .on((text(), |message: &chappe_types::Message| message.from.is_some()), echo)
            .fallback(echo)
        })
        .callback_query(|on| on.on(|_: &CallbackQuery| true, start))
        .include(admin);
    let dispatcher = Dispatcher::new(app);
    let description = dispatcher.describe();
    assert_snapshot!("tree", description);
    assert_snapshot!("chart", description.mermaid());
    let observers = &description.json()["observers"];
    assert_eq!(observers[1]["event"], "message");
    assert_eq!(observers[1]["inner"][0], "TimeoutLayer, LoadShedLayer");
    assert_eq!(observers[1]["routes"][0]["filters"][0], "command(\"start\")");
}

#[tokio::test]
async fn callbacks_run_from_the_root_down_and_back() {
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
