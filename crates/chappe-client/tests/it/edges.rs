//! Rare responses, and options in any order.

use std::{
    convert::Infallible,
    future::{pending, ready},
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use chappe_client::{ApiServer, Bot, FloodLimitLayer, RequestBody, register_webhook};
use chappe_types::{FileId, GetMe, SetWebhook};
use http::{Request, Response};
use http_body::Frame;
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, Sleep, sleep, timeout},
};
use wire::{ok, raw};

use crate::support::{bot, builder, millis, say, server, timeline};

const TOKEN: &str = "4242424242:CANARY-token_that_nobody_may_ever_see_1";

/// A body of unknown length: its chunks, the last one first, and then `end`.
struct Pieces {
    pieces: Vec<&'static [u8]>,
    end: End,
}

enum End {
    Whole,
    Broken(String),
    Silence(Pin<Box<Sleep>>),
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(piece) = self.pieces.pop() {
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(piece)))));
        }
        match &mut self.end {
            End::Whole => Poll::Ready(None),
            End::Broken(reason) => Poll::Ready(Some(Err(io::Error::other(std::mem::take(reason))))),
            End::Silence(sleep) => sleep.as_mut().poll(cx).map(|()| None),
        }
    }
}

/// A bot whose transport answers `getFile`, and returns such a body for the file.
fn fetching(end: impl Fn(&str) -> End + Clone + Send + Sync + 'static) -> Bot {
    let transport = tower::service_fn(move |request: Request<RequestBody>| {
        let uri = request.uri().to_string();
        let body = if uri.contains("/file/") {
            Pieces { pieces: vec![b"6789", b"012345"], end: end(&uri) }
        } else if uri.ends_with("getFile") {
            let file: &[u8] =
                br#"{"ok":true,"result":{"file_id":"f","file_unique_id":"u","file_path":"a"}}"#;
            Pieces { pieces: vec![file], end: End::Whole }
        } else {
            Pieces { pieces: vec![b"{"], end: end(&uri) }
        };
        ready(Ok::<_, Infallible>(Response::new(body)))
    });
    Bot::builder(TOKEN.parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .transport(transport)
        .retry(None)
        .build()
        .unwrap()
}

fn shown(error: &chappe_client::Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut next = std::error::Error::source(error);
    while let Some(error) = next {
        text = format!("{text} {error} {error:?}");
        next = error.source();
    }
    text
}

#[tokio::test(start_paused = true)]
async fn a_truncated_body_shows_no_token() {
    let bot = fetching(|uri| End::Broken(format!("reset while reading {uri}")));
    let call = bot.send(GetMe::new()).await.unwrap_err();
    assert!(call.is_ambiguous());
    assert!(!shown(&call).contains("CANARY"), "{call:?}");
    let file = bot.download(FileId::from("f")).bytes().await.unwrap_err();
    assert!(!shown(&file).contains("CANARY"), "{file:?}");
}

#[tokio::test(start_paused = true)]
async fn a_body_of_unknown_length_is_counted() {
    let bot = fetching(|_| End::Whole);
    assert_eq!(bot.download(FileId::from("f")).bytes().await.unwrap(), "0123456789");
    let long = bot.download(FileId::from("f")).max_size(9).bytes().await.unwrap_err();
    assert!(long.is_download(), "{long}");
}

#[tokio::test(start_paused = true)]
async fn a_stalled_file_is_a_timeout() {
    let bot = fetching(|_| End::Silence(Box::pin(sleep(Duration::from_secs(1000)))));
    let start = Instant::now();
    let stalled = bot.download(FileId::from("f")).idle_timeout(Duration::from_secs(5));
    assert!(stalled.bytes().await.unwrap_err().is_timeout());
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_pause_of_centuries_is_an_error() {
    for seconds in [u64::MAX / 2, u64::MAX] {
        let server = server(move |_, _| async move {
            let mut answer = raw(429, "slow down");
            answer.headers_mut().insert("retry-after", seconds.into());
            Some(answer)
        });
        let bot = bot(&server);
        let failed = tokio::spawn(say(&bot, 1, "a")).await.expect("no panic").unwrap_err();
        assert!(failed.is_too_many_requests());
        let again = tokio::spawn(say(&bot, 1, "a")).await.expect("no panic").unwrap_err();
        assert!(again.is_too_many_requests());
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_pause_of_one_chat_does_not_delay_others() {
    let server = server(|_, _| async { None });
    let bot = builder(&server).layer(FloodLimitLayer::new()).build().unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..300 {
        calls.spawn(say(&bot, 1, "hi"));
    }
    millis(10).await;
    let start = Instant::now();
    say(&bot, 2, "hi").await.unwrap();
    assert!(start.elapsed() < Duration::from_millis(50), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn many_chats_together_stay_within_the_limit_of_the_bot() {
    let server = server(|_, _| async { None });
    let bot = builder(&server).layer(FloodLimitLayer::new()).build().unwrap();
    let start = Instant::now();
    let mut calls = JoinSet::new();
    for number in 0..5 {
        for chat in 1..=100 {
            calls.spawn(say(&bot, chat, &number.to_string()));
        }
    }
    calls.join_all().await;
    let times: Vec<f64> = timeline(&server, start).into_iter().map(|(at, _)| at).collect();
    let most = (0..times.len())
        .map(|first| times[first..].iter().take_while(|at| **at - times[first] < 0.995).count())
        .max();
    assert!(most <= Some(30), "{most:?} in one second");
    assert!(times[499] > 15.0, "{}", times[499]);
}

#[tokio::test(start_paused = true)]
async fn the_order_of_options_does_not_matter() {
    let never = tower::service_fn(|_: http::Uri| pending::<Result<wire::Stream, io::Error>>());
    let build = |after: bool| {
        let builder = Bot::builder(TOKEN.parse().unwrap())
            .server(ApiServer::new("http://telegram.test").unwrap())
            .retry(None);
        let limit = Duration::from_secs(3);
        if after {
            builder.connector(never).connect_timeout(limit)
        } else {
            builder.connect_timeout(limit).connector(never)
        }
    };
    for after in [false, true] {
        let (bot, start) = (build(after).build().unwrap(), Instant::now());
        assert!(bot.send(GetMe::new()).await.unwrap_err().is_not_sent());
        assert_eq!(start.elapsed().as_secs(), 3, "after: {after}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_registration_does_not_wait_longer_than_a_minute_at_a_time() {
    let server = server(|call, _| async move {
        Some(match &*call.method {
            "setWebhook" => wire::retry_after(3600),
            _ => ok(json!({"url": "", "has_custom_certificate": false, "pending_update_count": 0})),
        })
    });
    let wanted = SetWebhook::new("https://bot.example.org/telegram");
    let bot = bot(&server);
    let done = timeout(Duration::from_secs(300), register_webhook(&bot, &wanted)).await;
    let failed = done.expect("registration fails within minutes").unwrap_err();
    assert_eq!(failed.retry_after(), Some(Duration::from_secs(3600)));
}

#[tokio::test(start_paused = true)]
async fn a_gateway_in_the_way_of_a_file_is_typed() {
    let server = server(|call, _| async move {
        Some(match &*call.method {
            "getFile" => ok(json!({"file_id": "f", "file_unique_id": "u", "file_path": "a"})),
            _ => raw(502, "<html>"),
        })
    });
    let failed = bot(&server).download(FileId::from("f")).bytes().await.unwrap_err();
    assert!(failed.is_server_error(), "{failed}");
}
