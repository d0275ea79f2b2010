//! Actions about the messages of earlier actions and calls.

use chappe_core::{
    Router,
    extract::{Event, Text},
    filter::{callback_data, text},
    reply,
};
use chappe_testing::{TestBot, edited_text, sent_text};
use chappe_types::{
    CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageReactionUpdated,
    SendMessage,
};

/// Answers each text with a button; names the text that is replied to, and what is edited.
fn app() -> Router {
    let answer = async |Event(message): Event<Message>, Text(text): Text| {
        let text = match message.reply_to_message.as_deref().and_then(|m| m.text.as_deref()) {
            Some(first) => format!("{text} about {first}"),
            None => text.to_string(),
        };
        let done = InlineKeyboardButton::new("Done").callback_data("done");
        message.answer(text).reply_markup(InlineKeyboardMarkup::new(vec![vec![done]]))
    };
    let done = async |Event(query): Event<CallbackQuery>| {
        let text = query.message.as_ref().and_then(|message| message.accessible());
        let text = text.and_then(|message| message.text.as_deref()).unwrap_or_default().to_owned();
        query.edit_text(format!("{text}: done"))
    };
    let noted = async |Event(reaction): Event<MessageReactionUpdated>| {
        SendMessage::new(reaction.chat.id, format!("#{} is noted", reaction.message_id))
    };
    Router::new("app")
        .message(|m| m.on(text(), answer))
        .edited_message(|m| m.on(text(), async |Text(text): Text| reply(format!("now {text}"))))
        .callback_query(|q| q.on(callback_data("done"), done))
        .message_reaction(|r| r.on((), noted))
}

#[tokio::test]
async fn the_message_of_an_action_is_edited_replied_to_and_reacted_to() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    let first = alice.send("milk").await;
    let id = first.message_id();
    assert_eq!(first.message().map(|message| message["text"].clone()), Some("milk".into()));
    alice.send("bread").await;
    alice.edit_message(id, "oat milk").await;
    bot.expect(sent_text("now oat milk"));
    assert_eq!(alice.reply(id, "two").await.message_id().0, id.0 + 5);
    bot.expect(sent_text("two about oat milk"));
    alice.react_to(id, "👍").await;
    bot.expect(sent_text(format!("#{id} is noted")));
}

#[tokio::test]
async fn the_button_of_an_earlier_message_is_pressed() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.send("milk").await;
    let milk = bot.expect(sent_text("milk")).message_id();
    alice.send("bread").await;
    bot.expect(sent_text("bread"));
    let press = alice.press_on(milk, "Done").await;
    assert!(press.message().is_none());
    assert_eq!(bot.expect(edited_text("milk: done")).message_id(), milk);
}

#[tokio::test]
#[should_panic(expected = "the action has sent no message")]
async fn a_press_has_no_message_id() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.send("milk").await;
    alice.press("Done").await.message_id();
}
