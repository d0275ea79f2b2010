//! Work in the background: it is part of its update, and of the shutdown.

use std::time::Duration;

use chappe_core::{
    BoxError, ErrorEvent, IntoOutcome, Reply, Router,
    extract::{Event, Extension},
    filter::command,
    reply,
};
use chappe_intake::{Background, OnLeave};
use tokio::time::{Instant, timeout};

use crate::support::{Bot, Log, carrying, known, seconds};

/// A bot; replies travel with what its source is told, if that is told early.
fn bot(app: Router, on_leave: OnLeave) -> Bot {
    match on_leave {
        OnLeave::Wait => Bot::waiting(app),
        OnLeave::Acknowledge => Bot::with(app, carrying()),
    }
}

async fn coffee(background: Background) -> impl IntoOutcome {
    background.spawn(async {
        seconds(30).await;
        reply("ready")
    });
    reply("comes")
}

fn cafe() -> Router {
    Router::new("app").message(|m| m.on(command("coffee"), coffee).on((), async || reply("hi")))
}

#[tokio::test(start_paused = true)]
async fn work_goes_on_after_its_handler_and_its_source_is_told_as_it_wants() {
    for (on_leave, before, after) in [
        (OnLeave::Wait, "unfinished", "handled"),
        (OnLeave::Acknowledge, "handled, with a reply", "nothing"),
    ] {
        let bot = bot(cafe(), on_leave);
        let mut coffee = bot.hears(1, 7, "/coffee").await;
        assert_eq!(known(&mut coffee), before);
        // It holds up no other of its chat.
        bot.hears(2, 7, "b").await;
        bot.intake.drain().await;
        assert_eq!(known(&mut coffee), after);
        let sent = bot.log.take();
        match on_leave {
            OnLeave::Wait => assert_eq!(sent, ["0 sends comes", "0 sends hi", "30 sends ready"]),
            // Both replies travelled with what the source was told, and nobody took them from there.
            OnLeave::Acknowledge => assert_eq!(sent.last().unwrap(), "30 sends ready"),
        }
    }
}

/// A tree whose routers observe failures: the innermost takes those of its own name.
fn observed() -> Router {
    let fails = async |background: Background| {
        background.spawn(async {
            seconds(1).await;
            Err::<(), BoxError>("as the test wants it".into())
        });
    };
    let panicking = async |background: Background| {
        background.spawn(async { panics() });
    };
    let refused = async |background: Background| background.spawn(async { reply("refused") });
    let inner = Router::new("inner")
        .message(|m| {
            m.on(command("fail"), fails)
                .on(command("panic"), panicking)
                .on(command("refuse"), refused)
        })
        .error(|e| {
            e.on(is("as the test wants it"), async |Extension(log): Extension<Log>| {
                log.note("inner");
                reply("sorry")
            })
        });
    Router::new("app").include(inner).error(|e| {
        e.on((), async |Event(event): Event<ErrorEvent>, Extension(log): Extension<Log>| {
            log.note(format!("root: {}", event.error()));
        })
    })
}

fn panics() {
    panic!("as the test wants it");
}

fn is(text: &'static str) -> impl Fn(&ErrorEvent) -> bool {
    move |event| event.error().to_string() == text
}

#[tokio::test(start_paused = true)]
async fn failures_go_to_the_observers_of_the_handlers_router_then_outwards() {
    let bot = Bot::waiting(observed());
    let mut told = Vec::new();
    for (id, text) in (1..).zip(["/fail", "/panic", "/refuse"]) {
        let mut landing = bot.hears(id, 7, text).await;
        seconds(2).await;
        told.push(known(&mut landing));
    }
    assert_eq!(told, ["handled"; 3]);
    assert_eq!(
        bot.log.take(),
        [
            "1 inner",
            "1 sends sorry",
            "2 root: panicked: as the test wants it",
            "4 root: refused as the test wants it",
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn what_does_not_end_in_time_is_cut_off_and_must_come_again() {
    let slow = async |Extension(log): Extension<Log>| {
        log.note("slow");
        seconds(3600).await;
        log.note("never");
    };
    let app = Router::new("slow").message(|m| m.on(command("slow"), slow)).include(cafe());
    let bot = Bot::waiting(app);
    let mut coffee = bot.hears(1, 7, "/coffee").await;
    let mut slow = bot.hears(2, 7, "/slow").await;
    let mut behind = bot.hears(3, 7, "behind").await;
    let began = Instant::now();
    let in_time = bot.intake.drain_within(Duration::from_secs(5)).await;
    assert_eq!((in_time, began.elapsed().as_secs()), (false, 5));
    assert_eq!([known(&mut coffee), known(&mut slow), known(&mut behind)], ["again"; 3],);
    assert_eq!(bot.log.take(), ["0 sends comes", "0 slow"]);
    // Nothing is left that could hold up anybody.
    timeout(Duration::from_millis(1), bot.intake.drain()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_drain_waits_for_work_that_ends_in_time() {
    let bot = Bot::waiting(cafe());
    let mut coffee = bot.hears(1, 7, "/coffee").await;
    assert!(bot.intake.drain_within(Duration::from_secs(60)).await);
    assert_eq!(
        (known(&mut coffee), bot.log.take().last().unwrap().as_str()),
        ("handled", "30 sends ready")
    );
}

#[tokio::test(start_paused = true)]
async fn several_replies_are_sent_in_order_and_the_first_that_fails_ends_it() {
    let app = || {
        Router::new("app")
            .message(|m| {
                m.on(command("three"), async || vec![reply("a"), reply("b"), reply("c")])
                    .on(command("broken"), async || vec![reply("a"), reply("refused"), reply("c")])
                    .on(command("none"), async || Vec::<Reply>::new())
            })
            .error(|e| {
                e.on((), async |Event(event): Event<ErrorEvent>, Extension(log): Extension<Log>| {
                    log.note(format!("root: {}", event.error()));
                })
            })
    };
    for (on_leave, told) in [
        (OnLeave::Wait, ["handled"; 3]),
        (OnLeave::Acknowledge, ["handled, with a reply", "handled", "handled"]),
    ] {
        let bot = bot(app(), on_leave);
        let mut seen = Vec::new();
        for (id, text) in (1..).zip(["/three", "/broken", "/none"]) {
            let mut landing = bot.hears(id, 7, text).await;
            seen.push(known(&mut landing));
        }
        assert_eq!(seen, told);
        bot.intake.drain().await;
        let mut sent = bot.log.take();
        // What travels with the news is sent all the same here, for nobody takes it.
        sent.sort_unstable();
        assert_eq!(
            sent,
            [
                "0 root: refused as the test wants it",
                "0 sends a",
                "0 sends a",
                "0 sends b",
                "0 sends c"
            ]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn error_observers_of_replies_that_cannot_be_sent_may_start_work_too() {
    let apologises = async |background: Background| {
        background.spawn(async {
            seconds(5).await;
            reply("sorry, later")
        });
    };
    let app = Router::new("app")
        .message(|m| m.on((), async || reply("refused")))
        .error(|e| e.on((), apologises));
    let bot = Bot::waiting(app);
    let mut landing = bot.hears(1, 7, "a").await;
    assert_eq!(known(&mut landing), "unfinished");
    bot.intake.drain().await;
    assert_eq!(
        (known(&mut landing), bot.log.take()),
        ("handled", vec!["5 sends sorry, later".into()])
    );
}
