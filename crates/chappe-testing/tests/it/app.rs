//! The app under test.

use std::time::Duration;

use chappe_client::{Bot, SendMethod as _};
use chappe_core::{
    BoxError, IntoOutcome, Router,
    extract::{CommandArgs, Event, Text},
    filter::{Content, callback_data, command, content, text_is},
    reply,
};
use chappe_types::{
    CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, InlineQuery, KeyboardButton,
    Message, ReplyKeyboardMarkup, SendMessage,
};

async fn fail() -> Result<(), BoxError> {
    Err("no disk".into())
}

pub(crate) fn app() -> Router {
    Router::new("app")
        .message(|m| {
            m.on(command("start"), start)
                .on(command("menu"), menu)
                .on(command("remind"), remind)
                .on(command("fail"), fail)
                .on(command("hang"), async || std::future::pending::<()>().await)
                .on(command("pin"), pin)
                .on(command("me"), me)
                .on(text_is("Help"), async || reply("There is no help."))
                .on(content(Content::Photo), async || reply("Nice photo."))
                .on(content(Content::PinnedMessage), async || reply("Pinned."))
                .on(chappe_core::filter::text(), echo)
        })
        .edited_message(|m| m.on((), async || reply("You changed it.")))
        .callback_query(|q| q.on(callback_data("yes"), yes))
        .inline_query(|q| q.on((), inline))
        .my_chat_member(|c| c.on((), member))
}

async fn start(Event(message): Event<Message>) -> SendMessage {
    let yes = InlineKeyboardButton::new("Yes").callback_data("yes");
    let site = InlineKeyboardButton::new("Site").url("https://example.org");
    message
        .answer("Welcome.\nPlay?")
        .reply_markup(InlineKeyboardMarkup::new(vec![vec![yes], vec![site]]))
}

async fn yes(Event(query): Event<CallbackQuery>, bot: Bot) -> Result<impl IntoOutcome, BoxError> {
    query.edit_text("Playing.").send(&bot).await?;
    Ok(query.answer().text("Go!"))
}

async fn menu(Event(message): Event<Message>) -> SendMessage {
    let rows = vec![vec![KeyboardButton::new("Help")], vec![KeyboardButton::new("About")]];
    message.answer("The menu.").reply_markup(ReplyKeyboardMarkup::new(rows))
}

async fn remind(CommandArgs(hours): CommandArgs) -> Result<impl IntoOutcome, BoxError> {
    let hours: u64 = hours.trim().parse()?;
    tokio::time::sleep(Duration::from_secs(3600 * hours)).await;
    Ok(reply("It is time."))
}

async fn pin(Event(message): Event<Message>) -> impl IntoOutcome {
    message.pin()
}

async fn me(bot: Bot) -> Result<impl IntoOutcome, BoxError> {
    let me = bot.me().await?;
    Ok(reply(format!("I am {}.", me.username.as_deref().unwrap_or_default())))
}

async fn echo(Text(text): Text) -> impl IntoOutcome {
    reply(text)
}

async fn inline(Event(query): Event<InlineQuery>) -> impl IntoOutcome {
    query.answer(Vec::new())
}

async fn member() {}
