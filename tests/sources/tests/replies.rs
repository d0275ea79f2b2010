//! A reply is the same call, however it is sent: in a webhook's response, after its deadline,
//! with polling, in a test, or by the bot.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{sync::Arc, time::Duration};

use chappe::{
    client::{BotBuilder, Call},
    prelude::*,
    types::{
        AlbumMedia, ChatAction, FileId, InputMediaPhoto, InputMediaVideo, InputPollOption,
        LinkPreviewOptions, ParseMode, PollOptionInput,
    },
};
use chappe_testing::TestBot;
use serde_json::{Value, json};
use sources::{Source, World, seconds};
use tokio::sync::Mutex;

/// A function that builds the reply of a handler.
type Make = fn(&Message) -> chappe::Reply;

fn file() -> FileId {
    FileId::from("a file")
}

/// Twenty methods, and functions that build them.
const MAKES: [(&str, Make); 20] = [
    ("sendMessage", |m| m.answer("<b>hi</b>").into()),
    ("sendPhoto", |m| m.answer_photo(file()).caption("<i>photo</i>").into()),
    ("sendDocument", |m| m.reply_document(file()).caption("a document").into()),
    ("sendAudio", |m| m.answer_audio(file()).into()),
    ("sendVideo", |m| m.answer_video(file()).caption("a video").into()),
    ("sendAnimation", |m| m.answer_animation(file()).into()),
    ("sendVoice", |m| m.answer_voice(file()).into()),
    ("sendVideoNote", |m| m.answer_video_note(file()).into()),
    ("sendSticker", |m| m.answer_sticker(file()).into()),
    ("sendMediaGroup", |m| {
        let photo = InputMediaPhoto::new(file()).caption("first");
        let video = InputMediaVideo::new(file());
        m.answer_media_group(vec![AlbumMedia::from(photo), video.into()]).into()
    }),
    ("sendLocation", |m| m.answer_location(1.5, 2.5).into()),
    ("sendVenue", |m| m.answer_venue(1.5, 2.5, "Louvre", "Paris").into()),
    ("sendContact", |m| m.answer_contact("+33 1", "Claude").into()),
    ("sendPoll", |m| {
        let options = ["yes", "no"].map(|text| PollOptionInput::from(InputPollOption::new(text)));
        m.answer_poll("Tea?", options.to_vec()).into()
    }),
    ("sendDice", |m| m.answer_dice().into()),
    ("sendGame", |m| m.answer_game("chess").into()),
    ("sendChatAction", |m| m.chat.send_action(ChatAction::Typing).into()),
    ("editMessageText", |m| m.edit_text("edited").into()),
    ("editMessageCaption", |m| m.edit_caption("edited").into()),
    ("copyMessage", |m| m.copy_to(9).into()),
];

/// Sets the options of the bot.
fn options(bot: BotBuilder) -> BotBuilder {
    bot.defaults(
        Defaults::new()
            .parse_mode(ParseMode::Html)
            .protect_content(true)
            .disable_notification(true)
            .link_preview_options(LinkPreviewOptions::new().is_disabled(true)),
    )
    .prepare(|mut call: Call| {
        if call.accepts("message_effect_id") && !call.params().contains("message_effect_id") {
            call.set("message_effect_id", "5104841245755180586");
        }
        call
    })
}

/// How long the handler waits.
#[derive(Clone, Copy)]
struct Delay(Duration);

/// Returns an app that replies with a method after a delay.
fn app(make: Make, delay: Duration) -> Router {
    let answer = async |State((make, Delay(delay))): State<(Make, Delay)>,
                        Event(message): Event<Message>| {
        tokio::time::sleep(delay).await;
        make(&message)
    };
    Router::new("app")
        .message(|m| m.on((), answer))
        .business_message(|m| m.on((), answer))
        .with_state((make, Delay(delay)))
}

/// Returns messages with different addresses of the reply.
fn messages() -> [Value; 3] {
    let message = |more: Value| {
        let mut message = json!({
            "message_id": 5, "date": 1, "text": "hi",
            "chat": {"id": -1002, "type": "supergroup", "title": "g"},
            "from": {"id": 7, "is_bot": false, "first_name": "A"},
        });
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        message
    };
    [
        json!({"message": message(json!({}))}),
        json!({"message": message(json!({"message_thread_id": 3, "is_topic_message": true}))}),
        json!({"business_message": message(json!({
            "business_connection_id": "bc",
            "chat": {"id": 7, "type": "private", "first_name": "A"},
        }))}),
    ]
}

/// Returns the only call of a bot with a source.
async fn with_source(source: Source, make: Make, delay: u64, update: &Value) -> (String, Value) {
    let app = app(make, Duration::from_secs(delay));
    let world = World::with(source, app, LaneBy::Chat, options).await;
    world.push(update.clone());
    seconds(delay + 1).await;
    only(world.stop().await.calls().into_iter().map(|(_, method, params)| (method, params)))
}

fn only(calls: impl IntoIterator<Item = (String, Value)>) -> (String, Value) {
    let mut calls: Vec<_> = calls.into_iter().collect();
    assert_eq!(calls.len(), 1, "{calls:?}");
    calls.remove(0)
}

/// Returns the only call of the bot in a test.
async fn under_test(make: Make, update: &Value) -> (String, Value) {
    let bot = TestBot::builder().bot(options).build(app(make, Duration::ZERO));
    bot.deliver(&update_of(update)).await;
    let calls = bot.calls().into_iter().filter(|call| call.method() != "getMe");
    only(calls.map(|call| (call.method().to_owned(), call.params().clone())))
}

/// Returns the call that the bot itself sends for the method.
async fn sent_by_bot(make: Make, update: &Value) -> (String, Value) {
    let made = Arc::new(Mutex::new(None));
    let bot = {
        let made = Arc::clone(&made);
        let server = wire::Server::new(move |request| {
            let made = Arc::clone(&made);
            async move {
                *made.lock().await = Some((request.method.clone(), request.params.clone()));
                Some(wire::ok(true))
            }
        });
        let bot = options(Bot::builder("42:token".parse().unwrap()))
            .server(chappe::client::ApiServer::new("http://telegram.test").unwrap())
            .connector(server.connector());
        bot.build().unwrap()
    };
    let update = update_of(update);
    let reply = make(update.message().unwrap());
    bot.call(Call::from_reply(&reply)).await.unwrap();
    let made = made.lock().await.take();
    only(made)
}

fn update_of(update: &Value) -> Update {
    let mut update = update.clone();
    update["update_id"] = json!(1);
    Update::from_slice(update.to_string().as_bytes()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_reply_is_the_same_call_in_each_of_five_ways_to_send_it() {
    for update in messages() {
        for (method, make) in MAKES {
            let sent = sent_by_bot(make, &update).await;
            assert_eq!(sent.0, method);
            if method.starts_with("send") && method != "sendChatAction" {
                assert_eq!(sent.1["protect_content"], true, "{method} has the defaults");
            }
            let ways = [
                ("in the response", with_source(Source::Webhook, make, 0, &update).await),
                ("late", with_source(Source::Webhook, make, 30, &update).await),
                ("polling", with_source(Source::Polling, make, 0, &update).await),
                ("in a test", under_test(make, &update).await),
            ];
            for (way, call) in ways {
                assert_eq!(call, sent, "{way}");
            }
        }
    }
}
