//! The limits of reply keyboards.

use chappe_types::{KeyboardButton, ReplyKeyboardMarkup};

use crate::keyboard::{
    builder::ReplyKeyboard,
    error::{KeyboardError, Problem},
    limits::{check_counts, only},
    url::problem_of_https,
};

impl ReplyKeyboard {
    /// Returns the keyboard for `reply_markup`. Its setters, such as `resize_keyboard` and
    /// `one_time_keyboard`, are those of [`ReplyKeyboardMarkup`].
    ///
    /// # Panics
    ///
    /// Panics if [`try_build`](Self::try_build) returns an error.
    #[track_caller]
    pub fn build(self) -> ReplyKeyboardMarkup {
        match self.try_build() {
            Ok(markup) => markup,
            Err(error) => panic!("{error}"),
        }
    }

    /// Returns the keyboard for `reply_markup`. Its setters, such as `resize_keyboard` and
    /// `one_time_keyboard`, are those of [`ReplyKeyboardMarkup`].
    ///
    /// # Errors
    ///
    /// Fails if the keyboard has no buttons: Telegram would ignore it, and the user would keep the
    /// keyboard that was shown before. Otherwise fails for the first button
    ///
    /// - that is the 301st of the keyboard, or the 13th of its row,
    /// - that has no text, or more than one action,
    /// - whose `web_app` is not `https`,
    /// - that requests less than one or more than ten users,
    /// - whose `request_id` is not a signed 32-bit number, or is that of an earlier button.
    ///
    /// Not checked is where the keyboard is sent: all buttons except plain ones are for private
    /// chats.
    pub fn try_build(self) -> Result<ReplyKeyboardMarkup, KeyboardError> {
        let rows = self.into_rows();
        if rows.is_empty() {
            return Err(KeyboardError::whole(
                "a reply keyboard needs a button; `ReplyKeyboardRemove` removes the keyboard",
            ));
        }
        let mut count = 0;
        let mut requests = Vec::new();
        for (row, buttons) in rows.iter().enumerate() {
            for (column, button) in buttons.iter().enumerate() {
                count += 1;
                check_counts::<KeyboardButton>(column, count)
                    .and_then(|()| check(button, &mut requests))
                    .map_err(|problem| KeyboardError::of(button, (row, column), problem))?;
            }
        }
        Ok(ReplyKeyboardMarkup::new(rows))
    }
}

/// Checks a button. `requests` are the ids of the requests of earlier buttons.
fn check(button: &KeyboardButton, requests: &mut Vec<i64>) -> Result<(), Problem> {
    if button.text.is_empty() {
        return Err(Problem::field("text", "must not be empty"));
    }
    let action = only(&[
        ("request_users", button.request_users.is_some()),
        ("request_chat", button.request_chat.is_some()),
        ("request_managed_bot", button.request_managed_bot.is_some()),
        ("request_contact", button.request_contact == Some(true)),
        ("request_location", button.request_location == Some(true)),
        ("request_poll", button.request_poll.is_some()),
        ("web_app", button.web_app.is_some()),
    ])?;
    if let Some(why) = button.web_app.as_ref().and_then(|app| problem_of_https(&app.url)) {
        return Err(Problem::field("web_app", why));
    }
    if let Some(quantity) = button.request_users.as_ref().and_then(|users| users.max_quantity) {
        if !(1..=10).contains(&quantity) {
            let why = format_args!("must request 1–10 users, and requests {quantity}");
            return Err(Problem::field("request_users", why));
        }
    }
    let (Some(action), Some(id)) = (action, request_id(button)) else { return Ok(()) };
    if i32::try_from(id).is_err() {
        let why = format_args!("must have a `request_id` of 32 bits, and has {id}");
        return Err(Problem::field(action, why));
    }
    if requests.contains(&id) {
        let why = format_args!("has the `request_id` {id} of an earlier button; it must be unique");
        return Err(Problem::field(action, why));
    }
    requests.push(id);
    Ok(())
}

fn request_id(button: &KeyboardButton) -> Option<i64> {
    let users = button.request_users.as_ref().map(|users| users.request_id);
    let chat = button.request_chat.as_ref().map(|chat| chat.request_id);
    let bot = button.request_managed_bot.as_ref().map(|bot| bot.request_id);
    users.or(chat).or(bot)
}

#[cfg(test)]
mod tests {
    use chappe_types::{
        KeyboardButtonPollType, KeyboardButtonRequestChat, KeyboardButtonRequestManagedBot,
        KeyboardButtonRequestUsers, PollType, WebAppInfo,
    };

    use super::*;

    fn button(text: &str) -> KeyboardButton {
        KeyboardButton::new(text)
    }

    fn users(id: i64) -> KeyboardButtonRequestUsers {
        KeyboardButtonRequestUsers::new(id)
    }

    fn numbered(count: usize) -> Vec<String> {
        (0..count).map(|number| number.to_string()).collect()
    }

    #[test]
    fn a_keyboard_has_up_to_300_buttons_in_rows_of_up_to_12() {
        let markup = ReplyKeyboard::new().buttons(numbered(300)).build();
        assert_eq!(markup.keyboard.concat().len(), 300);
        let error = ReplyKeyboard::new().buttons(numbered(301)).try_build().unwrap_err();
        assert_eq!((error.row(), error.column(), error.text()), (Some(25), Some(0), Some("300")));
        assert!(ReplyKeyboard::new().row(numbered(12)).try_build().is_ok());
        let error = ReplyKeyboard::new().row(numbered(13)).try_build().unwrap_err();
        assert_eq!((error.row(), error.column(), error.text()), (Some(0), Some(12), Some("12")));
    }

    #[test]
    fn a_keyboard_without_buttons_is_an_error() {
        let error = ReplyKeyboard::new().try_build().unwrap_err();
        assert_eq!((error.row(), error.column(), error.text()), (None, None, None));
        assert_eq!(
            error.to_string(),
            "a reply keyboard needs a button; `ReplyKeyboardRemove` removes the keyboard",
        );
    }

    #[test]
    fn buttons_of_every_type_are_accepted() {
        let keyboard = ReplyKeyboard::new().row(["text"]).row([
            button("contact").request_contact(true),
            button("location").request_location(true),
            button("poll").request_poll(KeyboardButtonPollType::new().r#type(PollType::Quiz)),
            button("users").request_users(users(1).max_quantity(10)),
            button("chat").request_chat(KeyboardButtonRequestChat::new(2, true)),
            button("bot").request_managed_bot(KeyboardButtonRequestManagedBot::new(3)),
            button("app").web_app(WebAppInfo::new("https://example.com")),
        ]);
        assert_eq!(keyboard.build().keyboard.concat().len(), 8);
    }

    #[test]
    fn each_wrong_button_is_named_with_its_field() {
        let wrong = [
            button(""),
            button("b").request_contact(true).request_location(true),
            button("b").web_app(WebAppInfo::new("http://example.com")),
            button("b").request_users(users(2).max_quantity(0)),
            button("b").request_users(users(2).max_quantity(11)),
            button("b").request_users(users(1)),
            button("b").request_chat(KeyboardButtonRequestChat::new(1, false)),
            button("b").request_managed_bot(KeyboardButtonRequestManagedBot::new(1 << 31)),
        ];
        let first = || button("first").request_users(users(1));
        let errors = wrong.map(|wrong| {
            let keyboard = ReplyKeyboard::new().row([first()]).row([wrong]);
            keyboard.try_build().unwrap_err().to_string()
        });
        insta::assert_snapshot!(errors.join("\n"), @r#"
        the button "" at [1, 0]: `text` must not be empty
        the button "b" at [1, 0]: `request_location` and `request_contact` are both set, and a button has one action
        the button "b" at [1, 0]: `web_app` must be a URL with the scheme `https`
        the button "b" at [1, 0]: `request_users` must request 1–10 users, and requests 0
        the button "b" at [1, 0]: `request_users` must request 1–10 users, and requests 11
        the button "b" at [1, 0]: `request_users` has the `request_id` 1 of an earlier button; it must be unique
        the button "b" at [1, 0]: `request_chat` has the `request_id` 1 of an earlier button; it must be unique
        the button "b" at [1, 0]: `request_managed_bot` must have a `request_id` of 32 bits, and has 2147483648
        "#);
    }

    #[test]
    #[should_panic(expected = "a reply keyboard needs a button")]
    fn build_panics_with_the_error() {
        let _ = ReplyKeyboard::new().build();
    }
}
