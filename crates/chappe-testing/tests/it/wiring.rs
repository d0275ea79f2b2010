//! A bot under test has the same bot, identity, options and layers as in production.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_client::{ApiServer, Bot, BotBuilder, Call, CallService, Defaults};
use chappe_core::{
    BoxError, Dispatcher, ErrorEvent, EventType, IntoDispatcher, Me, Request, Router,
    extract::{Event as Fault, Extension, FromRequest, Missing, Requirement, State, Text},
    filter::{command, text},
    reply,
};
use chappe_intake::LaneBy;
use chappe_testing::{TestBot, sent_text};
use chappe_types::{ParseMode, SendMessage, User};
use tower::{layer::layer_fn, util::MapRequest};

/// A shared log of events, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn entries(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// An app whose handler and error observer reply with the identity of the bot.
fn app() -> Router {
    Router::new("app")
        .message(|m| {
            m.on(command("fail"), async || Err::<(), _>(BoxError::from("no disk")))
                .on(text(), async |bot: Bot, me: Me| {
                    reply(format!("{} @{}", bot.id().0, me.username))
                })
        })
        .error(|e| {
            e.on((), async |Fault(event): Fault<ErrorEvent>, bot: Bot, me: Me| {
                reply(format!("{} @{}: {}", bot.id().0, me.username, event.error()))
            })
        })
}

#[tokio::test]
async fn handlers_and_error_observers_get_the_bot_from_any_kind_of_app() {
    async fn replies(bot: TestBot) -> Vec<String> {
        let alice = bot.user("alice");
        for words in ["hi", "/fail"] {
            alice.send(words).await;
        }
        let texts = bot.calls().into_iter();
        texts.filter_map(|call| Some(call.params()["text"].as_str()?.to_owned())).collect()
    }
    let replies_of_each = [
        replies(TestBot::new(app())).await,
        replies(TestBot::new(Dispatcher::builder(app()))).await,
        replies(TestBot::new(Dispatcher::new(app()))).await,
        replies(TestBot::with(|_| Dispatcher::new(app()))).await,
    ];
    let expected = vec!["1 @emu1_bot".to_owned(), "1 @emu1_bot: no disk".to_owned()];
    assert_eq!(replies_of_each, [(); 4].map(|()| expected.clone()));
}

async fn take() {}

#[tokio::test]
async fn apps_that_the_kit_builds_are_traced() {
    async fn steps(app: impl IntoDispatcher) -> String {
        TestBot::new(app).user("alice").send("/start").await.to_string()
    }
    let app = || Router::new("app").message(|m| m.on(command("start"), take));
    let traced = "message of alice\nfilter command(\"start\") (app, message): yes\nhandler wiring::take (app, message)\n\
        => handled by wiring::take\n";
    let all = [
        steps(app()).await,
        steps(Dispatcher::builder(app())).await,
        steps(Dispatcher::new(app())).await,
    ];
    assert_eq!(all, [traced, traced, "message of alice\n=> handled\n"]);
}

#[tokio::test]
async fn values_of_a_dispatcher_builder_reach_handlers() {
    let app = Router::new("app").message(|m| {
        m.on(text(), async |Extension(number): Extension<u32>| reply(number.to_string()))
    });
    let bot = TestBot::new(Dispatcher::builder(app).extension(7_u32));
    bot.user("alice").send("hi").await;
    bot.expect(sent_text("7"));
}

/// The bot's options in production: defaults, another server, and a layer that logs calls.
fn options(log: &Log) -> impl FnOnce(BotBuilder) -> BotBuilder + use<> {
    let log = log.clone();
    let layer = layer_fn(move |inner: CallService| {
        let log = log.clone();
        MapRequest::new(inner, move |call: Call| {
            log.note(call.method());
            call
        })
    });
    |bot| {
        bot.server(ApiServer::new("http://telegram.test").unwrap())
            .defaults(Defaults::new().parse_mode(ParseMode::Html))
            .layer(layer)
    }
}

#[tokio::test]
async fn the_bot_has_its_options_of_production() {
    let log = Log::default();
    let app = Router::new("app").message(|m| {
        m.on(text(), async |bot: Bot, Text(text): Text| {
            bot.send(SendMessage::new(7, "<b>by hand</b>")).await.ok();
            reply(text)
        })
    });
    let bot = TestBot::builder().bot(options(&log)).build(app);
    bot.user("alice").send("<i>hi</i>").await;
    let modes: Vec<_> = bot
        .calls()
        .iter()
        .filter(|call| call.method() == "sendMessage")
        .map(|call| (call.params()["text"].clone(), call.params()["parse_mode"].clone()))
        .collect();
    let html = serde_json::Value::from("HTML");
    let expected = ["<b>by hand</b>", "<i>hi</i>"].map(|text| (text.into(), html.clone()));
    assert_eq!(modes, expected);
    let noted: Vec<_> = log.entries().into_iter().filter(|method| method != "getUpdates").collect();
    assert_eq!(noted, ["getMe", "sendMessage", "sendMessage"]);
}

#[tokio::test]
async fn layers_wrap_the_dispatcher_the_first_one_outermost() {
    let log = Log::default();
    let noting = |name: &'static str| {
        let log = log.clone();
        layer_fn(move |inner| {
            let log = log.clone();
            MapRequest::new(inner, move |request: Request| {
                log.note(name);
                request.with(name)
            })
        })
    };
    let app = Router::new("app").message(|m| {
        m.on(text(), async |State(log): State<Log>, Extension(name): Extension<&'static str>| {
            log.note(format!("handler of {name}"));
        })
    });
    let app = Dispatcher::builder(app.with_state(log.clone())).expects::<&'static str>();
    let bot = TestBot::builder().layer(noting("outer")).layer(noting("inner")).build(app);
    bot.user("alice").send("hi").await;
    assert_eq!(log.entries(), ["outer", "inner", "handler of inner"]);
}

#[tokio::test]
async fn callbacks_get_the_bot_and_its_identity() {
    let say = async |State(log): State<Log>, bot: Bot, me: Me| {
        log.note(format!("{} @{}", bot.id().0, me.username));
        bot.send(SendMessage::new(7, "a callback")).await.ok();
    };
    let log = Log::default();
    let app = Router::new("app").startup(say).shutdown(say).with_state(log.clone());
    let bot = TestBot::new(app);
    bot.stop().await;
    bot.expect(sent_text("a callback"));
    bot.expect(sent_text("a callback"));
    assert_eq!(log.entries(), ["1 @emu1_bot", "1 @emu1_bot"]);
}

#[tokio::test]
#[should_panic(expected = "a startup callback failed: no disk")]
async fn a_startup_callback_that_fails_fails_the_test() {
    let app = Router::new("app").startup(async || Err::<(), _>("no disk"));
    TestBot::new(app).start().await;
}

/// A value that the kit does not provide.
#[derive(Clone)]
struct Shard;

impl<E: EventType, S: Sync> FromRequest<E, S> for Shard {
    type Rejection = Missing;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Missing> {
        request.get::<Self>().cloned().ok_or(Missing::new("shard"))
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::from_source::<Self>("store one")]
    }
}

#[tokio::test]
#[should_panic(expected = "needs a value of type `it::wiring::Shard`: store one")]
async fn handlers_that_need_a_missing_value_fail_the_build() {
    TestBot::new(Router::new("app").message(|m| m.on((), async |_: Shard| ())));
}

#[tokio::test(start_paused = true)]
async fn lane_by_sets_the_order_of_updates() {
    for (lane_by, expected) in [(LaneBy::Chat, ["alice", "bob"]), (LaneBy::User, ["bob", "alice"])]
    {
        let slow = async |user: User| {
            let seconds = if user.first_name == "Alice" { 10 } else { 0 };
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            reply(user.first_name.to_lowercase())
        };
        let app = Router::new("app").message(|m| m.on(text(), slow));
        let bot = TestBot::builder().lane_by(lane_by).build(app);
        let (alice, bob) = (bot.user("alice"), bot.user("bob"));
        let group = bot.group("Telegraphists", &[&alice, &bob]).await;
        let (alice, bob) = (alice.within(&group), bob.within(&group));
        tokio::join!(alice.send("hi"), bob.send("hi"));
        let texts = bot.calls().into_iter().map(|call| call.params()["text"].clone());
        assert_eq!(texts.filter(|text| !text.is_null()).collect::<Vec<_>>(), expected);
    }
}
