//! Lanes with each source of updates.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe::{NextError, prelude::*};
use sources::{Source, World, seconds};
use tokio::{sync::Notify, time::Instant};

/// Returns an app that works for a minute unless it is cancelled.
fn cancellable() -> Router {
    Router::new("app")
        .message(|m| m.on(command("work"), work))
        .callback_query(|q| {
            q.on(callback_data("cancel"), async |State(cancel): State<Arc<Notify>>| {
                cancel.notify_one();
                reply("cancelling")
            })
        })
        .with_state(Arc::new(Notify::new()))
}

async fn work(lane: Lane, State(cancel): State<Arc<Notify>>) -> impl IntoOutcome {
    lane.release();
    tokio::select! {
        () = seconds(60) => reply("worked"),
        () = cancel.notified() => reply("cancelled"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancel_button_stops_a_running_handler_of_its_chat() {
    for source in Source::ALL {
        let world = World::start(source, cancellable()).await;
        world.says(7, "/work");
        seconds(5).await;
        world.press(7, "cancel");
        seconds(2).await;
        let mut texts = world.stop().await.texts();
        texts.sort_unstable();
        // Polling requests updates every 600 ms while one is unconfirmed.
        let texts: Vec<&str> = texts.iter().map(|text| text.split_once(' ').unwrap().1).collect();
        assert_eq!(texts, ["cancelled", "cancelling"], "{source:?}");
    }
}

async fn ask(lane: Lane) -> Result<impl IntoOutcome, NextError> {
    let answer: Request<Message> = lane.next(text(), Duration::from_secs(3600)).await?;
    Ok(reply(format!("Hello, {}!", answer.event().text.as_deref().unwrap_or_default())))
}

fn asking() -> Router {
    Router::new("app").message(|m| m.on(command("ask"), ask).on(text(), async || reply("served")))
}

#[tokio::test(start_paused = true)]
async fn a_handler_awaits_its_users_next_message() {
    for source in Source::ALL {
        let world = World::start(source, asking()).await;
        world.says(7, "/ask");
        seconds(10).await;
        world.says(8, "I am another one");
        seconds(10).await;
        world.says(7, "Ada");
        seconds(1).await;
        world.says(7, "and then");
        seconds(1).await;
        let said = world.stop().await.texts();
        assert_eq!(said, ["10 served", "20 Hello, Ada!", "21 served"], "{source:?}");
    }
}

async fn slow_for_one(Text(text): Text) -> impl IntoOutcome {
    if text == "slow" {
        seconds(10).await;
    }
    reply(text)
}

#[tokio::test(start_paused = true)]
async fn a_slow_member_of_a_group_delays_no_other_with_lanes_by_member() {
    for source in Source::ALL {
        for (lane_by, expected) in [
            (LaneBy::Chat, ["10 slow", "10 quick", "10 mine"]),
            (LaneBy::ChatAndUser, ["0 quick", "10 slow", "10 mine"]),
        ] {
            let app = Router::new("app").message(|m| m.on((), slow_for_one));
            let world = World::with(source, app, lane_by, |bot| bot).await;
            for (user, text) in [(7, "slow"), (8, "quick"), (7, "mine")] {
                world.says_in(-1, user, text);
            }
            seconds(19).await;
            assert_eq!(world.stop().await.texts(), expected, "{source:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn while_two_hundred_users_are_awaited_the_next_one_is_served_within_a_second() {
    // Polling sends the same request every 600 ms: ten minutes are enough.
    for (source, pause) in [(Source::Webhook, 118), (Source::Polling, 20)] {
        let world = World::start(source, asking()).await;
        for user in 1..=200 {
            world.says(user, "/ask");
        }
        seconds(3).await;
        for user in 201..=230 {
            let before = world.said.texts().len();
            world.says(user, "hi");
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert_eq!(world.said.texts().len(), before + 1, "{source:?}, user {user}");
            seconds(pause).await;
        }
        // The handlers of all users still wait.
        for user in 1..=200 {
            world.says(user, "Ada");
        }
        seconds(10).await;
        let said = world.stop().await.texts();
        let greeted = said.iter().filter(|text| text.ends_with(" Hello, Ada!")).count();
        assert_eq!(greeted, 200, "{source:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn with_polling_half_of_the_window_stays_unconfirmed_until_its_work_ends() {
    let world = World::start(Source::Polling, asking()).await;
    world.says(1, "/ask");
    for user in 101..=140 {
        world.says(user, "hi");
        seconds(1).await;
    }
    // 41 updates are unconfirmed because the first is in flight.
    assert_eq!(world.unconfirmed(), (1..=41).collect::<Vec<_>>());
    for user in 141..=160 {
        world.says(user, "hi");
        seconds(1).await;
    }
    // The first was confirmed early, and all handled ones after it.
    assert_eq!(world.unconfirmed(), [61; 0]);
    world.says(1, "Ada");
    seconds(1).await;
    assert_eq!(world.stop().await.texts().last().unwrap(), "60 Hello, Ada!");
}

/// Returns the texts of background work until the shutdown, and the seconds of the shutdown.
async fn ends(source: Source, works: u64) -> (Vec<String>, u64) {
    let order = move |background: Background| async move {
        background.spawn(async move {
            seconds(works).await;
            reply("ready")
        });
        reply("comes")
    };
    let log = Arc::new(Mutex::new(Vec::new()));
    let app = Router::new("app").message(|m| m.on((), order)).shutdown({
        let log = Arc::clone(&log);
        move || {
            log.lock().unwrap().push("callback".to_owned());
            async {}
        }
    });
    let world = World::start(source, app).await;
    world.says(7, "order");
    seconds(1).await;
    let start = Instant::now();
    let texts = world.stop().await.texts();
    let mut said: Vec<String> = texts.iter().map(|text| text[2..].trim().to_owned()).collect();
    said.append(&mut log.lock().unwrap());
    (said, start.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_waits_for_background_work_until_its_deadline() {
    for source in Source::ALL {
        let said = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            [ends(source, 10).await, ends(source, 3600).await],
            [(said(&["comes", "ready", "callback"]), 9), (said(&["comes", "callback"]), 20),],
            "{source:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_unordered_handler_delays_no_other_update_of_its_chat() {
    for source in Source::ALL {
        let slow = async || {
            seconds(10).await;
            reply("slow")
        };
        let app = Router::new("app")
            .message(|m| m.on(command("slow"), unordered(slow)).on((), async || reply("quick")));
        let world = World::start(source, app).await;
        world.says(7, "/slow");
        world.says(7, "hi");
        seconds(12).await;
        assert_eq!(world.stop().await.texts(), ["0 quick", "10 slow"], "{source:?}");
    }
}
