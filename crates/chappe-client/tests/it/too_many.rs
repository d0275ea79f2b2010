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

/// A server that takes no call of any chat for so many seconds, and says so.
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
    assert!(together <= wasted.len(), "not all at once: {later:?}");
    // Chats that Telegram never complained of wait as well, in order.
    let never_told = |chat: &i64| wasted.iter().all(|(_, told)| told != chat);
    let order: Vec<i64> = later.iter().map(|(_, chat)| *chat).filter(never_told).collect();
    assert!(order.is_sorted(), "{order:?}");
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_the_bots_own_that_ends_early_is_noticed() {
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
async fn whoever_floods_some_chats_slows_down_these_alone() {
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
        // One after another, then at once.
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
async fn a_flood_in_a_lull_holds_up_those_who_come_at_once_for_one_call() {
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
async fn a_refusal_of_another_sort_shows_that_the_bot_is_not_limited() {
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
async fn calls_of_one_chat_keep_their_order_through_a_pause_of_all() {
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
    // Those that tried it out came more than once.
    texts.dedup();
    let first = texts.iter().position(|text| text == "0").unwrap();
    assert_eq!(texts.len() - first, 10, "{texts:?}");
    assert!(texts[first..].is_sorted_by_key(|text| text.as_str().map(str::to_owned)), "{texts:?}");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_tries_out_a_pause_lets_the_next_one_try() {
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
