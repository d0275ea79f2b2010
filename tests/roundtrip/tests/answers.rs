//! Every method as a reply: in the response of a webhook, and sent by the bot.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use chappe_client::{Bot, Call, Defaults, RequestBody};
use chappe_core::{BoxError, Dispatcher, Me, Outcome, Reply, Request, Router};
use chappe_types::{
    DynMethod, LinkPreviewOptions, Method, ParseMode, Update, fixtures::message_in,
};
use chappe_webhook::{Dispatch, Webhook};
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, Full};
use roundtrip::{Extent, every_method};
use tower::{ServiceExt, layer::layer_fn, service_fn};

/// A media type and a body.
type Document = (String, Bytes);

/// A bot with all kinds of defaults, and the bodies that it sent.
fn bot() -> (Bot, Arc<Mutex<Vec<Document>>>) {
    let sent = Arc::<Mutex<Vec<Document>>>::default();
    let noted = Arc::clone(&sent);
    let transport = service_fn(move |request: http::Request<RequestBody>| {
        let noted = Arc::clone(&noted);
        async move {
            let media_type = request.headers()[CONTENT_TYPE].to_str()?.to_owned();
            let body = request.into_body().collect().await?.to_bytes();
            noted.lock().unwrap().push((media_type, body));
            Ok::<_, BoxError>(http::Response::new(r#"{"ok":true,"result":true}"#.to_owned()))
        }
    });
    let defaults = Defaults::new()
        .parse_mode(ParseMode::Html)
        .protect_content(true)
        .allow_sending_without_reply(true)
        .show_caption_above_media(true)
        .disable_notification(true)
        .link_preview_options(LinkPreviewOptions::new().is_disabled(true));
    let bot = Bot::builder("42:AAF-secret_of-thirty-five-characters".parse().unwrap())
        .defaults(defaults)
        .transport(transport)
        .build()
        .unwrap();
    (bot, sent)
}

/// The method as a reply, if its type is `M`.
fn as_reply<M: Method + Clone>(method: &dyn DynMethod) -> Option<Reply> {
    method.as_any().downcast_ref::<M>().cloned().map(Reply::new)
}

macro_rules! replies {
    ($($method:ty)*) => {
        [$(as_reply::<$method>),*]
    };
}

/// A body without its random part, the boundary of a form.
fn plain((media_type, body): Document) -> (String, Vec<u8>) {
    let Some(boundary) = media_type.strip_prefix("multipart/form-data; boundary=") else {
        return (media_type, body.into());
    };
    let mut plain = Vec::new();
    let mut rest = &body[..];
    while let Some(at) = rest.windows(boundary.len()).position(|part| part == boundary.as_bytes()) {
        plain.extend_from_slice(&rest[..at]);
        plain.extend_from_slice(b"BOUNDARY");
        rest = &rest[at + boundary.len()..];
    }
    plain.extend_from_slice(rest);
    ("form".to_owned(), plain)
}

/// The expected response of a webhook: the method's name before the parameters that were
/// sent.
fn with_method(name: &str, (media_type, body): (String, Vec<u8>)) -> (String, Vec<u8>) {
    let body = if media_type == "form" {
        let part = format!(
            "--BOUNDARY\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\n{name}\r\n"
        );
        [part.into_bytes(), body].concat()
    } else if body == b"{}" {
        format!(r#"{{"method":"{name}"}}"#).into_bytes()
    } else {
        [format!(r#"{{"method":"{name}","#).as_bytes(), &body[1..]].concat()
    };
    (media_type, body)
}

async fn check(extent: Extent, rounds: usize) {
    let (bot, sent) = bot();
    let reply = Arc::<Mutex<Option<Reply>>>::default();
    let next = Arc::clone(&reply);
    let service = service_fn(move |_: Request<Update>| {
        let reply = next.lock().unwrap().take();
        std::future::ready(Ok::<_, BoxError>(reply.map_or(Outcome::handled(), Outcome::from)))
    });
    // The service replaces the dispatcher; no bot's identity is known.
    let dispatcher = Dispatcher::builder(Router::new("app")).me(Me::new(42, "my_bot")).build();
    let webhook = Webhook::new(dispatcher)
        .layer(layer_fn(move |_: Dispatch| service.clone()))
        .bot(bot.clone());
    let replies = chappe_types::for_each_method! { replies };
    let mut travelled = 0;
    for (id, method) in (1..).zip(every_method(extent, rounds)) {
        let name = method.name();
        bot.call(Call::from_dyn(&*method)).await.unwrap();
        let expected = plain(sent.lock().unwrap().pop().unwrap());
        *reply.lock().unwrap() = replies.iter().find_map(|reply| reply(&*method));
        let request = http::Request::post("/")
            .body(Full::new(Bytes::from(message_in(id, id, "hi").to_json())))
            .unwrap();
        let answer = webhook.clone().oneshot(request).await.unwrap();
        let media_type = answer.headers().get(CONTENT_TYPE).cloned();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        if let Some(media_type) = media_type {
            travelled += 1;
            let answer = plain((media_type.to_str().unwrap().to_owned(), body));
            let expected = with_method(name, expected);
            let text = |document: &(String, Vec<u8>)| {
                (document.0.clone(), String::from_utf8_lossy(&document.1).into_owned())
            };
            assert_eq!(text(&answer), text(&expected), "{name}");
        } else {
            // The bot sent it, and nothing else.
            let apart: Vec<_> = sent.lock().unwrap().drain(..).map(plain).collect();
            assert_eq!(apart, [expected], "{name}");
        }
        assert!(sent.lock().unwrap().is_empty(), "{name} was sent twice");
    }
    assert!(travelled > 100 * rounds, "{travelled}");
}

#[tokio::test]
async fn every_method_is_the_same_in_a_response_and_sent_by_the_bot() {
    check(Extent::Everything, 4).await;
    check(Extent::Required, 2).await;
}
