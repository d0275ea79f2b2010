//! Background tasks, as part of their update and of a shutdown.

use std::time::Duration;

use chappe_core::{
    BoxError, ErrorEvent, IntoOutcome, Reply, Router,
    extract::{Event, Extension},
    filter::command,
    reply,
};
use chappe_intake::{Background, OnLeave};
use tokio::time::{Instant, timeout};

use crate::support::{Bot, Log, rendering, seconds, state_of};

/// Creates a bot. With `Acknowledge`, its source puts replies into its responses.
fn bot(app: Router, on_leave: OnLeave) -> Bot {
    match on_leave {
        OnLeave::Wait => Bot::waiting(app),
        OnLeave::Acknowledge => Bot::with(app, rendering()),
    }
}

async fn coffee(background: Background) -> impl IntoOutcome {
    background.spawn(async {
        seconds(30).await;
        reply("ready")
    });
    reply("coming")
}

fn cafe() -> Router {
    Router::new("app").message(|m| m.on(command("coffee"), coffee).on((), async || reply("hi")))
}

#[tokio::test(start_paused = true)]
async fn on_leave_decides_when_an_update_with_a_background_task_is_completed() {
    for (on_leave, before, after) in [
        (OnLeave::Wait, "unfinished", "handled"),
        (OnLeave::Acknowledge, "handled, with a reply", "nothing"),
    ] {
        let bot = bot(cafe(), on_leave);
        let mut coffee = bot.hears(1, 7, "/coffee").await;
        assert_eq!(state_of(&mut coffee), before);
        // The background task does not delay the lane.
        bot.hears(2, 7, "b").await;
        bot.intake.drain().await;
        assert_eq!(state_of(&mut coffee), after);
        let sent = bot.log.take();
        match on_leave {
            OnLeave::Wait => assert_eq!(sent, ["0 sends coming", "0 sends hi", "30 sends ready"]),
            // The source took neither reply, so both are sent when they are dropped.
            OnLeave::Acknowledge => assert_eq!(sent.last().unwrap(), "30 sends ready"),
        }
    }
}

/// A tree whose routers observe failures: the inner one handles those of background tasks that
/// return an error.
fn observed() -> Router {
    let fails = async |background: Background| {
        background.spawn(async {
            seconds(1).await;
            Err::<(), BoxError>("intended by the test".into())
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
            e.on(is("intended by the test"), async |Extension(log): Extension<Log>| {
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
    panic!("intended by the test");
}

fn is(text: &'static str) -> impl Fn(&ErrorEvent) -> bool {
    move |event| event.error().to_string() == text
}

#[tokio::test(start_paused = true)]
async fn failures_are_offered_to_the_handlers_router_first() {
    let bot = Bot::waiting(observed());
    let mut states = Vec::new();
    for (id, text) in (1..).zip(["/fail", "/panic", "/refuse"]) {
        let mut completion = bot.hears(id, 7, text).await;
        seconds(2).await;
        states.push(state_of(&mut completion));
    }
    assert_eq!(states, ["handled"; 3]);
    assert_eq!(
        bot.log.take(),
        [
            "1 inner",
            "1 sends sorry",
            "2 root: panicked: intended by the test",
            "4 root: refused, intended by the test",
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn tasks_that_exceed_the_drain_are_cancelled_and_redelivered() {
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
    let start = Instant::now();
    let in_time = bot.intake.drain_within(Duration::from_secs(5)).await;
    assert_eq!((in_time, start.elapsed().as_secs()), (false, 5));
    assert_eq!(
        [state_of(&mut coffee), state_of(&mut slow), state_of(&mut behind)],
        ["redeliver"; 3],
    );
    assert_eq!(bot.log.take(), ["0 sends coming", "0 slow"]);
    // No task remains.
    timeout(Duration::from_millis(1), bot.intake.drain()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_drain_waits_for_background_tasks() {
    let bot = Bot::waiting(cafe());
    let mut coffee = bot.hears(1, 7, "/coffee").await;
    assert!(bot.intake.drain_within(Duration::from_secs(60)).await);
    assert_eq!(
        (state_of(&mut coffee), bot.log.take().last().unwrap().as_str()),
        ("handled", "30 sends ready")
    );
}

#[tokio::test(start_paused = true)]
async fn several_replies_are_sent_in_order_until_one_fails() {
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
    for (on_leave, expected) in [
        (OnLeave::Wait, ["handled"; 3]),
        (OnLeave::Acknowledge, ["handled, with a reply", "handled", "handled"]),
    ] {
        let bot = bot(app(), on_leave);
        let mut seen = Vec::new();
        for (id, text) in (1..).zip(["/three", "/broken", "/none"]) {
            let mut completion = bot.hears(id, 7, text).await;
            seen.push(state_of(&mut completion));
        }
        assert_eq!(seen, expected);
        bot.intake.drain().await;
        let mut sent = bot.log.take();
        // The source takes no reply, so all are sent.
        sent.sort_unstable();
        assert_eq!(
            sent,
            [
                "0 root: refused, intended by the test",
                "0 sends a",
                "0 sends a",
                "0 sends b",
                "0 sends c"
            ]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn error_observers_may_spawn_background_tasks() {
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
    let mut completion = bot.hears(1, 7, "a").await;
    assert_eq!(state_of(&mut completion), "unfinished");
    bot.intake.drain().await;
    assert_eq!(
        (state_of(&mut completion), bot.log.take()),
        ("handled", vec!["5 sends sorry, later".into()])
    );
}
