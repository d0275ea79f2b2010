//! Layers around calls: the default ones, tower's, and custom ones.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use chappe_client::{
    ApiResponse, Bot, Call, CallTimeoutLayer, CallTraceLayer, Defaults, DefaultsLayer, Error,
    FloodLimitLayer, MigrationLayer, Quota, RetryAfterLayer, RetryLayer,
};
use chappe_core::{BoxError, Cancel, Skip, shared};
use chappe_types::{
    AlbumMedia, FileId, GetMe, GetUpdates, InputMediaPhoto, ParseMode, SendDocument,
    SendMediaGroup, SendMessage, Upload, UserId,
};
use serde_json::json;
use tokio::{task::JoinSet, time::Instant};
use tower::{
    Layer, Service, ServiceBuilder, ServiceExt as _,
    layer::layer_fn,
    limit::{ConcurrencyLimitLayer, RateLimitLayer},
    timeout::{TimeoutLayer as TowerTimeoutLayer, error::Elapsed},
    util::MapRequest,
};
use wire::{Server, migrated, ok, raw, retry_after};

use crate::{
    flood::most_within,
    support::{bot, builder, millis, say, sent, server, timeline},
};

#[tokio::test(start_paused = true)]
async fn layers_see_a_call_once_first_added_outermost() {
    let server = server(|_, number| async move {
        match number {
            0 => Some(retry_after(1)),
            1 => Some(migrated(-1007)),
            _ => None,
        }
    });
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noting = |name: &'static str| {
        let seen = Arc::clone(&seen);
        layer_fn(move |inner| {
            let seen = Arc::clone(&seen);
            MapRequest::new(inner, move |call: Call| {
                seen.lock().unwrap().push(format!("{name} {}", call.method()));
                call
            })
        })
    };
    let bot = builder(&server).layer(noting("outer")).layer(noting("inner")).build().unwrap();
    say(&bot, -7, "hi").await.unwrap();
    assert_eq!(*seen.lock().unwrap(), ["outer sendMessage", "inner sendMessage"]);
    assert_eq!(server.methods().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn layers_of_tower_wrap_calls_unchanged() {
    let running = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let (now, peak) = (Arc::clone(&running), Arc::clone(&most));
    let server = server(move |_, _| {
        let (now, peak) = (Arc::clone(&now), Arc::clone(&peak));
        async move {
            peak.fetch_max(now.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
            millis(100).await;
            now.fetch_sub(1, Ordering::Relaxed);
            None
        }
    });
    let bot = builder(&server)
        .layer(
            ServiceBuilder::new()
                .layer(TowerTimeoutLayer::new(Duration::from_secs(60)))
                .layer(ConcurrencyLimitLayer::new(4)),
        )
        .layer(shared(RateLimitLayer::new(10, Duration::from_secs(1))))
        .build()
        .unwrap();
    let (mut calls, start) = (JoinSet::new(), Instant::now());
    for chat in 1..=30 {
        calls.spawn(say(&bot, chat, "hi"));
    }
    calls.join_all().await.into_iter().for_each(|result| drop(result.unwrap()));
    assert_eq!(most.load(Ordering::Relaxed), 4);
    assert_eq!(start.elapsed().as_secs(), 2, "10 a second");
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_custom_layer_is_a_source() {
    let server = server(|_, _| async {
        millis(60_000).await;
        None
    });
    let layer = TowerTimeoutLayer::new(Duration::from_secs(1));
    let bot = builder(&server).layer(layer).build().unwrap();
    let error = say(&bot, 1, "hi").await.unwrap_err();
    assert!(chappe_core::find_error::<Elapsed>(&error).is_some());
    assert_eq!(error.to_string(), "sendMessage: a layer around the call failed");
}

/// The error of a call, by its number.
type Failing = dyn Fn(&Call, usize) -> Option<BoxError> + Send + Sync;

/// A service that panics unless the instance that is called was polled ready, and that fails
/// the first calls as configured.
struct Probe {
    is_ready: bool,
    fail: Arc<Failing>,
    calls: Arc<AtomicUsize>,
}

impl Probe {
    fn new(fail: impl Fn(&Call, usize) -> Option<BoxError> + Send + Sync + 'static) -> Self {
        Self { is_ready: false, fail: Arc::new(fail), calls: Arc::default() }
    }
}

impl Clone for Probe {
    fn clone(&self) -> Self {
        let (fail, calls) = (Arc::clone(&self.fail), Arc::clone(&self.calls));
        Self { is_ready: false, fail, calls }
    }
}

impl Service<Call> for Probe {
    type Response = ApiResponse;
    type Error = BoxError;
    type Future = std::future::Ready<Result<ApiResponse, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.is_ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        assert!(std::mem::take(&mut self.is_ready), "called without having been polled ready");
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        std::future::ready(match (self.fail)(&call, number) {
            Some(error) => Err(error),
            None => Ok(ApiResponse::new("true")),
        })
    }
}

async fn calls_through<L>(layer: L, probe: Probe) -> (usize, Result<ApiResponse, BoxError>)
where
    L: Layer<Probe>,
    L::Service: Service<Call, Response = ApiResponse, Error: Into<BoxError>>,
{
    let calls = Arc::clone(&probe.calls);
    let call = Call::new(&SendMessage::new(-7, "hi"));
    let result = layer.layer(probe).oneshot(call).await.map_err(Into::into);
    (calls.load(Ordering::Relaxed), result)
}

#[tokio::test(start_paused = true)]
async fn every_layer_calls_the_instance_that_was_polled_ready() {
    let fails_at_first = || {
        Probe::new(|call, number| {
            let unsent = || Error::not_sent(call, "as the test wants it");
            let late = || Error::refused(call, 429, "").with_retry_after(Duration::from_secs(1));
            match number {
                0 => Some(unsent().into()),
                1 => Some(late().into()),
                _ => None,
            }
        })
    };
    let never = || Probe::new(|_, _| None);
    let counts = [
        calls_through(RetryLayer::default(), never()).await.0,
        calls_through(RetryAfterLayer::default(), never()).await.0,
        calls_through(CallTimeoutLayer::default(), never()).await.0,
        calls_through(MigrationLayer::new(), never()).await.0,
        calls_through(DefaultsLayer::new(Defaults::new()), never()).await.0,
        calls_through(CallTraceLayer::new(), never()).await.0,
        calls_through(FloodLimitLayer::new(), never()).await.0,
        calls_through((RetryAfterLayer::default(), RetryLayer::default()), fails_at_first())
            .await
            .0,
    ];
    assert_eq!(counts, [1, 1, 1, 1, 1, 1, 1, 3]);
}

#[tokio::test(start_paused = true)]
async fn skip_and_cancel_are_never_retried() {
    for error in [|| BoxError::from(Skip), || BoxError::from(Cancel)] {
        let probe = Probe::new(move |_, _| Some(error()));
        let layers = (RetryAfterLayer::default(), RetryLayer::default().ambiguous());
        let (calls, result) = calls_through(layers, probe).await;
        assert_eq!((calls, result.is_err()), (1, true));
    }
}

#[tokio::test(start_paused = true)]
async fn messages_are_delayed_by_the_limits_of_chat_group_and_bot() {
    let quick = || server(|_, _| async { None });
    let times = |server: &Server, start: Instant| -> Vec<f64> {
        timeline(server, start).into_iter().map(|(at, _)| at).collect()
    };
    let limited = |server: &Server| builder(server).layer(FloodLimitLayer::new()).build().unwrap();

    let (one_chat, start) = (quick(), Instant::now());
    let bot = limited(&one_chat);
    for _ in 0..6 {
        say(&bot, 1, "hi").await.unwrap();
    }
    assert_eq!(times(&one_chat, start), [0.0, 0.0, 0.0, 1.0, 2.0, 3.0]);

    let (group, start) = (quick(), Instant::now());
    let layer = FloodLimitLayer::new().chat(Quota::new(100, Duration::from_secs(1)));
    let bot = builder(&group).layer(layer).build().unwrap();
    for _ in 0..23 {
        say(&bot, -1, "hi").await.unwrap();
    }
    assert_eq!(times(&group, start)[19..], [0.0, 60.0, 60.0, 60.0]);

    let (all, start) = (quick(), Instant::now());
    let bot = limited(&all);
    let mut calls = JoinSet::new();
    for chat in 1..=60 {
        calls.spawn(say(&bot, chat, "hi"));
    }
    calls.join_all().await;
    let times = times(&all, start);
    assert_eq!((times[29], times[30], times[59]), (0.0, 1.0, 1.0));
}

#[tokio::test(start_paused = true)]
async fn no_window_of_a_group_or_bot_exceeds_its_limit() {
    let group = server(|_, _| async { None });
    let all = server(|_, _| async { None });
    for (server, chats) in [(&group, vec![-1; 100]), (&all, (1..=300).collect())] {
        let bot = builder(server).layer(FloodLimitLayer::new()).build().unwrap();
        let mut calls = JoinSet::new();
        for chat in chats {
            calls.spawn(say(&bot, chat, "hi"));
            // Not a divisor of the periods.
            millis(7).await;
        }
        calls.join_all().await.into_iter().for_each(|result| drop(result.unwrap()));
    }
    assert_eq!(most_within(&group.times(), Duration::from_secs(60)), 20);
    assert_eq!(most_within(&group.times(), Duration::from_secs(1)), 3);
    assert_eq!(most_within(&all.times(), Duration::from_secs(1)), 30);
    let took = |server: &Server| {
        let times = server.times();
        times[times.len() - 1].duration_since(times[0]).as_secs()
    };
    assert_eq!((took(&group), took(&all)), (240 + 17, 9), "no slower than the limits");
}

#[tokio::test(start_paused = true)]
async fn delayed_calls_are_made_in_the_order_of_arrival() {
    let texts = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&texts);
    let telegram = tower::service_fn(move |call: Call| {
        let text = call.params().get("text").unwrap().trim_matches('"').parse::<i64>().unwrap();
        notes.lock().unwrap().push(text);
        std::future::ready(Ok::<_, Error>(ApiResponse::new("true")))
    });
    let limited = FloodLimitLayer::new().layer(telegram);
    let mut calls = JoinSet::new();
    for number in 0..120 {
        let call = Call::new(&SendMessage::new(1 + number % 40, number.to_string()));
        calls.spawn(limited.clone().oneshot(call));
        tokio::task::yield_now().await;
    }
    calls.join_all().await;
    assert_eq!(*texts.lock().unwrap(), (0..120).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_call_within_the_limits_uses_no_timer() {
    // A runtime without timers: creating one panics.
    let limited = FloodLimitLayer::new().layer(Probe::new(|_, _| None));
    let call = Call::new(&SendMessage::new(-1, "hi"));
    let run = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut limited = limited;
            for _ in 0..3 {
                limited.ready().await.unwrap().call(call.clone()).await.unwrap();
            }
        });
    });
    assert!(run.join().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_delayed_chat_does_not_delay_others() {
    let server = server(|_, _| async { None });
    let bot = builder(&server).layer(FloodLimitLayer::new()).build().unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..20 {
        calls.spawn(say(&bot, 1, "hi"));
    }
    millis(10).await;
    let start = Instant::now();
    say(&bot, 2, "hi").await.unwrap();
    assert!(start.elapsed() < Duration::from_millis(50), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_album_counts_as_its_parts_and_queries_do_not_count() {
    let server = server(|call, _| async move {
        Some(match &*call.method {
            "sendMediaGroup" => ok(json!([])),
            "sendMessage" => ok(sent(&call)),
            _ => ok(json!({"id": 1, "is_bot": true, "first_name": "B"})),
        })
    });
    let bot = builder(&server).layer(FloodLimitLayer::new()).build().unwrap();
    let start = Instant::now();
    let photo = || AlbumMedia::from(InputMediaPhoto::new(FileId::from("a")));
    bot.send(SendMediaGroup::new(1, vec![photo(), photo(), photo()])).await.unwrap();
    for _ in 0..50 {
        bot.send(GetMe::new()).await.unwrap();
    }
    assert_eq!(start.elapsed().as_millis(), 0);
    say(&bot, 1, "hi").await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_group_that_became_a_supergroup_is_followed() {
    let server =
        server(|call, _| async move { (call.number("chat_id") == -7).then(|| migrated(-1007)) });
    let (bot, start) = (bot(&server), Instant::now());
    assert_eq!(say(&bot, -7, "a").await.unwrap().chat.id.0, -1007);
    say(&bot, -7, "b").await.unwrap();
    assert_eq!(timeline(&server, start), [(0.0, -7), (0.0, -1007), (0.0, -1007)]);
    let strict = builder(&server).migration(false).build().unwrap();
    let error = say(&strict, -7, "c").await.unwrap_err();
    assert_eq!(error.migrated_to().map(|chat| chat.0), Some(-1007));
}

#[tokio::test(start_paused = true)]
async fn a_cycle_of_migrations_is_followed_once() {
    let server = server(|call, _| async move {
        Some(migrated(if call.number("chat_id") == -7 { -8 } else { -7 }))
    });
    let error = say(&bot(&server), -7, "a").await.unwrap_err();
    assert_eq!((error.migrated_to().map(|chat| chat.0), server.methods().len()), (Some(-7), 2));
}

#[tokio::test(start_paused = true)]
async fn defaults_are_sent() {
    let server = server(|_, _| async { None });
    let defaults = Defaults::new().parse_mode(ParseMode::Html).protect_content(true);
    let bot = builder(&server).defaults(defaults).build().unwrap();
    say(&bot, 1, "hi").await.unwrap();
    bot.send(SendDocument::new(1, Upload::bytes("a", &b"a"[..])).caption("c")).await.unwrap();
    let params: Vec<_> = server.received().into_iter().map(|call| call.params).collect();
    assert_eq!(
        params[0],
        json!({"chat_id": 1, "text": "hi", "parse_mode": "HTML", "protect_content": true}),
    );
    assert_eq!(
        (&params[1]["parse_mode"], &params[1]["protect_content"]),
        (&json!("HTML"), &json!("true"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_prepared_call_equals_the_one_that_the_bot_sends() {
    let server = server(|_, _| async { None });
    let defaults = Defaults::new().parse_mode(ParseMode::Html).protect_content(true);
    let filled = builder(&server).defaults(defaults).build().unwrap();
    let plain = bot(&server);
    let call = Call::new(&SendMessage::new(1, "hi"));
    for bot in [&filled, &plain] {
        let prepared = bot.prepare(call.clone());
        bot.call(call.clone()).await.unwrap();
        let received = server.received().pop().unwrap();
        assert_eq!(prepared.params().as_bytes(), received.body);
        assert_eq!(bot.prepare(prepared.clone()).params().as_bytes(), received.body);
    }
    assert_eq!(
        server.received()[0].params,
        json!({"chat_id": 1, "text": "hi", "parse_mode": "HTML", "protect_content": true}),
    );
    assert_eq!(server.received()[1].params, json!({"chat_id": 1, "text": "hi"}));
}

/// Returns how long a call waits for a server that never responds, in seconds.
async fn patience(timeout: CallTimeoutLayer, call: Call) -> u64 {
    let server = server(|_, _| async {
        std::future::pending::<()>().await;
        None
    });
    let bot = builder(&server).retry(None).timeout(timeout).build().unwrap();
    let start = Instant::now();
    let error = bot.call(call).await.unwrap_err();
    assert!(error.is_timeout() && error.is_ambiguous(), "{error}");
    start.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn each_class_of_call_has_its_timeout() {
    let layer = CallTimeoutLayer::default;
    let document =
        |bytes: usize| Call::new(&SendDocument::new(1, Upload::bytes("a", vec![0; bytes])));
    let unknown = chappe_client::upload_reader("a", &b"a"[..]);
    let waits = [
        patience(layer(), Call::new(&GetMe::new())).await,
        patience(layer(), Call::new(&GetUpdates::new().timeout(50))).await,
        patience(layer(), document(20 * 64 * 1024)).await,
        patience(layer(), Call::new(&SendDocument::new(1, unknown))).await,
        patience(layer(), Call::new(&GetMe::new()).with_timeout(Duration::from_secs(3))).await,
        patience(layer().ordinary(Duration::from_secs(7)), Call::new(&GetMe::new())).await,
    ];
    assert_eq!(waits, [30, 65, 50, 600, 3, 7]);
}

#[tokio::test(start_paused = true)]
async fn retries_back_off_and_end() {
    let server = server(|_, _| async { Some(raw(502, "<html>")) });
    let (bot, start) = (bot(&server), Instant::now());
    assert!(bot.send(GetMe::new()).await.unwrap_err().is_server_error());
    assert_eq!(server.methods().len(), 4);
    let took = start.elapsed().as_secs_f64();
    assert!((1.75..=3.5).contains(&took), "{took}");
}

#[tokio::test]
async fn a_bot_is_a_service_over_any_service() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&seen);
    let telegram = tower::service_fn(move |call: Call| {
        notes.lock().unwrap().push(call.method().to_owned());
        std::future::ready(Ok::<_, Error>(ApiResponse::new("true")))
    });
    let bot = Bot::from_service(UserId(42), telegram);
    let limited = ServiceBuilder::new().concurrency_limit(1).service(bot);
    let answer = limited.oneshot(Call::new(&chappe_types::LogOut::new())).await.unwrap();
    assert_eq!(
        (answer.result(), &**seen.lock().unwrap()),
        (&b"true"[..], &["logOut".to_owned()][..])
    );
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_uses_nothing_of_the_limit_of_the_bot() {
    let server = server(|_, _| async { None });
    let bot = builder(&server).layer(FloodLimitLayer::new()).build().unwrap();
    let mut calls = JoinSet::new();
    for chat in 1..=6000 {
        calls.spawn(tokio::time::timeout(Duration::from_millis(2500), say(&bot, chat, "hi")));
    }
    let sent = calls.join_all().await.into_iter().flatten().count();
    assert_eq!(sent, 90);
    let start = Instant::now();
    say(&bot, 1, "now").await.unwrap();
    assert!(start.elapsed() <= Duration::from_secs(1), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_a_custom_layer_is_ambiguous() {
    let server = server(|_, _| async {
        millis(60_000).await;
        None
    });
    let layer = TowerTimeoutLayer::new(Duration::from_secs(1));
    let bot = builder(&server).layer(layer).build().unwrap();
    let error = say(&bot, 1, "hi").await.unwrap_err();
    assert_eq!((error.is_ambiguous(), error.is_not_sent()), (true, false));
}
