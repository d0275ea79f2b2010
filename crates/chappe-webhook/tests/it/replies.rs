//! Replies in the response, and replies that are sent as calls.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::{BoxError, Dispatcher, Reply, Router, filter::text_is, reply};
use chappe_types::{
    AlbumMedia, ChatId, Close, DeleteWebhook, GetChat, GetMe, InputFile, InputMediaPhoto, LogOut,
    SendDocument, SendMediaGroup, SendMessage, SetWebhook, Upload,
};
use chappe_webhook::Webhook;
use http::header;
use http_body_util::BodyExt;
use tokio::time::sleep;
use tower::{Service, ServiceExt};

use crate::support::{Log, bot, message, ok, post, send, webhook};

/// Returns a bot that sends a document from memory, or from a disk.
fn documents() -> Webhook {
    let document = |file: Upload| SendDocument::new(ChatId(7), InputFile::Upload(file));
    let from_memory = move || {
        let bytes = b"\r\n--x\0\xff".as_slice();
        std::future::ready(Reply::new(document(Upload::bytes("a\"b.txt", bytes))))
    };
    let from_disk =
        move || std::future::ready(Reply::new(document(Upload::path("/tmp/report.txt"))));
    let router = Router::new("documents")
        .message(|m| m.on(text_is("memory"), from_memory).on(text_is("disk"), from_disk));
    Webhook::new(Dispatcher::new(router))
}

#[tokio::test]
async fn a_file_in_memory_is_part_of_the_response_as_a_form() {
    let request = post(message(1, 7, "memory"));
    let answer = documents().oneshot(request).await.unwrap();
    let media_type = answer.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let part = |disposition: &str, content: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n"
        )
    };
    let body = String::from_utf8_lossy(&body);
    let file = body.split("name=\"document\"\r\n\r\nattach://").nth(1).unwrap();
    let file = file.split("\r\n").next().unwrap();
    let expected = [
        part("name=\"method\"", "sendDocument"),
        part("name=\"chat_id\"", "7"),
        part("name=\"document\"", &format!("attach://{file}")),
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{file}\"; \
             filename=\"a%22b.txt\"\r\nContent-Type: application/octet-stream\r\n\r\n\
             \r\n--x\0\u{fffd}\r\n"
        ),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(body, expected.concat());
}

#[tokio::test]
async fn a_quoting_reply_is_in_the_response() {
    let router = Router::<()>::new("quotes").message(|m| {
        m.on((), async || reply("yes").quoting().parse_mode(chappe_types::ParseMode::Html))
    });
    let request = post(message(1, 7, "quote me"));
    let answer = Webhook::new(Dispatcher::new(router)).oneshot(request).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(
        String::from_utf8_lossy(&body),
        r#"{"method":"sendMessage","chat_id":7,"text":"yes","parse_mode":"HTML","reply_parameters":{"message_id":1}}"#
    );
}

#[tokio::test]
async fn a_file_on_a_disk_is_sent_as_a_call() {
    let log = Log::default();
    let webhook = documents().replies(log.replies());
    assert_eq!(send(&webhook, message(1, 7, "disk")).await, ok(""));
    webhook.drain().await;
    assert_eq!(log.entries(), ["late "]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_the_service_for_late_replies_affects_no_other_update() {
    let log = Log::default();
    let fails = Arc::new(AtomicBool::new(true));
    let inner = log.clone();
    let service = tower::service_fn(move |_| {
        assert!(!fails.swap(false, Ordering::Relaxed), "intended by the test");
        inner.note("sent");
        std::future::ready(Ok::<_, BoxError>(()))
    });
    let webhook = webhook(&log).replies(service);
    for id in [1, 2] {
        assert_eq!(send(&webhook, message(id, 7, "slow 30000")).await, ok(""));
        sleep(Duration::from_secs(60)).await;
    }
    webhook.drain().await;
    assert_eq!(log.entries().last().map(String::as_str), Some("sent"));
}

/// A service for late replies that panics in `clone`.
struct PanicsInClone;

impl Clone for PanicsInClone {
    fn clone(&self) -> Self {
        panic!("in its clone")
    }
}

impl Service<Reply> for PanicsInClone {
    type Response = ();
    type Error = BoxError;
    type Future = std::future::Ready<Result<(), BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Reply) -> Self::Future {
        std::future::ready(Ok(()))
    }
}

#[tokio::test]
async fn a_panic_in_the_clone_of_the_service_for_late_replies_affects_no_other_update() {
    let webhook = documents().replies(PanicsInClone);
    for id in [1, 2] {
        assert_eq!(send(&webhook, message(id, 7, "disk")).await, ok(""));
    }
    webhook.drain().await;
}

#[tokio::test(start_paused = true)]
async fn of_joined_requests_a_live_one_gets_the_reply() {
    let log = Log::default();
    let webhook = Webhook::new(Dispatcher::new(bot(&log))).replies(log.replies());
    let update = message(1, 7, "slow 10000");
    let gone = tokio::time::timeout(Duration::from_secs(1), send(&webhook, update.clone()));
    let (gone, second, third) =
        tokio::join!(gone, send(&webhook, update.clone()), send(&webhook, update.clone()));
    assert!(gone.is_err());
    assert_eq!((second, third), (ok("slow 10000"), ok("")));
    assert_eq!(log.entries(), ["slow 10000", "slow 10000 done"]);
}

#[tokio::test(start_paused = true)]
async fn late_replies_are_sent_before_the_next_update_of_their_chat_starts() {
    let log = Log::default();
    let sent = log.clone();
    let slow = tower::service_fn(move |reply: Reply| {
        let sent = sent.clone();
        async move {
            sleep(Duration::from_secs(5)).await;
            let text = reply.downcast_ref::<SendMessage>().unwrap().text.clone();
            sent.note(format!("late {text}"));
            Ok::<_, BoxError>(())
        }
    });
    let webhook = webhook(&log).replies(slow);
    assert_eq!(send(&webhook, message(1, 7, "slow 30000")).await, ok(""));
    assert_eq!(send(&webhook, message(2, 7, "next")).await, ok("next"));
    assert_eq!(log.entries(), ["slow 30000", "slow 30000 done", "late slow 30000", "next"],);
}

#[tokio::test(start_paused = true)]
async fn a_late_reply_that_cannot_be_sent_reaches_the_error_observers() {
    let log = Log::default();
    let sent = log.clone();
    let refusing = tower::service_fn(move |reply: Reply| {
        let text = reply.downcast_ref::<SendMessage>().unwrap().text.to_string();
        sent.note(format!("late {text}"));
        let result = if text == "sorry" { Ok(()) } else { Err(BoxError::from("refused")) };
        std::future::ready(result)
    });
    let app = bot(&log).error(|e| e.on((), async || reply("sorry")));
    let webhook = Webhook::new(Dispatcher::new(app)).replies(refusing);
    assert_eq!(send(&webhook, message(1, 7, "slow 30000")).await, ok(""));
    webhook.drain().await;
    assert_eq!(log.entries(), ["slow 30000", "slow 30000 done", "late slow 30000", "late sorry"],);
}

/// Returns the method of the reply in the response, and the methods that were sent as calls.
async fn sent(reply: impl Fn() -> Reply + Send + Sync + 'static) -> (Option<String>, Vec<String>) {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&calls);
    let service = tower::service_fn(move |reply: Reply| {
        noted.lock().unwrap().push(reply.name().to_owned());
        std::future::ready(Ok::<_, BoxError>(()))
    });
    let reply = Arc::new(reply);
    let handler = move || std::future::ready(reply());
    let app = Router::new("app").message(|m| m.on((), handler));
    let webhook = Webhook::new(Dispatcher::new(app)).replies(service);
    let answer = webhook.clone().oneshot(post(message(1, 7, "hi"))).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let json: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    webhook.drain().await;
    let calls = calls.lock().unwrap().clone();
    (json["method"].as_str().map(str::to_owned), calls)
}

#[tokio::test]
async fn calls_that_telegram_ignores_in_a_response_are_sent_as_calls() {
    let text = |length: usize| SendMessage::new(7, "x".repeat(length));
    let files = |number: usize| {
        let file = |at| Upload::bytes(format!("{at}"), vec![0_u8]);
        let photo = |at| InputMediaPhoto::new(InputFile::Upload(file(at))).into();
        SendMediaGroup::new(7, (0..number).map(photo).collect::<Vec<AlbumMedia>>())
    };
    let in_response = |name: &str| (Some(name.to_owned()), Vec::<String>::new());
    let as_call = |name: &str| (None, vec![name.to_owned()]);
    assert_eq!(sent(move || Reply::new(text(10))).await, in_response("sendMessage"));
    assert_eq!(sent(move || Reply::new(text(1024 * 1024))).await, as_call("sendMessage"));
    assert_eq!(sent(|| Reply::new(GetMe::new())).await, as_call("getMe"));
    assert_eq!(sent(|| Reply::new(GetChat::new(7))).await, as_call("getChat"));
    assert_eq!(
        sent(|| Reply::new(SetWebhook::new("https://a.example"))).await,
        as_call("setWebhook")
    );
    assert_eq!(sent(|| Reply::new(DeleteWebhook::new())).await, as_call("deleteWebhook"));
    assert_eq!(sent(|| Reply::new(Close::new())).await, as_call("close"));
    assert_eq!(sent(|| Reply::new(LogOut::new())).await, as_call("logOut"));
    assert_eq!(sent(move || Reply::new(files(51))).await, as_call("sendMediaGroup"));
}
