//! What people do, and what the bot does about it.

use chappe_core::{Dispatcher, Router, extract::Extension, filter::text, reply};
use chappe_testing::{TestBot, answered, called, edited_text, sent, sent_text};
use serde_json::json;

use crate::app::app;

#[tokio::test]
async fn a_conversation_is_a_transcript() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.sends("/start").await;
    alice.presses("Yes").await;
    alice.sends("/menu").await;
    alice.taps("Help").await;
    alice.edits("Help!").await;
    alice.sends_photo(b"\xff\xd8 a photo").await;
    alice.asks("cats").await;
    alice.sends("/pin").await;
    insta::assert_snapshot!(bot.transcript());
}

#[tokio::test]
async fn a_press_is_answered_and_the_message_edited() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.sends("/start").await;
    bot.expects(sent_text("Welcome.\nPlay?").to(&alice).buttons([["Yes"], ["Site"]]));
    let turn = alice.presses("Yes").await;
    assert_eq!((turn.updates(), turn.is_handled(), turn.handler()), (1, true, Some("yes")));
    let edited = bot.expects(edited_text("Playing.").with("chat_id", alice.id().0));
    assert_eq!(edited.result().unwrap()["text"], "Playing.");
    bot.expects(answered("Go!"));
    bot.expects_nothing();
    let seen: Vec<_> = alice.sees().iter().map(|message| message["text"].clone()).collect();
    assert_eq!(seen, [json!("/start"), json!("Playing.")]);
}

#[tokio::test]
async fn people_in_a_group_are_answered_there() {
    let bot = TestBot::new(app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let friends = bot.group("Friends", &[&alice, &bob]).await;
    alice.within(&friends).sends("hello").await;
    bob.within(&friends).sends("hi").await;
    bob.sends("in private").await;
    bot.expects(sent_text("hello").to(&friends));
    bot.expects(sent_text("hi").to(&friends));
    bot.expects(sent_text("in private").to(&bob));
    bot.expects_nothing();
    let texts: Vec<_> =
        friends.messages().iter().filter_map(|m| m["text"].as_str().map(str::to_owned)).collect();
    assert_eq!(texts, ["hello", "hello", "hi", "hi"]);
}

#[tokio::test]
async fn what_the_bot_causes_itself_is_part_of_the_turn() {
    let bot = TestBot::new(app());
    bot.user("alice").sends("/pin").await;
    bot.expects(called("pinChatMessage"));
    bot.expects(sent_text("Pinned."));
}

#[tokio::test]
async fn a_person_has_what_they_were_made_with_and_one_name_is_one_person() {
    let app = Router::new("app").message(|on| {
        on.on(text(), async |user: chappe_types::User| {
            reply(user.language_code.as_deref().unwrap_or("none").to_owned())
        })
    });
    let bot = TestBot::new(app);
    let anna = bot.person("anna", json!({"first_name": "Anna", "language_code": "de"}));
    assert_eq!(anna.id(), bot.user("anna").id());
    anna.sends("hi").await;
    bot.expects(sent_text("de"));
}

#[tokio::test]
async fn a_refusal_reaches_the_bot_once() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.sends("hi").await;
    bot.expects(sent_text("hi"));
    bot.refuses("sendMessage", 403, "Forbidden: bot was blocked by the user");
    alice.sends("are you there?").await;
    let call = bot.expects(sent_text("are you there?").refused(403));
    assert_eq!(call.result(), Err((403, "Forbidden: bot was blocked by the user")));
    alice.sends("again").await;
    bot.expects(sent_text("again"));
}

#[tokio::test]
async fn who_blocks_the_bot_gets_nothing() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.sends("hi").await;
    bot.expects(sent());
    let turn = alice.blocks().await;
    assert_eq!((turn.updates(), turn.handler()), (1, Some("member")));
    bot.expects_nothing();
}

#[tokio::test]
async fn handlers_know_the_bot_and_values_of_the_dispatcher() {
    let app = Router::new("app").message(|on| {
        on.on(text(), async |Extension(greeting): Extension<&'static str>| reply(greeting))
    });
    let bot = TestBot::with(|_| Dispatcher::builder(app).extension("Servus").build());
    bot.user("alice").sends("hi").await;
    bot.expects(sent_text("Servus"));

    let bot = TestBot::new(crate::app::app());
    bot.user("alice").sends("/me").await;
    bot.expects(sent_text("I am emu1_bot."));
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
    bot.user("alice").sends("hi").await;
    bot.user("bob").sends("hi").await;
    bot.stops().await;
    assert_eq!(*noted.lock().unwrap(), ["start", "stop"]);
}

#[tokio::test]
async fn a_hundred_bots_are_tested_side_by_side() {
    let one = |number: usize| async move {
        let bot = TestBot::new(app());
        let user = bot.user("alice");
        for round in 0..5 {
            let text = format!("{number} {round}");
            user.sends(&text).await;
            bot.expects(sent_text(text).to(&user));
        }
        bot.expects_nothing();
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
        .message(|on| on.on(command("ask"), ask))
        .poll_answer(|on| on.on((), count))
        .message_reaction(|on| on.on((), thank));
    let bot = TestBot::new(app);
    let alice = bot.user("alice");
    alice.sends("/ask").await;
    alice.votes(&["Coffee"]).await;
    bot.expects(sent_text("[1]").to(&alice));
    alice.reacts("👍").await;
    bot.expects(sent_text("Thanks!"));
}
