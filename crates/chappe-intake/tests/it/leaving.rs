//! Failures while a handler is outside of its lane.

use std::time::Duration;

use chappe_core::{
    Request, Router,
    extract::Extension,
    filter::{command, from_filter, text, text_is},
};
use chappe_intake::{Background, Lane};
use chappe_types::Message;
use tokio::{join, time::timeout};

use crate::support::{Bot, Log, MINUTE, note, seconds, state_of};

/// Returns all events after a drain, which takes at most an hour.
async fn drained(bot: Bot) -> Vec<String> {
    timeout(Duration::from_secs(3600), bot.intake.drain()).await.unwrap();
    bot.log.take()
}

fn said(answer: Result<Request<Message>, chappe_intake::NextError>) -> String {
    match answer {
        Ok(request) => request.event().text.as_deref().unwrap_or_default().to_owned(),
        Err(error) => error.to_string(),
    }
}

#[tokio::test(start_paused = true)]
async fn background_tasks_cannot_await_updates_after_their_handler() {
    let asks = async |lane: Lane, background: Background, Extension(log): Extension<Log>| {
        background.spawn(async move {
            let late = lane.next::<Message, _>(text(), MINUTE);
            log.note(format!("awaited: {}", said(lane.next(text(), MINUTE).await)));
            log.note(format!("awaited: {}", said(late.await)));
            seconds(30).await;
        });
        seconds(1).await;
    };
    let app = Router::new("app").message(|m| m.on(command("ask"), asks).on((), note));
    let bot = Bot::waiting(app);
    bot.hears(1, 7, "/ask").await;
    seconds(2).await;
    let mut completions = [bot.hears(2, 7, "a").await, bot.hears(3, 7, "b").await];
    assert_eq!(completions.each_mut().map(state_of), ["handled"; 2]);
    assert_eq!(
        drained(bot).await,
        [
            "1 awaited: no awaited update can arrive any more",
            "1 awaited: no awaited update can arrive any more",
            "2 a",
            "2 b",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_awaits_and_enters_concurrently_enters_with_the_update() {
    let asks = async |lane: Lane, Extension(log): Extension<Log>| {
        let enters = async {
            seconds(1).await;
            lane.enter().await;
            log.note(format!("in the lane: {}", lane.is_held()));
        };
        let (answer, ()) = join!(lane.next(text_is("a"), MINUTE), enters);
        log.note(said(answer));
    };
    let slow = async || seconds(10).await;
    let app = Router::new("app")
        .message(|m| m.on(command("ask"), asks).on(command("slow"), slow).on((), note));
    let bot = Bot::waiting(app);
    bot.hears(1, 7, "/ask").await;
    bot.hears(2, 7, "/slow").await;
    bot.hears(3, 7, "a").await;
    seconds(2).await;
    bot.hears(4, 7, "b").await;
    seconds(20).await;
    assert_eq!(drained(bot).await, ["10 in the lane: true", "10 a", "10 b"]);
}

#[tokio::test(start_paused = true)]
async fn a_filter_that_never_ends_blocks_its_lane_until_the_timeout() {
    let asks = async |lane: Lane, Extension(log): Extension<Log>| {
        let never = from_filter(async || std::future::pending::<bool>().await);
        log.note(said(lane.next(never, Duration::from_secs(5)).await));
    };
    let app = Router::new("app").message(|m| m.on(command("ask"), asks).on((), note));
    let bot = Bot::waiting(app);
    bot.hears(1, 7, "/ask").await;
    bot.hears(2, 7, "a").await;
    seconds(6).await;
    assert_eq!(drained(bot).await, ["5 a", "5 no awaited update arrived before the timeout"]);
}

#[tokio::test(start_paused = true)]
async fn an_awaited_update_is_redelivered_if_its_handler_is_cancelled() {
    let asks = async |lane: Lane| {
        lane.next::<Message, _>(text(), MINUTE).await.unwrap();
        seconds(3600).await;
    };
    let app = Router::new("app").message(|m| m.on(command("ask"), asks).on((), note));
    let bot = Bot::waiting(app);
    let mut completions = [bot.hears(1, 7, "/ask").await, bot.hears(2, 7, "a").await];
    assert!(!bot.intake.drain_within(Duration::from_secs(5)).await);
    assert_eq!(completions.each_mut().map(state_of), ["redeliver"; 2]);
}

#[tokio::test(start_paused = true)]
async fn the_first_of_two_concurrent_waits_that_ends_enters_the_lane() {
    let seconds_of = Duration::from_secs;
    for first in [true, false] {
        for (texts, expected) in
            [(&[][..], "60 none came, in the lane: true"), (&["b"][..], "1 b, in the lane: true")]
        {
            let asks = move |lane: Lane, Extension(log): Extension<Log>| async move {
                let (one, other) =
                    (lane.next(text_is("a"), MINUTE), lane.next(text_is("b"), seconds_of(120)));
                let answer = if first {
                    tokio::select! { biased; answer = one => answer, answer = other => answer }
                } else {
                    tokio::select! { biased; answer = other => answer, answer = one => answer }
                };
                let said = answer.map_or_else(
                    |_| "none came".to_owned(),
                    |request| {
                        let message: &Message = request.event();
                        message.text.clone().unwrap().to_string()
                    },
                );
                log.note(format!("{said}, in the lane: {}", lane.is_held()));
            };
            let bot = Bot::waiting(Router::new("app").message(|m| m.on(command("ask"), asks)));
            bot.hears(1, 7, "/ask").await;
            seconds(1).await;
            for text in texts {
                bot.hears(2, 7, text).await;
            }
            seconds(100).await;
            assert_eq!(drained(bot).await, [expected], "first: {first}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_released_its_lane_stays_outside_after_a_timeout() {
    let asks = async |lane: Lane, Extension(log): Extension<Log>| {
        lane.release();
        let answer = lane.next::<Message, _>(text(), MINUTE).await;
        log.note(format!("{}, in the lane: {}", answer.is_ok(), lane.is_held()));
    };
    let bot = Bot::waiting(Router::new("app").message(|m| m.on(command("ask"), asks)));
    bot.hears(1, 7, "/ask").await;
    seconds(100).await;
    assert_eq!(drained(bot).await, ["60 false, in the lane: false"]);
}
