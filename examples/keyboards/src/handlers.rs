//! The handlers.

use chappe::{
    keyboard::{Day, InlinePages},
    prelude::*,
    types::{
        InlineQueryResult, InlineQueryResultArticle, InputTextMessageContent, KeyboardButton,
        ReplyKeyboardRemove,
    },
};

use crate::{
    menus::menu,
    order::{PIZZAS, Press},
};

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("keyboards")
        .message(|m| {
            m.on(any_command(["start", "menu"]), show)
                .on(command("contact"), contact)
                .on(content(Content::Contact), thank)
        })
        .callback_query(|q| q.on(data::<Press>(), press).fallback(unknown))
        .inline_query(|q| q.on((), search))
}

async fn show(Event(message): Event<Message>) -> impl IntoOutcome {
    let (text, keyboard) = menu(&Press::Page(0), Day::of(message.date, 0));
    message.answer(text).reply_markup(keyboard)
}

async fn press(
    Data(press): Data<Press>,
    Event(query): Event<CallbackQuery>,
    bot: Bot,
) -> Result<impl IntoOutcome, BoxError> {
    // The date of the message with the menu: earlier days cannot be chosen.
    let sent = query.accessible_message().map_or(Day::FIRST, |message| Day::of(message.date, 0));
    let (text, keyboard) = menu(&press, sent);
    query.edit_text(text).reply_markup(keyboard).send(&bot).await?;
    Ok(query.answer())
}

async fn unknown(Event(query): Event<CallbackQuery>) -> impl IntoOutcome {
    query.answer().text("This menu is from an older version: say /menu.")
}

async fn contact() -> impl IntoOutcome {
    let keyboard = ReplyKeyboard::new()
        .row([KeyboardButton::new("Send my number").request_contact(true)])
        .row(["Not now"]);
    reply("May we call you?").reply_markup(keyboard.build().resize_keyboard(true))
}

async fn thank() -> impl IntoOutcome {
    reply("Thank you!").reply_markup(ReplyKeyboardRemove::new())
}

async fn search(Event(query): Event<InlineQuery>) -> impl IntoOutcome {
    let word = query.query.to_lowercase();
    let found: Vec<&str> =
        PIZZAS.into_iter().filter(|name| name.to_lowercase().contains(&word)).collect();
    InlinePages::new(&query).per_page(5).answer(&found, |name| article(name))
}

fn article(name: &str) -> InlineQueryResult {
    InlineQueryResultArticle::new(name, name, InputTextMessageContent::new(name)).into()
}
