//! Actions of users, and the calls that they cause.

use chappe_core::{Dispatcher, Router, extract::Extension, filter::text, reply};
use chappe_testing::{TestBot, answered, called, edited_text, sent, sent_text};
use serde_json::json;

use crate::app::app;

#[tokio::test]
async fn a_conversation_is_a_transcript() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.send("/start").await;
    alice.press("Yes").await;
    alice.send("/menu").await;
    alice.tap("Help").await;
    alice.edit("Help!").await;
    alice.send_photo(b"\xff\xd8 a photo").await;
    alice.inline_query("cats").await;
    alice.send("/pin").await;
    insta::assert_snapshot!(bot.transcript());
}

#[tokio::test]
async fn a_press_is_answered_and_the_message_edited() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.send("/start").await;
    bot.expect(sent_text("Welcome.\nPlay?").to(&alice).buttons([["Yes"], ["Site"]]));
    let report = alice.press("Yes").await;
    assert_eq!(
        (report.updates(), report.is_handled(), report.handler()),
        (1, true, Some("app::yes"))
    );
    let edited = bot.expect(edited_text("Playing.").with("chat_id", alice.id().0));
    assert_eq!(edited.result().unwrap()["text"], "Playing.");
    bot.expect(answered("Go!"));
    bot.expect_nothing();
    let seen: Vec<_> = alice.messages().iter().map(|message| message["text"].clone()).collect();
    assert_eq!(seen, [json!("/start"), json!("Playing.")]);
}

#[tokio::test]
async fn people_in_a_group_are_answered_there() {
    let bot = TestBot::new(app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let friends = bot.group("Friends", &[&alice, &bob]).await;
    alice.within(&friends).send("hello").await;
    bob.within(&friends).send("hi").await;
    bob.send("in private").await;
    bot.expect(sent_text("hello").to(&friends));
    bot.expect(sent_text("hi").to(&friends));
    bot.expect(sent_text("in private").to(&bob));
    bot.expect_nothing();
    let texts: Vec<_> =
        friends.messages().iter().filter_map(|m| m["text"].as_str().map(str::to_owned)).collect();
    assert_eq!(texts, ["hello", "hello", "hi", "hi"]);
}

#[tokio::test]
async fn updates_that_the_bot_causes_are_handled_within_the_action() {
    let bot = TestBot::new(app());
    bot.user("alice").send("/pin").await;
    bot.expect(called("pinChatMessage"));
    bot.expect(sent_text("Pinned."));
}

#[tokio::test]
async fn one_name_is_one_person_with_the_given_members() {
    let app = Router::new("app").message(|m| {
        m.on(text(), async |user: chappe_types::User| {
            reply(user.language_code.as_deref().unwrap_or("none").to_owned())
        })
    });
    let bot = TestBot::new(app);
    let anna = bot.person("anna", json!({"first_name": "Anna", "language_code": "de"}));
    assert_eq!(anna.id(), bot.user("anna").id());
    anna.send("hi").await;
    bot.expect(sent_text("de"));
}

#[tokio::test]
async fn a_refusal_reaches_the_bot_once() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.send("hi").await;
    bot.expect(sent_text("hi"));
    bot.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user");
    alice.send("are you there?").await;
    let call = bot.expect(sent_text("are you there?").refused(403));
    assert_eq!(call.result(), Err((403, "Forbidden: bot was blocked by the user")));
    alice.send("again").await;
    bot.expect(sent_text("again"));
}

#[tokio::test]
async fn a_user_who_blocks_the_bot_gets_no_reply() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.send("hi").await;
    bot.expect(sent());
    let report = alice.block().await;
    assert_eq!((report.updates(), report.handler()), (1, Some("app::member")));
    bot.expect_nothing();
}

#[tokio::test]
async fn handlers_get_the_bot_and_values_of_the_dispatcher() {
    let app = Router::new("app").message(|m| {
        m.on(text(), async |Extension(greeting): Extension<&'static str>| reply(greeting))
    });
    let bot = TestBot::with(|_| Dispatcher::builder(app).extension("Servus").build());
    bot.user("alice").send("hi").await;
    bot.expect(sent_text("Servus"));

    let bot = TestBot::new(crate::app::app());
    bot.user("alice").send("/me").await;
    bot.expect(sent_text("I am emu1_bot."));
}

#[tokio::test]
async fn callbacks_of_start_and_stop_run_once() {
    use std::sync::{Arc, Mutex};

    let noted = Arc::new(Mutex::new(Vec::new()));
    let note = |word: &'static str| {
        let noted = Arc::clone(&noted);
        move || {
            noted.lock().unwrap().push(word);
            async {}
        }
    };
    let app = app().startup(note("start")).shutdown(note("stop"));
    let bot = TestBot::new(app);
    bot.user("alice").send("hi").await;
    bot.user("bob").send("hi").await;
    bot.stop().await;
    assert_eq!(*noted.lock().unwrap(), ["start", "stop"]);
}

#[tokio::test]
async fn a_hundred_bots_are_tested_side_by_side() {
    let one = |number: usize| async move {
        let bot = TestBot::new(app());
        let user = bot.user("alice");
        for round in 0..5 {
            let text = format!("{number} {round}");
            user.send(&text).await;
            bot.expect(sent_text(text).to(&user));
        }
        bot.expect_nothing();
    };
    let all: Vec<_> = (0..100).map(|number| tokio::spawn(one(number))).collect();
    for one in all {
        one.await.unwrap();
    }
}

#[tokio::test]
async fn people_vote_and_react() {
    use chappe_core::{extract::Event, filter::command};
    use chappe_types::{
        InputPollOption, Message, MessageReactionUpdated, PollAnswer, SendMessage, SendPoll,
    };

    let ask = async |Event(message): Event<Message>| {
        let options =
            vec![InputPollOption::new("Tea").into(), InputPollOption::new("Coffee").into()];
        SendPoll::new(message.chat.id, "What?", options).is_anonymous(false)
    };
    let count = async |Event(answer): Event<PollAnswer>| {
        let user = answer.user.as_ref().map(|user| user.id);
        user.map(|user| SendMessage::new(user, format!("{:?}", answer.option_ids)))
    };
    let thank = async |Event(reaction): Event<MessageReactionUpdated>| {
        SendMessage::new(reaction.chat.id, "Thanks!")
    };
    let app = Router::new("app")
        .message(|m| m.on(command("ask"), ask))
        .poll_answer(|p| p.on((), count))
        .message_reaction(|r| r.on((), thank));
    let bot = TestBot::new(app);
    let alice = bot.user("alice");
    alice.send("/ask").await;
    alice.vote(&["Coffee"]).await;
    bot.expect(sent_text("[1]").to(&alice));
    alice.react("👍").await;
    bot.expect(sent_text("Thanks!"));
}
