//! The limits of inline keyboards.

use chappe_types::{InlineKeyboardButton, InlineKeyboardMarkup};

use crate::keyboard::{
    builder::InlineKeyboard,
    error::{KeyboardError, Problem},
    limits::{check_counts, check_length, only},
    url::{problem_of_https, problem_of_link},
};

impl InlineKeyboard {
    /// Returns the keyboard for `reply_markup`. Without buttons it is an empty list of rows: a
    /// message that is sent with it has no keyboard, and an edit with it removes the keyboard.
    ///
    /// # Panics
    ///
    /// Panics if [`try_build`](Self::try_build) returns an error.
    #[track_caller]
    pub fn build(self) -> InlineKeyboardMarkup {
        match self.try_build() {
            Ok(markup) => markup,
            Err(error) => panic!("{error}"),
        }
    }

    /// Returns the keyboard for `reply_markup`. Without buttons it is an empty list of rows: a
    /// message that is sent with it has no keyboard, and an edit with it removes the keyboard.
    ///
    /// # Errors
    ///
    /// Fails for the first button
    ///
    /// - that is the 101st of the keyboard, or the 9th of its row,
    /// - that has no text, or not exactly one action,
    /// - whose `callback_data` does not have 1–64 bytes, or whose `copy_text` does not have 1–256
    ///   characters,
    /// - whose `url` has no host or another scheme than `http`, `https`, `tg` and `ton`, or whose
    ///   `web_app` or `login_url` is not `https`,
    /// - whose `switch_inline_query_chosen_chat` allows no kind of chat,
    /// - with `pay` or `callback_game` that is not the first button of the first row.
    ///
    /// Telegram also refuses a keyboard whose texts and data are too long in total; that limit is
    /// not documented, and is not checked. Neither is where the keyboard is sent: buttons with
    /// `web_app` are for private chats, and those that switch to inline mode are not for channels.
    pub fn try_build(self) -> Result<InlineKeyboardMarkup, KeyboardError> {
        let rows = self.into_rows();
        let mut count = 0;
        for (row, buttons) in rows.iter().enumerate() {
            for (column, button) in buttons.iter().enumerate() {
                count += 1;
                check(button, (row, column), count)
                    .map_err(|problem| KeyboardError::of(button, (row, column), problem))?;
            }
        }
        Ok(InlineKeyboardMarkup::new(rows))
    }
}

fn check(
    button: &InlineKeyboardButton,
    position: (usize, usize),
    count: usize,
) -> Result<(), Problem> {
    check_counts::<InlineKeyboardButton>(position.1, count)?;
    if button.text.is_empty() {
        return Err(Problem::field("text", "must not be empty"));
    }
    let action = action(button)?;
    if position != (0, 0) && ["callback_game", "pay"].contains(&action) {
        return Err(Problem::field(action, "must be the first button of the first row"));
    }
    if let Some(data) = &button.callback_data {
        check_length("callback_data", data.len(), 64, "bytes of UTF-8")?;
    }
    if let Some(copied) = &button.copy_text {
        check_length("copy_text", copied.text.chars().count(), 256, "characters")?;
    }
    if let Some(why) = button.url.as_deref().and_then(problem_of_link) {
        return Err(Problem::field("url", why));
    }
    if let Some(why) = button.web_app.as_ref().and_then(|app| problem_of_https(&app.url)) {
        return Err(Problem::field("web_app", why));
    }
    if let Some(why) = button.login_url.as_ref().and_then(|login| problem_of_https(&login.url)) {
        return Err(Problem::field("login_url", why));
    }
    if let Some(chosen) = &button.switch_inline_query_chosen_chat {
        let kinds = [
            chosen.allow_user_chats,
            chosen.allow_bot_chats,
            chosen.allow_group_chats,
            chosen.allow_channel_chats,
        ];
        if !kinds.contains(&Some(true)) {
            let why = "must allow at least one kind of chat";
            return Err(Problem::field("switch_inline_query_chosen_chat", why));
        }
    }
    Ok(())
}

/// Returns the name of the button's action.
fn action(button: &InlineKeyboardButton) -> Result<&'static str, Problem> {
    let actions = [
        ("url", button.url.is_some()),
        ("callback_data", button.callback_data.is_some()),
        ("web_app", button.web_app.is_some()),
        ("login_url", button.login_url.is_some()),
        ("switch_inline_query", button.switch_inline_query.is_some()),
        ("switch_inline_query_current_chat", button.switch_inline_query_current_chat.is_some()),
        ("switch_inline_query_chosen_chat", button.switch_inline_query_chosen_chat.is_some()),
        ("copy_text", button.copy_text.is_some()),
        ("callback_game", button.callback_game.is_some()),
        ("pay", button.pay == Some(true)),
        ("disabled", button.disabled.is_some()),
    ];
    only(&actions)?.ok_or_else(|| {
        Problem::new("an inline button needs an action, such as `callback_data` or `url`")
    })
}

#[cfg(test)]
mod tests {
    use chappe_types::{
        CallbackGame, CopyTextButton, DisabledButton, LoginUrl, SwitchInlineQueryChosenChat,
        WebAppInfo,
    };

    use super::*;

    fn button(text: &str) -> InlineKeyboardButton {
        InlineKeyboardButton::new(text)
    }

    fn numbered(count: usize) -> Vec<InlineKeyboardButton> {
        (0..count).map(|number| button(&number.to_string()).callback_data("x")).collect()
    }

    /// Returns the error of a keyboard whose second row is this button.
    fn second(wrong: InlineKeyboardButton) -> String {
        let keyboard = InlineKeyboard::new().row(numbered(1)).row([wrong]);
        keyboard.try_build().unwrap_err().to_string()
    }

    #[test]
    fn a_keyboard_has_up_to_100_buttons() {
        let markup = InlineKeyboard::new().buttons(numbered(100)).build();
        assert_eq!(markup.inline_keyboard.concat(), numbered(100));
        let error = InlineKeyboard::new().buttons(numbered(101)).try_build().unwrap_err();
        assert_eq!((error.row(), error.column(), error.text()), (Some(12), Some(4), Some("100")));
        assert_eq!(error.field(), None);
        assert_eq!(
            error.to_string(),
            "the button \"100\" at [12, 4]: a keyboard has at most 100 buttons",
        );
    }

    #[test]
    fn a_row_has_up_to_8_buttons() {
        assert!(InlineKeyboard::new().row(numbered(8)).try_build().is_ok());
        assert_eq!(
            InlineKeyboard::new().row(numbered(9)).try_build().unwrap_err().to_string(),
            "the button \"8\" at [0, 8]: Telegram shows at most 8 buttons in a row",
        );
        assert!(InlineKeyboard::new().buttons(numbered(9)).grid(9).try_build().is_err());
    }

    #[test]
    fn a_keyboard_without_buttons_is_an_empty_list() {
        let none: [InlineKeyboardButton; 0] = [];
        assert_eq!(InlineKeyboard::new().row(none).build(), InlineKeyboardMarkup::new(Vec::new()));
    }

    #[test]
    fn buttons_of_every_type_are_accepted() {
        let chosen = SwitchInlineQueryChosenChat::new().allow_group_chats(true);
        let rest = [
            button("url").url("https://example.com"),
            button("user").url("tg://user?id=7"),
            button("data").callback_data("x".repeat(64)),
            button("app").web_app(WebAppInfo::new("https://example.com/app")),
            button("login").login_url(LoginUrl::new("https://example.com/login")),
            button("inline").switch_inline_query(""),
            button("here").switch_inline_query_current_chat("cats"),
            button("chosen").switch_inline_query_chosen_chat(chosen),
            button("copy").copy_text(CopyTextButton::new("ф".repeat(256))),
            button("disabled").disabled(DisabledButton::new()),
        ];
        for first in [button("pay").pay(true), button("game").callback_game(CallbackGame::new())] {
            let keyboard = InlineKeyboard::new().row([first]).buttons(rest.clone()).grid(3);
            assert_eq!(keyboard.build().inline_keyboard.concat().len(), 11);
        }
    }

    #[test]
    fn each_wrong_button_is_named_with_its_field() {
        let mut no_data = button("b");
        no_data.callback_data = Some("".into());
        let mut long_data = button("b");
        long_data.callback_data = Some("x".repeat(65).into());
        let everyone = SwitchInlineQueryChosenChat::new().query("cats");
        let wrong = [
            button("").callback_data("x"),
            button("b"),
            button("b").pay(false),
            button("b").callback_data("x").url("https://example.com"),
            no_data,
            long_data,
            button("b").copy_text(CopyTextButton::new("")),
            button("b").copy_text(CopyTextButton::new("x".repeat(257))),
            button("b").url("ftp://example.com"),
            button("b").url("https://"),
            button("b").url("https://localhost"),
            button("b").web_app(WebAppInfo::new("http://example.com")),
            button("b").login_url(LoginUrl::new("example.com")),
            button("b").switch_inline_query_chosen_chat(everyone),
            button("b").pay(true),
            button("b").callback_game(CallbackGame::new()),
        ];
        let errors: Vec<String> = wrong.into_iter().map(second).collect();
        insta::assert_snapshot!(errors.join("\n"), @r#"
        the button "" at [1, 0]: `text` must not be empty
        the button "b" at [1, 0]: an inline button needs an action, such as `callback_data` or `url`
        the button "b" at [1, 0]: an inline button needs an action, such as `callback_data` or `url`
        the button "b" at [1, 0]: `callback_data` and `url` are both set, and a button has one action
        the button "b" at [1, 0]: `callback_data` must have 1–64 bytes of UTF-8, and has 0
        the button "b" at [1, 0]: `callback_data` must have 1–64 bytes of UTF-8, and has 65
        the button "b" at [1, 0]: `copy_text` must have 1–256 characters, and has 0
        the button "b" at [1, 0]: `copy_text` must have 1–256 characters, and has 257
        the button "b" at [1, 0]: `url` must have the scheme `http`, `https`, `tg` or `ton`
        the button "b" at [1, 0]: `url` must have a host
        the button "b" at [1, 0]: `url` must have a host with a dot, and no spaces in it
        the button "b" at [1, 0]: `web_app` must be a URL with the scheme `https`
        the button "b" at [1, 0]: `login_url` must be a URL with the scheme `https`
        the button "b" at [1, 0]: `switch_inline_query_chosen_chat` must allow at least one kind of chat
        the button "b" at [1, 0]: `pay` must be the first button of the first row
        the button "b" at [1, 0]: `callback_game` must be the first button of the first row
        "#);
    }

    #[test]
    fn pay_is_not_the_second_button_of_the_first_row() {
        let keyboard =
            InlineKeyboard::new().row([button("a").callback_data("x"), button("b").pay(true)]);
        let error = keyboard.try_build().unwrap_err();
        assert_eq!((error.row(), error.column(), error.field()), (Some(0), Some(1), Some("pay")));
    }

    #[test]
    #[should_panic(expected = "the button \"b\" at [0, 0]: an inline button needs an action")]
    fn build_panics_with_the_error() {
        let _ = InlineKeyboard::new().button(button("b")).build();
    }
}
