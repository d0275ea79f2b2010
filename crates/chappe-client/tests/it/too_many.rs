//! 429 *Too Many Requests*.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use chappe_client::{Call, RetryAfterLayer};
use chappe_types::SendMessage;
use tokio::{task::JoinSet, time::Instant};
use wire::{Server, error, ok, raw, retry_after};

use crate::support::{bot, builder, millis, say, server, timeline};

#[tokio::test(start_paused = true)]
async fn retry_after_honoured() {
    let server = server(|_, number| async move {
        match number {
            0 => Some(retry_after(7)),
            // In the header only.
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
async fn calls_of_a_paused_chat_continue_one_at_a_time_in_order() {
    // The first call gets two 429s; the others keep their order.
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
async fn a_dropped_waiting_call_releases_the_next_one() {
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

/// A server that refuses all calls for `seconds`, with a `retry_after` of `says`.
fn closed_for(seconds: u64, says: u64) -> Server {
    let start = Instant::now();
    server(move |_, _| async move {
        let left = says.saturating_sub(start.elapsed().as_secs()).max(1);
        (start.elapsed().as_secs() < seconds).then(|| retry_after(left))
    })
}

#[tokio::test(start_paused = true)]
async fn _429_global_backs_off() {
    let server = closed_for(30, 30);
    let (bot, start) = (bot(&server), Instant::now());
    let mut calls = JoinSet::new();
    for chat in 1..=200 {
        calls.spawn(say(&bot, chat, "a"));
        millis(10).await;
    }
    calls.join_all().await.into_iter().for_each(|result| drop(result.unwrap()));
    let times = timeline(&server, start);
    let (wasted, later): (Vec<_>, Vec<_>) = times.into_iter().partition(|(at, _)| *at < 30.0);
    assert!(wasted.len() <= 14, "few calls try it out: {wasted:?}");
    assert_eq!(later.len(), 200);
    let together = later.windows(2).filter(|pair| pair[1].0 - pair[0].0 < 0.025).count();
    assert!(together <= wasted.len(), "not all at the same time: {later:?}");
    // Chats without a 429 wait too, in order.
    let has_no_429 = |chat: &i64| wasted.iter().all(|(_, wasted)| wasted != chat);
    let order: Vec<i64> = later.iter().map(|(_, chat)| *chat).filter(has_no_429).collect();
    assert!(order.is_sorted(), "{order:?}");
}

#[tokio::test(start_paused = true)]
async fn the_early_end_of_a_limit_of_the_bot_is_detected() {
    let server = closed_for(10, 60);
    let (bot, start) = (bot(&server), Instant::now());
    let mut calls = JoinSet::new();
    for chat in 1..=40 {
        calls.spawn(say(&bot, chat, "a"));
        millis(10).await;
    }
    calls.join_all().await.into_iter().for_each(|result| drop(result.unwrap()));
    let later: Vec<_> =
        timeline(&server, start).into_iter().filter(|(at, _)| (10.0..55.0).contains(at)).collect();
    assert!(later.len() >= 30, "{later:?}");
    assert!(later.iter().all(|(at, _)| *at < 15.0), "{later:?}");
}

#[tokio::test(start_paused = true)]
async fn a_flood_in_some_chats_delays_only_these_chats() {
    for is_busy in [false, true] {
        let server = server(|call, _| async move {
            millis(50).await;
            (call.number("chat_id") <= 5).then(|| retry_after(25))
        });
        let bot = bot(&server);
        let mut flood = JoinSet::new();
        for chat in 1..=5 {
            flood.spawn(say(&bot, chat, "flood"));
            if is_busy {
                say(&bot, 99, "busy").await.unwrap();
            }
        }
        millis(100).await;
        // One after another, then concurrently.
        let mut waits = Vec::new();
        for chat in 100..130 {
            let start = Instant::now();
            say(&bot, chat, "a").await.unwrap();
            waits.push(start.elapsed().as_millis() - 50);
        }
        assert_eq!(waits, [0; 30], "busy: {is_busy}");
        let mut calls = JoinSet::new();
        for chat in 130..160 {
            let (call, start) = (say(&bot, chat, "a"), Instant::now());
            calls.spawn(async move {
                call.await.unwrap();
                start.elapsed().as_millis() - 50
            });
        }
        assert_eq!(calls.join_all().await, [0; 30], "busy: {is_busy}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_flood_without_other_traffic_delays_others_for_one_probe() {
    let server = server(|call, _| async move {
        millis(50).await;
        (call.number("chat_id") <= 3).then(|| retry_after(25))
    });
    let bot = bot(&server);
    let mut flood = JoinSet::new();
    for chat in 1..=3 {
        flood.spawn(say(&bot, chat, "flood"));
    }
    millis(100).await;
    let (mut calls, start) = (JoinSet::new(), Instant::now());
    for chat in 100..160 {
        calls.spawn(say(&bot, chat, "a"));
    }
    calls.join_all().await.into_iter().for_each(|result| drop(result.unwrap()));
    assert_eq!(start.elapsed().as_millis(), 100, "one tries it out, then all go");
}

#[tokio::test(start_paused = true)]
async fn any_other_refusal_shows_that_the_bot_is_not_limited() {
    let server = server(|call, _| async move {
        match call.number("chat_id") {
            1..=3 => Some(retry_after(25)),
            4 => Some(error(403, "Forbidden: bot was blocked by the user")),
            _ => None,
        }
    });
    let bot = bot(&server);
    let mut flood = JoinSet::new();
    for chat in 1..=3 {
        flood.spawn(say(&bot, chat, "flood"));
    }
    millis(100).await;
    let start = Instant::now();
    assert!(say(&bot, 4, "a").await.unwrap_err().is_blocked());
    say(&bot, 5, "a").await.unwrap();
    assert_eq!(start.elapsed().as_millis(), 0);
}

#[tokio::test(start_paused = true)]
async fn calls_of_one_chat_keep_their_order_during_a_global_pause() {
    let server = closed_for(5, 5);
    let bot = bot(&server);
    let mut calls = JoinSet::new();
    for chat in 1..=3 {
        calls.spawn(say(&bot, chat, "a"));
    }
    millis(100).await;
    for number in 0..10 {
        calls.spawn(say(&bot, 9, &number.to_string()));
        millis(1).await;
    }
    calls.join_all().await.into_iter().for_each(|result| drop(result.unwrap()));
    let nine = server.received().into_iter().filter(|call| call.number("chat_id") == 9);
    let mut texts: Vec<_> = nine.map(|call| call.params["text"].clone()).collect();
    // Calls that probed were made more than once.
    texts.dedup();
    let first = texts.iter().position(|text| text == "0").unwrap();
    assert_eq!(texts.len() - first, 10, "{texts:?}");
    assert!(texts[first..].is_sorted_by_key(|text| text.as_str().map(str::to_owned)), "{texts:?}");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_probe_lets_the_next_call_probe() {
    let server = server(|call, _| async move {
        match call.number("chat_id") {
            1..=3 => Some(retry_after(25)),
            4 => std::future::pending().await,
            _ => None,
        }
    });
    let bot = bot(&server);
    let mut flood = JoinSet::new();
    for chat in 1..=3 {
        flood.spawn(say(&bot, chat, "flood"));
    }
    millis(100).await;
    let hangs = tokio::spawn(say(&bot, 4, "a"));
    millis(10).await;
    let start = Instant::now();
    let next = tokio::spawn(say(&bot, 5, "a"));
    millis(10).await;
    hangs.abort();
    next.await.unwrap().unwrap();
    assert!(start.elapsed() <= Duration::from_secs(1), "{:?}", start.elapsed());
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
    // Until then, calls fail without a request.
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
async fn the_retry_after_of_an_overloaded_server_is_waited_for() {
    let server = server(|_, number| async move {
        millis(20).await;
        (number == 0).then(|| retry_after(60))
    });
    say(&bot(&server), 1, "a").await.unwrap();
    assert_eq!(server.methods().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_of_zero_is_not_a_busy_loop() {
    let server = server(|_, _| async { Some(retry_after(0)) });
    let start = Instant::now();
    assert!(say(&bot(&server), 1, "a").await.unwrap_err().is_too_many_requests());
    assert_eq!((server.methods().len(), start.elapsed().as_secs()), (91, 90));
}

#[tokio::test(start_paused = true)]
async fn only_a_429_is_retried() {
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
async fn a_refusal_by_the_layer_itself_extends_no_pause() {
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
async fn a_global_pause_is_not_longer_than_the_longest_wait() {
    let server = closed_for(5, 5);
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
    let error = bot(&server).call(call.without_waiting()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    let never = builder(&server).retry_after(None).build().unwrap();
    assert!(say(&never, 1, "hi").await.unwrap_err().is_too_many_requests());
    assert_eq!(server.methods().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn calls_without_a_chat_wait_per_method() {
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
async fn the_429_of_a_gateway_is_waited_for_too() {
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
