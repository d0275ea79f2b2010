//! The builders of keyboards and the emulator have the same limits.

use chappe_core::{
    Router,
    keyboard::{InlineKeyboard, Keyboard, KeyboardItem, ReplyKeyboard},
};
use chappe_testing::{TestBot, TestUser};
use chappe_types::{
    CopyTextButton, DisabledButton, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton,
    KeyboardButtonRequestUsers, LoginUrl, ReplyKeyboardMarkup, ReplyMarkup,
    SwitchInlineQueryChosenChat, WebAppInfo,
};
use proptest::{prelude::*, test_runner::TestRunner};
use tokio::runtime::{Builder, Runtime};

/// What Telegram does with a button.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Shown,
    /// The message is accepted, but the button is left out or changed.
    Changed,
    Refused,
}

fn inline_buttons() -> Vec<(InlineKeyboardButton, Fate)> {
    let button = || InlineKeyboardButton::new("b");
    let data = |data: String| {
        let mut button = button();
        button.callback_data = Some(data.into());
        button
    };
    let chosen = SwitchInlineQueryChosenChat::new;
    vec![
        (data("x".repeat(64)), Fate::Shown),
        (button().url("https://example.com"), Fate::Shown),
        (button().url("tg://user?id=7"), Fate::Shown),
        (button().web_app(WebAppInfo::new("https://example.com")), Fate::Shown),
        (button().switch_inline_query(""), Fate::Shown),
        (button().copy_text(CopyTextButton::new("я".repeat(256))), Fate::Shown),
        (button().disabled(DisabledButton::new()), Fate::Shown),
        (button().switch_inline_query_chosen_chat(chosen().allow_user_chats(true)), Fate::Shown),
        (InlineKeyboardButton::new("").callback_data("x"), Fate::Changed),
        (data("x".repeat(65)), Fate::Refused),
        (data(String::new()), Fate::Refused),
        (button(), Fate::Refused),
        (button().url("ftp://example.com"), Fate::Refused),
        (button().url("localhost"), Fate::Refused),
        (button().web_app(WebAppInfo::new("http://example.com")), Fate::Refused),
        (button().login_url(LoginUrl::new("example.com")), Fate::Refused),
        (button().copy_text(CopyTextButton::new("")), Fate::Refused),
        (button().copy_text(CopyTextButton::new("x".repeat(257))), Fate::Refused),
        (button().switch_inline_query_chosen_chat(chosen()), Fate::Refused),
    ]
}

fn reply_buttons() -> Vec<(KeyboardButton, Fate)> {
    let button = || KeyboardButton::new("b");
    vec![
        (button(), Fate::Shown),
        (button().request_contact(true), Fate::Shown),
        (button().web_app(WebAppInfo::new("https://example.com")), Fate::Shown),
        (KeyboardButton::new(""), Fate::Changed),
        (button().request_contact(true).request_location(true), Fate::Changed),
        (
            button().request_users(KeyboardButtonRequestUsers::new(1).max_quantity(11)),
            Fate::Changed,
        ),
        (button().web_app(WebAppInfo::new("http://example.com")), Fate::Refused),
    ]
}

/// A bot that has a conversation with a user.
fn talk() -> (Runtime, TestBot, TestUser) {
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let (bot, alice) = runtime.block_on(async {
        let bot = TestBot::new(Router::<()>::new("app").message(|m| m.on((), async || ())));
        let alice = bot.user("alice");
        alice.send("hi").await;
        (bot, alice)
    });
    (runtime, bot, alice)
}

/// Sends random keyboards of these buttons. `build` returns whether the builder accepts one.
fn compare<B>(
    buttons: &[(B, Fate)],
    build: impl Fn(Keyboard<B>) -> bool,
    markup: impl Fn(Vec<Vec<B>>) -> ReplyMarkup,
) where
    B: KeyboardItem + Clone,
{
    let (runtime, bot, alice) = talk();
    let good = buttons.iter().filter(|(_, fate)| *fate == Fate::Shown).count();
    // Most keyboards have no wrong button, so that their number matters.
    let choice = prop_oneof![300 => 0..good, 1 => 0..buttons.len()];
    let rows = prop::collection::vec(prop::collection::vec(choice, 1..=B::PER_ROW + 1), 1..40);
    let check = |rows: Vec<Vec<usize>>| {
        let of = |fate| rows.iter().flatten().any(|index| buttons[*index].1 == fate);
        let is_wide = rows.iter().any(|row| row.len() > B::PER_ROW);
        let is_changed = is_wide || of(Fate::Changed);
        let mut keyboard = Keyboard::<B>::new();
        for row in &rows {
            keyboard = keyboard.row(row.iter().map(|index| buttons[*index].0.clone()));
        }
        let sent = alice.id().answer("text").reply_markup(markup(keyboard.clone().into_rows()));
        let is_accepted = runtime.block_on(bot.bot().send(sent)).is_ok();
        let is_built = build(keyboard);
        prop_assert!(is_accepted || !is_built, "the emulator refuses what was built");
        prop_assert!(is_built || !is_accepted || is_changed, "the emulator accepts it");
        prop_assert!(!(is_built && (is_changed || of(Fate::Refused))), "it was built");
        Ok(())
    };
    TestRunner::default().run(&rows, check).unwrap();
}

#[test]
fn an_inline_keyboard_is_built_exactly_if_telegram_shows_it_unchanged() {
    compare(
        &inline_buttons(),
        |keyboard: InlineKeyboard| keyboard.try_build().is_ok(),
        |rows| InlineKeyboardMarkup::new(rows).into(),
    );
}

#[test]
fn a_reply_keyboard_is_built_exactly_if_telegram_shows_it_unchanged() {
    compare(
        &reply_buttons(),
        |keyboard: ReplyKeyboard| keyboard.try_build().is_ok(),
        |rows| ReplyKeyboardMarkup::new(rows).into(),
    );
}

#[test]
fn each_button_alone_has_the_same_verdict() {
    let (runtime, bot, alice) = talk();
    for (button, fate) in inline_buttons() {
        let text = format!("{button:?}");
        let built = InlineKeyboard::new().button(button.clone()).try_build();
        let markup = InlineKeyboardMarkup::new(vec![vec![button]]);
        let sent = alice.id().answer("text").reply_markup(markup.clone());
        let shown = runtime.block_on(bot.bot().send(sent)).map(|sent| sent.reply_markup);
        match fate {
            Fate::Shown => {
                assert_eq!(built.as_ref(), Ok(&markup), "{text}");
                assert_eq!(shown.unwrap(), Some(markup), "{text}");
            }
            Fate::Changed => assert!(built.is_err() && shown.unwrap() != Some(markup), "{text}"),
            Fate::Refused => assert!(built.is_err() && shown.is_err(), "{text}"),
        }
    }
}
