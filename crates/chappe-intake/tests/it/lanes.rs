//! Handlers that leave and enter their lanes, and that await updates.

use std::{sync::Arc, time::Duration};

use chappe_core::{
    BoxError, Dispatcher, HandlerExt, IntoOutcome, Next, Outcome, Request, Router,
    extract::{Extension, Text},
    filter::{command, text, text_is, user_id},
    reply,
};
use chappe_intake::{Admission, Background, Lane, LaneBy, NextError, OnLeave, Options, unordered};
use chappe_types::{
    Message, Update, UserId,
    fixtures::{callback_query, message_in},
};
use tokio::time::timeout;

use crate::support::{Bot, Log, note, seconds, settle, state_of, text_of};

/// Works for ten seconds outside of its lane, and enters it again.
async fn works(lane: Lane, Extension(log): Extension<Log>) -> impl IntoOutcome {
    log.note(format!("starts, in the lane: {}", lane.is_held()));
    lane.release();
    seconds(10).await;
    log.note(format!("enters, in the lane: {}", lane.is_held()));
    lane.enter().await;
    log.note(format!("entered, in the lane: {}", lane.is_held()));
    seconds(5).await;
    reply("done")
}

fn working() -> Router {
    Router::new("app").message(|m| m.on(command("work"), works).on(text(), note))
}

#[tokio::test(start_paused = true)]
async fn a_handler_enters_its_lane_behind_the_updates_that_arrived_meanwhile() {
    let bot = Bot::new(working());
    bot.accepts(message_in(1, 7, "/work"));
    bot.accepts(message_in(2, 7, "b"));
    seconds(12).await;
    bot.accepts(message_in(3, 7, "c"));
    bot.intake.drain().await;
    assert_eq!(
        bot.log.take(),
        [
            "0 starts, in the lane: true",
            "0 b",
            "10 enters, in the lane: false",
            "10 entered, in the lane: true",
            "15 sends done",
            "15 c",
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_enters_its_lane_waits_for_the_updates_before_it() {
    let slow = async |Extension(log): Extension<Log>| {
        log.note("slow");
        seconds(30).await;
        log.note("slow is done");
    };
    let app = Router::new("slow").message(|m| m.on(text_is("slow"), slow)).include(working());
    let bot = Bot::new(app);
    bot.accepts(message_in(1, 7, "/work"));
    bot.accepts(message_in(2, 7, "slow"));
    bot.intake.drain().await;
    let entered: Vec<String> = bot.log.take().split_off(2);
    assert_eq!(
        entered,
        [
            "10 enters, in the lane: false",
            "30 slow is done",
            "30 entered, in the lane: true",
            "35 sends done",
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn on_leave_decides_when_an_update_that_left_its_lane_is_completed() {
    for (on_leave, immediately) in
        [(OnLeave::Wait, "unfinished"), (OnLeave::Acknowledge, "handled")]
    {
        let bot = Bot::with(working(), Options { on_leave, ..Options::default() });
        let mut completion = bot.hears(1, 7, "/work").await;
        let has_left = bot.intake.has_left_lane(first_id());
        assert_eq!((state_of(&mut completion), has_left), (immediately, on_leave == OnLeave::Wait));
        seconds(16).await;
        if on_leave == OnLeave::Wait {
            assert_eq!(state_of(&mut completion), "handled");
        }
        assert!(!bot.intake.has_left_lane(first_id()));
    }
}

fn first_id() -> chappe_types::UpdateId {
    chappe_types::UpdateId(1)
}

#[tokio::test(start_paused = true)]
async fn a_source_may_acknowledge_an_update_that_left_its_lane() {
    let bot = Bot::waiting(working());
    let mut completion = bot.hears(1, 7, "/work").await;
    let acknowledged = [(); 2].map(|()| bot.intake.acknowledge(first_id()));
    assert_eq!((acknowledged, state_of(&mut completion)), ([true, false], "handled"));
    bot.intake.drain().await;
    assert_eq!(bot.log.take().last().unwrap(), "15 sends done");
}

#[tokio::test(start_paused = true)]
async fn an_unordered_handler_does_not_delay_its_lane() {
    let slow = async |Extension(log): Extension<Log>, Text(text): Text| {
        seconds(10).await;
        log.note(text);
    };
    let app = Router::new("app").message(|m| m.on(text_is("a"), unordered(slow)).on(text(), note));
    let bot = Bot::new(app);
    for (id, text) in (1..).zip(["a", "a", "b"]) {
        bot.accepts(message_in(id, 7, text));
    }
    bot.intake.drain().await;
    assert_eq!(bot.log.take(), ["0 b", "10 a", "10 a"]);
}

#[tokio::test(start_paused = true)]
async fn the_layers_of_an_unordered_handler_do_not_delay_its_lane() {
    async fn waits(request: Request<Message>, next: Next<Message>) -> Result<Outcome, BoxError> {
        seconds(5).await;
        next.run(request).await
    }
    let slow = async |Extension(log): Extension<Log>, Text(text): Text| {
        seconds(10).await;
        log.note(text);
    };
    let app = Router::new("app").message(|m| {
        m.on(text_is("a"), unordered(slow.layer(waits)))
            .on(text_is("b"), unordered(slow).layer(waits))
            .on(text(), note)
    });
    let bot = Bot::new(app);
    for (id, text) in (1..).zip(["a", "b", "c"]) {
        bot.accepts(message_in(id, 7, text));
    }
    bot.intake.drain().await;
    assert_eq!(bot.log.take(), ["0 c", "15 a", "15 b"]);
}

#[test]
fn what_an_unordered_handler_requires_must_be_stored_before_it() {
    async fn needs(_: Extension<u8>) {}
    let build = |app: Router| chappe_core::Dispatcher::builder(app).try_build().is_ok();
    assert!(!build(Router::new("app").message(|m| m.on((), unordered(needs)))));
    let stores = chappe_core::AddExtensionLayer::new(7_u8);
    let layered = Router::new("app").message(|m| m.on((), unordered(needs.layer(stores))));
    assert!(build(layered));
}

#[test]
fn an_unordered_handler_shadows_the_routes_after_it() {
    async fn ban() {}
    let app = Router::new("app")
        .message(|m| m.on(command("ban"), unordered(ban)).on(command("ban"), ban));
    assert_eq!(chappe_core::Dispatcher::new(app).warnings().len(), 1);
}

/// Awaits a name, and replies with it.
async fn ask(lane: Lane, Extension(log): Extension<Log>) -> Result<impl IntoOutcome, NextError> {
    log.note("asks");
    let answer = lane.next(text(), Duration::from_secs(60)).await;
    log.note(format!("in the lane: {}", lane.is_held()));
    let answer: Request<Message> = answer?;
    seconds(1).await;
    Ok(reply(format!("Hello, {}!", answer.event().text.as_deref().unwrap_or_default())))
}

fn asking() -> Router {
    Router::new("app")
        .message(|m| m.on(command("ask"), ask).on((), note))
        .callback_query(|q| q.on((), async |Extension(log): Extension<Log>| log.note("pressed")))
}

#[tokio::test(start_paused = true)]
async fn a_handler_receives_the_next_update_of_its_lane_and_others_are_dispatched() {
    let bot = Bot::waiting(asking());
    let mut asked = bot.hears(1, 7, "/ask").await;
    // One of another chat, and one that is no message.
    bot.hears(2, 8, "b").await;
    bot.accepts(Update { update_id: chappe_types::UpdateId(3), ..callback_query("c") });
    settle().await;
    let mut answered = bot.hears(4, 7, "Ada").await;
    let mut behind = bot.accepts(message_in(5, 7, "d"));
    assert_eq!([state_of(&mut asked), state_of(&mut answered)], ["unfinished"; 2]);
    bot.intake.drain().await;
    assert_eq!(
        [state_of(&mut asked), state_of(&mut answered), state_of(&mut behind)],
        ["handled"; 3],
    );
    assert_eq!(
        bot.log.take(),
        ["0 asks", "0 b", "0 pressed", "0 in the lane: true", "1 sends Hello, Ada!", "1 d"],
    );
}

#[tokio::test(start_paused = true)]
async fn an_awaited_update_is_completed_when_its_handler_leaves_the_lane_again() {
    let twice = async |lane: Lane| -> Result<_, NextError> {
        let minute = Duration::from_secs(60);
        let first: Request<Message> = lane.next(text(), minute).await?;
        let second: Request<Message> = lane.next(text(), minute).await?;
        let texts = [first, second].map(|request| request.event().text.clone().unwrap());
        Ok(reply(texts.join(" and ")))
    };
    let app = Router::new("app").message(|m| m.on(command("ask"), twice));
    let bot = Bot::new(app);
    let mut states = Vec::new();
    for (id, text) in (1..).zip(["/ask", "a", "b"]) {
        states.push(state_of(&mut bot.hears(id, 7, text).await));
    }
    assert_eq!((states, bot.log.take()), (vec!["handled"; 3], vec!["0 sends a and b".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn a_handler_enters_its_lane_after_the_timeout() {
    let bot = Bot::new(asking());
    bot.hears(1, 7, "/ask").await;
    seconds(59).await;
    seconds(2).await;
    bot.hears(2, 7, "late").await;
    bot.intake.drain().await;
    assert_eq!(bot.log.take(), ["0 asks", "60 in the lane: true", "61 late"]);
}

#[tokio::test(start_paused = true)]
async fn no_update_is_lost_if_a_handler_stops_waiting() {
    let fickle = async |lane: Lane, Extension(log): Extension<Log>| {
        let minute = Duration::from_secs(60);
        let gives_up = timeout(Duration::from_secs(5), lane.next::<Message, _>(text(), minute));
        log.note(format!("gave up: {}", gives_up.await.is_err()));
    };
    let app = Router::new("app").message(|m| m.on(command("ask"), fickle).on((), note));
    let bot = Bot::new(app);
    bot.hears(1, 7, "/ask").await;
    seconds(6).await;
    let mut late = bot.hears(2, 7, "b").await;
    bot.intake.drain().await;
    assert_eq!(
        (bot.log.take(), state_of(&mut late)),
        (vec!["5 gave up: true".to_owned(), "6 b".to_owned()], "handled",)
    );
}

#[tokio::test(start_paused = true)]
async fn a_filter_selects_the_awaited_member_of_a_group() {
    let duel = async |lane: Lane| -> Result<_, NextError> {
        let from_ada = (text(), user_id([UserId(7)]));
        let answer: Request<Message> = lane.next(from_ada, Duration::from_secs(60)).await?;
        Ok(reply(answer.event().text.clone().unwrap()))
    };
    let app = Router::new("app").message(|m| m.on(command("duel"), duel).on((), note));
    let bot = Bot::new(app);
    for (id, (user, text)) in (1..).zip([(7, "/duel"), (8, "mine"), (7, "yours")]) {
        bot.accepts(in_group(id, user, text));
        settle().await;
    }
    assert_eq!(bot.log.take(), ["0 mine", "0 sends yours"]);
}

fn in_group(id: i64, user: i64, text: &str) -> Update {
    let json = serde_json::json!({"update_id": id, "message": {
        "message_id": id, "date": 1, "text": text,
        "chat": {"id": -1, "type": "supergroup", "title": "g"},
        "from": {"id": user, "is_bot": false, "first_name": "A"},
    }});
    Update::from_slice(json.to_string().as_bytes()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn lanes_by_member_isolate_a_slow_member_of_a_group() {
    let slow = async |Extension(log): Extension<Log>, Text(text): Text| {
        seconds(10).await;
        log.note(text);
    };
    for (lane_by, expected) in [
        (LaneBy::Chat, ["10 a", "20 b", "30 c"]),
        (LaneBy::ChatAndUser, ["10 a", "10 b", "20 c"]),
        (LaneBy::Nothing, ["10 a", "10 b", "10 c"]),
    ] {
        let app = Router::new("app").message(|m| m.on((), slow));
        let bot = Bot::with(app, Options { lane_by, ..Options::default() });
        for (id, (user, text)) in (1..).zip([(7, "a"), (8, "b"), (7, "c")]) {
            bot.accepts(in_group(id, user, text));
        }
        bot.intake.drain().await;
        assert_eq!(bot.log.take(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_handlers_take_no_capacity_and_no_permit() {
    let options = Options {
        max_in_flight: 10,
        running: Some(Arc::new(tokio::sync::Semaphore::new(2))),
        ..Options::default()
    };
    let ask = async |lane: Lane| -> Result<_, NextError> {
        let answer: Request<Message> = lane.next(text(), Duration::from_secs(3600)).await?;
        Ok(reply(format!("Hello, {}!", answer.event().text.as_deref().unwrap_or_default())))
    };
    let app = Router::new("app").message(|m| m.on(command("ask"), ask).on((), note));
    let bot = Bot::with(app, options);
    for chat in 1..=200 {
        bot.hears(chat, chat, "/ask").await;
    }
    assert_eq!(bot.log.take(), [""; 0]);
    bot.hears(201, 201, "served").await;
    seconds(3590).await;
    for chat in 1..=200 {
        bot.hears(300 + chat, chat, "Ada").await;
    }
    bot.intake.drain().await;
    let said = bot.log.take();
    let greeted = said.iter().filter(|line| line.ends_with("sends Hello, Ada!")).count();
    assert_eq!((&*said[0], greeted), ("0 served", 200));
}

#[tokio::test(start_paused = true)]
async fn max_detached_limits_the_updates_that_run_without_capacity() {
    let options = Options { max_in_flight: 3, max_detached: 2, ..Options::default() };
    let bot = Bot::with(asking(), options);
    for chat in 1..=5 {
        let mut completion = bot.hears(chat, chat, "/ask").await;
        assert_eq!(state_of(&mut completion), "handled");
    }
    // Two run without capacity; three keep theirs.
    let sixth = bot.intake.accept(message_in(6, 6, "/ask"), &bot.dispatcher);
    assert!(matches!(sixth, Admission::Rejected), "{sixth:?}");
    bot.intake.close();
    bot.intake.drain().await;
}

#[tokio::test(start_paused = true)]
async fn a_drain_ends_all_waiting() {
    let options = Options { on_leave: OnLeave::Wait, ..Options::default() };
    let ask = async |lane: Lane, Extension(log): Extension<Log>| {
        let answer = lane.next::<Message, _>((), Duration::from_secs(3600)).await;
        let error = answer.map(|_| ()).unwrap_err();
        log.note(format!("{error}; closed: {}", error.is_closed()));
    };
    let app = Router::new("app").message(|m| m.on(command("ask"), ask));
    let bot = Bot::with(app, options);
    let mut completion = bot.hears(1, 7, "/ask").await;
    timeout(Duration::from_secs(1), bot.intake.drain()).await.unwrap();
    assert_eq!(
        (bot.log.take(), state_of(&mut completion)),
        (vec!["0 no awaited update can arrive any more; closed: true".into()], "handled",),
    );
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_returns_a_closed_error_does_not_fail() {
    let options = Options { on_leave: OnLeave::Wait, ..Options::default() };
    let app = asking()
        .error(|e| e.on((), async |Extension(log): Extension<Log>| log.note("an error handler")));
    let bot = Bot::with(app, options);
    let mut completion = bot.hears(1, 7, "/ask").await;
    bot.intake.drain().await;
    assert_eq!(
        (bot.log.take(), state_of(&mut completion)),
        (vec!["0 asks".to_owned(), "0 in the lane: true".to_owned()], "handled")
    );
}

#[tokio::test]
async fn without_a_source_a_lane_does_nothing_and_background_is_rejected() {
    let all = async |lane: Lane| -> Result<_, BoxError> {
        lane.release();
        lane.enter().await;
        let error = lane.next::<Message, _>((), Duration::MAX).await.map(|_| ()).unwrap_err();
        Ok(reply(format!("{:?} {} {}", lane.key(), lane.is_held(), error.is_closed())))
    };
    let background = async |background: Background| background.spawn(async {});
    let app = Router::new("app")
        .message(|m| m.on(command("lane"), all).on(command("background"), background));
    let dispatcher = Dispatcher::new(app);
    let outcome = tower::ServiceExt::oneshot(dispatcher.clone(), message_in(1, 7, "/lane").into());
    assert_eq!(text_of(outcome.await.unwrap().reply().unwrap()), "None false true");
    let failed = tower::ServiceExt::oneshot(dispatcher, message_in(1, 7, "/background").into());
    assert!(failed.await.unwrap_err().is::<chappe_intake::NoSource>());
}
