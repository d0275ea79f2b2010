//! 429 *Too Many Requests*.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use chappe_client::{Call, RetryAfterLayer};
use chappe_types::SendMessage;
use tokio::{task::JoinSet, time::Instant};
use wire::{error, ok, raw, retry_after};

use crate::support::{bot, builder, millis, say, server, timeline};

#[tokio::test(start_paused = true)]
async fn retry_after_honoured() {
    let server = server(|_, number| async move {
        match number {
            0 => Some(retry_after(7)),
            // Told by the header alone.
            1 => {
                let mut answer = error(429, "Too Many Requests");
                answer.headers_mut().insert("retry-after", 11.into());
                Some(answer)
            }
            _ => None,
        }
    });
    let (bot, start) = (bot(&server), Instant::now());
    say(&bot, 1, "hi").await.unwrap();
    assert_eq!(timeline(&server, start), [(0.0, 1), (7.0, 1), (18.0, 1)]);
}

#[tokio::test(start_paused = true)]
async fn _429_one_chat_others_flow() {
    let server = server(|call, number| async move {
        (number == 0 && call.number("chat_id") == 1).then(|| retry_after(10))
    });
    let (bot, start) = (bot(&server), Instant::now());
    let first = tokio::spawn(say(&bot, 1, "a"));
    millis(1000).await;
    say(&bot, 2, "b").await.unwrap();
    say(&bot, 3, "c").await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(timeline(&server, start), [(0.0, 1), (1.0, 2), (1.0, 3), (10.0, 1)]);
}

#[tokio::test(start_paused = true)]
async fn calls_of_a_paused_chat_go_on_one_after_another_in_order() {
    // The first one is told to wait twice; the others keep their places.
    let server =
        server(|_, number| async move { [10, 3].get(number).map(|seconds| retry_after(*seconds)) });
    let (bot, start) = (bot(&server), Instant::now());
    let mut calls = JoinSet::new();
    for number in 0..4 {
        calls.spawn(say(&bot, 1, &number.to_string()));
        millis(10).await;
    }
    calls.join_all().await.into_iter().for_each(|result| drop(result.unwrap()));
    let texts = server.received().into_iter().map(|call| call.params["text"].to_string());
    assert_eq!(texts.collect::<Vec<_>>().concat(), r#""0""0""0""1""2""3""#);
    let times: Vec<f64> = timeline(&server, start).into_iter().map(|(at, _)| at).collect();
    assert_eq!(times, [0.0, 10.0, 13.0, 14.0, 15.0, 16.0]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_waits_lets_the_next_one_go() {
    let server = server(|_, number| async move { (number == 0).then(|| retry_after(10)) });
    let (bot, start) = (bot(&server), Instant::now());
    let dropped = tokio::spawn(say(&bot, 1, "dropped"));
    millis(10).await;
    let next = tokio::spawn(say(&bot, 1, "next"));
    millis(10).await;
    dropped.abort();
    next.await.unwrap().unwrap();
    assert_eq!(timeline(&server, start), [(0.0, 1), (10.0, 1)]);
}

#[tokio::test(start_paused = true)]
async fn _429_global_backs_off() {
    let server = server(|_, number| async move { (number < 3).then(|| retry_after(5)) });
    let (bot, start) = (bot(&server), Instant::now());
    let mut calls = JoinSet::new();
    for chat in 1..=3 {
        calls.spawn(say(&bot, chat, "a"));
    }
    millis(1000).await;
    // Chats that Telegram never complained of wait as well.
    for chat in 4..=20 {
        calls.spawn(say(&bot, chat, "a"));
    }
    calls.join_all().await.into_iter().for_each(|result| drop(result.unwrap()));
    let later = timeline(&server, start).split_off(3);
    assert_eq!(later.len(), 20);
    assert!(later.iter().all(|(at, _)| (5.0..7.0).contains(at)), "{later:?}");
    let together = later.windows(2).filter(|pair| pair[1].0 - pair[0].0 < 0.02).count();
    assert!(together <= 3, "not all at once: {later:?}");
}

#[tokio::test(start_paused = true)]
async fn retry_after_huge_is_error() {
    let server =
        server(|call, _| async move { (call.number("chat_id") == 1).then(|| retry_after(3600)) });
    let (bot, start) = (bot(&server), Instant::now());
    let error = say(&bot, 1, "a").await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(error.is_too_many_requests());
    millis(600_000).await;
    // Until then it is known without asking.
    let error = say(&bot, 1, "b").await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3000)));
    assert_eq!(timeline(&server, start), [(0.0, 1)]);
    assert_eq!(start.elapsed().as_secs(), 600);
    say(&bot, 2, "c").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_whole_wait_is_bounded() {
    let server = server(|_, _| async { Some(retry_after(25)) });
    let (bot, start) = (bot(&server), Instant::now());
    let error = say(&bot, 1, "a").await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(25)));
    assert_eq!(timeline(&server, start), [(0.0, 1), (25.0, 1), (50.0, 1), (75.0, 1)]);
    assert_eq!(start.elapsed().as_secs(), 75);
}

#[tokio::test(start_paused = true)]
async fn what_an_overloaded_server_says_can_be_waited_out() {
    let server = server(|_, number| async move {
        millis(20).await;
        (number == 0).then(|| retry_after(60))
    });
    say(&bot(&server), 1, "a").await.unwrap();
    assert_eq!(server.methods().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_wait_of_no_time_is_no_hot_loop() {
    let server = server(|_, _| async { Some(retry_after(0)) });
    let start = Instant::now();
    assert!(say(&bot(&server), 1, "a").await.unwrap_err().is_too_many_requests());
    assert_eq!((server.methods().len(), start.elapsed().as_secs()), (91, 90));
}

#[tokio::test(start_paused = true)]
async fn only_429_makes_a_call_again() {
    for status in [500, 502, 503, 504] {
        let server = server(move |_, _| async move {
            let mut answer = raw(status, "<html>");
            answer.headers_mut().insert("retry-after", 2.into());
            Some(answer)
        });
        let error = say(&bot(&server), 1, "a").await.unwrap_err();
        assert!(error.is_ambiguous(), "{error}");
        assert_eq!(server.methods().len(), 1, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn limits_of_methods_do_not_stop_messages() {
    let server =
        server(
            |call, _| async move { call.method.starts_with("setMy").then(|| retry_after(80_000)) },
        );
    let bot = bot(&server);
    bot.send(chappe_types::SetMyName::new()).await.unwrap_err();
    bot.send(chappe_types::SetMyDescription::new()).await.unwrap_err();
    bot.send(chappe_types::SetMyShortDescription::new()).await.unwrap_err();
    say(&bot, 1, "a").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_the_layer_refuses_itself_widens_no_pause() {
    let server =
        server(|call, _| async move { (call.number("chat_id") < 9).then(|| retry_after(600)) });
    let bot = bot(&server);
    for chat in 1..=3 {
        say(&bot, chat, "a").await.unwrap_err();
        millis(60_000).await;
    }
    for chat in 1..=3 {
        say(&bot, chat, "b").await.unwrap_err();
    }
    let start = Instant::now();
    say(&bot, 9, "c").await.unwrap();
    assert_eq!((start.elapsed().as_secs(), server.methods().len()), (0, 4));
}

#[tokio::test(start_paused = true)]
async fn a_pause_of_all_is_no_longer_than_one_may_wait() {
    let server = server(|_, number| async move { (number < 3).then(|| retry_after(5)) });
    let (bot, start) = (bot(&server), Instant::now());
    let mut calls = JoinSet::new();
    for chat in 1..=4000 {
        calls.spawn(say(&bot, chat, "a"));
        if chat == 3 {
            millis(10).await;
        }
    }
    let sent = calls.join_all().await.into_iter().flatten().count();
    assert!(start.elapsed() <= Duration::from_secs(91), "{:?}", start.elapsed());
    assert!((2000..3000).contains(&sent), "{sent} within 90 s, 34 ms apart");
}

#[tokio::test(start_paused = true)]
async fn a_call_may_refuse_to_wait() {
    let server = server(|_, _| async { Some(retry_after(5)) });
    let call = Call::new(&SendMessage::new(1, "hi"));
    let error = bot(&server).answer(call.without_waiting()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    let never = builder(&server).retry_after(None).build().unwrap();
    assert!(say(&never, 1, "hi").await.unwrap_err().is_too_many_requests());
    assert_eq!(server.methods().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn calls_about_no_chat_wait_for_their_method() {
    let is_first = AtomicBool::new(true);
    let server = server(move |call, _| {
        let waits = call.method == "setMyName" && is_first.swap(false, Ordering::Relaxed);
        async move { Some(if waits { retry_after(20) } else { ok(true) }) }
    });
    let (bot, start) = (bot(&server), Instant::now());
    let (named, described) = tokio::join!(
        bot.send(chappe_types::SetMyName::new()),
        bot.send(chappe_types::SetMyDescription::new()),
    );
    assert!(named.unwrap() && described.unwrap());
    let times: Vec<f64> = timeline(&server, start).into_iter().map(|(at, _)| at).collect();
    assert_eq!(times, [0.0, 0.0, 20.0]);
}

#[tokio::test(start_paused = true)]
async fn a_gateway_that_says_429_is_waited_out_too() {
    let server = server(|_, number| async move {
        (number == 0).then(|| {
            let mut answer = raw(429, "<html>slow down");
            answer.headers_mut().insert("retry-after", 3.into());
            answer
        })
    });
    let layer = RetryAfterLayer::new(Duration::from_secs(3));
    let (bot, start) = (builder(&server).retry_after(layer).build().unwrap(), Instant::now());
    say(&bot, 1, "a").await.unwrap();
    assert_eq!(timeline(&server, start), [(0.0, 1), (3.0, 1)]);
}
