//! The bot.

use chappe::{
    prelude::*,
    types::{
        InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup, WebAppInfo,
    },
};

/// Returns the bot's router. `url` is the address of the page, which begins with `https://`.
pub fn bot(url: &str) -> Router {
    Router::new("web_app")
        .message(|m| {
            m.on(command("menu"), menu)
                .on(command("keyboard"), keyboard)
                .on(content(Content::WebAppData), ordered)
                .fallback(async || reply("Write /menu or /keyboard, please."))
        })
        .with_state(WebAppInfo::new(url))
}

/// Shows a button that opens the page below a message.
async fn menu(State(page): State<WebAppInfo>) -> impl IntoOutcome {
    let button = InlineKeyboardButton::new("Menu").web_app(page);
    reply("What would you like?").reply_markup(InlineKeyboardMarkup::new(vec![vec![button]]))
}

/// Shows a button that opens the page in place of the keyboard.
async fn keyboard(State(page): State<WebAppInfo>) -> impl IntoOutcome {
    let button = KeyboardButton::new("Order").web_app(page);
    reply("Tap the button.").reply_markup(ReplyKeyboardMarkup::new(vec![vec![button]]))
}

/// Answers an order from the button of the reply keyboard. Anybody can send such data to the bot:
/// it is checked like any other text.
async fn ordered(Event(message): Event<Message>) -> Option<impl IntoOutcome> {
    let data = message.web_app_data.as_ref()?;
    Some(match crate::server::good(&data.data) {
        Some(good) => reply(format!("{good} comes.")),
        None => reply("That is not on the menu."),
    })
}
