//! Overload: more updates than the webhook admits.

use std::time::Duration;

use bytes::Bytes;
use chappe_core::Router;
use chappe_intake::unordered;
use chappe_webhook::{IpNetwork, OnFailure, Webhook};
use http::{Method, Response, header};
use http_body::Body as _;
use http_body_util::Full;
use tokio::{io::AsyncWriteExt, time::sleep};
use tower::ServiceExt;

use crate::support::{Log, Server, SlowBody, message, post, read_to_end, send, webhook};

/// Returns the seconds of `Retry-After`, if it is a whole number.
fn retry_after<B>(response: &Response<B>) -> Option<u64> {
    response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

/// One update continues in the background capacity, two in that of updates in flight.
#[tokio::test(start_paused = true)]
async fn answered_updates_that_continue_are_bounded_and_duplicates_of_them_do_not_run() {
    let works = unordered(async || sleep(Duration::from_secs(100)).await);
    let app = Router::new("app").message(|m| m.on((), works));
    let webhook = Webhook::new(app).max_in_flight(2).max_background(1);
    let send_all = async || {
        let mut responses = Vec::new();
        for id in 1..=5 {
            responses.push(send(&webhook, message(id, 7, "hi")).await.0);
        }
        responses
    };
    let bounded = [200, 200, 200, 503, 503];
    assert_eq!([send_all().await, send_all().await], [bounded; 2]);
    sleep(Duration::from_secs(101)).await;
    assert_eq!(send_all().await, [200; 5]);
}

#[tokio::test(start_paused = true)]
async fn overload_sheds() {
    let log = Log::default();
    let webhook = webhook(&log).max_in_flight(4);
    let mut clients = Vec::new();
    for id in 0..40 {
        let webhook = webhook.clone();
        // Four chats, so that updates also wait for their lanes.
        let update = message(id, id % 4, &format!("slow 10{id:02}"));
        clients.push(tokio::spawn(async move {
            let mut refused = 0;
            loop {
                let response = webhook.clone().oneshot(post(update.clone())).await.unwrap();
                if response.status() == 200 {
                    return refused;
                }
                assert_eq!(response.status(), 503);
                refused += 1;
                sleep(Duration::from_secs(retry_after(&response).unwrap())).await;
            }
        }));
    }
    let mut refused = 0;
    for client in clients {
        refused += client.await.unwrap();
    }
    assert!(refused >= 36, "{refused}");
    let mut running: i32 = 0;
    let mut most = 0;
    for entry in log.entries() {
        running += if entry.ends_with("done") { -1 } else { 1 };
        most = most.max(running);
    }
    assert!((1..=4).contains(&most), "{most}");
    let mut handled: Vec<String> =
        log.entries().into_iter().filter(|entry| entry.ends_with("done")).collect();
    handled.sort();
    let expected: Vec<String> = (0..40).map(|id| format!("slow 10{id:02} done")).collect();
    assert_eq!(handled, expected);
}

#[tokio::test(start_paused = true)]
async fn running_handlers_are_bounded_apart_from_accepted_updates() {
    let log = Log::default();
    let webhook = webhook(&log).max_running(1);
    let (first, second) = tokio::join!(
        send(&webhook, message(1, 1, "slow 1000")),
        send(&webhook, message(2, 2, "slow 2000")),
    );
    assert_eq!((first.0, second.0), (200, 200));
    assert_eq!(log.entries(), ["slow 1000", "slow 1000 done", "slow 2000", "slow 2000 done"]);
}

#[tokio::test(start_paused = true)]
async fn every_non2xx_retryable_has_retry_after() {
    let log = Log::default();
    let plain = webhook(&log);
    let asking = plain.clone().on_failure(|_| OnFailure::Redeliver);
    let full = plain.clone().max_in_flight(0);
    let closed = plain.clone().max_in_flight(1);
    closed.drain().await;
    let small = plain.clone().body_limit(10);
    let filtered = plain.clone().ip_filter(IpNetwork::TELEGRAM);
    let with = |change: fn(&mut http::Request<Full<Bytes>>)| {
        let mut request = post(message(1, 7, "fail"));
        change(&mut request);
        request
    };
    let same = |_: &mut http::Request<Full<Bytes>>| {};
    let get = |request: &mut http::Request<Full<Bytes>>| *request.method_mut() = Method::GET;
    let html = |request: &mut http::Request<Full<Bytes>>| {
        request.headers_mut().insert(header::CONTENT_TYPE, "text/html".parse().unwrap());
    };
    let cases = [
        (405, plain.clone().oneshot(with(get)).await),
        (403, filtered.oneshot(with(same)).await),
        (401, plain.clone().secret("s3cr3t").oneshot(with(same)).await),
        (415, plain.clone().oneshot(with(html)).await),
        (413, small.oneshot(with(same)).await),
        (
            408,
            plain.clone().oneshot(http::Request::post("/").body(SlowBody::never()).unwrap()).await,
        ),
        (400, plain.clone().oneshot(post("?")).await),
        (503, asking.oneshot(with(same)).await),
        (503, full.oneshot(with(same)).await),
        (503, closed.oneshot(with(same)).await),
    ];
    for (expected, response) in cases {
        let response = response.unwrap();
        assert_eq!(response.status(), expected);
        let seconds = retry_after(&response);
        assert!(seconds.is_some_and(|seconds| (1..=5).contains(&seconds)), "{expected}");
        assert!(response.body().is_end_stream(), "{expected} has a body");
        assert_eq!(response.headers().contains_key(header::ALLOW), expected == 405);
    }
}

#[tokio::test]
async fn other_paths_are_answered_404_with_retry_after() {
    let server = Server::start(webhook(&Log::default()), |serve| serve.path("/telegram")).await;
    let mut found = Vec::new();
    for path in ["/", "/telegram/", "/Telegram", "/telegram?x=1", "/telegram"] {
        let mut stream = server.connect().await;
        let request = format!("GET {path} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = read_to_end(&mut stream).await.to_lowercase();
        assert!(answer.contains("\r\nretry-after: "), "{answer}");
        found.push(answer[9..12].to_owned());
    }
    assert_eq!(found, ["404", "404", "404", "405", "405"]);
}
