//! Menus that are used, and used again after a restart.

use chappe_testing::{TestBot, TestUser, UpdateBuilder, answered, called, edited_text, sent_text};

/// Opens the menu of the last pizza of the first page.
async fn open(bot: &TestBot) -> TestUser {
    let alice = bot.user("alice");
    alice.send("/menu").await;
    bot.expect(sent_text("Our pizzas:").buttons([
        vec!["Margherita"],
        vec!["Marinara"],
        vec!["Funghi"],
        vec!["1/3", "›"],
    ]));
    alice.press("Funghi").await;
    alice
}

/// Returns the data of the newest button with a label.
fn data_of(user: &TestUser, label: &str) -> String {
    let messages = user.messages();
    let rows = messages
        .iter()
        .rev()
        .filter_map(|message| message["reply_markup"]["inline_keyboard"].as_array());
    let mut buttons = rows.flatten().filter_map(|row| row.as_array()).flatten();
    let button = buttons.find(|button| button["text"] == label).expect("there is a button");
    button["callback_data"].as_str().expect("it has data").to_owned()
}

#[tokio::test]
async fn a_pizza_is_chosen_and_ordered() {
    let bot = TestBot::new(keyboards::app());
    let alice = open(&bot).await;
    for label in
        ["⚪ 26 cm", "☐ Basil", "☐ Chili", "✅ Chili", "+", "+", "−", "Order", "No", "Order"]
    {
        alice.press(label).await;
    }
    let question = bot.calls().iter().rev().find_map(|call| {
        call.params()["text"].as_str().filter(|text| text.ends_with("right?")).map(str::to_owned)
    });
    let question = question.expect("the bot asks");
    assert!(question.starts_with("2 × Funghi of 26 cm on "), "{question}");
    assert!(question.ends_with(", Basil. Is that right?"), "{question}");
    alice.press("Yes").await;
    let ordered = question.trim_end_matches(". Is that right?");
    bot.expect(edited_text(format!("Ordered: {ordered}")));
}

#[tokio::test]
async fn the_pages_of_the_pizzas_are_turned() {
    let bot = TestBot::new(keyboards::app());
    let alice = bot.user("alice");
    alice.send("/menu").await;
    for label in ["›", "›"] {
        alice.press(label).await;
    }
    bot.expect(edited_text("Our pizzas:").buttons([vec!["Quattro formaggi"], vec!["‹", "3/3"]]));
    alice.press("‹").await;
    alice.press("Capricciosa").await;
    alice.press("Back").await;
    bot.expect(edited_text("Our pizzas:").buttons([
        vec!["Diavola"],
        vec!["Capricciosa"],
        vec!["Ortolana"],
        vec!["‹", "2/3", "›"],
    ]));
}

#[tokio::test]
async fn a_day_is_chosen_in_the_next_month() {
    let bot = TestBot::new(keyboards::app());
    let alice = open(&bot).await;
    let messages = alice.messages();
    let day = messages.iter().rev().find_map(|message| {
        let rows = message["reply_markup"]["inline_keyboard"].as_array()?;
        let mut buttons = rows.iter().filter_map(|row| row[0]["text"].as_str());
        buttons.find(|text| text.starts_with("Day: ")).map(str::to_owned)
    });
    alice.press(&day.expect("there is a button for the day")).await;
    alice.press("›").await;
    alice.press("3").await;
    alice.press("Order").await;
    let last = bot.calls().pop().expect("the bot answers");
    assert_eq!(last.method(), "answerCallbackQuery");
    bot.expect(edited_text("When?"));
    let asked = bot.expect(called("editMessageText").containing("-03. Is that right?"));
    assert!(asked.result().is_ok());
}

#[tokio::test]
async fn a_menu_survives_a_restart() {
    let before = TestBot::new(keyboards::app());
    let alice = open(&before).await;
    alice.press("+").await;
    let data = data_of(&alice, "+");
    drop(before);
    // Another process, which has seen nothing: the button alone leads to the next state.
    let after = TestBot::new(keyboards::app());
    let alice = open(&after).await;
    let menu = alice.messages().pop().map(|message| message["message_id"].clone());
    let pressed = UpdateBuilder::callback_query(&data)
        .set("from.id", alice.id().0)
        .set("message.chat.id", alice.id().0)
        .set("message.message_id", menu.unwrap_or_default());
    after.deliver(&pressed.build()).await;
    let shown = alice.messages().pop().expect("the menu is there");
    assert_eq!(shown["reply_markup"]["inline_keyboard"][3][1]["text"], "3");
}

#[tokio::test]
async fn buttons_of_other_versions_are_answered() {
    let bot = TestBot::new(keyboards::app());
    let alice = bot.user("alice");
    alice.send("/menu").await;
    for data in ["pizza:0:99:32:0:1:20000", "pizza:9", "pizza:p:-1", "cake:1"] {
        let old = UpdateBuilder::callback_query(data).set("from.id", alice.id().0);
        bot.deliver(&old.build()).await;
        bot.expect(answered("This menu is from an older version: say /menu."));
    }
}

#[tokio::test]
async fn a_reply_keyboard_asks_for_the_number_and_is_removed() {
    let bot = TestBot::new(keyboards::app());
    let alice = bot.user("alice");
    alice.send("/contact").await;
    bot.expect(sent_text("May we call you?").buttons([["Send my number"], ["Not now"]]));
    alice.tap("Send my number").await;
    bot.expect(sent_text("Thank you!"));
}

#[tokio::test]
async fn an_inline_query_has_pages() {
    let bot = TestBot::new(keyboards::app());
    let alice = bot.user("alice");
    alice.inline_query("").await;
    let first = bot.expect(called("answerInlineQuery").with("next_offset", "5"));
    assert_eq!(first.params()["results"].as_array().map(Vec::len), Some(5));
    bot.deliver(
        &UpdateBuilder::inline_query("").set("from.id", alice.id().0).set("offset", "5").build(),
    )
    .await;
    let last = bot.calls().pop().expect("the bot answers");
    assert_eq!(last.params()["results"].as_array().map(Vec::len), Some(2));
}
